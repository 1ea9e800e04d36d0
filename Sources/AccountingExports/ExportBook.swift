import LedgerCore

/// The accounting systems that a journal can be written for.
package enum ExportFormat: String, CaseIterable, Sendable {
  case hledger, beancount, quickbooks, xero, datev, saft, erp, kingdee

  /// Whether an export of this format calls a file so.
  package func isFileName(_ name: String) -> Bool {
    func isNumber(_ text: Substring, _ digits: Int) -> Bool {
      text.utf8.count >= digits && text.utf8.allSatisfy { (48...57).contains($0) }
    }
    func isNumbered(_ prefix: String) -> Bool {
      name.hasPrefix(prefix) && name.hasSuffix(".csv")
        && isNumber(name.dropFirst(prefix.count).dropLast(4), 3)
    }
    switch self {
    case .hledger: return name == "acorn.journal"
    case .beancount: return name == "acorn.beancount"
    case .quickbooks, .xero: return isNumbered("\(rawValue)-")
    case .datev:
      let parts = name.split(separator: "_", omittingEmptySubsequences: false)
      return parts.count == 4 && parts[..<2] == ["EXTF", "Buchungsstapel"] && isNumber(parts[2], 8)
        && parts[3].hasSuffix(".csv") && isNumber(parts[3].dropLast(4), 3)
    case .saft: return name == "saft.xml"
    case .erp: return name == "journal-erp.csv"
    case .kingdee: return name == "kingdee-voucher.csv"
    }
  }
}

/// What an export needs to know of the company; each system asks for other parts of it.
package struct ExportSettings: Sendable {
  package var company = "Acorn"
  /// SAF-T: the company's number in its register, and whom the tax office may ask.
  package var registration = ""
  package var contact = ""
  package var country = "NO"
  /// The currency of the books; nil where it is not told.
  package var currency: Currency?
  /// Xero: the name of the tax rate of lines whose account names none.
  package var taxRate = "Tax Exempt"
  /// QuickBooks: `mdy` or `dmy`, as the company's own setting is.
  package var isDayFirst = false
  /// DATEV: adviser and client number, length of accounts, the chart (03, 04).
  package var adviser = 1001
  package var client = 1
  package var accountLength = 4
  package var datevChart = "03"
  package var fiscalYearMonth = 1
  /// ERP: the columns, and the company code.
  package var template = ERPTemplate.sap
  package var companyCode = ""

  package init() {}
}

/// A journal to be exported, and what is around it.
package struct ExportBook: Sendable {
  /// All entries of the books, in their order.
  package let journal: [AccountingEntry]
  package let from: CalendarDate?
  package let to: CalendarDate?
  package let chart: AccountingChart
  package let settings: ExportSettings
  /// Months up to it are locked; nil where none is.
  package let lastLocked: CalendarMonth?
  /// What a unit of the first currency is worth in the second one, by today's file of rates.
  private let rate: @Sendable (Currency, Currency, CalendarDate) -> ExchangeRate?

  package init(
    journal: [AccountingEntry], from: CalendarDate?, to: CalendarDate?, chart: AccountingChart,
    settings: ExportSettings, lastLocked: CalendarMonth? = nil,
    rate: @escaping @Sendable (Currency, Currency, CalendarDate) -> ExchangeRate?
  ) {
    self.journal = journal
    self.from = from
    self.to = to
    self.chart = chart
    self.settings = settings
    self.lastLocked = lastLocked
    self.rate = rate
  }

  /// The entries of the days that were asked for.
  package var entries: [AccountingEntry] {
    journal.filter { entry in
      (from.map { $0 <= entry.date } ?? true) && (to.map { entry.date <= $0 } ?? true)
    }
  }

  /// Whether a format states amounts in the currency of the books.
  package func convertsAmounts(as format: ExportFormat) -> Bool {
    switch format {
    case .hledger, .beancount, .quickbooks: false
    case .xero, .datev, .saft, .kingdee: true
    case .erp: settings.template.needsRates
    }
  }

  /// Whether nothing came before: then balances can be asserted.
  var isFromTheBeginning: Bool {
    from.map { from in journal.allSatisfy { $0.date >= from } } ?? true
  }

  func currency() throws(ExportError) -> Currency {
    guard let currency = settings.currency else {
      throw ExportError("set functional_currency in acorn.toml: this system keeps one currency")
    }
    return currency
  }

  /// The lines with their amounts in the currency of the books.
  func functional(
    _ entry: AccountingEntry
  ) throws(ExportError) -> [(line: AccountingLine, minor: Int64)] {
    let currency = try currency()
    var rates: [Currency: ExchangeRate] = [:]
    for own in entry.currencies { rates[own] = try rate(of: own, in: entry) }
    guard let minors = entry.functionalMinor(in: currency, rates: rates) else {
      throw ExportError("\(entry.id): its amounts in \(currency) are beyond what can be counted")
    }
    return zip(entry.lines, minors).map { (line: $0, minor: $1) }
  }

  /// What one unit of a currency is worth in the currency of the books: as the entry was locked, or
  /// as the locked one that it continues; else by the rates of its day.
  func rate(
    of own: Currency, in entry: AccountingEntry
  ) throws(ExportError) -> ExchangeRate {
    let currency = try currency()
    if let booked = entry.bookedRates {
      guard booked.functional == currency || !booked.isFixed(for: entry, lastLocked) else {
        throw ExportError(
          "\(entry.id) was locked while functional_currency was \(booked.functional), and acorn.toml"
            + " says \(currency): set it back to \(booked.functional), or export the days since the"
            + " change alone (--from; SAF-T states the balances before them, too)")
      }
      if booked.functional == currency, let rate = booked.rates[own] { return rate }
    }
    guard own != currency else { return .one(on: entry.rateDay) }
    guard let rate = rate(own, currency, entry.rateDay) else {
      throw ExportError(
        "\(entry.id): there is no rate from \(own) to \(currency) on or before"
          + " \(entry.rateDay); add it to the file named fx in [master]")
    }
    return rate
  }

  /// The same as text: amount x rate = amount in the currency of the books.
  func rateText(
    of own: Currency, in entry: AccountingEntry, digits: Int
  ) throws(ExportError) -> String {
    let rate = try rate(of: own, in: entry)
    guard let units = rate.units(digits: digits) else {
      throw ExportError("\(entry.id): the rate of \(own) has too many figures")
    }
    return decimalText(units, digits: digits)
  }
}

/// Why an export cannot be made.
package struct ExportError: Error, Equatable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// One file of an export.
package struct ExportedFile: Equatable, Sendable {
  package let name: String
  package let bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// A journal as files of an accounting system.
package struct Export: Equatable, Sendable {
  package let files: [ExportedFile]
  /// What a person must know of them; the files are right.
  package var warnings: [String]

  package init(files: [ExportedFile], warnings: [String] = []) {
    self.files = files
    self.warnings = warnings
  }
}

/// Writes a journal for an accounting system; the same journal gives the same bytes.
package func export(
  _ book: ExportBook, as format: ExportFormat
) throws(ExportError) -> Export {
  switch format {
  case .hledger: Export(files: [ExportedFile("acorn.journal", HledgerWriter(book).bytes)])
  case .beancount: Export(files: [ExportedFile("acorn.beancount", BeancountWriter(book).bytes)])
  case .quickbooks: Export(files: try QuickBooksWriter(book).files())
  case .xero: Export(files: try XeroWriter(book).files())
  case .datev: try DATEVWriter(book).export()
  case .saft: try SAFTWriter(book).export()
  case .erp: Export(files: [ExportedFile("journal-erp.csv", try ERPWriter(book).bytes())])
  case .kingdee: try KingdeeWriter(book).export()
  }
}
