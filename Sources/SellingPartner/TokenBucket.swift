/// The budget of one operation: fills at its rate up to its burst; each call takes one.
///
/// Times are seconds of a clock that never goes back.
package struct TokenBucket: Equatable, Sendable {
  /// A lower one is not believed: a run would stand still for years.
  private static let leastRate = 0.001

  package private(set) var rate: Double
  private let burst: Double
  private var level: Double
  private var filledAt: Double

  package init(_ quota: Quota, scale: Double = 1, at now: Double) {
    rate = quota.rate * scale
    // A run that was stopped may have used up the burst a moment ago: Amazon tells by a 429.
    burst = max(1, quota.burst)
    level = burst
    filledAt = now
  }

  /// Takes one call; returns the seconds to wait before making it.
  package mutating func take(at now: Double) -> Double {
    level = min(burst, level + max(0, now - filledAt) * rate)
    filledAt = max(filledAt, now)
    level -= 1
    return level >= 0 ? 0 : -level / rate
  }

  /// Believes the rate that an answer's `x-amzn-RateLimit-Limit` states.
  package mutating func correct(rate stated: Double) {
    if stated > 0, stated.isFinite { rate = max(stated, Self.leastRate) }
  }

  /// Amazon has said that the budget is used up: nothing is left to spend at once.
  package mutating func drain() { level = min(level, 0) }
}
