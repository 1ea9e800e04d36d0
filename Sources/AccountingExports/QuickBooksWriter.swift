import LedgerCore

/// QuickBooks Online's journal CSV: one currency an entry, debits and credits positive.
///
/// An entry of several currencies is written as one for each, since it balances in each. JournalNo
/// has at most 21 characters, and a file at most 1,000 rows of whole entries.
/// - Source: QuickBooks Online help, "Import journal entries".
struct QuickBooksWriter {
  private static let mostRows = 1000
  private static let mostInDescription = 4000
  /// Of a class or a location.
  private static let mostInName = 100
  private static let columns = [
    "JournalNo", "JournalDate", "AccountName", "Debits", "Credits", "Description", "Name", "Class",
    "Location", "Currency",
  ]
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  func files() throws(ExportError) -> [ExportedFile] {
    var files: [ExportedFile] = []
    var file = CSVFile(columns: Self.columns)
    var rows = 0
    func finish() {
      files.append(ExportedFile("quickbooks-\(padded(files.count + 1, 3)).csv", file.bytes))
      file = CSVFile(columns: Self.columns)
      rows = 0
    }
    var seen: [String: String] = [:]
    for entry in book.entries {
      for currency in entry.currencies {
        let lines = grouped(
          entry.lines.filter { $0.amount.currency == currency }
            .map { ($0, $0.amount.minorUnits) }
        ) {
          [
            $0.account[.quickbooks], $0.dimensions.category.text, $0.dimensions.outlet.text,
            $0.dimensions.store.text,
          ]
        }
        let parts = pieces(lines, limit: Self.mostRows, role: entry.contraRole) {
          book.chart.account(for: entry.contraRole, $0.dimensions, $0.amount.currency)
        }
        for (index, part) in parts.enumerated() where !part.isEmpty {
          let name =
            entry.id + (entry.currencies.count > 1 ? "-\(currency)" : "")
            + (parts.count > 1 ? "-\(index + 1)" : "")
          let number = shortID(name, limit: 21)
          if let other = seen.updateValue(name, forKey: number), other != name {
            throw ExportError("\(name) and \(other) have the same short number \(number)")
          }
          if rows + part.count > Self.mostRows { finish() }
          for group in part { file.append(row(entry, number, group, currency)) }
          rows += part.count
        }
      }
    }
    if rows > 0 || files.isEmpty { finish() }
    return files
  }

  private func row(
    _ entry: AccountingEntry, _ number: String, _ group: GroupedLine, _ currency: Currency
  ) -> [ExportCell] {
    let amount = decimalText(Int64(group.ownMinor.magnitude), digits: currency.minorDigits)
    return [
      .text(number), .plain(slashed(entry.date, isDayFirst: book.settings.isDayFirst)),
      .text(group.line.account[.quickbooks]), .plain(group.ownMinor > 0 ? amount : ""),
      .plain(group.ownMinor < 0 ? amount : ""),
      .text(cut("\(group.line.describing); \(entry.cause)", Self.mostInDescription)), .plain(""),
      .text(shortCell(named(group.line.dimensions.category), limit: Self.mostInName)),
      .text(shortCell(named(group.line.dimensions.outlet), limit: Self.mostInName)),
      .plain(currency.code),
    ]
  }
}
