/// How good forecasts were: of one account and horizon, or the mean over accounts.
package struct ForecastScores: Sendable {
  package var forecasts = 0
  /// Distinct settlements: nights before the same payout are not independent.
  package var payouts = 0
  /// Σ |forecast − actual| / Σ actual, of the median.
  package var wape = 0.0
  /// Σ (forecast − actual) / Σ actual.
  package var bias = 0.0
  /// Mean pinball loss over the quantiles 5…95 %, relative to the mean actual.
  package var pinball = 0.0
  /// Shares of actuals inside the 50, 80 and 95 % intervals.
  package var coverage: [Double] = [0, 0, 0]
  /// Mean width of the 80 % interval, relative to the mean actual.
  package var width80 = 0.0
  /// Shares of deposits on the very day and within one business day; nil without known deposits.
  package var sameDay: Double?
  package var withinOneDay: Double?
  /// By `Baselines.Name.allCases`, on the forecasts where each has something to say.
  package var baselineWAPE: [Double?] = Baselines.Name.allCases.map { _ in nil }
  /// By how much the error is below that of the best baseline: 0.25 is a quarter less. Each baseline
  /// is compared where it has something to say.
  package var gainOnBest: Double?

  /// Nil without a forecast or without money.
  package init?(_ scored: [ScoredForecast]) {
    let actuals = scored.map { Double($0.actualMinor) }
    let total = actuals.reduce(0, +)
    guard !scored.isEmpty, total > 0 else { return nil }
    forecasts = scored.count
    payouts = Set(scored.map(\.settlementID)).count
    let medians = scored.map { Double($0.forecast.p50) }
    wape = zip(medians, actuals).reduce(0) { $0 + abs($1.0 - $1.1) } / total
    bias = (medians.reduce(0, +) - total) / total
    pinball = scored.reduce(0) { $0 + ForecastScores.pinball($1) } / total
    coverage = QuantileLevels.Interval.allCases.map { interval in
      let (low, high) = interval.places
      let hits = scored.count {
        $0.forecast.quantilesMinor[low] <= $0.actualMinor
          && $0.actualMinor <= $0.forecast.quantilesMinor[high]
      }
      return Double(hits) / Double(scored.count)
    }
    width80 =
      scored.reduce(0) {
        $0
          + Double(
            $1.forecast.quantilesMinor[QuantileLevels.p90]
              - $1.forecast.quantilesMinor[QuantileLevels.p10])
      } / total
    let late = scored.compactMap(\.daysLate)
    if !late.isEmpty {
      sameDay = Double(late.count { $0 == 0 }) / Double(late.count)
      withinOneDay = Double(late.count { abs($0) <= 1 }) / Double(late.count)
    }
    baselineWAPE = Baselines.Name.allCases.indices.map { ForecastScores.wape(of: $0, scored) }
    gainOnBest = ForecastScores.gain([self])
  }

  /// The least gain over any baseline, each on the accounts for which it says something.
  private static func gain(_ accounts: [ForecastScores]) -> Double? {
    Baselines.Name.allCases.indices.compactMap { baseline -> Double? in
      let told = accounts.compactMap { scores in
        scores.baselineWAPE[baseline].map { (own: scores.wape, other: $0) }
      }
      let other = told.reduce(0) { $0 + $1.other }
      return other > 0 ? 1 - told.reduce(0) { $0 + $1.own } / other : nil
    }.min()
  }

  private static func pinball(_ scored: ScoredForecast) -> Double {
    var sum = 0.0
    for place in 1...19 {
      let error = Double(scored.actualMinor - scored.forecast.quantilesMinor[place])
      let level = QuantileLevels.all[place]
      sum += error >= 0 ? level * error : (level - 1) * error
    }
    return sum / 19
  }

  private static func wape(of baseline: Int, _ scored: [ScoredForecast]) -> Double? {
    var (error, total) = (0.0, 0.0)
    for entry in scored {
      guard let amount = entry.forecast.baselinesMinor[baseline] else { continue }
      error += abs(Double(amount - entry.actualMinor))
      total += Double(entry.actualMinor)
    }
    return total > 0 ? error / total : nil
  }
}

extension ForecastScores {
  /// The mean over accounts, each counting the same whatever its currency and size.
  package init?(meanOf accounts: [ForecastScores]) {
    guard let first = accounts.first else { return nil }
    func mean(_ value: (ForecastScores) -> Double?) -> Double? {
      let values = accounts.compactMap(value)
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    self = first
    forecasts = accounts.reduce(0) { $0 + $1.forecasts }
    payouts = accounts.reduce(0) { $0 + $1.payouts }
    wape = mean(\.wape) ?? 0
    bias = mean(\.bias) ?? 0
    pinball = mean(\.pinball) ?? 0
    coverage = coverage.indices.map { place in mean { $0.coverage[place] } ?? 0 }
    width80 = mean(\.width80) ?? 0
    sameDay = mean(\.sameDay)
    withinOneDay = mean(\.withinOneDay)
    baselineWAPE = baselineWAPE.indices.map { place in mean { $0.baselineWAPE[place] } }
    gainOnBest = ForecastScores.gain(accounts)
  }

  /// The 95 % sampling interval of a coverage, with each payout counted once.
  ///
  /// - Source: E. B. Wilson, "Probable Inference", JASA 22 (1927).
  package func coverageInterval(_ interval: QuantileLevels.Interval) -> (low: Double, high: Double)
  {
    let place = QuantileLevels.Interval.allCases.firstIndex(of: interval) ?? 0
    let share = coverage[place]
    let count = Double(max(1, payouts))
    let z = 1.96
    let centre = share + z * z / (2 * count)
    let spread = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    return (max(0, (centre - spread) / scale), min(1, (centre + spread) / scale))
  }
}
