/// A month of the Gregorian calendar: the period that books are closed by.
package struct CalendarMonth: Hashable, Comparable, Sendable {
  /// Months since January of year 0.
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// The month that a day falls into.
  package init(_ day: CalendarDate) {
    let date = day.civil
    number = Int32(date.year * 12 + date.month - 1)
  }

  /// `2026-03`; nil for anything else.
  package init?(_ text: String) {
    guard text.utf8.count == 7, let first = CalendarDate("\(text)-01") else { return nil }
    self.init(first)
  }

  package var first: CalendarDate {
    let (year, month) = (Int(number) / 12, Int(number) % 12 + 1)
    return CalendarDate(dayNumber: Int32(daysFromCivil(year: year, month: month, day: 1)))
  }

  package var last: CalendarDate { first.endOfMonth }
  package var next: CalendarMonth { CalendarMonth(number: number + 1) }

  package func contains(_ day: CalendarDate) -> Bool { first <= day && day <= last }

  package static func < (lhs: CalendarMonth, rhs: CalendarMonth) -> Bool {
    lhs.number < rhs.number
  }
}

extension CalendarMonth: CustomStringConvertible {
  /// `2026-03`
  package var description: String { first.monthText }
}
