/// The chance that a payout's transfer fails, so that its amount goes back into the balance and comes
/// with a later payout.
///
/// The rate of failures is learned from the account's own transfers and leans on those of all
/// accounts, and these on a rare event. After a failure another rate counts: wrong bank details stay
/// wrong until somebody changes them.
///
/// Beta priors, by their weight in transfers. Their means are assumptions of ours, as no rate of
/// failed transfers is published: one of 500 fails, one of three fails again.
struct TransferRisk: Sendable {
  private static let rare = (failures: 0.5, transfers: 250.0)
  private static let repeated = (failures: 1.0, transfers: 3.0)
  private static let weightOfAll = 100.0
  /// A transfer of which no failure was heard within so long went well.
  private static let decidedAfter: Int64 = 10 * 86_400

  private struct Own {
    var transfers = 0.0
    var failures = 0.0
    /// Whether the last transfer whose outcome is known failed; and those since then, still open.
    var hasJustFailed = false
    var open = 0
  }

  private let own: [Own]
  private let rateOfAll: Double
  private let rateAfterFailure: Double

  /// From what is known of the accounts' transfers at an instant.
  init(_ histories: [AccountHistory], knownAt now: Instant) {
    var accounts: [Own] = []
    var after = (failures: 0.0, transfers: 0.0)
    for history in histories {
      var own = Own()
      for period in history.periods where period.knownFrom <= now && period.end <= now {
        guard period.totalMinor > 0, !period.isCarried(knownAt: now) else { continue }
        let hasFailed = period.failedKnownFrom.map { $0 <= now } ?? false
        guard hasFailed || period.end.seconds + Self.decidedAfter <= now.seconds else {
          own.open += 1
          continue
        }
        if own.hasJustFailed {
          after.transfers += 1
          if hasFailed { after.failures += 1 }
        }
        own.transfers += 1
        if hasFailed { own.failures += 1 }
        own.hasJustFailed = hasFailed
        own.open = 0
      }
      accounts.append(own)
    }
    let sums = accounts.reduce(into: (failures: 0.0, transfers: 0.0)) {
      $0.failures += $1.failures
      $0.transfers += $1.transfers
    }
    own = accounts
    rateOfAll =
      (sums.failures + Self.rare.failures) / (sums.transfers + Self.rare.transfers)
    rateAfterFailure =
      (after.failures + Self.repeated.failures) / (after.transfers + Self.repeated.transfers)
  }

  /// In thousandths, of an account's payout by its number; 1 is the next one.
  func permille(account: Int, number: Int) -> Int {
    let mine = own[account]
    let usual =
      (mine.failures + Self.weightOfAll * rateOfAll) / (mine.transfers + Self.weightOfAll)
    var chance = mine.hasJustFailed ? 1.0 : 0.0
    for _ in 0..<(mine.open + number) {
      chance = chance * rateAfterFailure + (1 - chance) * usual
    }
    return Int((chance * 1000).rounded())
  }
}
