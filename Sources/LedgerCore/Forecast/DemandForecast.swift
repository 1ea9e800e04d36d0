/// What a daily series is expected to be, how sure, and by which methods.
struct DemandForecast {
  /// Expected amounts of the coming days, minor units; index 0 is the next 24 hours.
  let daily: [Double]
  /// Expected amounts of the latest days, for what is not told of them yet.
  let recent: [Double]
  /// Variance of the level, relative to its square: 0.01 is ten percent.
  let levelVariance: Double
  /// Weights of the methods, largest first.
  let weights: [(method: DemandMethod, weight: Double)]

  private static let testDays = 10
  private static let testEvery = 3
  private static let testOrigins = 60
  /// A test of thirty days ago counts half.
  private static let halfLifeTests = 14
  private static let leastLevelVariance = 0.0009

  /// `values` by days before the anchor. `dispersion`: sum of squares over sum of single amounts.
  init(
    _ values: [Double], days: Int, anchor: Instant, completeness: [Double], dispersion: Double,
    horizon: Int
  ) {
    let series = DemandSeries(
      values, days: days, anchor: anchor, completeness: completeness, dispersion: dispersion)
    let oldestFirst = Array(series.levels.reversed())
    let known = oldestFirst.compactMap { $0 }
    let mean = known.suffix(60).reduce(0, +) / Double(max(1, min(60, known.count)))
    guard known.count >= 3, mean > 0 else {
      daily = Array(repeating: 0, count: horizon)
      recent = Array(repeating: 0, count: completeness.count)
      levelVariance = 0.25
      weights = []
      return
    }
    let noise = max(0.05, min(3, (dispersion / mean).squareRoot()))
    let tests = DemandMethod.allCases.compactMap { method -> MethodTest? in
      MethodTest(method, oldestFirst, noise: noise)
    }
    let sampling = dispersion / (mean * Double(Self.testDays))
    let combined = MethodTest.combine(tests, fallback: mean, sampling: sampling)
    weights = combined.weights
    // A short history has tested nothing: its level is as unsure as its own sample mean.
    let sampleVariance = noise * noise / Double(known.count)
    levelVariance = max(Self.leastLevelVariance, combined.variance, sampleVariance)
    let level = combined.level
    daily = (0..<horizon).map { level * series.factor(daysAhead: $0) }
    recent = completeness.indices.map { level * series.factor(daysAhead: -1 - $0) }
  }

  /// A method's level now and how its earlier levels did over the ten days behind them.
  struct MethodTest {
    let method: DemandMethod
    let level: Double
    /// Signed relative errors, latest first.
    let errors: [Double]

    init?(_ method: DemandMethod, _ values: [Double?], noise: Double) {
      let levels = method.levels(of: values, noise: noise)
      guard let last = levels.last, let level = last else { return nil }
      self.method = method
      self.level = level
      var errors: [Double] = []
      var origin = values.count - 1 - DemandForecast.testDays
      while origin >= 0, errors.count < DemandForecast.testOrigins {
        let after = values[(origin + 1)...(origin + DemandForecast.testDays)].compactMap { $0 }
        if let forecast = levels[origin], after.count >= DemandForecast.testDays / 2 {
          let actual = after.reduce(0, +) / Double(after.count)
          errors.append((actual - forecast) / max(1, (abs(actual) + forecast) / 2))
        } else {
          errors.append(.nan)
        }
        origin -= DemandForecast.testEvery
      }
      self.errors = errors
    }

    private static func weight(_ place: Int) -> Double {
      var weight = 1.0
      for _ in 0..<(place / DemandForecast.halfLifeTests) { weight /= 2 }
      return weight
    }

    /// Methods weighted by the inverse square of their mean squared errors; the level variance is
    /// what their combined errors have above the chance of sampling.
    static func combine(
      _ tests: [MethodTest], fallback: Double, sampling: Double
    ) -> (level: Double, variance: Double, weights: [(method: DemandMethod, weight: Double)]) {
      var scored: [(test: MethodTest, score: Double)] = []
      for test in tests {
        var (sum, weights) = (0.0, 0.0)
        for (place, error) in test.errors.enumerated() where !error.isNaN {
          sum += weight(place) * error * error
          weights += weight(place)
        }
        // Few tests say little: each method starts as if it had shown two bad ones.
        scored.append((test, (sum + 2 * 0.09) / (weights + 2)))
      }
      guard !scored.isEmpty else { return (fallback, 0.06, []) }
      let raw = scored.map { 1 / ($0.score * $0.score) }
      let total = raw.reduce(0, +)
      let shares = raw.map { $0 / total }
      let level = zip(scored, shares).reduce(0) { $0 + $1.0.test.level * $1.1 }
      let count = scored.map(\.test.errors.count).max() ?? 0
      var (sum, weights) = (0.06 * 2, 2.0)
      for place in 0..<count {
        var (error, share) = (0.0, 0.0)
        for (entry, part) in zip(scored, shares)
        where place < entry.test.errors.count && !entry.test.errors[place].isNaN {
          error += entry.test.errors[place] * part
          share += part
        }
        guard share > 0.3 else { continue }
        sum += weight(place) * (error / share) * (error / share)
        weights += weight(place)
      }
      let order = zip(scored, shares).map { (method: $0.test.method, weight: $1) }
      return (
        level, sum / weights - sampling,
        order.sorted { $0.weight > $1.weight }
      )
    }
  }
}
