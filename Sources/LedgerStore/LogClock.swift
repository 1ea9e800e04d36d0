/// How the clock of a log of deliveries has gone back: what was received before counts as received by
/// then, and who keeps something of it has to look again.
package struct LogClock: Hashable, Sendable {
  /// The key under which a ledger keeps it.
  package static let metaKey = "clock"

  /// How many deliveries count as received earlier than they were logged.
  package var lowered = 0
  /// How often one of them was such that the ledger keeps when it was received.
  package var turns = 0

  package init() {}

  /// As the ledger keeps it.
  package init(text: String) {
    let counts = text.split(separator: " ").compactMap { Int($0) }
    if counts.count == 2 { (turns, lowered) = (counts[0], counts[1]) }
  }

  package var text: String { "\(turns) \(lowered)" }
}

extension Archive.LogReading {
  /// Has what is there received at a second at the latest.
  mutating func goBack(to second: Int64) {
    var isRemembered = false
    for place in deliveries.indices.reversed() {
      guard deliveries[place].receivedAt > second else { break }
      deliveries[place] = deliveries[place].received(at: second)
      clock.lowered += 1
      switch deliveries[place].kind {
      case .answer, .vendor, .decision, .period: isRemembered = true
      case .settlement, .bank, .till, .webstore, .master, .forecast, .certificate: break
      }
    }
    if isRemembered { clock.turns += 1 }
  }
}
