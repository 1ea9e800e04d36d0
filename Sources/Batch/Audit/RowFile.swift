import FlatFile
import LedgerCore
import LedgerStore
import Reporting

/// Every amount of the settlements in force that falls into a span of local days, once, as it stands
/// in its document, with what the books make of it.
///
/// The rows are read again from the archive, so that memory does not grow with them.
struct RowFile {
  static let columns = [
    "document", "line", "settlement_id", "store", "account_type", "marketplace", "currency",
    "transaction_type", "amount_type", "amount_description", "component", "tax_tag", "category",
    "outlet", "posted_date", "local_date", "amount", "order_id", "fx_currency", "fx_rate",
    "fx_date", "fx_source", "journal_entry",
  ]

  let books: Books
  let from, to: CalendarDate

  /// Writes the rows; returns how many there are.
  func write(to sink: @escaping ReportSink) throws(BatchError) -> Int {
    var stream = ReportStream(
      ReportHeader(name: "rows", columns: RowFile.columns), ReportRequest(.components), to: sink)
    let (heads, documents) = try storing { () throws(StoreError) in
      (
        try books.ledger.settlementHeads(),
        try books.ledger.postedDocuments()
      )
    }
    let current = Dictionary(
      heads.map { ("\($0.sha256) \($0.settlementID)", $0) }, uniquingKeysWith: { first, _ in first }
    )
    var rates = DailyRates(books.master)
    var count = 0
    let source = PostedRows(archive: books.archive, master: books.master)
    for document in documents.sorted(by: { $0.sha256 < $1.sha256 }) {
      var failure: BatchError?
      try source.visit(document) { row in
        guard failure == nil, from <= row.dimensions.localDay, row.dimensions.localDay <= to,
          let head = current["\(document.sha256) \(row.settlement.settlementID)"]
        else { return }
        count += 1
        do throws(BatchError) {
          try stream.append(cells(row, document, head, &rates))
        } catch { failure = error }
      }
      if let failure { throw failure }
    }
    try stream.finish()
    return count
  }

  private func cells(
    _ row: VisitedRow, _ document: Ledger.PostedDocument, _ head: Ledger.SettlementHead,
    _ rates: inout DailyRates
  ) -> [Cell] {
    let component = books.master.rules.component(of: row.label, on: row.dimensions.postedDay)
    let currency = row.settlement.currency
    var cells: [Cell] = [
      .plain(document.sha256), .integer(Int64(row.line)), .text(row.settlement.settlementID),
      .text(document.store), .text(head.accountType), .text(row.dimensions.marketplace),
      .text(currency.code), .text(row.label.transactionType.text),
      .text(row.label.amountType.text), .text(row.label.amountDescription.text),
      .text(component.name), .plain(component.taxTag), .text(row.dimensions.category.text),
      .text(row.dimensions.outlet.text), .plain(row.dimensions.postedDay.description),
      .plain(row.dimensions.localDay.description),
      .amount(row.amountMinor, digits: currency.minorDigits), .text(row.orderID.text),
    ]
    cells += rates.cells(currency, row.dimensions.localDay)
    let month = row.dimensions.localDay.monthText
    cells.append(.text("\(document.store)-\(row.settlement.settlementID)-\(month)"))
    return cells
  }
}

/// The rates of the user's file into the functional currency, by day, as text.
struct DailyRates {
  private struct Key: Hashable {
    let currency: Currency
    let day: CalendarDate
  }

  private let master: MasterData
  private var known: [Key: [Cell]] = [:]
  /// Decimals of a rate beyond those of the functional currency.
  private static let extraDecimals = 6

  init(_ master: MasterData) { self.master = master }

  /// Currency, rate (functional units for one unit), its date and its source; empty without a rate.
  mutating func cells(_ currency: Currency, _ day: CalendarDate) -> [Cell] {
    let key = Key(currency: currency, day: day)
    if let found = known[key] { return found }
    let cells = made(currency, day)
    known[key] = cells
    return cells
  }

  private func made(_ currency: Currency, _ day: CalendarDate) -> [Cell] {
    guard let functional = master.configuration.functionalCurrency else {
      return [.empty, .empty, .empty, .empty]
    }
    if functional == currency {
      return [.text(functional.code), .plain("1"), .plain(day.description), .text("same currency")]
    }
    let unit = (0..<(currency.minorDigits + DailyRates.extraDecimals)).reduce(Int64(1)) { n, _ in
      n * 10
    }
    guard
      let rate = master.rates.converted(
        Money(minorUnits: unit, currency), to: functional, on: day)
    else { return [.text(functional.code), .empty, .empty, .text("no rate")] }
    return [
      .text(functional.code),
      .amount(
        rate.money.minorUnits, digits: functional.minorDigits + DailyRates.extraDecimals),
      .plain(rate.rateDate.description),
      .text(master.configuration.masterFiles[.fx] ?? "fx.csv"),
    ]
  }
}
