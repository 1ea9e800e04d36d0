/// Forecasts night after night, each from what was known that night, and learns from its errors.
///
/// The same run gives a backtest's scores and, on its last night, the forecast of today: its
/// intervals rest on the errors of the nights before.
package struct ForecastRun: Sendable {
  private let histories: [AccountHistory]
  private let horizonDays: Int
  private var calibration: Calibration
  private var pending: [[OpenForecast]]
  /// How many of an account's closed periods were known when its forecasts were last settled.
  private var settled: [Int]
  package private(set) var scored: [ScoredForecast] = []

  /// `memory` is what an earlier run over the same accounts has left; its nights are not made again.
  package init(
    _ histories: [AccountHistory], horizonDays: Int, after memory: ForecastMemory? = nil
  ) {
    self.histories = histories
    self.horizonDays = horizonDays
    calibration = memory?.calibration ?? Calibration()
    pending = memory?.pending ?? histories.map { _ in [] }
    settled = memory?.settled ?? histories.map { _ in 0 }
  }

  /// What a later run needs to go on from here.
  package var memory: ForecastMemory {
    ForecastMemory(calibration: calibration, pending: pending, settled: settled)
  }

  /// The forecasts of one night; nights must come in order.
  package mutating func night(_ now: Instant) -> [PayoutForecast] {
    let (histories, horizonDays) = (histories, horizonDays)
    return night(now) { ForecastRun.outlooks(histories[$0], now, horizonDays) }
  }

  /// The same from outlooks that were worked out elsewhere, by the account's place.
  package mutating func night(
    _ now: Instant, outlooks: (_ account: Int) -> [PayoutOutlook]
  ) -> [PayoutForecast] {
    for account in histories.indices { settle(account, now) }
    let risk = TransferRisk(histories, knownAt: now)
    var forecasts: [PayoutForecast] = []
    for account in histories.indices {
      let outlooks = outlooks(account)
      let made = forecast(account, now, outlooks, risk)
      for (forecast, outlook) in zip(made, outlooks) {
        pending[account].append(OpenForecast(forecast, outlook))
      }
      forecasts += made
    }
    return forecasts
  }

  /// What is known of an account on a night, before its errors are learned from. A pure function: the
  /// nights of all accounts may be worked out at once.
  package static func outlooks(
    _ history: AccountHistory, _ now: Instant, _ horizonDays: Int
  ) -> [PayoutOutlook] {
    PayoutForecaster().outlooks(history, now: now, horizonDays: horizonDays)
  }

  private func forecast(
    _ account: Int, _ now: Instant, _ outlooks: [PayoutOutlook], _ risk: TransferRisk
  ) -> [PayoutForecast] {
    let history = histories[account]
    guard let first = outlooks.first, let baselines = first.baselines else { return [] }
    var bands: [Horizon: [Double]] = [:]
    var previous: Instant?
    let amazonStatus = history.expectation(knownAt: now)?.status ?? ""
    var made = outlooks.map { outlook in
      let ahead = Int(outlook.deposit.expected.dayNumber - now.day().dayNumber)
      let horizon = Horizon(days: ahead)
      let band =
        bands[horizon]
        ?? calibration.quantiles(
          account: account, accounts: histories.count, horizon: horizon, rule: outlook.rule,
          at: now)
      bands[horizon] = band
      let amounts = band.map { outlook.pointMinor + $0 * outlook.scaleMinor }
      let compared = Baselines.Name.allCases.map {
        baselines.amount($0, close: outlook.close, previous: previous).map(minor)
      }
      previous = outlook.close
      var forecast = PayoutForecast(
        account: history.account, madeAt: now, number: outlook.number, close: outlook.close,
        deposit: outlook.deposit.booked(by: history.calendar), horizon: horizon,
        quantilesMinor: amounts.map { $0 < Double(outlook.minimumMinor) ? 0 : minor($0) },
        knownMinor: outlook.knownMinor,
        deferredMinor: minor(outlook.deferredMinor), baselinesMinor: compared,
        cycleDays: outlook.cycleDays, cycle: outlook.cycle, basis: outlook.basis)
      forecast.minimumMinor = outlook.minimumMinor
      forecast.carriedMinor = forecast.p50 > 0 ? 0 : minor(amounts[QuantileLevels.p50])
      forecast.failurePermille = risk.permille(account: account, number: outlook.number)
      forecast.amazonStatus = outlook.number == 1 ? amazonStatus : ""
      forecast.missedCloses = outlook.missedCloses
      forecast.isStale = outlook.isStale
      return forecast
    }
    // The day that nine of ten come before is a later payout's where more than one of ten fails.
    for index in made.indices.dropLast() where made[index].failurePermille > 100 {
      made[index].deposit = made[index].deposit.late(until: made[index + 1].deposit.p90)
    }
    return made
  }

  /// Scores the forecasts whose settlement is known by now.
  private mutating func settle(_ account: Int, _ now: Instant) {
    guard !pending[account].isEmpty else { return }
    let history = histories[account]
    let known = history.periods(knownAt: now)
    // What is known grows from night to night, and nothing else can settle a forecast.
    guard known.count != settled[account] else { return }
    settled[account] = known.count
    var open: [OpenForecast] = []
    for forecast in pending[account] {
      switch PayoutOutcome(close: forecast.close, cycleDays: forecast.cycleDays, in: known) {
      case .open: open.append(forecast)
      case .skipped: break
      case .closed(let period):
        let actual = period.totalMinor < forecast.minimumMinor ? 0 : period.totalMinor
        calibration.learn(
          (Double(period.totalMinor) - forecast.pointMinor) / forecast.scaleMinor,
          account: account, horizon: forecast.horizon, rule: forecast.rule, at: now,
          missed80: actual < forecast.lowMinor || actual > forecast.highMinor)
        if let whole = forecast.whole { scored.append(whole.scored(by: period, in: history)) }
      }
    }
    pending[account] = open
  }

  private func minor(_ value: Double) -> Int64 {
    Int64(max(-9e17, min(9e17, value)).rounded())
  }
}
