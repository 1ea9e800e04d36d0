import LedgerCore
import LedgerStore

/// From when on a fact counts as known.
///
/// What was received within three days of its event is known since then: such is a home that is
/// synced every night. What came later (a first download, files of a folder) was received all at
/// once; it counts as known when a nightly run would have had it at the latest, which is two days
/// after its event, as Amazon documents its delay. So a backtest never knows more than a nightly run
/// would have known. Nothing is known before it has happened, whatever a clock has said.
///
/// - Source: Amazon SP-API, Finances: "it can take up to 48 hours".
struct KnownFrom: Sendable {
  private static let promptSeconds: Int64 = 3 * 86_400
  private static let assumedSeconds: Int64 = 2 * 86_400

  /// How many facts were dated by when they were received, and how many by the assumption.
  private(set) var received = 0
  private(set) var assumed = 0

  mutating func instant(event: Int64, receivedAt: Int64) -> Int64 {
    if receivedAt - event <= Self.promptSeconds {
      received += 1
      return max(event, receivedAt)
    }
    assumed += 1
    return event + Self.assumedSeconds
  }

  mutating func add(_ other: KnownFrom) {
    received += other.received
    assumed += other.assumed
  }
}
