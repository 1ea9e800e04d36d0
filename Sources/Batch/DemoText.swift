import LedgerCore
import LedgerStore

/// What the demo shows: the settlements, the first lines of profit, the short list, and where the
/// reports are.
package func demoText(
  _ books: Books, _ outcome: ImportOutcome, home: String
) throws(BatchError) -> String {
  let broken = try storing { () throws(StoreError) in try books.ledger.brokenIdentities() }
  let verdict =
    broken + outcome.refused == 0
    ? "every row booked once, every total tied out"
    : "\(outcome.refused) refused, \(broken) identities broken"
  var lines = [
    "\(outcome.documents.count) gzipped settlement files, \(outcome.rows) rows: \(verdict)", "",
  ]
  lines += try table(
    books, .settlements,
    ["store", "account_type", "settlement_id", "end", "currency", "stated_total", "difference"],
    rows: 20)
  lines += ["", "Profit by store, category and outlet (first lines):", ""]
  lines += try table(
    books, .profit,
    [
      "store", "category", "outlet", "month", "currency", "units", "product_sales",
      "net_before_cogs", "cogs", "profit", "margin",
    ], rows: 12)
  lines += ["", "To look at:", ""]
  lines += try table(
    books, .exceptions, ["severity", "kind", "store", "settlement_id", "amount", "currency"],
    rows: 10)
  lines += [
    "", "All reports, as CSV and JSON: \(home)/reports",
    "From a figure to its raw rows: acorn explain --settlement ID --home \(home)",
  ]
  return lines.joined(separator: "\n")
}

/// The named columns of a report's first rows, aligned; amounts to the right.
private func table(
  _ books: Books, _ name: ReportName, _ columns: [String], rows limit: Int
) throws(BatchError) -> [String] {
  let csv = try CSVTable(
    try books.reportBytes(ReportRequest(name)), name: name.rawValue, required: columns)
  var rows: [[String]] = []
  var count = 0
  try csv.eachRow { row in
    count += 1
    if count <= limit { rows.append(columns.map { csv.value($0, row).text }) }
  }
  guard !rows.isEmpty else { return ["  nothing"] }
  let widths = columns.indices.map { index in
    (rows.map { $0[index] } + [columns[index]]).map(\.count).max() ?? 0
  }
  let isNumber = columns.indices.map { index in
    rows.allSatisfy { $0[index].isEmpty || ExactDecimal(Array($0[index].utf8)) != nil }
      && columns[index] != "settlement_id"
  }
  func line(_ cells: [String]) -> String {
    "  "
      + cells.indices.map { index in
        isNumber[index]
          ? rightAligned(cells[index], widths[index]) : leftAligned(cells[index], widths[index])
      }.joined(separator: "  ")
  }
  var lines = [
    line(columns),
    "  "
      + widths.map { String(repeating: "─", count: $0) }
      .joined(separator: "  "),
  ]
  lines += rows.map(line)
  if count > limit { lines.append("  … \(count - limit) more") }
  return lines
}
