/// The versions of one settlement, oldest first; the last one is in force.
package struct VersionedSettlement: Sendable {
  package let versions: [SettlementFacts]
  package var current: SettlementFacts { versions[versions.count - 1] }
}

/// Orders the versions of each settlement, whatever the order in which they arrived.
///
/// Where Amazon's publishing times are known they decide (unknown ones count as older). Files of a folder carry none: then the
/// version with more rows is the later one, since a reissued report adds what the first one lacked;
/// equal counts are ordered by digest. Every such case is reported as a restatement.
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

private func isEarlier(_ lhs: SettlementFacts, _ rhs: SettlementFacts) -> Bool {
  let unknown = Instant(seconds: .min)
  return (lhs.publishedAt ?? unknown, lhs.rows, lhs.sha256)
    < (rhs.publishedAt ?? unknown, rhs.rows, rhs.sha256)
}
