import LedgerCore
import LedgerStore

/// What a close asks the books for.
extension Books {
  /// Counts of the state of the books; the same state has the same counts whoever asks.
  func closeCounts() throws(BatchError) -> [String: Int] {
    try storing { () throws(StoreError) in
      let counts = try ledger.counts()
      let findings = try ledger.findingCounts()
      return [
        "settlements": counts.settlements, "rows": counts.rows, "errors": findings.errors,
        "warnings": findings.warnings, "refused": try ledger.openRefusals(),
      ]
    }
  }

  /// What a close of these books ends with: 3 where a document is refused, 2 where differences are
  /// open, else 0.
  func exitStatusOfBooks() throws(BatchError) -> Int32 {
    let counts = try closeCounts()
    return counts["refused"] != 0 ? 3 : counts["errors"] != 0 ? 2 : 0
  }

  /// How many identities hold, are broken and are undetermined.
  func identityCounts() throws(BatchError) -> [String: Int] {
    var counts: [String: Int] = [:]
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT status, count(*) FROM identity_result GROUP BY status", columns: 2
      ) { counts[$0[0]] = Int($0[1]) }
    }
    return counts
  }
}
