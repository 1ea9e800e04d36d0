import LedgerCore

/// A flat CSV with a row a line, in the columns of a template.
///
/// These systems take one currency a document: an entry of several is written as one for each, since
/// it balances in each. What a column is too short for is shortened so that it stays distinct (ids,
/// places), cut (texts), or refused (accounts, the company code).
struct ERPWriter {
  private let book: ExportBook
  private let template: ERPTemplate

  init(_ book: ExportBook) {
    self.book = book
    template = book.settings.template
  }

  /// A part of an entry that the system takes as a document of its own.
  private struct Document {
    let id: String
    let entry: AccountingEntry
    let lines: [GroupedLine]
  }

  func bytes() throws(ExportError) -> [UInt8] {
    var file = CSVFile(columns: template.columns.map(\.name))
    let key = template.columns.first { $0.content == .field(.entry) }
    var seen: [String: String] = [:]
    for entry in book.entries {
      for document in try documents(of: entry) {
        if let key,
          let other = seen.updateValue(
            document.id, forKey: short(document.id, .entry, key.limit)), other != document.id
        {
          throw ExportError("\(document.id) and \(other) have the same short number in \(key.name)")
        }
        for (index, line) in document.lines.enumerated() {
          var cells: [ExportCell] = []
          for column in template.columns {
            cells.append(try cell(column, document, index + 1, line))
          }
          file.append(cells)
        }
      }
    }
    return file.bytes
  }

  /// The entry by currency, and in pieces where the system takes no more lines.
  private func documents(of entry: AccountingEntry) throws(ExportError) -> [Document] {
    let lines: [(line: AccountingLine, minor: Int64)] =
      try template.needsRates
      ? book.functional(entry) : entry.lines.map { (line: $0, minor: $0.amount.minorUnits) }
    return entry.currencies.flatMap { currency in
      let own = lines.filter { $0.line.amount.currency == currency }.map {
        GroupedLine(line: $0.line, minor: $0.minor, ownMinor: $0.line.amount.minorUnits)
      }
      let parts = pieces(own, limit: template.mostLines ?? .max, role: entry.contraRole) {
        book.chart.account(for: entry.contraRole, $0.dimensions, $0.amount.currency)
      }
      return parts.enumerated().map { index, part in
        Document(
          id: entry.id + (entry.currencies.count > 1 ? "-\(currency)" : "")
            + (parts.count > 1 ? "-\(index + 1)" : ""), entry: entry, lines: part)
      }
    }
  }

  /// What cannot be shortened must fit into its column.
  private func cell(
    _ column: ERPTemplate.Column, _ document: Document, _ number: Int, _ group: GroupedLine
  ) throws(ExportError) -> ExportCell {
    let made = try content(column, document, number, group)
    // The length of a rate is that of its decimals.
    guard column.content != .field(.rate), let limit = column.limit,
      made.string.utf16.count > limit
    else { return made }
    throw ExportError(
      "\(column.name) takes \(limit) characters, not '\(made.string)'; give it more in the template"
    )
  }

  private func content(
    _ column: ERPTemplate.Column, _ document: Document, _ number: Int, _ group: GroupedLine
  ) throws(ExportError) -> ExportCell {
    guard case .field(let field) = column.content else {
      if case .fixed(let text) = column.content { return .text(text) }
      return .plain("")
    }
    let (entry, line) = (document.entry, group.line)
    let own = Money(minorUnits: group.ownMinor, line.amount.currency)
    switch field {
    case .line: return .plain(String(number))
    case .date: return .plain(entry.date.description)
    case .sapDate: return .plain(compact(entry.date))
    case .usDate: return .plain(slashed(entry.date, isDayFirst: false))
    case .period: return .plain(entry.period.description)
    case .currency: return .plain(own.currency.code)
    case .side: return .plain(own.minorUnits < 0 ? "H" : "S")
    case .debit, .credit, .amount: return .plain(amount(field, own))
    case .localDebit, .localCredit, .localAmount:
      return .plain(amount(field, Money(minorUnits: group.minor, try book.currency())))
    case .localCurrency: return .plain(try book.currency().code)
    case .rate:
      return .plain(try book.rateText(of: own.currency, in: entry, digits: column.limit ?? 8))
    case .company, .account:
      let text = field == .company ? book.settings.companyCode : line.account[.erp]
      if let limit = column.limit, text.utf16.count > limit {
        let place =
          field == .company
          ? "company_code in [accounting]" : "the column erp of your chart (\(line.account.name))"
        throw ExportError(
          "\(column.name) takes \(limit) characters, not '\(text)'; change \(place)")
      }
      return .text(text)
    default: return .text(short(text(field, document, line), field, column.limit))
    }
  }

  private func text(
    _ field: ERPTemplate.Field, _ document: Document, _ line: AccountingLine
  ) -> String {
    let dimensions = line.dimensions
    return switch field {
    case .entry: document.id
    case .kind: document.entry.kind.rawValue
    case .title: line.account[.title]
    case .store: dimensions.store.text
    case .marketplace: named(dimensions.marketplace)
    case .category: named(dimensions.category)
    case .outlet: named(dimensions.outlet)
    case .text: line.describing
    case .settlement: line.reference
    case .corrects: document.entry.corrects
    case .document: document.entry.origin.documents.first ?? ""
    default: ""
    }
  }

  private func short(_ text: String, _ field: ERPTemplate.Field, _ limit: Int?) -> String {
    guard let limit else { return text }
    return field.isKey ? shortCell(text, limit: limit) : cut(spreadsheetSafe(oneLine(text)), limit)
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
