/// A way to say on which level a daily series will go on.
package enum DemandMethod: String, CaseIterable, Sendable {
  /// Exponential smoothing that forgets slowly, at a middling rate, and fast.
  case smoothingSlow = "smoothing_slow"
  case smoothing = "smoothing"
  case smoothingFast = "smoothing_fast"
  /// Exponential smoothing with a trend that fades.
  case dampedTrend = "damped_trend"
  /// The mean of the last four weeks: with weekday factors, the seasonal naive forecast.
  case seasonalNaive = "seasonal_naive"
  /// The mean of the last eight weeks.
  case seasonalNaiveLong = "seasonal_naive_long"
  /// The level of the last four weeks, moved as it moved in these weeks a year ago.
  case lastYear = "last_year"

  /// The level after each day, oldest first; nil until the method has seen enough.
  ///
  /// `values` are oldest first; nil days say nothing. `noise` is the standard deviation of a single
  /// day, relative to the level.
  func levels(of values: [Double?], noise: Double) -> [Double?] {
    switch self {
    case .smoothingSlow: smoothed(values, rate: 0.03, trend: 0, noise: noise)
    case .smoothing: smoothed(values, rate: 0.08, trend: 0, noise: noise)
    case .smoothingFast: smoothed(values, rate: 0.18, trend: 0, noise: noise)
    case .dampedTrend: smoothed(values, rate: 0.07, trend: 0.015, noise: noise)
    case .seasonalNaive: movingMean(values, days: 28)
    case .seasonalNaiveLong: movingMean(values, days: 56)
    case .lastYear: likeLastYear(values)
    }
  }
}

private let warmUpDays = 14
/// A trend says so many days' worth: what a damped one adds up to over the usual horizon.
private let trendDays = 6.0

/// Exponential smoothing, robust to single days and reset when the level has plainly jumped.
private func smoothed(
  _ values: [Double?], rate: Double, trend trendRate: Double, noise: Double
) -> [Double?] {
  var level: Double?
  var trend = 0.0
  var seen: [Double] = []
  return values.map { value in
    guard let value else {
      return seen.count >= warmUpDays ? level.map { $0 + trend * trendDays } : nil
    }
    seen.append(value)
    guard let old = level else {
      if seen.count >= warmUpDays { level = seen.reduce(0, +) / Double(seen.count) }
      return level
    }
    if let jump = jumpLevel(seen, from: old, noise: noise) {
      level = jump
      trend = 0
      return jump
    }
    let expected = old + trend
    // A single day far off (a bulk order, a deal) moves the level no more than a usual bad day.
    let most = 3 * noise * max(old, 1)
    let surprise = max(-most, min(most, value - expected))
    level = max(0, expected + rate * surprise)
    trend = 0.95 * (trend + trendRate * surprise)
    return level.map { max(0, $0 + trend * trendDays) }
  }
}

/// The new level when the last ten days show that it has jumped; nil while it has not.
///
/// Both the last four days and the six before must lie off by more than chance allows, to the same
/// side: a sale of a few days is not a new level.
private func jumpLevel(_ seen: [Double], from level: Double, noise: Double) -> Double? {
  guard seen.count >= 24, level > 0 else { return nil }
  let late = seen.suffix(4).reduce(0, +) / 4 / level - 1
  let early = seen.suffix(10).prefix(6).reduce(0, +) / 6 / level - 1
  let lateLimit = 1.6 * noise / 2
  let earlyLimit = 2.0 * noise / 2.45
  let isUp = late > lateLimit && early > earlyLimit
  let isDown = late < -lateLimit && early < -earlyLimit
  guard isUp || isDown, abs(late * 0.4 + early * 0.6) > 0.15 else { return nil }
  return seen.suffix(10).reduce(0, +) / 10
}

private func movingMean(_ values: [Double?], days: Int) -> [Double?] {
  var window: [Double] = []
  var sum = 0.0
  return values.map { value in
    if let value {
      window.append(value)
      sum += value
      if window.count > days { sum -= window[window.count - days - 1] }
    }
    return window.count >= warmUpDays ? sum / Double(min(window.count, days)) : nil
  }
}

/// The mean of four weeks times what it changed by in the same weeks a year ago, half believed.
private func likeLastYear(_ values: [Double?]) -> [Double?] {
  var sums = [0.0]
  var counts = [0]
  for value in values {
    sums.append(sums[sums.count - 1] + (value ?? 0))
    counts.append(counts[counts.count - 1] + (value == nil ? 0 : 1))
  }
  func mean(from: Int, to: Int) -> Double? {
    guard from >= 0, to < sums.count, counts[to] - counts[from] >= 10 else { return nil }
    return (sums[to] - sums[from]) / Double(counts[to] - counts[from])
  }
  return values.indices.map { index in
    let end = index + 1
    guard let now = mean(from: end - 28, to: end), let then = mean(from: end - 392, to: end - 364),
      let after = mean(from: end - 364, to: end - 343), then > 0
    else { return nil }
    return now * (1 + 0.5 * (max(0.6, min(1.7, after / then)) - 1))
  }
}
