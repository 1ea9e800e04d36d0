import LedgerCore

/// The columns of a flat ERP file: what each is called, and what stands in it.
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
  }

  /// A name and a field, or a fixed text.
  package enum Content: Sendable, Equatable {
    case field(Field)
    case fixed(String)
  }

  package let columns: [(name: String, content: Content)]

  package static func == (lhs: ERPTemplate, rhs: ERPTemplate) -> Bool {
    lhs.columns.elementsEqual(rhs.columns) { $0.name == $1.name && $0.content == $1.content }
  }

  init(_ columns: [(String, Field)], fixed: [(Int, String, String)] = []) {
    var all: [(name: String, content: Content)] = columns.map { ($0.0, .field($0.1)) }
    for (place, name, text) in fixed { all.insert((name, .fixed(text)), at: place) }
    self.columns = all
  }

  /// A template file: a line a column, its name, a tab, and a field or `=text`.
  package init(_ bytes: [UInt8], origin: String) throws(ExportError) {
    var columns: [(name: String, content: Content)] = []
    for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      guard line.first != UInt8(ascii: "#"), !ByteString(line).trimmed.isEmpty else { continue }
      let cells = line.split(separator: 9, omittingEmptySubsequences: false)
        .map { ByteString($0).trimmed.text }
      let content: Content? =
        cells.count != 2
        ? nil
        : cells[1].hasPrefix("=")
          ? .fixed(String(cells[1].dropFirst())) : Field(rawValue: cells[1]).map(Content.field)
      guard let content, !cells[0].isEmpty else {
        let fields = Field.allCases.map(\.rawValue).joined(separator: " ")
        throw ExportError(
          "\(origin):\(index + 1): a line is a column's name, a tab, and =TEXT or one of \(fields)")
      }
      columns.append((cells[0], content))
    }
    guard !columns.isEmpty else { throw ExportError("\(origin): the template has no column") }
    self.columns = columns
  }

  /// For a load by an integrator (BAPI_ACC_DOCUMENT_POST and its kin).
  package static let sap = ERPTemplate(
    [
      ("BUKRS", .company), ("BUDAT", .sapDate), ("BLDAT", .sapDate), ("XBLNR", .entry),
      ("BUZEI", .line), ("HKONT", .account), ("SHKZG", .side), ("WRBTR", .amount),
      ("WAERS", .currency), ("DMBTR", .localAmount), ("HWAER", .localCurrency), ("KURSF", .rate),
      ("KOSTL", .outlet), ("PRCTR", .store), ("ZUONR", .settlement), ("SGTXT", .text),
    ], fixed: [(3, "BLART", "SA")])

  package static let netsuite = ERPTemplate([
    ("External ID", .entry), ("Date", .usDate), ("Subsidiary", .company), ("Currency", .currency),
    ("Exchange Rate", .rate), ("Account", .account), ("Debit", .debit), ("Credit", .credit),
    ("Memo", .text), ("Department", .category), ("Class", .store), ("Location", .outlet),
  ])

  package static let sage = ERPTemplate(
    [
      ("DATE", .usDate), ("DESCRIPTION", .kind), ("REFERENCE_NO", .entry), ("LINE_NO", .line),
      ("ACCT_NO", .account), ("LOCATION_ID", .outlet), ("DEPT_ID", .category), ("MEMO", .text),
      ("DEBIT", .debit), ("CREDIT", .credit), ("CURRENCY", .currency),
    ], fixed: [(0, "JOURNAL", "GJ")])

  package static let builtIn = ["sap": sap, "netsuite": netsuite, "sage": sage]

  var needsRates: Bool {
    columns.contains { column in
      guard case .field(let field) = column.content else { return false }
      return [.localDebit, .localCredit, .localAmount, .localCurrency, .rate].contains(field)
    }
  }
}

/// A flat CSV with a row a line, in the columns of a template.
struct ERPWriter {
  private let book: ExportBook
  init(_ book: ExportBook) { self.book = book }

  func bytes() throws(ExportError) -> [UInt8] {
    let template = book.settings.template
    var file = CSVFile(columns: template.columns.map(\.name))
    for entry in book.entries {
      let lines: [(line: AccountingLine, minor: Int64)] =
        try template.needsRates
        ? book.functional(entry) : entry.lines.map { (line: $0, minor: $0.amount.minorUnits) }
      for (index, (line, minor)) in lines.enumerated() {
        var cells: [ExportCell] = []
        for column in template.columns {
          switch column.content {
          case .fixed(let text): cells.append(.text(text))
          case .field(let field):
            cells.append(try cell(field, entry, index + 1, line, minor))
          }
        }
        file.append(cells)
      }
    }
    return file.bytes
  }

  private func cell(
    _ field: ERPTemplate.Field, _ entry: AccountingEntry, _ number: Int, _ line: AccountingLine,
    _ minor: Int64
  ) throws(ExportError) -> ExportCell {
    let dimensions = line.dimensions
    switch field {
    case .company: return .text(book.settings.companyCode)
    case .entry: return .text(entry.id)
    case .line: return .plain(String(number))
    case .kind: return .text(entry.kind.rawValue)
    case .date: return .plain(entry.date.description)
    case .sapDate: return .plain(compact(entry.date))
    case .usDate: return .plain(slashed(entry.date, isDayFirst: false))
    case .period: return .plain(entry.period.description)
    case .account: return .text(line.account[.erp])
    case .title: return .text(line.account[.title])
    case .store: return .text(dimensions.store.text)
    case .marketplace: return .text(named(dimensions.marketplace))
    case .category: return .text(named(dimensions.category))
    case .outlet: return .text(named(dimensions.outlet))
    case .text: return .text(line.describing)
    case .settlement: return .text(line.reference)
    case .corrects: return .text(entry.corrects)
    case .currency: return .plain(line.amount.currency.code)
    case .side: return .plain(line.amount.minorUnits < 0 ? "H" : "S")
    case .document: return .text(entry.origin.documents.first ?? "")
    case .debit, .credit, .amount: return .plain(amount(field, line.amount))
    case .localDebit, .localCredit, .localAmount:
      return .plain(amount(field, Money(minorUnits: minor, try book.currency())))
    case .localCurrency: return .plain(try book.currency().code)
    case .rate:
      return .plain(
        decimalText(
          try book.rateMillionths(line.amount.currency, in: entry), digits: 6))
    }
  }

  /// A debit or a credit column holds the amount without a sign, or nothing; the others the signed one.
  private func amount(_ field: ERPTemplate.Field, _ money: Money) -> String {
    switch field {
    case .debit, .localDebit: money.minorUnits > 0 ? money.text : ""
    case .credit, .localCredit: money.minorUnits < 0 ? (-money).text : ""
    default: money.text
    }
  }
}
