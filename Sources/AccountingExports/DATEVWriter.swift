import LedgerCore

/// DATEV's EXTF Buchungsstapel: one fiscal year a file, Windows-1252, CRLF.
///
/// Each line of an entry stands against the clearing account; the lines of the clearing account
/// itself are what these contra accounts add up to, so every account gets exactly what the journal
/// says. Foreign amounts carry rate and base amount. A line that is a reversal has the other side and
/// the mark of a Generalumkehr, which makes it a negative turnover of the side first booked.
/// - Source: DATEV-Format, "Buchungsstapel" (developer.datev.de), header version 700.
struct DATEVWriter {
  private static let mostRows = 99_999
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  func files() throws(ExportError) -> [ExportedFile] {
    let settings = book.settings
    guard (1001...9_999_999).contains(settings.adviser), (1...99_999).contains(settings.client),
      (4...8).contains(settings.accountLength)
    else {
      throw ExportError(
        "[accounting]: datev_adviser is 1001 to 9999999, datev_client 1 to 99999,"
          + " datev_account_length 4 to 8")
    }
    var years: [CalendarDate: [(entry: AccountingEntry, row: [String])]] = [:]
    for entry in book.entries {
      for row in try rows(of: entry) {
        years[fiscalYear(entry.date), default: []].append((entry, row))
      }
    }
    var files: [ExportedFile] = []
    for (start, rows) in years.sorted(by: { $0.key < $1.key }) {
      var rest = rows[...]
      while !rest.isEmpty {
        let part = rest.prefix(Self.mostRows)
        rest = rest.dropFirst(part.count)
        files.append(
          ExportedFile(
            "EXTF_Buchungsstapel_\(compact(start))_\(padded(files.count + 1, 3)).csv",
            try text(Array(part), start)))
      }
    }
    return files
  }

  private func fiscalYear(_ date: CalendarDate) -> CalendarDate {
    let (year, month, _) = date.civil
    let first = book.settings.fiscalYearMonth
    let start = CalendarDate(year: month >= first ? year : year - 1, month: first, day: 1)
    return start ?? CalendarMonth(date).first
  }

  // MARK: - The file

  private func text(
    _ rows: [(entry: AccountingEntry, row: [String])], _ start: CalendarDate
  ) throws(ExportError) -> [UInt8] {
    let dates = rows.map(\.entry.date)
    guard let first = dates.min(), let last = dates.max() else { return [] }
    let settings = book.settings
    let own = try book.currency()
    let header = [
      "\"EXTF\"", "700", "21", "\"Buchungsstapel\"", "13", "\(compact(last))000000000", "",
      "\"RE\"", "\"\"", "\"\"", String(settings.adviser), String(settings.client), compact(start),
      String(settings.accountLength), compact(first), compact(last),
      "\"Acorn \(first.monthText) - \(last.monthText)\"", "\"\"", "1", "0", "0",
      "\"\(own)\"", "", "\"\"", "", "", "\"\(settings.datevChart)\"", "", "",
      "\"\"", "\"\"",
    ]
    let lines = [header, DATEVColumns.names] + rows.map(\.row)
    return lines.flatMap { windows1252($0.joined(separator: ";") + "\r\n") }
  }

  private func rows(of entry: AccountingEntry) throws(ExportError) -> [[String]] {
    let own = try book.currency()
    guard let sample = entry.lines.first else { return [] }
    var rows: [[String]] = []
    for currency in entry.currencies {
      guard currency.minorDigits <= 2, own.minorDigits <= 2 else {
        throw ExportError("\(entry.id): DATEV takes two decimals, \(currency) has more")
      }
      let clearing = book.chart.account(
        for: entry.contraRole, sample.dimensions, currency)[.datev]
      let lines = grouped(
        try book.functional(entry).filter { $0.line.amount.currency == currency }
      ) {
        [
          $0.account[.datev], $0.dimensions.store.text, $0.dimensions.marketplace.text,
          $0.dimensions.category.text, $0.dimensions.outlet.text, $0.reference,
        ]
      }
      for group in lines where group.line.account[.datev] != clearing {
        let account = group.line.account
        guard !account[.datev].isEmpty, account[.datev].utf8.count <= book.settings.accountLength
        else {
          throw ExportError(
            "account \(account.name): its DATEV number '\(account[.datev])' is empty or longer than"
              + " datev_account_length; fill the column datev of your chart")
        }
        rows.append(try row(entry, group, clearing, own))
      }
    }
    return rows
  }

  private func row(
    _ entry: AccountingEntry, _ group: GroupedLine, _ clearing: String, _ own: Currency
  ) throws(ExportError) -> [String] {
    let line = group.line
    let currency = line.amount.currency
    var cells = DATEVColumns.names.map { _ in "" }
    func set(_ name: String, _ value: String) { cells[DATEVColumns.place(name)] = value }
    func setText(_ name: String, _ value: String, _ limit: Int) {
      guard !value.isEmpty else { return }
      set(name, "\"\(cut(oneLine(value), limit).replacing("\"", with: "\"\""))\"")
    }
    set("Umsatz (ohne Soll/Haben-Kz)", amount(group.ownMinor, currency))
    setText("Soll/Haben-Kennzeichen", group.ownMinor >= 0 ? "S" : "H", 1)
    setText("WKZ Umsatz", currency.code, 3)
    if currency != own {
      set(
        "Kurs",
        decimalText(try book.rateMillionths(currency, in: entry), digits: 6)
          .replacing(".", with: ","))
      set("Basis-Umsatz", amount(group.minor, own))
      setText("WKZ Basis-Umsatz", own.code, 3)
    }
    set("Konto", line.account[.datev])
    set("Gegenkonto (ohne BU-Schlüssel)", clearing)
    let (_, month, day) = entry.date.civil
    set("Belegdatum", padded(day, 2) + padded(month, 2))
    setText("Belegfeld 1", shortID(entry.id, limit: 36, allows: DATEVWriter.isVoucherByte), 36)
    if !line.reference.isEmpty {
      setText(
        "Belegfeld 2", shortID(line.reference, limit: 12, allows: DATEVWriter.isVoucherByte), 12)
    }
    setText("Buchungstext", line.describing, 60)
    let infos = [
      ("Shop", line.dimensions.store.text), ("Marktplatz", named(line.dimensions.marketplace)),
      ("Warengruppe", named(line.dimensions.category)), ("Filiale", named(line.dimensions.outlet)),
      ("Abrechnung", line.reference), ("SHA-256", entry.origin.documents.first ?? ""),
      ("Grund", entry.corrects.isEmpty ? "" : entry.cause), ("Zeilen", line.text),
    ]
    for (index, info) in infos.enumerated() where !info.1.isEmpty {
      setText("Beleginfo - Art \(index + 1)", info.0, 20)
      setText("Beleginfo - Inhalt \(index + 1)", info.1, 210)
    }
    setText("KOST1 - Kostenstelle", named(line.dimensions.outlet), 36)
    setText("KOST2 - Kostenstelle", named(line.dimensions.category), 36)
    set("Festschreibung", "0")
    if entry.kind == .reversal { setText("Generalumkehr (GU)", "1", 1) }
    return cells
  }

  /// Never negative, decimal comma, two decimals.
  private func amount(_ minor: Int64, _ currency: Currency) -> String {
    let text = decimalText(Int64(minor.magnitude), digits: currency.minorDigits)
    return currency.minorDigits == 0 ? "\(text),00" : text.replacing(".", with: ",")
  }

  /// `[A-Za-z0-9$&%*+-/]`
  static func isVoucherByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: Array("$&%*+-/".utf8).contains(byte)
    }
  }
}
