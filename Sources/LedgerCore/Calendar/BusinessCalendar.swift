/// The days on which banks of a place work: all but weekends and its holidays.
///
/// Days that the holiday list does not reach count as business days unless they are weekends; a
/// list should cover the years that are asked about.
package struct BusinessCalendar: Sendable, Equatable {
  private let holidays: Set<CalendarDate>
  /// As `CalendarDate.weekday`: 0 is Sunday.
  private let weekend: Set<Int>

  package init(holidays: some Sequence<CalendarDate> = [], weekend: Set<Int> = [0, 6]) {
    precondition(weekend.isSubset(of: 0...6) && weekend.count < 7, "some day of a week is worked")
    self.holidays = Set(holidays)
    self.weekend = weekend
  }

  /// All that tells two calendars apart: free weekdays (0 is Sunday), then holidays by day number.
  var freeDays: [Int64] {
    weekend.sorted().map { Int64($0) } + holidays.map { Int64($0.dayNumber) }.sorted()
  }

  package func isBusinessDay(_ day: CalendarDate) -> Bool {
    !weekend.contains(day.weekday) && !holidays.contains(day)
  }

  /// The day itself, or the first business day behind it.
  package func next(onOrAfter day: CalendarDate) -> CalendarDate {
    nearest(day, step: 1)
  }

  /// The day itself, or the last business day before it.
  package func previous(onOrBefore day: CalendarDate) -> CalendarDate {
    nearest(day, step: -1)
  }

  /// The business day that comes `count` business days after a day, before it when negative.
  ///
  /// No days added give the next business day on or after it: a Saturday plus none is a Monday,
  /// and so is a Saturday plus one, as a Friday plus one is.
  package func adding(_ count: Int, to day: CalendarDate) -> CalendarDate {
    precondition(abs(count) <= BusinessCalendar.mostDays, "\(count) business days is no term")
    guard count != 0 else { return next(onOrAfter: day) }
    let step: Int32 = count > 0 ? 1 : -1
    var result = day
    for _ in 0..<abs(count) {
      result = nearest(CalendarDate(dayNumber: result.dayNumber + step), step: step)
    }
    return result
  }

  /// Business days after `start`, up to and with `end`; negative when `end` comes first.
  package func businessDays(from start: CalendarDate, to end: CalendarDate) -> Int {
    guard start <= end else { return -businessDays(from: end, to: start) }
    return (start.dayNumber..<end.dayNumber).count {
      isBusinessDay(CalendarDate(dayNumber: $0 + 1))
    }
  }

  /// Forty years; no payment takes longer.
  private static let mostDays = 10_000

  private func nearest(_ day: CalendarDate, step: Int32) -> CalendarDate {
    var day = day
    while !isBusinessDay(day) { day = CalendarDate(dayNumber: day.dayNumber + step) }
    return day
  }
}
