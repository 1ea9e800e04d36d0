import LedgerCore
import LedgerStore
import Reporting

/// Every amount of tills, web stores and vendors that the journal books in a span of days, once, with
/// the document and line that says so.
///
/// The rows of an entry and account sum to the journal's line.
struct ChannelRowFile {
  static let columns = [
    "document", "line", "channel", "part", "record", "store", "outlet", "category", "currency",
    "class", "reference", "date", "amount", "fx_currency", "fx_rate", "fx_date", "fx_source",
    "journal_entry",
  ]

  let books: Books
  let from, to: CalendarDate

  /// Writes the rows; returns how many there are.
  func write(to sink: @escaping ReportSink) throws(BatchError) -> Int {
    var stream = ReportStream(
      ReportHeader(name: "channel_rows", columns: ChannelRowFile.columns),
      ReportRequest(.components), to: sink)
    var rates = DailyRates(books.master)
    var count = 0
    var failure: BatchError?
    func append(_ row: [Cell]) {
      guard failure == nil else { return }
      count += 1
      do throws(BatchError) { try stream.append(row) } catch { failure = error }
    }
    let webStores = Set(books.master.configuration.webStores.map(\.id))
    try storing { () throws(StoreError) in
      try books.ledger.channelAuditRows(
        from: from, to: to, storeOfOutlet: { books.master.outlets[$0]?.store }
      ) { row in
        guard row.entry.channel != .webstore || webStores.contains(row.entry.store) else { return }
        for leg in row.legs where leg.minor != 0 { append(cells(row, leg, &rates)) }
      }
    }
    let bookings = try storing { () throws(StoreError) in
      try books.ledger.vendorBookings(byRowGroup: true)
    }
    for booking in bookings where from <= booking.issued && booking.issued <= to {
      for book in vendorBooks([booking]) {
        let row = ChannelAuditRow(
          sha256: booking.document, line: nil, entry: book.key,
          record: [booking.invoice, booking.text].filter { !$0.isEmpty }.joined(separator: " "),
          day: booking.issued, legs: book.legs)
        for leg in row.legs where leg.minor != 0 { append(cells(row, leg, &rates)) }
      }
    }
    for entry in try books.journalMaker().vendorEntries()
    where entry.id.hasPrefix("VENDOR-PAY-") && from <= entry.date && entry.date <= to {
      for line in entry.lines where line.amount.minorUnits != 0 {
        append(cells(entry, line, &rates))
      }
    }
    if let failure { throw failure }
    try stream.finish()
    return count
  }

  private func cells(
    _ row: ChannelAuditRow, _ leg: ChannelLeg, _ rates: inout DailyRates
  ) -> [Cell] {
    let entry = row.entry
    return [
      .plain(row.sha256), row.line.map(Cell.integer) ?? .empty, .text(entry.channel.rawValue),
      .text(entry.part.rawValue), .text(row.record), .text(entry.store), .text(entry.outlet.text),
      .text(leg.category.text), .text(entry.currency.code), .text(leg.role),
      .text(leg.reference.isEmpty ? entry.place : leg.reference), .plain(row.day.description),
      .amount(leg.minor, digits: entry.currency.minorDigits),
    ] + rates.cells(entry.currency, row.day) + [.text(entry.id)]
  }

  /// Of Amazon's payments to a vendor the entry's lines stand for its items.
  private func cells(
    _ entry: AccountingEntry, _ line: AccountingLine, _ rates: inout DailyRates
  ) -> [Cell] {
    let currency = line.amount.currency
    return [
      .plain(entry.origin.documents.sorted().joined(separator: "|")), .empty,
      .text(entry.origin.channel), .text("remittances"), .text(entry.origin.reference),
      .text(line.dimensions.store.text), .text(line.dimensions.outlet.text),
      .text(line.dimensions.category.text), .text(currency.code), .text(line.role),
      .text(line.reference), .plain(entry.date.description),
      .amount(line.amount.minorUnits, digits: currency.minorDigits),
    ] + rates.cells(currency, entry.date) + [.text(entry.id)]
  }
}
