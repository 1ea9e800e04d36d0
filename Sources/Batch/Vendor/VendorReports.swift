import LedgerCore
import LedgerStore
import Reporting

/// Reports of the vendor side.
extension ReportMaker {
  /// One row an invoice line, or a deduction.
  func vendorMatches(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    try vendorReport(
      request, sink, name: "vendor_matches",
      columns: [
        "po_number", "line", "sku", "asin", "vendor_code", "ordered", "accepted", "notified",
        "received", "invoice_number", "invoiced", "po_unit_cost", "invoice_unit_cost", "currency",
        "invoiced_amount", "expected_payable", "paid_amount", "discount_taken", "variance_class",
        "state", "recoverable", "due_date", "paid_date", "payment_number", "bank_line_id",
        "issue_date", "deducted", "deducted_amount", "age_days", "verdict", "why", "evidence",
        "bank_line", "credited_amount", "credit_notes", "open_amount", "tax_amount",
        "withheld_amount",
      ],
      amounts: [
        "invoiced_amount", "expected_payable", "paid_amount", "discount_taken", "recoverable",
        "deducted_amount", "credited_amount", "open_amount", "tax_amount", "withheld_amount",
      ],
      day: "issue_date",
      sql: """
        WITH named AS MATERIALIZED (
          SELECT ids, (SELECT group_concat(name, '|') FROM (
            SELECT coalesce(nullif(reference, ''), line_id) AS name FROM bank_line
            WHERE line_id IN (
              SELECT value FROM json_each('[' || replace(json_quote(ids), '|', '","') || ']'))
            ORDER BY line_id)) AS names
          FROM (SELECT DISTINCT bank_line_id AS ids FROM vendor_match WHERE bank_line_id <> ''))
        SELECT po_number, line, sku, asin, vendor_code, ordered, accepted, notified, received,
          invoice_number, invoiced, po_unit_cost, invoice_unit_cost, currency, invoiced_minor,
          expected_minor, paid_minor, discount_minor, variance_class, state, recoverable_minor,
          date(due_day * 86400, 'unixepoch'), date(paid_day * 86400, 'unixepoch'), payment_number,
          coalesce(names, ''), date(issue_day * 86400, 'unixepoch'), deducted, deducted_minor,
          age_days, verdict, why,
          evidence, bank_line_id, credited_minor, credit_notes, open_minor, tax_minor,
          withheld_minor
        FROM vendor_match LEFT JOIN named ON ids = bank_line_id ORDER BY position
        """)
  }

  /// One row a line of a purchase order.
  func vendorLines(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    try vendorReport(
      request, sink, name: "vendor_lines",
      columns: [
        "po_number", "line", "sku", "asin", "vendor_code", "currency", "unit_cost", "ordered",
        "accepted", "notified", "received", "invoiced", "paid", "ordered_amount",
        "accepted_amount", "notified_amount", "received_amount", "invoiced_amount", "paid_amount",
        "discount_taken", "deducted_amount", "invoices", "tax_amount", "withheld_amount",
      ],
      amounts: [
        "ordered_amount", "accepted_amount", "notified_amount", "received_amount",
        "invoiced_amount", "paid_amount", "discount_taken", "deducted_amount", "tax_amount",
        "withheld_amount",
      ],
      day: nil,
      sql: """
        SELECT po_number, line, sku, asin, vendor_code, currency, unit_cost, ordered, accepted,
          notified, received, invoiced, paid, ordered_minor, accepted_minor, notified_minor,
          received_minor, invoiced_minor, paid_minor, discount_minor, deducted_minor, invoices,
          tax_minor, withheld_minor
        FROM vendor_line ORDER BY position
        """)
  }

  /// What Amazon kept back or took, the most that can be claimed first, then by deadline.
  func recovery(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    try vendorReport(
      request, sink, name: "recovery",
      columns: [
        "kind", "number", "line", "po_number", "vendor_code", "currency", "amount", "recoverable",
        "claimed", "claimable", "verdict", "why", "deadline", "claim", "issue_date", "paid_date",
        "evidence",
      ],
      amounts: ["amount", "recoverable", "claimed", "claimable"], day: "issue_date",
      sql: """
        SELECT kind, number, line, po_number, vendor_code, currency, amount_minor,
          recoverable_minor, claimed_minor, claimable_minor, verdict, why,
          date(deadline * 86400, 'unixepoch'), claim, date(issue_day * 86400, 'unixepoch'),
          date(paid_day * 86400, 'unixepoch'), evidence
        FROM vendor_recovery ORDER BY position
        """)
  }

  /// Columns called `…_date`, `deadline`, quantities and costs are Acorn's own text.
  private func vendorReport(
    _ request: ReportRequest, _ sink: @escaping ReportSink, name: String, columns: [String],
    amounts: Set<String>, day: String?, sql: String
  ) throws(BatchError) {
    let whole: Set = [
      "ordered", "accepted", "notified", "received", "invoiced", "paid", "deducted", "age_days",
    ]
    let plain: Set = [
      "due_date", "paid_date", "issue_date", "deadline", "po_unit_cost", "invoice_unit_cost",
      "unit_cost",
    ]
    var stream = ReportStream(ReportHeader(name: name, columns: columns), request, to: sink)
    var rows: [[String]] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(sql, columns: Int32(columns.count)) { rows.append($0) }
    }
    let currency = columns.firstIndex(of: "currency")
    let dayPlace = day.flatMap { columns.firstIndex(of: $0) }
    for row in rows {
      if let place = dayPlace, let day = CalendarDate(row[place]), !request.includes(day) {
        continue
      }
      let digits = currency.flatMap { Currency(row[$0]) }?.minorDigits ?? 2
      try stream.append(
        zip(columns, row).map { column, text -> Cell in
          if amounts.contains(column) {
            return Int64(text).map { .amount($0, digits: digits) } ?? .empty
          }
          if whole.contains(column) { return Int64(text).map(Cell.integer) ?? .empty }
          return plain.contains(column) ? .plain(text) : .text(text)
        })
    }
    try stream.finish()
  }
}
