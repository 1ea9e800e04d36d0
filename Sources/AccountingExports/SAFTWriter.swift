import LedgerCore

/// SAF-T Financial: header, accounts with their balances, and the general ledger's entries.
///
/// The structure is that of version 1.30 (Norway). No clock is read: the file counts as made on its
/// last day. Amounts are in the currency of the books, with the own amount and the rate beside them.
/// - Source: Skatteetaten, "Norwegian SAF-T Financial data", 1.30; its schema says of ExchangeRate:
///   "CurrencyAmount x ExchangeRate = Amount", up to eight decimals.
struct SAFTWriter {
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  private struct Balance {
    var opening: Int64 = 0
    var closing: Int64 = 0
    let title: String
    let name: String
  }

  func export() throws(ExportError) -> Export {
    var entries: [AccountingEntry] = []
    var worthless: [String] = []
    for entry in book.entries {
      // The schema takes no transaction without a line, and no line without an amount.
      let isWorthless = try book.functional(entry).allSatisfy { $0.minor == 0 }
      if isWorthless { worthless.append(entry.id) } else { entries.append(entry) }
    }
    let file = ExportedFile("saft.xml", try bytes(entries))
    guard let first = worthless.first else { return Export(files: [file]) }
    return Export(
      files: [file],
      warnings: [
        "left out, since all amounts are worth 0.00: \(worthless.count)"
          + " entr\(worthless.count == 1 ? "y" : "ies") (first: \(first))"
      ])
  }

  private func bytes(_ entries: [AccountingEntry]) throws(ExportError) -> [UInt8] {
    let own = try book.currency()
    let digits = own.minorDigits
    guard digits <= 2 else {
      throw ExportError(
        "functional_currency is \(own), which has \(digits) decimals: the schema of SAF-T takes two"
      )
    }
    var xml = XMLText()
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    xml.open("AuditFile", " xmlns=\"urn:StandardAuditFile-Taxation-Financial:NO\"")
    try header(entries, &xml)
    var debit: Int64 = 0
    var body = XMLText(depth: 2)
    for kind in AccountingEntry.Kind.allCases {
      let members = entries.filter { $0.kind == kind }
      guard !members.isEmpty else { continue }
      body.open("Journal")
      body.element("JournalID", kind.rawValue)
      body.element("Description", kind.rawValue.replacing("_", with: " "))
      body.element("Type", "GL")
      for entry in members { debit += try transaction(entry, &body) }
      body.close("Journal")
    }
    xml.open("MasterFiles")
    try accounts(&xml)
    analyses(entries, &xml)
    xml.close("MasterFiles")
    xml.open("GeneralLedgerEntries")
    xml.element("NumberOfEntries", String(entries.count))
    xml.element("TotalDebit", decimalText(debit, digits: digits))
    xml.element("TotalCredit", decimalText(debit, digits: digits))
    xml.raw(body.text)
    xml.close("GeneralLedgerEntries")
    xml.close("AuditFile")
    return Array(xml.text.utf8)
  }

  private func header(_ entries: [AccountingEntry], _ xml: inout XMLText) throws(ExportError) {
    let first = book.from ?? entries.map(\.date).min() ?? CalendarDate(dayNumber: 0)
    let last = book.to ?? entries.map(\.date).max() ?? first
    xml.open("Header")
    xml.element("AuditFileVersion", "1.30")
    xml.element("AuditFileCountry", book.settings.country)
    xml.element("AuditFileDateCreated", last.description)
    xml.element("SoftwareCompanyName", "Acorn")
    xml.element("SoftwareID", "acorn")
    xml.element("SoftwareVersion", "1")
    try company(&xml)
    xml.element("DefaultCurrencyCode", try book.currency().code)
    xml.open("SelectionCriteria")
    xml.element("SelectionStartDate", first.description)
    xml.element("SelectionEndDate", last.description)
    xml.close("SelectionCriteria")
    xml.element("TaxAccountingBasis", "A")
    xml.close("Header")
  }

  /// The schema takes no file without number and contact; a name that is not taken apart stands as
  /// the last one.
  private func company(_ xml: inout XMLText) throws(ExportError) {
    let settings = book.settings
    guard !settings.registration.isEmpty, !settings.contact.isEmpty else {
      throw ExportError(
        "SAF-T: set registration and contact in [accounting] of acorn.toml: the schema takes no"
          + " file without the company's number and a person to ask")
    }
    xml.open("Company")
    xml.element("RegistrationNumber", cut(settings.registration, 35))
    xml.element("Name", cut(settings.company, 256))
    xml.open("Contact")
    xml.open("ContactPerson")
    xml.element("FirstName", "NotUsed")
    xml.element("LastName", cut(settings.contact, 70))
    xml.close("ContactPerson")
    xml.close("Contact")
    xml.close("Company")
  }

  private func accounts(_ xml: inout XMLText) throws(ExportError) {
    let digits = try book.currency().minorDigits
    var balances: [String: Balance] = [:]
    for entry in book.journal where book.to.map({ entry.date <= $0 }) ?? true {
      let isBefore = book.from.map { entry.date < $0 } ?? false
      for (line, minor) in try book.functional(entry) {
        let account = line.account
        var balance =
          balances[account[.saft]] ?? Balance(title: account[.title], name: account.name)
        if isBefore { balance.opening += minor }
        balance.closing += minor
        balances[account[.saft]] = balance
      }
    }
    xml.open("GeneralLedgerAccounts")
    for (id, balance) in balances.sorted(by: { $0.key < $1.key }) {
      guard !id.isEmpty, id.utf16.count <= 70 else {
        throw ExportError(
          "account \(balance.name): its SAF-T number is empty or longer than 70 characters; fill the"
            + " column saft of your chart")
      }
      xml.open("Account")
      xml.element("AccountID", id)
      xml.element("AccountDescription", cut(balance.title, 256))
      xml.element("GroupingCategory", "Acorn")
      xml.element("GroupingCode", shortID(balance.name, limit: 35))
      xml.element("AccountType", "GL")
      for (name, minor) in [("Opening", balance.opening), ("Closing", balance.closing)] {
        xml.element(
          "\(name)\(minor < 0 ? "Credit" : "Debit")Balance",
          decimalText(Int64(minor.magnitude), digits: digits))
      }
      xml.close("Account")
    }
    xml.close("GeneralLedgerAccounts")
  }

  /// A place that lines are told apart by.
  private struct Analysis: Hashable {
    let type, title: String
    let value: ByteString

    var id: String { shortName(value.text, limit: 35) }

    static func all(of line: AccountingLine) -> [Analysis] {
      let dimensions = line.dimensions
      return [
        Analysis(type: "STORE", title: "Store", value: dimensions.store),
        Analysis(type: "MARKET", title: "Marketplace", value: dimensions.marketplace),
        Analysis(type: "CATEGORY", title: "Category", value: dimensions.category),
        Analysis(type: "OUTLET", title: "Outlet", value: dimensions.outlet),
      ].filter { !named($0.value).isEmpty }
    }
  }

  /// The places that the file's lines name, by type and id.
  private func analyses(_ entries: [AccountingEntry], _ xml: inout XMLText) {
    let all = Set(entries.lazy.flatMap(\.lines).flatMap(Analysis.all))
    guard !all.isEmpty else { return }
    xml.open("AnalysisTypeTable")
    for analysis in all.sorted(by: { ($0.type, $0.value) < ($1.type, $1.value) }) {
      xml.open("AnalysisTypeTableEntry")
      xml.element("AnalysisType", analysis.type)
      xml.element("AnalysisTypeDescription", analysis.title)
      xml.element("AnalysisID", analysis.id)
      xml.element("AnalysisIDDescription", cut(analysis.value.text, 256))
      xml.close("AnalysisTypeTableEntry")
    }
    xml.close("AnalysisTypeTable")
  }

  /// Returns the sum of the debits.
  private func transaction(
    _ entry: AccountingEntry, _ xml: inout XMLText
  ) throws(ExportError) -> Int64 {
    let (year, month, _) = entry.date.civil
    xml.open("Transaction")
    xml.element("TransactionID", shortID(entry.id, limit: 70))
    xml.element("Period", String(month))
    xml.element("PeriodYear", padded(year, 4))
    xml.element("TransactionDate", entry.date.description)
    xml.element("SourceID", entry.origin.channel)
    xml.element("TransactionType", entry.kind.rawValue)
    xml.element("Description", cut(entry.cause, 256))
    xml.element("SystemEntryDate", entry.date.description)
    xml.element("GLPostingDate", entry.date.description)
    var debit: Int64 = 0
    for (index, (line, minor)) in try book.functional(entry).enumerated() where minor != 0 {
      debit += max(minor, 0)
      try self.line(entry, index + 1, line, minor, &xml)
    }
    xml.close("Transaction")
    return debit
  }

  private func line(
    _ entry: AccountingEntry, _ number: Int, _ line: AccountingLine, _ minor: Int64,
    _ xml: inout XMLText
  ) throws(ExportError) {
    let own = try book.currency()
    xml.open("Line")
    xml.element("RecordID", String(number))
    xml.element("AccountID", line.account[.saft])
    for analysis in Analysis.all(of: line) {
      xml.open("Analysis")
      xml.element("AnalysisType", analysis.type)
      xml.element("AnalysisID", analysis.id)
      xml.close("Analysis")
    }
    if !line.reference.isEmpty {
      xml.element("SourceDocumentID", shortName(line.reference, limit: 35))
    }
    let currency = line.amount.currency
    let rate = try book.rateText(of: currency, in: entry, digits: 8)
    let foreign = currency == own ? nil : SAFTWriter.twoDecimals(line.amount)
    xml.element(
      "Description",
      currency == own || foreign != nil
        ? cut(line.describing, 256)
        : "\(cut(line.describing, 200)), \(line.amount), rate \(rate)")
    let side = minor < 0 ? "CreditAmount" : "DebitAmount"
    xml.open(side)
    xml.element("Amount", decimalText(Int64(minor.magnitude), digits: own.minorDigits))
    if let foreign {
      xml.element("CurrencyCode", currency.code)
      xml.element("CurrencyAmount", foreign)
      xml.element("ExchangeRate", rate)
    }
    xml.close(side)
    xml.close("Line")
  }

  /// An amount without its sign, or nil where it has more than the two decimals that the schema takes.
  private static func twoDecimals(_ money: Money) -> String? {
    let (minor, digits) = (Int64(money.minorUnits.magnitude), money.currency.minorDigits)
    guard digits > 2 else { return decimalText(minor, digits: digits) }
    return minor % 10 == 0 ? decimalText(minor / 10, digits: 2) : nil
  }
}

/// XML, indented by two blanks a level.
struct XMLText {
  private(set) var text = ""
  private var depth: Int

  init(depth: Int = 0) { self.depth = depth }

  mutating func raw(_ more: String) { text += more }

  mutating func open(_ name: String, _ attributes: String = "") {
    text += indent + "<\(name)\(attributes)>\n"
    depth += 1
  }

  mutating func close(_ name: String) {
    depth -= 1
    text += indent + "</\(name)>\n"
  }

  mutating func element(_ name: String, _ value: String) {
    text += indent + "<\(name)>\(XMLText.escaped(value))</\(name)>\n"
  }

  private var indent: String { String(repeating: "  ", count: depth) }

  static func escaped(_ text: String) -> String {
    let text = replaced(oneLine(text), [38: "&amp;", 60: "&lt;", 62: "&gt;"])
    // Two code points are in no XML document. Source: XML 1.0, production Char.
    guard text.unicodeScalars.contains(where: { 0xFFFE...0xFFFF ~= $0.value }) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { 0xFFFE...0xFFFF ~= $0.value ? " " : $0 }))
  }
}
