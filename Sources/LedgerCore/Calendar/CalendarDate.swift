/// A day of the proleptic Gregorian calendar, as a count of days since 1970-01-01.
package struct CalendarDate: Hashable, Comparable, Sendable {
  package let dayNumber: Int32

  package init(dayNumber: Int32) { self.dayNumber = dayNumber }

  /// The day of a civil date, or nil when there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CalendarDate.days(inMonth: month, of: year)
    else { return nil }
    self.init(dayNumber: Int32(daysFromCivil(year: year, month: month, day: day)))
  }

  /// `2026-03-14`
  package init?(_ text: [UInt8]) { self.init(bytes: text) }

  package init?(_ text: UnsafeRawBufferPointer) { self.init(bytes: text) }

  private init?(bytes text: some Sequence<UInt8>) {
    var (year, month, day) = (0, 0, 0)
    var length = 0
    for byte in text {
      switch (length, byte) {
      case (0..<4, 48...57): year = year * 10 + Int(byte - 48)
      case (5..<7, 48...57): month = month * 10 + Int(byte - 48)
      case (8..<10, 48...57): day = day * 10 + Int(byte - 48)
      case (4, 45), (7, 45): break
      default: return nil
      }
      length += 1
    }
    guard length == 10 else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package init?(_ text: String) { self.init(Array(text.utf8)) }

  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool {
    lhs.dayNumber < rhs.dayNumber
  }

  package var civil: (year: Int, month: Int, day: Int) {
    // Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// 0 is Sunday.
  package var weekday: Int { ((Int(dayNumber) + 4) % 7 + 7) % 7 }

  /// `2026-03`
  package var monthText: String {
    let date = civil
    return "\(padded(date.year, 4))-\(padded(date.month, 2))"
  }

  /// The last day of this day's month.
  package var endOfMonth: CalendarDate {
    let date = civil
    let last = CalendarDate.days(inMonth: date.month, of: date.year)
    return CalendarDate(dayNumber: dayNumber + Int32(last - date.day))
  }
}

extension CalendarDate: CustomStringConvertible {
  /// `2026-03-14`
  package var description: String {
    let text = String(unsafeUninitializedCapacity: CalendarDate.room) { write(to: $0) ?? 0 }
    return text.isEmpty ? "\(monthText)-\(padded(civil.day, 2))" : text
  }

  /// The bytes of a description of a year of four figures.
  package static let room = 10

  /// Writes the description into a room of `room` bytes at least and returns how many they are; nil
  /// where the year has not four figures.
  package func write(to room: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    let (year, month, day) = civil
    guard (0...9999).contains(year) else { return nil }
    precondition(room.count >= CalendarDate.room)
    func put(_ place: Int, _ figure: Int) {
      room.initializeElement(at: place, to: 48 + UInt8(truncatingIfNeeded: figure % 10))
    }
    put(0, year / 1000)
    put(1, year / 100)
    put(2, year / 10)
    put(3, year)
    put(5, month / 10)
    put(6, month)
    put(8, day / 10)
    put(9, day)
    room.initializeElement(at: 4, to: 45)
    room.initializeElement(at: 7, to: 45)
    return CalendarDate.room
  }
}

/// Days since 1970-01-01 of a civil date. Source: as `CalendarDate.civil`, days_from_civil.
package func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

package func padded(_ number: Int, _ width: Int) -> String {
  let figures = String(number)
  return String(repeating: "0", count: max(0, width - figures.utf8.count)) + figures
}
