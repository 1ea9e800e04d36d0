import LedgerCore
import TestSupport
import Testing

@Suite struct CalendarDateTests {
  @Test func everyDayFrom1900To2200GoesRoundAndFollowsTheOneBefore() throws {
    let first = try #require(CalendarDate("1900-01-01"))
    let last = try #require(CalendarDate("2200-12-31"))
    var expected = (year: 1900, month: 1, day: 1)
    for number in first.dayNumber...last.dayNumber {
      let date = CalendarDate(dayNumber: number)
      let civil = date.civil
      guard civil == expected,
        CalendarDate(year: civil.year, month: civil.month, day: civil.day) == date
      else {
        Issue.record("day \(number) is \(civil), not \(expected)")
        return
      }
      expected.day += 1
      if expected.day > CalendarDate.days(inMonth: expected.month, of: expected.year) {
        expected = (expected.year, expected.month + 1, 1)
      }
      if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
    }
    #expect(expected == (2201, 1, 1))
  }

  @Test(
    arguments: [
      ("1970-01-01", 0, 4), ("2000-02-29", 11016, 2), ("1969-12-31", -1, 3),
      ("2026-03-29", 20541, 0),
    ] as [(String, Int32, Int)])
  func daysCountFrom1970AndKnowTheirWeekday(text: String, number: Int32, weekday: Int) {
    let date = CalendarDate(text)
    #expect(date?.dayNumber == number)
    #expect(date?.weekday == weekday)
    #expect(date?.description == text)
  }

  @Test(arguments: [
    "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
    "0000-01-01", "2026-1-01", "2026/01/01", "20260101", "2026-01-01 ", "", "abcd-ef-gh",
  ])
  func whatIsNoDayIsRefused(text: String) { #expect(CalendarDate(text) == nil) }

  @Test(arguments: [
    ("2026-02-10", "2026-02-28"), ("2024-02-10", "2024-02-29"), ("2026-12-31", "2026-12-31"),
  ])
  func aMonthKnowsItsLastDay(text: String, last: String) {
    #expect(CalendarDate(text)?.endOfMonth == CalendarDate(last))
    #expect(CalendarDate(text)?.monthText == String(text.prefix(7)))
  }
}

@Suite struct InstantTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
      ("2026-03-14T08:49:04Z", 1_773_478_144), ("2000-02-29T12:00:00Z", 951_825_600),
    ] as [(String, Int64)])
  func instantsAreSecondsOfUTC(text: String, seconds: Int64) {
    #expect(Instant(text)?.seconds == seconds)
    #expect(Instant(seconds: seconds).description == text)
  }

  @Test func aBareDayIsItsFirstSecond() {
    #expect(Instant("2026-03-14") == Instant("2026-03-14T00:00:00Z"))
  }

  @Test(arguments: [
    "2026-03-14T24:00:00Z", "2026-03-14T08:60:00Z", "2026-03-14T08:00:60Z",
    "2026-03-14T08:00:00", "2026-03-14 08:00:00Z", "2026-02-30T08:00:00Z", "", "now",
  ])
  func whatIsNoInstantIsRefused(text: String) { #expect(Instant(text) == nil) }

  @Test(
    arguments: [
      (-1, 0, "1969-12-31"), (0, -1, "1969-12-31"), (86_399, 1, "1970-01-02"),
      (86_400, 0, "1970-01-02"), (-86_400, 0, "1969-12-31"), (-86_401, 0, "1969-12-30"),
    ] as [(Int64, Int64, String)])
  func theDayAtAnOffsetIsFloored(seconds: Int64, offset: Int64, day: String) {
    #expect(Instant(seconds: seconds).day(offset: offset).description == day)
  }
}
