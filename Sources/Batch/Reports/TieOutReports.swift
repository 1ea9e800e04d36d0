import LedgerCore
import LedgerStore
import Reporting

/// Reports of what ties settlements to Amazon's other figures and to the bank.
extension ReportMaker {
  /// What Amazon owes on each account at the end of each day (UTC).
  func receivable(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let notes = try storing { () throws(StoreError) in try ledger.receivableNotes() }
    let header = ReportHeader(
      name: "receivable",
      columns: [
        "store", "account_type", "currency", "date", "available", "deferred", "reserve",
        "in_transit", "total_owed", "marketplace", "posted_that_day", "deposited_that_day",
      ],
      currencyNote: "amounts are in the row's currency, in major units, exact; a negative total is"
        + " owed to Amazon\(notes.map { "; \($0)" }.joined())")
    var stream = ReportStream(header, request, to: sink)
    var rows: [ReceivableRow] = []
    try storing { () throws(StoreError) in
      try ledger.receivables { if request.includes($0.day.day) { rows.append($0) } }
    }
    for row in rows {
      let digits = row.currency.minorDigits
      try stream.append([
        .text(row.store), .text(row.accountType), .text(row.currency.code),
        .plain(row.day.day.description), .amount(row.day.availableMinor, digits: digits),
        .amount(row.day.deferredMinor, digits: digits),
        .amount(row.day.reserveMinor, digits: digits),
        .amount(row.day.inTransitMinor, digits: digits),
        .amount(row.day.totalMinor, digits: digits), .text(row.marketplace),
        .amount(row.day.postedMinor, digits: digits),
        .amount(row.day.depositedMinor, digits: digits),
      ])
    }
    try stream.finish()
  }

  /// Which bank line paid which payout.
  func deposits(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let columns = [
      "store", "settlement_id", "payout_id", "kind", "evidence", "bank_account", "booking_date",
      "amount", "currency", "reference", "line_id",
    ]
    var stream = ReportStream(ReportHeader(name: "deposits", columns: columns), request, to: sink)
    var rows: [[String]] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        """
        SELECT store, settlement_id, payout_id, kind, evidence, account,
          date(booking_day * 86400, 'unixepoch'), amount_minor, currency, reference, line_id
        FROM deposit_match JOIN bank_line USING (line_id)
        ORDER BY booking_day, store, settlement_id, payout_id, line_id
        """, columns: Int32(columns.count)
      ) { rows.append($0) }
    }
    for row in rows {
      guard let day = CalendarDate(row[6]), request.includes(day) else { continue }
      var cells = row.map { Cell.text($0) }
      cells[6] = .plain(row[6])
      cells[7] =
        Int64(row[7]).map { .amount($0, digits: Currency(row[8])?.minorDigits ?? 2) } ?? .empty
      try stream.append(cells)
    }
    try stream.finish()
  }
}

extension Ledger {
  /// Of which stores the receivable report has no row because Amazon's answers are not there.
  func receivableNotes() throws(StoreError) -> [String] {
    let stores = try storesWithoutGroups()
    guard let last = stores.last else { return [] }
    let others = stores.dropLast().joined(separator: ", ")
    return [
      "of \(others.isEmpty ? last : "\(others) and \(last)") the books have no answers of Amazon,"
        + " so they do not say what Amazon owes there; run acorn sync"
    ]
  }
}
