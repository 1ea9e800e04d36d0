import FlatFile
import Gzip
import LedgerCore
import LedgerStore

/// What somebody wants to see the raw rows of.
package enum ExplainRequest: Sendable {
  case settlement(String)
  case order(String)
  /// Column and value, as in the components report; all must hold.
  case figures([(column: String, value: String)])
}

extension Books {
  /// Goes from a figure to the raw rows behind it: document, line and place in the inflated file.
  ///
  /// The ledger names the documents that can hold such rows; only these are read again.
  package func explain(
    _ request: ExplainRequest, to sink: (String) throws(BatchError) -> Void
  ) throws(BatchError) {
    try update()
    switch request {
    case .settlement(let id): try explainSettlement(id, sink)
    case .order(let id):
      let order = Array(id.utf8)
      try explainRows(of: try documents(holding: [:]), sink) { row, _ in
        row.bytes.split(separator: 9).contains { $0.elementsEqual(order) }
      }
    case .figures(let conditions):
      let known =
        ComponentColumns.all + [
          "month", "transaction_type", "amount_type",
          "amount_description",
        ]
      if let wrong = conditions.first(where: { !known.contains($0.column) }) {
        throw BatchError(
          "--where: there is no column '\(wrong.column)'; use \(known.joined(separator: ", "))",
          kind: .usage)
      }
      let wanted = Dictionary(
        conditions.map { ($0.column, $0.value) }, uniquingKeysWith: { $1 })
      try explainRows(of: try documents(holding: wanted), sink) { row, store in
        wanted.allSatisfy { column, value in
          Books.value(column, row, store, master.rules) == value
        }
      }
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

  /// The documents of settlements in force that may hold rows with these column values.
  private func documents(
    holding wanted: [String: String]
  ) throws(BatchError) -> [Ledger.PostedDocument] {
    try storing { () throws(StoreError) in
      try ledger.postedDocuments(
        settlementID: wanted["settlement_id"], store: wanted["store"],
        currency: wanted["currency"])
    }
  }

  private func explainRows(
    of documents: [Ledger.PostedDocument], _ sink: (String) throws(BatchError) -> Void,
    where isWanted: (VisitedRow, String) -> Bool
  ) throws(BatchError) {
    var failure: BatchError?
    var count = 0
    var sums: [Currency: Int64] = [:]
    let source = PostedRows(archive: archive, master: master)
    for document in documents {
      try source.visit(document) { row in
        guard failure == nil, isWanted(row, document.store) else { return }
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
    let totals = sums.sorted { $0.key < $1.key }.map {
      Money(minorUnits: $0.value, $0.key).description
    }
    try sink("\(count) amounts, sum \(totals.isEmpty ? "0" : totals.joined(separator: ", "))")
  }

  private static func text(
    _ row: VisitedRow, _ document: Ledger.PostedDocument, _ rules: ComponentRules
  ) -> String {
    let component = rules.component(of: row.label, on: row.dimensions.postedDay)
    let amount = Money(minorUnits: row.amountMinor, row.settlement.currency)
    return """
      \(document.name):\(row.line) (document \(document.sha256.prefix(12)), byte \(row.byteOffset)\
      ): \(amount) \(component.name), \(row.dimensions.category), \(row.dimensions.outlet)
        \(ByteString(row.bytes).text)
      """
  }

  private static func value(
    _ column: String, _ row: VisitedRow, _ store: String, _ rules: ComponentRules
  ) -> String {
    switch column {
    case "settlement_id": row.settlement.settlementID
    case "store": store
    case "marketplace": row.dimensions.marketplace
    case "currency": row.settlement.currency.code
    case "posted_date": row.dimensions.postedDay.description
    case "local_date": row.dimensions.localDay.description
    case "month": row.dimensions.localDay.monthText
    case "category": row.dimensions.category.text
    case "outlet": row.dimensions.outlet.text
    case "transaction_type": row.label.transactionType.text
    case "amount_type": row.label.amountType.text
    case "amount_description": row.label.amountDescription.text
    default: rules.component(of: row.label, on: row.dimensions.postedDay).name
    }
  }
}
