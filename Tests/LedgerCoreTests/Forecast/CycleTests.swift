import TestSupport
import Testing

@testable import LedgerCore

@Suite struct PayoutCycleTests {
  private func periods(_ gaps: [Int], from start: String = "2026-01-05T19:04:18Z") -> [ClosedPeriod]
  {
    var end = Instant(start)!
    return gaps.enumerated().map { index, gap in
      let begins = end
      end = Instant(seconds: end.seconds + Int64(gap) * 86_400)
      return ClosedPeriod(
        settlementID: "\(index)", start: begins, end: end, totalMinor: 100, knownFrom: end)
    }
  }

  @Test(arguments: [
    ([9, 14, 14, 14], 14), ([3, 7, 7, 7, 7], 7), ([14, 14, 28, 14, 14, 14], 14),
    ([14, 14, 14, 14, 7, 7], 7),
  ])
  func learnsTheDaysBetweenCloses(gaps: [Int], days: Int) {
    let cycle = PayoutCycle(closes: periods(gaps))
    #expect(cycle.days == days)
    #expect(cycle.kind == .fixed)
  }

  @Test func assumesFourteenDaysWhileOneCloseIsKnown() {
    let cycle = PayoutCycle(closes: periods([5]))
    #expect(cycle.kind == .assumed)
    #expect(cycle.days == 14)
  }

  @Test func aDailyAccountClosesOnItsWeekdaysOnly() throws {
    // 2026-01-05 is a Monday: closes Tuesday to Friday, then Monday after three days.
    let known = periods([1, 1, 1, 1, 3, 1, 1, 1, 1, 3, 1, 1])
    let cycle = PayoutCycle(closes: known)
    #expect(cycle.kind == .daily)
    let last = try #require(known.last).end
    let next = cycle.closes(after: last, until: Instant(seconds: last.seconds + 8 * 86_400))
    #expect(next.allSatisfy { (1...5).contains($0.day().weekday) })
    #expect(next.count == 6)
  }

  @Test func closesKeepTheTimeOfDay() throws {
    let known = periods([14, 14, 14])
    let last = try #require(known.last).end
    let next = PayoutCycle(closes: known).closes(
      after: last, until: Instant(seconds: last.seconds + 40 * 86_400))
    #expect(next.map { ($0.seconds - last.seconds) / 86_400 } == [14, 28])
  }

  @Test func anIdleAccountThatSkipsClosesIsNoted() {
    #expect(PayoutCycle(closes: periods([14, 14, 28, 14, 14])).skips)
    #expect(!PayoutCycle(closes: periods([14, 14, 14, 14, 14])).skips)
  }
}

@Suite struct DepositTimingTests {
  private func period(_ end: String, bank: String?) -> ClosedPeriod {
    let end = Instant(end)!
    return ClosedPeriod(
      settlementID: end.description, start: Instant(seconds: end.seconds - 14 * 86_400), end: end,
      totalMinor: 100, knownFrom: end, depositAt: Instant(seconds: end.seconds + 2 * 86_400),
      initiatedAt: Instant(seconds: end.seconds + 86_400),
      bankDay: bank.flatMap { CalendarDate($0) },
      bankKnownFrom: end)
  }

  @Test func countsTheBanksBusinessDaysOverWeekendsAndHolidays() {
    // Initiated on Tuesdays, credited two business days later; Thursday 2026-05-14 is a holiday.
    let calendar = BusinessCalendar(holidays: [CalendarDate("2026-05-14")!])
    let known = ["03-02", "03-16", "03-30", "04-13"].map {
      period("2026-\($0)T10:00:00Z", bank: nil)
    }.map { made in
      var made = made
      made.bankDay = CalendarDate(dayNumber: made.end.day().dayNumber + 3)
      return made
    }
    let timing = DepositTiming(known, calendar: calendar)
    let dates = timing.dates(forClose: Instant("2026-05-11T10:00:00Z")!)
    #expect(dates.basis == .bank)
    #expect(dates.expected == CalendarDate("2026-05-15"))
  }

  @Test func fallsBackOnAmazonsDepositDateWithoutBankDays() {
    let timing = DepositTiming(
      [period("2026-03-02T10:00:00Z", bank: nil)], calendar: BusinessCalendar())
    let dates = timing.dates(forClose: Instant("2026-05-11T10:00:00Z")!)
    #expect(dates.basis == .amazon)
    #expect(dates.expected == CalendarDate("2026-05-13"))
  }

  /// Amazon's deposit date is two days after the close; a bank books on business days.
  @Test(arguments: [
    ("2026-05-11T10:00:00Z", "2026-05-13"), ("2026-05-14T10:00:00Z", "2026-05-18"),
    ("2026-05-15T10:00:00Z", "2026-05-18"), ("2026-05-20T10:00:00Z", "2026-05-22"),
    ("2026-05-23T10:00:00Z", "2026-05-26"),
  ])
  func withoutBankDaysADepositIsExpectedOnABusinessDay(close: String, day: String) throws {
    let calendar = BusinessCalendar(holidays: [CalendarDate("2026-05-25")!])
    for known in [[], [period("2026-03-02T10:00:00Z", bank: nil)]] {
      let dates = DepositTiming(known, calendar: calendar).dates(forClose: Instant(close)!)
        .booked(by: calendar)
      #expect([dates.p10, dates.expected, dates.p90].map(\.description) == [day, day, day])
    }
  }

  @Test func whatIsStatedForASundayComesOnMondayAndIsNotLate() throws {
    var run = ForecastRun([MadeAccount().history()], horizonDays: 33)
    var forecast = try #require(run.night(Instant("2026-01-10T05:00:00Z")!).first)
    let closed = period("2026-05-15T10:00:00Z", bank: nil)
    forecast.deposit = DepositTiming([closed], calendar: BusinessCalendar())
      .dates(forClose: closed.end).booked(by: BusinessCalendar())
    let history = AccountHistory(
      account: forecast.account, transactionsFrom: nil, periods: [closed], movements: [])
    let scored = forecast.scored(by: closed, in: history)
    #expect(scored.actualDeposit == CalendarDate("2026-05-18"))
    #expect(scored.daysLate == 0)
  }

  @Test func expectsTheDayThatIsMostOftenRightWithinOne() {
    let known = [1, 1, 1, 1, 2, 3, 3].enumerated().map { index, lag in
      var made = period("2026-0\(index + 1)-05T00:00:00Z", bank: nil)
      let calendar = BusinessCalendar(weekend: [])
      made.bankDay = calendar.adding(lag + 1, to: made.end.day())
      return made
    }
    let timing = DepositTiming(known, calendar: BusinessCalendar(weekend: []))
    let dates = timing.dates(forClose: Instant("2026-09-01T00:00:00Z")!)
    #expect(dates.expected == CalendarDate("2026-09-04"))
  }
}
