import TestSupport
import Testing

@testable import LedgerCore

@Suite struct CalibrationTests {
  private let start = MadeAccount.start

  /// Roughly normal: the sum of twelve draws.
  private func normal(_ random: inout SplitMix64) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
  }

  @Test(arguments: [0.5, 1.0, 3.0])
  func bandsTakeTheWidthOfPastErrors(width: Double) {
    var random = SplitMix64(seed: 7)
    var calibration = Calibration()
    var hits = 0
    for index in 0..<600 {
      let now = Instant(seconds: start.seconds + Int64(index) * 86_400)
      let bands = calibration.quantiles(
        account: 0, accounts: 1, horizon: .days8to14, rule: .free, at: now)
      let error = normal(&random) * width
      let isIn = error >= bands[QuantileLevels.p10] && error <= bands[QuantileLevels.p90]
      if index >= 200, isIn { hits += 1 }
      calibration.learn(
        error, account: 0, horizon: .days8to14, rule: .free, at: now, missed80: !isIn)
    }
    #expect((0.76...0.86).contains(Double(hits) / 400), "\(Double(hits) / 400)")
  }

  @Test func bandsWidenAfterErrorsHaveGrown() {
    var random = SplitMix64(seed: 3)
    var calibration = Calibration()
    var late = 0
    for index in 0..<300 {
      let now = Instant(seconds: start.seconds + Int64(index) * 86_400)
      let bands = calibration.quantiles(
        account: 0, accounts: 1, horizon: .days4to7, rule: .free, at: now)
      let error = normal(&random) * (index < 200 ? 1 : 2)
      let isIn = error >= bands[QuantileLevels.p10] && error <= bands[QuantileLevels.p90]
      if index >= 250, isIn { late += 1 }
      calibration.learn(
        error, account: 0, horizon: .days4to7, rule: .free, at: now, missed80: !isIn)
    }
    #expect(Double(late) / 50 > 0.62)
  }

  @Test func aYoungAccountBorrowsFromTheOthers() {
    var calibration = Calibration()
    let now = Instant(seconds: start.seconds + 100 * 86_400)
    for index in 0..<200 {
      calibration.learn(
        index % 2 == 0 ? 5 : -5, account: 0, horizon: .days0to3, rule: .free, at: now,
        missed80: false)
    }
    let young = calibration.quantiles(
      account: 1, accounts: 2, horizon: .days0to3, rule: .free, at: now)
    #expect(young[QuantileLevels.p90] > 4)
  }

  @Test func errorsUnderAnotherRuleOfReleaseTellLittle() {
    var calibration = Calibration()
    func width(_ rule: ReleaseRule) -> Double {
      let bands = calibration.quantiles(
        account: 0, accounts: 1, horizon: .days8to14, rule: rule, at: start)
      return bands[QuantileLevels.p90] - bands[QuantileLevels.p10]
    }
    for index in 0..<100 {
      calibration.learn(
        index % 2 == 0 ? 5 : -5, account: 0, horizon: .days8to14, rule: .free, at: start,
        missed80: true)
    }
    for index in 0..<40 {
      calibration.learn(
        index % 2 == 0 ? 0.5 : -0.5, account: 0, horizon: .days8to14, rule: .held, at: start,
        missed80: false)
    }
    #expect(width(.free) > 9)
    #expect(width(.held) < 4)
  }

  @Test func quantilesAreInOrder() {
    let bands = Calibration().quantiles(
      account: 0, accounts: 1, horizon: .longer, rule: .free, at: start)
    #expect(bands.count == QuantileLevels.count)
    #expect(bands == bands.sorted())
    #expect(abs(bands[QuantileLevels.p50]) < 0.1)
  }
}

@Suite struct ForecastScoresTests {
  private let account = ForecastAccount(
    store: "EU1", currency: Currency("EUR")!, type: "Standard Orders", homeMarketplace: "DE")

  private func forecast(_ quantiles: [Int64], known: Int64 = 0, deferred: Int64 = 0)
    -> PayoutForecast
  {
    let deposit = DepositDates(
      basis: .bank, expected: CalendarDate("2026-11-24")!, p10: CalendarDate("2026-11-23")!,
      p90: CalendarDate("2026-11-25")!)
    return PayoutForecast(
      account: account, madeAt: Instant("2026-11-12T05:00:00Z")!, number: 1,
      close: Instant("2026-11-19T05:00:00Z")!, deposit: deposit, horizon: .days8to14,
      quantilesMinor: quantiles, knownMinor: known, deferredMinor: deferred,
      baselinesMinor: [100, nil, nil, nil, nil], cycleDays: 14, cycle: .fixed,
      basis: .transactions)
  }

  private func scored(_ quantiles: [Int64], actual: Int64, id: String) -> ScoredForecast {
    ScoredForecast(
      forecast: forecast(quantiles), settlementID: id, actualMinor: actual,
      actualClose: Instant("2026-11-19T05:00:00Z")!, actualDeposit: nil, daysLate: nil)
  }

  private func band(_ middle: Int64, step: Int64) -> [Int64] {
    (0..<QuantileLevels.count).map { middle + (Int64($0) - 10) * step }
  }

  @Test func errorsAreRelativeToWhatWasPaid() throws {
    let scores = try #require(
      ForecastScores([
        scored(band(110, step: 1), actual: 100, id: "1"),
        scored(band(290, step: 1), actual: 300, id: "2"),
      ]))
    #expect(abs(scores.wape - 20.0 / 400) < 1e-9)
    #expect(abs(scores.bias) < 1e-9)
    #expect(abs((scores.baselineWAPE[0] ?? 0) - 200.0 / 400) < 1e-9)
    #expect(scores.baselineWAPE[1] == nil)
    #expect(abs((scores.gainOnBest ?? 0) - 0.9) < 1e-9)
  }

  @Test func coverageCountsActualsInsideTheInterval() throws {
    let scores = try #require(
      ForecastScores([
        scored(band(100, step: 1), actual: 100, id: "1"),
        scored(band(100, step: 1), actual: 107, id: "2"),
        scored(band(100, step: 1), actual: 109, id: "3"),
        scored(band(100, step: 1), actual: 150, id: "4"),
      ]))
    #expect(scores.coverage == [0.25, 0.5, 0.75])
    let (low, high) = scores.coverageInterval(.eighty)
    #expect(low < 0.5 && 0.5 < high && low > 0.1 && high < 0.9)
  }

  @Test func aPerfectForecastHasNoPinballLoss() throws {
    let scores = try #require(
      ForecastScores([scored(band(100, step: 0), actual: 100, id: "1")]))
    #expect(scores.pinball == 0)
  }

  @Test func theSentenceSaysDayAmountAndParts() {
    var quantiles = Array(repeating: Int64(4_820_000), count: QuantileLevels.count)
    quantiles[QuantileLevels.p10] = 4_590_000
    quantiles[QuantileLevels.p90] = 5_030_000
    let made = forecast(quantiles, known: 2_940_200, deferred: 1_060_400)
    #expect(
      made.sentence()
        == "EU1 EUR: about 48,200 on Tue 2026-11-24 (80 %: 45,900–50,300);"
        + " 61 % is already released, 22 % matures before the close")
    #expect(made.status == .scheduled)
  }

  @Test func accountsOfAStoreInOneCurrencyAreNamedByWhatTellsThemApart() {
    func account(_ store: String, _ type: String, _ home: String) -> ForecastAccount {
      ForecastAccount(store: store, currency: Currency("EUR")!, type: type, homeMarketplace: home)
    }
    let (standard, invoiced) = ("Standard Orders", "Invoiced Orders")
    let all = [
      account("EU1", standard, "DE"), account("EU1", invoiced, "DE"),
      account("EU2", standard, "DE"),
      account("EU3", standard, "DE"), account("EU3", standard, "FR"),
    ]
    #expect(
      all.map { $0.name(among: all) } == [
        "EU1 EUR Standard Orders", "EU1 EUR Invoiced Orders", "EU2 EUR", "EU3 EUR DE", "EU3 EUR FR",
      ])
    #expect(all[0].name(among: []) == "EU1 EUR")
  }

  @Test func noPayoutIsSaidInSoManyWords() {
    let made = forecast(Array(repeating: 0, count: QuantileLevels.count))
    #expect(made.status == .noPayoutExpected)
    #expect(made.sentence().contains("no payout is expected"))
  }

  @Test func weeksAddUpPayoutsAndShowTheChanceOfAShortfall() throws {
    var plan = CashPlan()
    plan.openingMinor = 1000
    plan.weeklyOutflowMinor = 600
    let weeks = CashOutlook(now: Instant("2026-11-12T05:00:00Z")!, weeks: 3).weeks(
      of: account.currency, [forecast(band(5000, step: 10))],
      arriving: [(CalendarDate("2026-11-13")!, 200)], plan: plan, seed: 1)
    #expect(weeks.map(\.monday.description) == ["2026-11-09", "2026-11-16", "2026-11-23"])
    #expect(weeks[0].inflowMinor == [200, 200, 200])
    #expect(weeks[0].balanceMinor == [600, 600, 600])
    #expect(weeks[1].balanceMinor == [0, 0, 0])
    #expect(weeks[2].inflowMinor[1] > 4900 && weeks[2].inflowMinor[1] < 5100)
    #expect(weeks.allSatisfy { $0.shortfallPermille == 0 })
    plan.floorMinor = 100
    let tight = CashOutlook(now: Instant("2026-11-12T05:00:00Z")!, weeks: 3).weeks(
      of: account.currency, [forecast(band(5000, step: 10))], arriving: [], plan: plan, seed: 1)
    #expect(tight[1].shortfallPermille == 1000)
  }
}
