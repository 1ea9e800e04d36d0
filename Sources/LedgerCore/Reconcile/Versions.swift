/// The versions of one settlement, oldest first; the last one is in force.
package struct VersionedSettlement: Sendable {
  package let versions: [SettlementFacts]
  package var current: SettlementFacts { versions[versions.count - 1] }
}

/// Orders the versions of each settlement, whatever the order in which they arrived.
///
/// Where Amazon's publishing times are known they decide (unknown ones count as older). Files of a
/// folder carry none: then the version with more rows is the later one, since a reissued report adds
/// what the first one lacked. Of equal counts nothing tells the later one: they are ordered by digest,
/// so that the order of imports does not matter, and told as such (`findings(of:in:)`).
package func versioned(_ facts: [SettlementFacts]) -> [VersionedSettlement] {
  struct Key: Hashable { let store, settlementID: String }
  return Dictionary(grouping: facts) { Key(store: $0.store, settlementID: $0.settlementID) }
    .values
    .map { VersionedSettlement(versions: $0.sorted(by: isEarlier)) }
    .sorted {
      ($0.current.store, $0.current.end, $0.current.settlementID)
        < ($1.current.store, $1.current.end, $1.current.settlementID)
    }
}

/// Whether anything but its digest says that a version is the later one.
func isKnownLater(_ new: SettlementFacts, than old: SettlementFacts) -> Bool {
  known(old) < known(new)
}

private func isEarlier(_ lhs: SettlementFacts, _ rhs: SettlementFacts) -> Bool {
  known(lhs) == known(rhs) ? lhs.sha256 < rhs.sha256 : known(lhs) < known(rhs)
}

private func known(_ facts: SettlementFacts) -> (publishedAt: Instant, rows: Int) {
  (facts.publishedAt ?? Instant(seconds: .min), facts.rows)
}
