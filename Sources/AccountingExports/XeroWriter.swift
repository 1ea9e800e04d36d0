import LedgerCore

/// Xero's manual journals: in the organisation's own currency, a debit positive, at most 300 lines a file.
///
/// Xero groups lines by narration and date, so each entry (and each piece of a longer one) has a
/// narration of its own. A bank account cannot take a manual journal: the account of the role `bank` is
/// the one that Xero's bank feed is coded to.
/// - Source: Xero Central, "Import manual journals".
struct XeroWriter {
  private static let mostLines = 300
  /// Of a tracking option's name.
  private static let mostInOption = 100
  private static let columns = [
    "*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount", "TrackingName1",
    "TrackingOption1", "TrackingName2", "TrackingOption2",
  ]
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  func files() throws(ExportError) -> [ExportedFile] {
    var files: [ExportedFile] = []
    var file = CSVFile(columns: Self.columns)
    var rows = 0
    func finish() {
      files.append(ExportedFile("xero-\(padded(files.count + 1, 3)).csv", file.bytes))
      file = CSVFile(columns: Self.columns)
      rows = 0
    }
    let currency = try book.currency()
    for entry in book.entries {
      let lines = grouped(try book.functional(entry)) {
        [
          $0.account[.xero], $0.account[.xeroTax], $0.dimensions.outlet.text,
          $0.dimensions.category.text, $0.dimensions.store.text,
        ]
      }.filter { $0.minor != 0 }
      let parts = pieces(lines, limit: Self.mostLines, role: entry.contraRole) {
        book.chart.account(for: entry.contraRole, $0.dimensions, $0.amount.currency)
      }
      for (index, part) in parts.enumerated() where !part.isEmpty {
        if rows + part.count > Self.mostLines { finish() }
        let narration =
          entry.id + (parts.count > 1 ? " part \(index + 1) of \(parts.count)" : "")
          + " \(entry.cause)"
        for group in part { file.append(row(entry, narration, group, currency)) }
        rows += part.count
      }
    }
    if rows > 0 || files.isEmpty { finish() }
    return files
  }

  private func row(
    _ entry: AccountingEntry, _ narration: String, _ group: GroupedLine, _ currency: Currency
  ) -> [ExportCell] {
    let line = group.line
    let tax = line.account[.xeroTax].isEmpty ? book.settings.taxRate : line.account[.xeroTax]
    let (outlet, category) = (
      shortCell(named(line.dimensions.outlet), limit: Self.mostInOption),
      shortCell(named(line.dimensions.category), limit: Self.mostInOption)
    )
    let own =
      line.amount.currency == currency
      ? ""
      : "; \(Money(minorUnits: group.ownMinor, line.amount.currency)) at the rate of \(entry.rateDay)"
    return [
      .text(narration), .plain(slashed(entry.date, isDayFirst: true)),
      .text(line.describing + own), .text(line.account[.xero]), .text(tax),
      .plain(decimalText(group.minor, digits: currency.minorDigits)),
      .plain(outlet.isEmpty ? "" : "Outlet"), .text(outlet),
      .plain(category.isEmpty ? "" : "Category"), .text(category),
    ]
  }
}
