import LedgerCore
import TestSupport
import Testing

@Suite struct BusinessCalendarTests {
  private let easter = BusinessCalendar(
    holidays: ["2026-04-03", "2026-04-06", "2026-05-01"].compactMap { CalendarDate($0) })

  private func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

  @Test(arguments: [
    ("2026-04-02", "2026-04-02", "2026-04-02"), ("2026-04-03", "2026-04-07", "2026-04-02"),
    ("2026-04-05", "2026-04-07", "2026-04-02"), ("2026-04-06", "2026-04-07", "2026-04-02"),
    ("2026-04-11", "2026-04-13", "2026-04-10"),
  ])
  func weekendsAndHolidaysAreStridden(text: String, next: String, previous: String) {
    #expect(easter.next(onOrAfter: day(text)).description == next)
    #expect(easter.previous(onOrBefore: day(text)).description == previous)
    #expect(easter.isBusinessDay(day(text)) == (text == next))
  }

  @Test(arguments: [
    ("2026-04-02", 1, "2026-04-07"), ("2026-04-02", 0, "2026-04-02"),
    ("2026-04-04", 0, "2026-04-07"),
    ("2026-04-04", 1, "2026-04-07"), ("2026-04-07", -1, "2026-04-02"),
    ("2026-04-05", -1, "2026-04-02"),
    ("2026-04-30", 2, "2026-05-05"), ("2026-04-02", 20, "2026-05-05"),
  ])
  func businessDaysAreAdded(text: String, count: Int, result: String) {
    #expect(easter.adding(count, to: day(text)).description == result)
  }

  @Test func addingAndCountingAreEachOthersInverse() {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let start = CalendarDate(dayNumber: Int32.random(in: 20_000...21_000, using: &random))
      let holidays = (0..<40).map { _ in
        CalendarDate(dayNumber: Int32.random(in: 19_900...21_200, using: &random))
      }
      let calendar = BusinessCalendar(holidays: holidays)
      let count = Int.random(in: 1...60, using: &random)
      let end = calendar.adding(count, to: start)
      #expect(calendar.isBusinessDay(end))
      #expect(calendar.businessDays(from: start, to: end) == count, "seed \(seed)")
      #expect(calendar.businessDays(from: end, to: start) == -count, "seed \(seed)")
      #expect(
        calendar.adding(-count, to: end)
          == calendar.previous(onOrBefore: start), "seed \(seed)")
    }
  }

  @Test func theWeekendIsThePlaces() {
    let gulf = BusinessCalendar(weekend: [5, 6])
    #expect(gulf.next(onOrAfter: day("2026-04-03")).description == "2026-04-05")
  }
}
