import TestSupport
import Testing

@testable import LedgerCore

@Suite struct TransferRiskTests {
  private let day: Int64 = 86_400

  private func night(_ number: Int) -> Instant {
    Instant(seconds: MadeAccount.start.seconds + Int64(number) * day)
  }

  /// Closes are on days 14, 28, 42…; those with these numbers (0 is the first) fail two days later.
  private func history(failing: [Int] = []) -> AccountHistory {
    var history = MadeAccount().history()
    for index in failing {
      history.periods[index].failedKnownFrom = Instant(
        seconds: history.periods[index].end.seconds + 3 * day)
    }
    return history
  }

  private func permille(_ histories: [AccountHistory], night number: Int, payout: Int = 1) -> Int {
    TransferRisk(histories, knownAt: night(number)).permille(account: 0, number: payout)
  }

  @Test func withoutAnyFailureTheChanceIsSmallAndShrinks() {
    let young = permille([history()], night: 20)
    let old = permille([history()], night: 230)
    #expect((1...3).contains(young))
    #expect(old <= young)
  }

  @Test func aFailureRaisesTheChanceOfTheNextPayoutMost() {
    let failed = [history(failing: [7])]
    // The eighth close is on day 112, its failure is known on day 115.
    #expect(permille(failed, night: 114) < 10)
    let next = permille(failed, night: 116)
    #expect((250...400).contains(next))
    #expect(permille(failed, night: 116, payout: 2) < next / 2)
    // The ninth, on day 126, went well: that is known ten days later.
    #expect(permille(failed, night: 137) < 30)
  }

  @Test func aTransferThatFailsAgainAndAgainIsExpectedToFail() {
    #expect(permille([history(failing: [4, 5, 6, 7])], night: 116) > 600)
  }

  @Test func failuresOfOtherAccountsRaiseTheRate() {
    let calm = permille([history(), history()], night: 200)
    let others = permille([history(), history(failing: [1, 4, 7, 10])], night: 200)
    #expect(others > calm)
  }

  @Test func theForecastSaysSoAndItsLateDayIsTheNextPayouts() throws {
    var run = ForecastRun([history(failing: [7])], horizonDays: 33)
    let forecasts = run.night(night(116))
    let next = try #require(forecasts.first)
    #expect(next.failurePermille >= 250)
    #expect(next.status == .atRisk)
    #expect(next.sentence().contains("the transfer fails with a chance of"))
    #expect(next.deposit.p90 == forecasts[1].deposit.expected)
    var calm = ForecastRun([history()], horizonDays: 33)
    let usual = try #require(calm.night(night(116)).first)
    #expect(usual.status == .scheduled)
    #expect(!usual.sentence().contains("fails"))
    #expect(usual.deposit.p90 < forecasts[1].deposit.expected)
  }

  @Test func aPayoutThatCameBackIsPaidAgainAndPromisesNoMore() throws {
    var history = history()
    let returned = history.periods[7].totalMinor
    var movement = Movement(
      postedAt: night(115).seconds, knownFrom: night(116).seconds, amountMinor: returned,
      kind: .returned)
    movement.releaseKnownFrom = movement.knownFrom
    var plain = ForecastRun([history], horizonDays: 33)
    history.movements = (history.movements + [movement]).sorted { $0.postedAt < $1.postedAt }
    var run = ForecastRun([history], horizonDays: 33)
    let (with, without) = (run.night(night(120)), plain.night(night(120)))
    #expect(with[0].knownMinor == without[0].knownMinor + returned)
    #expect(abs(with[0].p50 - without[0].p50 - returned) < returned / 20)
    #expect(abs(with[1].p50 - without[1].p50) < returned / 20)
  }

  @Test func aPayoutThatShouldHaveComeIsStillExpected() {
    let today = night(116).day()
    let weeks = CashOutlook(now: night(116), weeks: 2).weeks(
      of: Currency("USD")!, [],
      arriving: [(day: CalendarDate(dayNumber: today.dayNumber - 9), amountMinor: 100_00)],
      plan: CashPlan(), seed: 1)
    #expect(weeks.map { $0.inflowMinor[1] } == [100_00, 0])
  }

  @Test func moneyOfAFailedTransferArrivesWithTheNextPayoutInTheCashView() throws {
    let outlook = CashOutlook(now: night(116), weeks: 6)
    var run = ForecastRun([history()], horizonDays: 33)
    var forecasts = run.night(night(116))
    let currency = forecasts[0].account.currency
    func weeks() -> [CashWeek] {
      outlook.weeks(of: currency, forecasts, arriving: [], plan: CashPlan(), seed: 1)
    }
    func total(_ weeks: [CashWeek]) -> Int64 { weeks.reduce(0) { $0 + $1.inflowMinor[1] } }
    let usual = weeks()
    forecasts[0].failurePermille = 1000
    let failed = weeks()
    let first = try #require(usual.firstIndex { $0.inflowMinor[1] > 0 })
    #expect(failed[first].inflowMinor == [0, 0, 0])
    #expect(abs(total(failed) - total(usual)) < total(usual) / 50)
  }
}

@Suite struct MinimumPayoutTests {
  private let day: Int64 = 86_400

  private func night(_ number: Int) -> Instant {
    Instant(seconds: MadeAccount.start.seconds + Int64(number) * day)
  }

  /// A small account: from day 100 on so little is sold that a close brings about `left` minor units.
  private func fading(_ left: Int64, carriedAt index: Int? = nil) -> AccountHistory {
    var made = MadeAccount()
    made.storageOn = 40
    var history = made.history()
    history.movements.removeAll { $0.postedAt > night(98).seconds }
    for period in history.periods.indices where history.periods[period].end > night(98) {
      history.periods[period].totalMinor = left
    }
    for number in 98..<230 where number % 14 == 5 {
      let at = night(number).seconds
      history.movements.append(
        Movement(postedAt: at, knownFrom: at + 3600, amountMinor: left, kind: .sale))
    }
    history.movements.sort { $0.postedAt < $1.postedAt }
    if let index {
      let next = history.periods[index + 1]
      history.periods[index].carriedKnownFrom = next.knownFrom
      history.periods[index + 1].totalMinor += history.periods[index].totalMinor
    }
    return history
  }

  @Test func withoutACarriedCloseEveryPositiveTotalIsPaid() {
    let history = fading(300)
    #expect(MinimumPayout(history.periods, knownAt: night(230)).minor == 1)
  }

  @Test func aCarriedCloseShowsTheMinimumFromTheNextCloseOn() {
    // The ninth close, on day 126, is carried; the tenth, on day 140, says so.
    let history = fading(300, carriedAt: 8)
    #expect(MinimumPayout(history.periods, knownAt: night(139)).minor == 1)
    #expect(MinimumPayout(history.periods, knownAt: night(141)).minor == 301)
  }

  @Test func aSmallerPayoutLaterTakesTheMinimumBack() {
    var history = fading(300, carriedAt: 8)
    history.periods[11].totalMinor = 200
    #expect(MinimumPayout(history.periods, knownAt: night(225)).minor == 1)
  }

  @Test func aBalanceBelowTheMinimumIsCarriedAndTheNextPayoutHasIt() throws {
    var history = fading(300, carriedAt: 8)
    let carried = history.periods[9].end
    // After the tenth close, which paid both, nothing is paid that is not above 300 again.
    var run = ForecastRun([history], horizonDays: 33)
    var forecasts: [PayoutForecast] = []
    for number in 126...153 { forecasts = run.night(night(number)) }
    #expect(forecasts[0].close.seconds == carried.seconds + 14 * day)
    #expect(forecasts[0].minimumMinor == 301)
    #expect(forecasts[0].quantilesMinor.filter { $0 == 0 }.count > 5)
    #expect(forecasts[0].quantilesMinor.allSatisfy { $0 == 0 || $0 > 300 })
    // What was carried is known to come with the next close.
    history.periods[10].carriedKnownFrom = nil
    history.periods[10].totalMinor = 250
    var after = ForecastRun([history], horizonDays: 33)
    let next = try #require(after.night(night(156)).first)
    #expect(next.knownMinor >= 250)
  }

  @Test func aDebtIsCarriedAndSaidSo() throws {
    var history = fading(0)
    history.periods[8].totalMinor = -90_000
    var run = ForecastRun([history], horizonDays: 33)
    let next = try #require(run.night(night(128)).first)
    #expect(next.p50 == 0)
    #expect((-95_000 ..< -60_000).contains(next.carriedMinor))
    #expect(next.status == .noPayoutExpected)
    #expect(next.sentence().contains("; a debt of about "))
    #expect(next.sentence().hasSuffix("is carried on"))
  }

  @Test(arguments: [
    (-30, "; a debt of about 0.30 is carried on"), (-50, "; a debt of about 1 is carried on"),
    (30, "; about 0.30 is below the least payout seen (0.31) and is carried on"),
  ])
  func whatIsLessThanHalfAUnitIsSaidExactly(carried: Int64, words: String) throws {
    var run = ForecastRun([fading(0)], horizonDays: 33)
    var next = try #require(run.night(night(128)).first)
    next.quantilesMinor = next.quantilesMinor.map { _ in 0 }
    next.carriedMinor = carried
    next.minimumMinor = 31
    #expect(next.sentence().hasSuffix(words), "\(next.sentence())")
    next.quantilesMinor = next.quantilesMinor.indices.map { Int64($0) }
    let half = Money(minorUnits: next.p50, next.account.currency).text
    #expect(next.sentence().contains(": about \(half) on "), "\(next.sentence())")
  }

  @Test func whatWasCarriedInTheEndWasNotPaid() throws {
    let history = fading(300, carriedAt: 8)
    var run = ForecastRun([history], horizonDays: 33)
    for number in 110...160 { _ = run.night(night(number)) }
    let carried = run.scored.filter { $0.settlementID == "9" }
    #expect(!carried.isEmpty)
    #expect(carried.allSatisfy { $0.actualMinor == 0 && $0.daysLate == nil })
  }
}
