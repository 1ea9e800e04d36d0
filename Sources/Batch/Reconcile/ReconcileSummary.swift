import LedgerCore
import LedgerStore

/// The outcome of all identities, as a person reads it.
package struct ReconcileSummary: Sendable {
  package let lines: [String]
  package let exitStatus: Int32
}

extension Books {
  /// Brings the ledger up to date and counts what holds, is broken and is undetermined.
  package func reconcile() throws(BatchError) -> ReconcileSummary {
    try update()
    var counts: [String: [String: Int]] = [:]
    var broken: [String] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT identity, status, store, settlement_id, currency, difference, cause"
          + " FROM identity_result ORDER BY position", columns: 7
      ) { row in
        counts[row[0], default: [:]][row[1], default: 0] += 1
        guard row[1] == "broken" else { return }
        let amount = row[5].isEmpty ? "" : " \(row[5]) \(row[4])"
        broken.append("  \(row[0]) \(row[2]) \(row[3])\(amount): \(row[6])")
      }
    }
    var lines = ["identity        holds  broken  undetermined"]
    for identity in Identity.allCases {
      guard let count = counts[identity.rawValue] else { continue }
      let figures = ["holds", "broken", "undetermined"].map { count[$0] ?? 0 }
      let widths = [5, 6, 12]
      let cells = zip(figures, widths).map { figure, width in
        String(repeating: " ", count: max(0, width - "\(figure)".count)) + "\(figure)"
      }
      let name = identity.rawValue
      lines.append(
        name + String(repeating: " ", count: 16 - name.count) + cells.joined(separator: "  "))
    }
    let findings = try storing { () throws(StoreError) in try ledger.findingCounts() }
    lines += broken
    lines.append(
      "to look at: \(counted(findings.errors, "error")), \(counted(findings.warnings, "warning"))")
    return ReconcileSummary(lines: lines, exitStatus: findings.errors > 0 ? 2 : 0)
  }
}
