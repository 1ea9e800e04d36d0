/// The least balance that an account is paid, learned from its own closes.
///
/// Amazon carries a small balance forward instead of paying it. It publishes no amount by currency
/// that could be shipped as data, so it counts as known from the account's own history only: a close
/// with a positive total that the next one carries. Without such a close every positive total is paid.
package struct MinimumPayout: Sendable, Equatable {
  /// Minor units; a total below it is carried to the next close.
  package let minor: Int64

  package init(_ periods: [ClosedPeriod], knownAt now: Instant) {
    var most: Int64 = 0
    for period in periods where period.totalMinor > 0 && period.knownFrom <= now {
      if period.isCarried(knownAt: now) {
        most = max(most, period.totalMinor)
      } else if period.isPaid(knownAt: now), period.totalMinor <= most {
        // So small an amount was paid since: what was carried before says nothing any more.
        most = 0
      }
    }
    minor = most + 1
  }

  /// The part of a close's total that is carried: a debt, or a balance below the minimum.
  func carried(_ total: Double) -> Double { total < Double(minor) ? total : 0 }

  /// The same of a close that has happened: one that was paid carries nothing, however small.
  func carried(_ period: ClosedPeriod) -> Int64 {
    if period.carriedKnownFrom != nil { return period.totalMinor }
    let isPaid = period.initiatedAt != nil || period.bankDay != nil
    return period.totalMinor < (isPaid ? 1 : minor) ? period.totalMinor : 0
  }
}
