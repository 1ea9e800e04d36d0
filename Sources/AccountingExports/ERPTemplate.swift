import LedgerCore

/// The columns of a flat ERP file: what each is called, what stands in it, and how much it takes.
package struct ERPTemplate: Sendable, Equatable {
  /// What a column can hold.
  package enum Field: String, CaseIterable, Sendable {
    case company, entry, line, kind, date
    case sapDate = "date_compact"
    case usDate = "date_us"
    case period
    case account, title, store, marketplace, category, outlet, text, settlement, corrects
    case debit, credit, amount, currency
    case localDebit = "local_debit"
    case localCredit = "local_credit"
    case localAmount = "local_amount"
    case localCurrency = "local_currency"
    case rate, side, document

    /// By which the system tells documents or places apart.
    var isKey: Bool {
      [.entry, .corrects, .settlement, .document, .store, .marketplace, .category, .outlet]
        .contains(self)
    }
  }

  /// A field, or a fixed text.
  package enum Content: Sendable, Equatable {
    case field(Field)
    case fixed(String)
  }

  package struct Column: Sendable, Equatable {
    let name: String
    let content: Content
    /// How many characters the system takes, of a rate how many decimals; nil for any.
    let limit: Int?

    init(_ name: String, _ content: Content, limit: Int? = nil) {
      self.name = name
      self.content = content
      self.limit = limit
    }

    fileprivate init(_ name: String, _ field: Field, _ limit: Int? = nil) {
      self.init(name, .field(field), limit: limit)
    }
  }

  package let columns: [Column]
  /// How many lines a document has at most; nil for any number.
  let mostLines: Int?

  private init(_ columns: [Column], mostLines: Int? = nil) {
    self.columns = columns
    self.mostLines = mostLines
  }

  /// A template file: a line a column, its name, a tab, and a field or `=text`; then, where the system
  /// has one, a tab and the most characters (of a rate: the decimals).
  package init(_ bytes: [UInt8], origin: String) throws(ExportError) {
    var columns: [Column] = []
    for (number, cells) in TSVLines(bytes) {
      guard let column = ERPTemplate.column(cells.map(\.text)) else {
        let fields = Field.allCases.map(\.rawValue).joined(separator: " ")
        throw ExportError(
          "\(origin):\(number): a line is a column's name, a tab, and =TEXT or one of \(fields);"
            + " then, if you like, a tab and the most characters (of rate: decimals, at most 8)")
      }
      columns.append(column)
    }
    guard !columns.isEmpty else { throw ExportError("\(origin): the template has no column") }
    self.init(columns)
  }

  private static func column(_ cells: [String]) -> Column? {
    guard (2...3).contains(cells.count), !cells[0].isEmpty else { return nil }
    let limit = cells.count == 3 && !cells[2].isEmpty ? Int(cells[2]) ?? 0 : nil
    guard limit.map({ $0 > 0 }) ?? true else { return nil }
    if cells[1].hasPrefix("=") {
      return Column(cells[0], .fixed(String(cells[1].dropFirst())), limit: limit)
    }
    guard let field = Field(rawValue: cells[1]) else { return nil }
    // A shortened id needs room for its digest.
    let least = field.isKey ? 10 : 1
    guard limit.map({ $0 >= least && (field != .rate || $0 <= 8) }) ?? true else { return nil }
    return Column(cells[0], field, limit)
  }

  /// For a load by an integrator (BAPI_ACC_DOCUMENT_POST and its kin).
  ///
  /// KURSF is a direct quotation: what one unit of WAERS is worth in HWAER.
  /// - Source: the fields of BKPF and BSEG in the ABAP dictionary: XBLNR CHAR 16, HKONT, KOSTL and
  ///   PRCTR CHAR 10, ZUONR CHAR 18, SGTXT CHAR 50, BKTXT CHAR 25, KURSF DEC 9 with 5 decimals, BUZEI NUMC 3: a
  ///   document has at most 999 items (SAP Note 1801529).
  package static let sap = ERPTemplate(
    [
      Column("BUKRS", .company, 4), Column("BUDAT", .sapDate), Column("BLDAT", .sapDate),
      Column("BLART", .fixed("SA")), Column("XBLNR", .entry, 16), Column("BUZEI", .line),
      Column("HKONT", .account, 10), Column("SHKZG", .side), Column("WRBTR", .amount),
      Column("WAERS", .currency), Column("DMBTR", .localAmount), Column("HWAER", .localCurrency),
      Column("KURSF", .rate, 5), Column("KOSTL", .outlet, 10), Column("PRCTR", .store, 10),
      Column("ZUONR", .settlement, 18), Column("SGTXT", .text, 50), Column("BKTXT", .entry, 25),
    ], mostLines: 999)

  /// - Source: NetSuite Help Center, "Currency Exchange Rates Import": the rate is "the number of base
  ///   currency units that equal one foreign currency unit".
  package static let netsuite = ERPTemplate([
    Column("External ID", .entry), Column("Date", .usDate), Column("Subsidiary", .company),
    Column("Currency", .currency), Column("Exchange Rate", .rate), Column("Account", .account),
    Column("Debit", .debit), Column("Credit", .credit), Column("Memo", .text),
    Column("Department", .category), Column("Class", .store), Column("Location", .outlet),
  ])

  package static let sage = ERPTemplate([
    Column("JOURNAL", .fixed("GJ")), Column("DATE", .usDate), Column("DESCRIPTION", .kind),
    Column("REFERENCE_NO", .entry), Column("LINE_NO", .line), Column("ACCT_NO", .account),
    Column("LOCATION_ID", .outlet), Column("DEPT_ID", .category), Column("MEMO", .text),
    Column("DEBIT", .debit), Column("CREDIT", .credit), Column("CURRENCY", .currency),
  ])

  package static let builtIn = ["sap": sap, "netsuite": netsuite, "sage": sage]

  var needsRates: Bool {
    columns.contains { column in
      guard case .field(let field) = column.content else { return false }
      return [.localDebit, .localCredit, .localAmount, .localCurrency, .rate].contains(field)
    }
  }
}
