/// Simple forecasts that a better one has to beat. Amounts are minor units, payouts ≥ 0.
package struct Baselines: Sendable {
  package enum Name: String, CaseIterable, Sendable {
    case lastPayout = "last_payout"
    case meanOfFour = "mean_of_four"
    /// What is released so far, and each day left like the same weekday of the last week told.
    case seasonalNaive = "seasonal_naive"
    /// What is released so far, and each day left at the smoothed level of daily releases.
    case smoothing = "exponential_smoothing"
    /// Amazon's own expected payout, of the next payout only.
    case amazon = "amazon_expected"
  }

  private static let day: Int64 = 86_400
  private let lastMinor: Double
  private let meanMinor: Double
  private let released: [Double]
  private let level: Double
  private let anchor: Instant
  private let lastEnd: Instant
  private let knownMinor: Double
  private let amazonMinor: Double?

  /// Nil while no settlement is known.
  init?(_ history: AccountHistory, periods: [ClosedPeriod], snapshot: FlowSnapshot, now: Instant) {
    guard let last = periods.last else { return nil }
    func paid(_ period: ClosedPeriod) -> Double { Double(max(0, period.totalMinor)) }
    let four = periods.suffix(4).map(paid)
    lastMinor = paid(last)
    meanMinor = four.reduce(0, +) / Double(four.count)
    released = snapshot.released
    anchor = snapshot.anchor
    lastEnd = last.end
    // What the account has at its close before any new money: a debt, or the last reserve.
    knownMinor =
      Double(min(0, last.totalMinor) + last.currentReserveMinor)
      + Double(snapshot.releases.reduce(0) { $0 + $1.amountMinor })
    var level = 0.0
    for (index, value) in released.prefix(snapshot.days).reversed().enumerated() {
      level =
        index == 0 ? value : level + (index < 10 ? 1 / Double(index + 1) : 0.1) * (value - level)
    }
    self.level = level
    amazonMinor = history.expectation(knownAt: now).map { Double(max(0, $0.amountMinor)) }
  }

  /// The forecast of the payout at `close`, whose predecessor closes at `previous` (nil: it is next).
  func amount(_ name: Name, close: Instant, previous: Instant?) -> Double? {
    switch name {
    case .lastPayout: return lastMinor
    case .meanOfFour: return meanMinor
    case .amazon: return previous == nil ? amazonMinor : nil
    case .seasonalNaive, .smoothing:
      let from = max(anchor.seconds, previous?.seconds ?? lastEnd.seconds)
      var sum = previous == nil ? knownMinor : 0
      var at = from
      while at < close.seconds {
        let until = min(close.seconds, at + Self.day - (at - anchor.seconds) % Self.day)
        let ahead = Int((at - anchor.seconds) / Self.day)
        let daily = name == .smoothing ? level : released[6 - ahead % 7]
        sum += daily * Double(until - at) / Double(Self.day)
        at = until
      }
      return max(0, sum)
    }
  }
}
