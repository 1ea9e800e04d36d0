import LedgerCore
import LedgerStore
import Reporting

/// The accounting journal and its balances as reports.
struct JournalReports {
  let entries: ReportedEntries
  /// The last month that is locked.
  let locked: CalendarMonth?

  static let journalColumns = [
    "entry_id", "date", "period", "kind", "account", "store", "marketplace", "category", "outlet",
    "currency", "amount", "settlement_id", "source_sha256", "cause", "role", "channel",
    "reference", "corrects", "rate_date", "status",
  ]

  /// One row a line; the lines of an entry sum to zero in each currency.
  func journal(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "journal", columns: JournalReports.journalColumns,
      currencyNote: "amounts are in the row's currency, in major units, exact; a debit is"
        + " positive, a credit negative")
    let status = { JournalReports.status($0, locked) }
    let shown = entries.all.filter { request.includes($0.date) }
    try ReportStream.write(header, request, to: sink, shown) {
      ("\($0.fingerprint.text) \(status($0.period))", $0.period)
    } _: { entry, stream throws(BatchError) in
      try append(try entries.entry(entry), status: status(entry.period), to: &stream)
    }
  }

  private func append(
    _ entry: AccountingEntry, status: String, to stream: inout ReportStream
  ) throws(BatchError) {
    let head: [Cell] = [
      .text(entry.id), .plain(entry.date.description), .plain(entry.period.description),
      .text(entry.kind.rawValue),
    ]
    let (documents, cause) = (entry.origin.documents.joined(separator: " "), entry.cause)
    let tail: [Cell] = [
      .text(entry.origin.channel), .text(entry.origin.reference), .text(entry.corrects),
      .plain(entry.rateDay.description), .text(status),
    ]
    for line in entry.lines {
      let own: [Cell] = [
        .text(line.account.name), .text(line.dimensions.store.text),
        .text(line.dimensions.marketplace.text), .text(line.dimensions.category.text),
        .text(line.dimensions.outlet.text), .text(line.amount.currency.code),
        .money(line.amount), .text(line.reference), .text(documents), .text(cause),
        .text(line.role),
      ]
      try stream.append(head + own + tail)
    }
  }

  /// One row for each month, account and currency that holds something or has moved.
  func trialBalance(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    var stream = ReportStream(
      ReportHeader(
        name: "trial_balance",
        columns: [
          "period", "account", "currency", "opening", "debit", "credit", "closing", "status",
        ],
        currencyNote: "amounts are in the row's currency, in major units, exact; balances on the"
          + " debit side are positive, and all of a period and currency sum to zero"),
      request, to: sink)
    for line in LedgerCore.trialBalance(of: try entries.moves())
    where (request.from.map { $0 <= line.month.last } ?? true)
      && (request.to.map { line.month.first <= $0 } ?? true)
    {
      let digits = line.currency.minorDigits
      try stream.append([
        .plain(line.month.description), .text(line.account), .text(line.currency.code),
        .amount(line.openingMinor, digits: digits), .amount(line.debitMinor, digits: digits),
        .amount(line.creditMinor, digits: digits), .amount(line.closingMinor, digits: digits),
        .text(JournalReports.status(line.month, locked)),
      ])
    }
    try stream.finish()
  }

  private static func status(_ month: CalendarMonth, _ locked: CalendarMonth?) -> String {
    locked.map { month <= $0 } ?? false ? "locked" : "open"
  }
}
