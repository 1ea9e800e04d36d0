import AccountingExports
import LedgerCore
import TestSupport

/// A journal of one settlement with a sale in each of so many categories.
func made(
  categories: Int, currency: Currency = MadeJournal.usd, closed: String = "2026-03-15",
  chart: AccountingChart = MadeJournal.chart, outlet: String = "OUT-PDX", sale: Int64 = 101,
  category: (Int) -> String = { "Category \($0)" }
) -> [AccountingEntry] {
  var book = SettlementBook(
    store: "NA1", settlementID: "90100000017", accountType: "Standard Orders",
    homeMarketplace: "US", currency: currency, opened: MadeJournal.day(closed),
    closed: MadeJournal.day(closed),
    totalMinor: (0..<Int64(categories)).reduce(0) { $0 + sale + $1 }, sha256: "ab12")
  for index in 0..<categories {
    book.slices.append(
      SettlementBook.Slice(
        month: CalendarMonth(MadeJournal.day(closed)), component: .productSales,
        dimensions: MadeJournal.place(category(index), outlet: ByteString(outlet)),
        amountMinor: sale + Int64(index)))
  }
  return entries(of: book, chart)
}

/// One bank line in euros that pays a payout in dollars: an entry of two currencies.
func converted() -> AccountingEntry {
  let part = BankedLine.Part(
    store: "NA1", marketplace: "US", payoutID: "P1", settlementID: "90100000017",
    amount: Money(minorUnits: 10_000, MadeJournal.usd), closed: MadeJournal.day("2026-03-15"),
    documents: ["ab12"])
  let line = BankedLine(
    id: "0123456789abcdef", bankAccount: "DE89", day: MadeJournal.day("2026-03-18"),
    amount: Money(minorUnits: 8_900, MadeJournal.eur), documents: ["cd34"], parts: [part])
  guard
    let entry = payoutEntry(
      of: line, MadeJournal.chart,
      converted: { money, currency, _ in
        scaled(money.minorUnits, by: 9_137, over: 10_000).map { Money(minorUnits: $0, currency) }
      })
  else { preconditionFailure("the payout makes its line") }
  return entry
}

/// Books in euros, or in another currency, at one rate: units of the books' currency for one unit of
/// any other, as a fraction; nil for no rate at all.
func book(
  _ journal: [AccountingEntry], from: CalendarDate? = nil,
  in functional: Currency = MadeJournal.eur, rate: (Int64, Int64)? = (9_137, 10_000),
  chart: AccountingChart = MadeJournal.chart, template: ERPTemplate = .sap,
  lastLocked: String? = nil
) -> ExportBook {
  var settings = ExportSettings()
  settings.currency = functional
  settings.template = template
  (settings.registration, settings.contact) = ("987654321", "Nora Hazel")
  return ExportBook(
    journal: journal, from: from, to: nil, chart: chart, settings: settings,
    lastLocked: lastLocked.map { MadeJournal.month($0) }
  ) { _, _, day in
    rate.flatMap { ExchangeRate(numerator: $0.0, denominator: $0.1, date: day) }
  }
}

func text(_ made: Export) -> [String] {
  made.files.map { String(decoding: $0.bytes, as: UTF8.self) }
}

/// The cells of a file's rows, without the header.
func rows(_ text: String) -> [[String]] {
  text.split(separator: "\n").dropFirst().map { csvCells(String($0)) }
}

/// The rows of a CSV file by column.
func table(_ text: String) -> [[String: String]] {
  let names = csvCells(String(text.prefix { $0 != "\n" }))
  return rows(text).map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
}

/// `-12.30` as -1230; nothing is zero.
func minor(_ text: String) -> Int64 { Int64(text.filter { $0 != "." && $0 != "," }) ?? 0 }

/// The cells of a Buchungsstapel's lines; Windows-1252 agrees with Latin-1 in what tests use.
func datevLines(_ bytes: [UInt8]) -> [[String]] {
  String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    .split(separator: "\r\n").map { line in
      line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    }
}
