/// The rhythm in which an account is closed, learned from its own closes.
package struct PayoutCycle: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// Every so many days at the same time of day.
    case fixed
    /// Daily or on demand: on the weekdays seen so far.
    case daily
    /// Fewer than two closes are known: fourteen days are assumed.
    case assumed
  }

  package let kind: Kind
  /// Days between closes; of a daily account, 1.
  package let days: Int
  /// Of a daily account: the weekdays on which it closes; 0 is Sunday.
  package let weekdays: Set<Int>
  /// Whether closes were skipped lately, as an account without money does.
  package let skips: Bool

  /// So many closes in a row may have had nothing to pay; more are closes of which nobody has told.
  var mostSkipped: Int { kind == .daily ? 10 : skips ? 4 : 1 }

  /// Amazon's usual rhythm where nothing is known. Source: Seller Central, "Payment schedule".
  private static let assumedDays = 14
  private static let closesLookedAt = 12
  private static let day: Int64 = 86_400

  package init(closes periods: [ClosedPeriod]) {
    let ends = periods.suffix(Self.closesLookedAt).map(\.end.seconds)
    // The first period of an account may be short: it tells nothing about the rhythm.
    let gaps = zip(ends.dropFirst(), ends).map { Int(($0 - $1 + Self.day / 2) / Self.day) }
    guard let usual = Self.rhythm(of: gaps) else {
      (kind, days, weekdays, skips) = (.assumed, Self.assumedDays, [], false)
      return
    }
    days = usual
    skips = gaps.suffix(6).contains { $0 > usual * 3 / 2 + 1 && usual > 1 }
    guard usual == 1 else {
      (kind, weekdays) = (.fixed, [])
      return
    }
    kind = .daily
    weekdays = Set(ends.map { Instant(seconds: $0).day().weekday })
  }

  /// The shortest gap that comes often: idle accounts skip closes, which makes gaps multiples of it.
  private static func rhythm(of gaps: [Int]) -> Int? {
    let recent = gaps.suffix(6).filter { $0 > 0 }
    guard let last = recent.last else { return nil }
    var counts: [Int: Int] = [:]
    for gap in recent { counts[gap, default: 0] += 1 }
    // A new rhythm shows twice in a row before it is believed.
    if recent.count >= 2, recent.suffix(2).allSatisfy({ $0 == last }), last < 35 { return last }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }

  /// The closes after `last` until `horizon`, oldest first.
  package func closes(after last: Instant, until horizon: Instant) -> [Instant] {
    var closes: [Instant] = []
    var next = last.seconds + Int64(days) * Self.day
    while next <= horizon.seconds, closes.count < 400 {
      let instant = Instant(seconds: next)
      if kind != .daily || weekdays.contains(instant.day().weekday) { closes.append(instant) }
      next += Int64(days) * Self.day
    }
    return closes
  }
}
