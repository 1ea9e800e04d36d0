import FlatFile
import Gzip
import LedgerCore
import LedgerStore

/// What somebody wants to see the raw rows of.
package enum ExplainRequest: Sendable {
  case settlement(String)
  case order(String)
  /// A figure of a report: its columns and their values, all of which must hold.
  case figure(ReportName, [(column: String, value: String)])
}

extension Books {
  /// Goes from a figure to the raw rows behind it: document, line and place in the inflated file.
  ///
  /// The ledger names the documents that can hold such rows; only these are read again. The rows of a
  /// figure sum to it: they are those that its report counts.
  package func explain(
    _ request: ExplainRequest, to sink: (String) throws(BatchError) -> Void
  ) throws(BatchError) {
    let figure = try request.figure()
    try update()
    switch request {
    case .settlement(let id): try explainSettlement(id, sink)
    case .order(let id):
      let order = ByteString(id)
      let count = try explainRows(of: try versions(of: [:]), sink) { row, _ in
        row.orderID == order || row.merchantOrderID == order
      }
      guard count > 0 else {
        throw BatchError(
          "order \(id): no row of a settlement in force names it; see acorn report orders",
          kind: .usage)
      }
    case .figure:
      guard var figure else { preconditionFailure("a figure was asked for") }
      let versions = try versions(of: figure.wanted)
      let rules = master.rules
      let count = try explainRows(of: versions, sink) { figure.counts($0, $1, rules) }
      guard count > 0 else { throw figure.nothing }
    }
  }

  // MARK: - A settlement

  private func explainSettlement(
    _ id: String, _ sink: (String) throws(BatchError) -> Void
  ) throws(BatchError) {
    let versions = try storing { () throws(StoreError) in try ledger.versions(of: id) }
    guard !versions.isEmpty else {
      throw BatchError(
        "settlement \(id) is not in the books; see acorn report settlements", kind: .usage)
    }
    for version in versions {
      let state = version.isCurrent ? "in force" : "replaced"
      try sink(
        "settlement \(id) version \(version.version) (\(state)): store \(version.store),"
          + " \(version.accountType), \(version.currency)")
      try sink("  period    \(version.start) … \(version.end)")
      try sink("  total     \(version.statedTotal) from \(version.rows) rows")
      try sink("  document  \(version.name)")
      try sink("            \(archive.path(of: version.sha256))")
    }
    try sink("components:")
    var sums: [Component: (amount: Int64, rows: Int64)] = [:]
    var digits = 2
    try storing { () throws(StoreError) in
      try ledger.componentRows(by: .day, from: nil, to: nil, settlementID: id) { row in
        sums[row.component, default: (0, 0)].amount += row.amountMinor
        sums[row.component, default: (0, 0)].rows += row.rows
        digits = row.currency.minorDigits
      }
    }
    for component in Component.allCases {
      guard let sum = sums[component] else { continue }
      try sink(
        "  \(leftAligned(component.name, 22))"
          + " \(rightAligned(decimalText(sum.amount, digits: digits), 16))"
          + " \(rightAligned(String(sum.rows), 9)) rows")
    }
    try sink("identities:")
    var lines: [String] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT identity, status, expected, actual, cause, settlement_id FROM identity_result"
          + " ORDER BY position", columns: 6
      ) { cells in
        guard cells[5] == id else { return }
        let detail = cells[4].isEmpty ? "\(cells[3])" : cells[4]
        lines.append("  \(leftAligned(cells[0], 14)) \(leftAligned(cells[1], 13)) \(detail)")
      }
    }
    for line in lines { try sink(line) }
  }

  // MARK: - Rows

  /// The settlements in force that may hold rows with these column values.
  private func versions(
    of wanted: [String: String]
  ) throws(BatchError) -> [Ledger.VersionInForce] {
    try storing { () throws(StoreError) in
      try ledger.versionsInForce(
        settlementID: wanted["settlement_id"], store: wanted["store"],
        currency: wanted["currency"])
    }
  }

  /// Shows the rows that are wanted and their sums; returns how many there are.
  private func explainRows(
    of versions: [Ledger.VersionInForce], _ sink: (String) throws(BatchError) -> Void,
    where isWanted: (VisitedRow, Ledger.VersionInForce) -> Bool
  ) throws(BatchError) -> Int {
    var failure: BatchError?
    var count = 0
    var sums: [Currency: Int64] = [:]
    let source = PostedRows(archive: archive, master: master)
    // A document may hold a settlement in force beside one that another document replaces.
    let byDocument = Dictionary(grouping: versions, by: \.document.sha256)
    let documents = versions.map(\.document).reduce(into: [Ledger.PostedDocument]()) {
      if $0.last?.sha256 != $1.sha256 { $0.append($1) }
    }
    for document in documents {
      let versions = byDocument[document.sha256] ?? []
      try source.visit(document) { row in
        let version = versions.first { $0.settlementID == row.settlement.settlementID }
        guard failure == nil, let version, isWanted(row, version) else { return }
        count += 1
        sums[row.settlement.currency, default: 0] += row.amountMinor
        do throws(BatchError) {
          try sink(Books.text(row, document, master.rules))
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
    guard count > 0 else { return 0 }
    let totals = sums.sorted { $0.key < $1.key }.map {
      Money(minorUnits: $0.value, $0.key).description
    }
    try sink("\(count) amounts, sum \(totals.joined(separator: ", "))")
    return count
  }

  private static func text(
    _ row: VisitedRow, _ document: Ledger.PostedDocument, _ rules: ComponentRules
  ) -> String {
    let component = rules.component(of: row.label, on: row.dimensions.postedDay)
    let amount = Money(minorUnits: row.amountMinor, row.settlement.currency)
    return """
      \(document.name):\(row.line) (document \(document.sha256.prefix(12)), byte \(row.byteOffset)\
      ): \(amount) \(component.name), \(row.dimensions.category), \(row.dimensions.outlet)
        \(row.text.text)
      """
  }
}
