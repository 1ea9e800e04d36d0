import LedgerCore

/// DATEV's EXTF Buchungsstapel: one fiscal year a file, Windows-1252, CRLF.
///
/// Each line of an entry stands against the clearing account; the lines of the clearing account
/// itself are what these contra accounts add up to, so every account gets exactly what the journal
/// says. Foreign amounts carry rate and base amount, where DATEV takes them: beside euros or in books in
/// euros, at a rate of at least 1 and below 10,000 units for one of the books' currency. Others are
/// stated in the currency of the books, with the foreign amount and its rate as additional information.
/// A line that is a reversal has the other side and the mark of a Generalumkehr, which makes it a
/// negative turnover of the side first booked.
/// - Source: DATEV-Format, "Buchungsstapel" (developer.datev.de), header version 700: field 4 is
///   `^([1-9]\d{0,3}[,]\d{2,6})$`, WKZ Umsatz by WKZ Basis-Umsatz; fields 1 and 5 are not 0,00.
///   DATEV Hilfe-Center 1036388: books in another currency than euro take foreign amounts in euros only.
struct DATEVWriter {
  private static let mostRows = 99_999
  private static let euro = Currency("EUR")
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  func export() throws(ExportError) -> Export {
    let settings = book.settings
    let own = try book.currency()
    guard (1001...9_999_999).contains(settings.adviser), (1...99_999).contains(settings.client),
      (4...8).contains(settings.accountLength)
    else {
      throw ExportError(
        "[accounting]: datev_adviser is 1001 to 9999999, datev_client 1 to 99999,"
          + " datev_account_length 4 to 8")
    }
    guard own.minorDigits <= 2 else {
      throw ExportError(
        "functional_currency is \(own), which has \(own.minorDigits) decimals: DATEV takes two")
    }
    var years: [CalendarDate: [(date: CalendarDate, row: DATEVRow)]] = [:]
    var warnings = DATEVWarnings()
    for entry in book.entries {
      for row in try rows(of: entry, &warnings) {
        years[fiscalYear(entry.date), default: []].append((entry.date, row))
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
    if files.isEmpty {
      warnings.hasNoFile()
    }
    return Export(files: files, warnings: warnings.texts)
  }

  private func fiscalYear(_ date: CalendarDate) -> CalendarDate {
    let (year, month, _) = date.civil
    let first = book.settings.fiscalYearMonth
    let start = CalendarDate(year: month >= first ? year : year - 1, month: first, day: 1)
    return start ?? CalendarMonth(date).first
  }

  // MARK: - The file

  private func text(
    _ rows: [(date: CalendarDate, row: DATEVRow)], _ start: CalendarDate
  ) throws(ExportError) -> [UInt8] {
    let dates = rows.map(\.date)
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
    let head = [header, DATEVColumns.names].map {
      Windows1252($0.joined(separator: ";")).bytes
    }
    return (head + rows.map(\.row.bytes)).flatMap { $0 + [13, 10] }
  }

  // MARK: - Rows

  private func rows(
    of entry: AccountingEntry, _ warnings: inout DATEVWarnings
  ) throws(ExportError) -> [DATEVRow] {
    guard let sample = entry.lines.first else { return [] }
    var rows: [DATEVRow] = []
    for currency in entry.currencies {
      let clearing = try number(
        of: book.chart.account(for: entry.contraRole, sample.dimensions, currency))
      let lines = grouped(
        try book.functional(entry).filter { $0.line.amount.currency == currency }
      ) {
        [
          $0.account[.datev], $0.dimensions.store.text, $0.dimensions.marketplace.text,
          $0.dimensions.category.text, $0.dimensions.outlet.text, $0.reference,
        ]
      }
      let foreign = try foreignRate(currency, entry)
      for group in lines {
        let account = try number(of: group.line.account)
        guard account != clearing else { continue }
        guard group.minor != 0 else {
          warnings.leftOut(
            Money(minorUnits: group.ownMinor, currency), on: account, against: clearing,
            of: entry.id)
          continue
        }
        rows.append(try row(entry, group, account, clearing, foreign))
        warnings.note(group.line.dimensions)
      }
    }
    return rows
  }

  /// A number that DATEV takes.
  private func number(of account: ChartAccount) throws(ExportError) -> String {
    let number = account[.datev]
    guard number.utf8.contains(where: { $0 != 48 }),
      number.utf8.count <= book.settings.accountLength
    else {
      throw ExportError(
        "account \(account.name): its DATEV number '\(number)' is empty, zero or longer than"
          + " datev_account_length (\(book.settings.accountLength)); fill the column datev of your"
          + " chart")
    }
    return number
  }

  /// The rate of a foreign currency as DATEV writes it, and whether a row can be stated in it.
  private func foreignRate(
    _ currency: Currency, _ entry: AccountingEntry
  ) throws(ExportError) -> (text: String, isTaken: Bool)? {
    let own = try book.currency()
    guard currency != own else { return nil }
    let millionths = try book.rate(of: currency, in: entry).inverse.units(digits: 6) ?? 0
    let text = decimalText(millionths, digits: 6).replacing(".", with: ",")
    let isTaken =
      (1_000_000..<10_000_000_000).contains(millionths) && currency.minorDigits <= 2
      && [own, currency].contains(Self.euro)
    return (text, isTaken)
  }

  private func row(
    _ entry: AccountingEntry, _ group: GroupedLine, _ account: String, _ clearing: String,
    _ foreign: (text: String, isTaken: Bool)?
  ) throws(ExportError) -> DATEVRow {
    let line = group.line
    let (own, currency) = (try book.currency(), line.amount.currency)
    var row = DATEVRow()
    // Rounding can leave an amount of one currency only, or the two on different sides.
    let isForeign = foreign?.isTaken == true && group.ownMinor.signum() == group.minor.signum()
    let stated = isForeign ? group.ownMinor : group.minor
    row.set("Umsatz (ohne Soll/Haben-Kz)", try amount(stated, isForeign ? currency : own, entry))
    row.setText("Soll/Haben-Kennzeichen", stated >= 0 ? "S" : "H", 1)
    row.setText("WKZ Umsatz", isForeign ? currency.code : own.code, 3)
    if let foreign, isForeign {
      row.set("Kurs", foreign.text)
      row.set("Basis-Umsatz", try amount(group.minor, own, entry))
      row.setText("WKZ Basis-Umsatz", own.code, 3)
    } else if let foreign {
      let signed = Money(minorUnits: stated >= 0 ? group.ownMinor : -group.ownMinor, currency)
      row.setText("Zusatzinformation - Art 1", "Fremdwährung", 20)
      row.setText("Zusatzinformation- Inhalt 1", "\(signed), Kurs \(foreign.text)", 210)
    }
    row.set("Konto", account)
    row.set("Gegenkonto (ohne BU-Schlüssel)", clearing)
    let (_, month, day) = entry.date.civil
    row.set("Belegdatum", padded(day, 2) + padded(month, 2))
    row.setText("Belegfeld 1", shortID(entry.id, limit: 36, allows: DATEVWriter.isVoucherByte), 36)
    if !line.reference.isEmpty {
      row.setText(
        "Belegfeld 2", shortID(line.reference, limit: 12, allows: DATEVWriter.isVoucherByte), 12)
    }
    row.setText("Buchungstext", line.describing, 60)
    let infos = [
      ("Shop", line.dimensions.store.text), ("Marktplatz", named(line.dimensions.marketplace)),
      ("Warengruppe", named(line.dimensions.category)), ("Filiale", named(line.dimensions.outlet)),
      ("Abrechnung", line.reference), ("SHA-256", entry.origin.documents.first ?? ""),
      ("Grund", entry.corrects.isEmpty ? "" : entry.cause), ("Zeilen", line.text),
    ]
    for (index, info) in infos.enumerated() where !info.1.isEmpty {
      row.setText("Beleginfo - Art \(index + 1)", info.0, 20)
      row.setText("Beleginfo - Inhalt \(index + 1)", info.1, 210)
    }
    row.set("KOST1 - Kostenstelle", CostCentre(line.dimensions.outlet))
    row.set("KOST2 - Kostenstelle", CostCentre(line.dimensions.category))
    row.set("Festschreibung", "0")
    if entry.kind == .reversal { row.setText("Generalumkehr (GU)", "1", 1) }
    return row
  }

  /// Never negative, decimal comma, two decimals.
  private func amount(
    _ minor: Int64, _ currency: Currency, _ entry: AccountingEntry
  ) throws(ExportError) -> String {
    let text = decimalText(Int64(minor.magnitude), digits: currency.minorDigits)
    let digits = text.prefix { $0 != "." }.utf8.count
    guard digits <= 10 else {
      throw ExportError("\(entry.id): DATEV takes ten digits before the comma, not \(text)")
    }
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
