import TestSupport
import Testing

@testable import LedgerCore

@Suite struct DemandTests {
  private let anchor = Instant("2026-06-01T05:00:00Z")!

  /// Days counted back from the anchor.
  private func forecast(
    _ values: [Double], completeness: [Double] = [1, 1, 1], dispersion: Double = 100
  ) -> DemandForecast {
    DemandForecast(
      values, days: values.count, anchor: anchor, completeness: completeness,
      dispersion: dispersion, horizon: 28)
  }

  private func isClose(_ value: Double, _ expected: Double, _ part: Double) -> Bool {
    abs(value - expected) <= abs(expected) * part
  }

  @Test func aSteadySeriesGoesOn() {
    let made = forecast(Array(repeating: 1000, count: 120))
    #expect(made.daily.allSatisfy { isClose($0, 1000, 0.001) })
    #expect(made.levelVariance < 0.01)
  }

  @Test func weekdaysAreLearned() {
    let values = (0..<180).map { index -> Double in
      DemandSeries.day(before: anchor, index).weekday == 6 ? 2000 : 1000
    }
    let made = forecast(values, dispersion: 5)
    let week = made.daily.prefix(7)
    #expect(isClose(week.max() ?? 0, 2000, 0.1))
    #expect(isClose(week.min() ?? 0, 1000, 0.1))
  }

  @Test(arguments: [500.0, 2000.0])
  func aJumpIsTakenAsTheNewLevelAfterTenDays(level: Double) {
    let values = (0..<150).map { $0 < 11 ? level : 1000.0 }
    let total = forecast(values).daily.prefix(14).reduce(0, +)
    #expect(isClose(total, 14 * level, 0.25))
  }

  @Test func threeGreatDaysAreNotANewLevel() {
    let values = (0..<150).map { (1...3).contains($0) ? 3000.0 : 1000.0 }
    #expect(isClose(forecast(values).daily.prefix(14).reduce(0, +), 14_000, 0.3))
  }

  @Test func whatIsNotToldYetIsNotTakenForADrop() {
    var values = Array(repeating: 1000.0, count: 120)
    values[0] = 600
    values[1] = 900
    let made = forecast(values, completeness: [0.6, 0.9, 1])
    #expect(isClose(made.daily[0], 1000, 0.03))
  }

  @Test func withoutSalesNothingIsExpected() {
    #expect(forecast(Array(repeating: 0, count: 50)).daily.allSatisfy { $0 == 0 })
    #expect(forecast([]).daily.allSatisfy { $0 == 0 })
  }

  @Test func blackFridayIsForecastOnceItWasSeen() {
    let eve = Instant("2025-11-26T05:00:00Z")!
    let values = (0..<400).map { index -> Double in
      let day = DemandSeries.day(before: eve, index)
      return RetailEvent.all[0].includes(day) ? 3000 : 1000
    }
    let made = DemandForecast(
      values, days: 400, anchor: eve, completeness: [1, 1, 1], dispersion: 100, horizon: 7)
    // The anchor is Wednesday; Friday the 28th begins two days ahead.
    #expect(isClose(made.daily[2], 3000, 0.15))
    #expect(isClose(made.daily[0], 1000, 0.15))
  }

  @Test func aMonthlyChargeComesOnItsDay() {
    let charges = [3, 4, 5].map { month in
      FlowSnapshot.Charge(
        at: Instant("2026-0\(month)-12T09:00:00Z")!.seconds, label: 0, amountMinor: -5000)
    }
    let made = ChargeForecast(charges, days: 120, anchor: anchor, labels: 1, horizon: 28)
    #expect(isClose(made.daily.reduce(0, +), -5000, 0.001))
    #expect(isClose(made.daily[10] + made.daily[11], -5000, 0.001))
  }

  @Test func chargesWithoutACalendarComeAtTheirDailyRate() {
    let charges = (0..<56).map { index in
      FlowSnapshot.Charge(
        at: anchor.seconds - Int64(index) * 86_400 - 100, label: 0, amountMinor: -70)
    }
    let made = ChargeForecast(charges, days: 120, anchor: anchor, labels: 1, horizon: 10)
    #expect(isClose(made.daily.reduce(0, +), -700, 0.001))
  }
}

@Suite struct ReleaseRunOffTests {
  private let published = ReleaseRunOff.Belief(hazards: ReleaseRunOff.published(.sale), count: 4)

  @Test func learnsHowLongSalesAreHeldBack() {
    var runOff = ReleaseRunOff()
    for index in 0..<400 {
      let age = Int64(9 * 86_400 + index % 4 * 86_400)
      runOff.add(age: age, isReleased: true, postedAgo: 20 * 86_400)
    }
    runOff.finish(published)
    #expect(runOff.heldShare(after: 8 * 86_400) > 0.95)
    #expect(abs(runOff.heldShare(after: 11 * 86_400) - 0.5) < 0.06)
    #expect(runOff.heldShare(after: 14 * 86_400) < 0.05)
  }

  @Test func followsThePublishedRuleInTheFirstDaysOfASwitch() {
    var runOff = ReleaseRunOff()
    for index in 0..<60 {
      runOff.add(age: Int64(index) * 3600, isReleased: false, postedAgo: Int64(index) * 3600)
    }
    runOff.finish(published)
    #expect(runOff.heldShare(after: 7 * 86_400) > 0.95)
    #expect(runOff.heldShare(after: 16 * 86_400) < 0.2)
  }

  @Test func whatIsOlderIsReleasedSooner() {
    var runOff = ReleaseRunOff()
    for index in 0..<200 {
      runOff.add(
        age: Int64(8 * 86_400 + index * 1800), isReleased: true, postedAgo: 30 * 86_400)
    }
    runOff.finish(published)
    let young = runOff.chance(at: 86_400, within: 3 * 86_400)
    let old = runOff.chance(at: 9 * 86_400, within: 3 * 86_400)
    #expect(young < 0.05)
    #expect(old > 0.6)
  }
}
