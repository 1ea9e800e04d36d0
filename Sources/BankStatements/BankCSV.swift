import LedgerCore

/// Reads a bank's CSV file by a mapping: one statement, of all its lines.
func readBankCSV(
  _ bytes: [UInt8], _ mapping: BankCSVMapping
) throws(BankStatementError) -> BankStatement {
  var rows = CSVRows(
    try mapping.text(of: bytes), delimiter: mapping.delimiter, skipping: mapping.skipLines)
  let header = try rows.next() ?? CSVRow(line: 1)
  let missing = mapping.columns.filter { !header.cells.contains(ByteString($0)) }
  guard missing.isEmpty else {
    throw BankStatementError(
      line: header.line, "the header lacks \(missing.joined(separator: ", "))",
      whatToDo: "mend the mapping \(mapping.name)")
  }
  var reader = BankCSVReader(mapping, header)
  while let row = try rows.next() {
    if !row.isBlank { try reader.take(row) }
  }
  return try reader.finished()
}

extension BankCSVMapping {
  /// The file in UTF-8; a byte order mark outweighs the mapping.
  func text(of bytes: [UInt8]) throws(BankStatementError) -> [UInt8] {
    guard let mark = Charset.mark(of: bytes) else { return try charset.decoded(bytes) }
    return try mark.charset.decoded(Array(bytes.dropFirst(mark.length)))
  }

  /// Whether the header of a file, of which the beginning is given, has all columns.
  func fits(prefix: [UInt8]) -> Bool {
    // A character may be cut at the end; UTF-16 has two bytes or four for each.
    let isWide = Charset.mark(of: prefix)?.length == 2
    let length =
      isWide ? prefix.count & ~1 : prefix.lastIndex(of: 10).map { $0 + 1 } ?? prefix.count
    guard let text = try? text(of: Array(prefix.prefix(length))) else { return false }
    var rows = CSVRows(text, delimiter: delimiter, skipping: skipLines)
    guard let header = try? rows.next() else { return false }
    return columns.allSatisfy { header.cells.contains(ByteString($0)) }
  }
}

private struct BankCSVReader {
  private let mapping: BankCSVMapping
  private let places: [ByteString: Int]
  private let header: CSVRow
  /// The last column that the mapping names.
  private let lastPlace: Int
  private var draft: StatementDraft?
  /// The running balance after each line.
  private var balances: [Int64] = []

  init(_ mapping: BankCSVMapping, _ header: CSVRow) {
    self.mapping = mapping
    self.header = header
    let places = Dictionary(
      header.cells.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.places = places
    lastPlace = mapping.columns.compactMap { places[ByteString($0)] }.max() ?? -1
  }

  mutating func take(_ row: CSVRow) throws(BankStatementError) {
    let place = BankStatementPlace(line: row.line, entry: (draft?.lines.count ?? 0) + 1)
    let currency = try currency(row, place)
    try check(row, currency, place)
    var draft = self.draft ?? StatementDraft(.csv, in: currency)
    // Held once only: each row would copy all lines before it otherwise.
    self.draft = nil
    let account = value(mapping.account, row)
    if draft.lines.isEmpty {
      draft.account = account
      draft.place = BankStatementPlace(line: header.line)
    }
    guard account == draft.account else {
      throw refuse(place, "the account \(shown(account)) is another than \(shown(draft.account))")
    }
    guard let day = try date(mapping.bookingDate, row, place) else {
      throw refuse(place, "\(mapping.bookingDate) is empty")
    }
    try draft.append(
      BankLine(
        bookingDate: day, valueDate: try date(mapping.valueDate, row, place),
        amount: try amount(row, currency, place), reference: value(mapping.reference, row),
        counterparty: value(mapping.counterparty, row),
        text: ByteString.joined(mapping.text.map { value($0, row) }), place: place))
    draft.from = min(draft.from ?? day, day)
    draft.to = max(draft.to ?? day, day)
    try takeBalance(row, &draft, place)
    self.draft = draft
  }

  consuming func finished() throws(BankStatementError) -> BankStatement {
    guard var draft else {
      guard case .fixed(let code) = mapping.currency, let currency = Currency(code) else {
        throw BankStatementError(
          line: header.line, "the file has a header and no lines",
          whatToDo: "nothing was booked, or \(downloadAgain)")
      }
      var empty = StatementDraft(.csv, in: currency)
      if case .fixed(let account) = mapping.account { empty.account = ByteString(account) }
      return try empty.finished()
    }
    if !balances.isEmpty { followRunningBalance(&draft) }
    return try draft.finished()
  }

  // MARK: Cells

  /// Refuses a row whose cells stand under other columns than they belong to, as behind a decimal
  /// comma that delimits, and one that was cut before a column that is needed.
  ///
  /// Some banks end rows in a delimiter more than the header has. Then an amount must show its
  /// decimals: one without them may be the half of one.
  private func check(
    _ row: CSVRow, _ currency: Currency, _ place: BankStatementPlace
  ) throws(BankStatementError) {
    let (count, wanted) = (row.cells.count, header.cells.count)
    var isRight = count > lastPlace
    if count > wanted {
      isRight =
        row.cells.dropFirst(wanted).allSatisfy(\.isEmpty)
        && (currency.minorDigits == 0 || mapping.amountColumns.allSatisfy { isWhole($0, row) })
    }
    guard !isRight else { return }
    throw BankStatementError(
      place, "the row has \(count) cells, the header \(wanted)",
      whatToDo: "check the delimiter and the decimal mark of the mapping \(mapping.name), or"
        + " \(downloadAgain)")
  }

  /// Whether an amount is empty or has a decimal mark.
  private func isWhole(_ column: String, _ row: CSVRow) -> Bool {
    let text = value(column, row)
    return text.isEmpty || text.bytes.contains(mapping.decimalMark == .point ? 46 : 44)
  }

  private func value(_ column: String?, _ row: CSVRow) -> ByteString {
    guard let column, let place = places[ByteString(column)], place < row.cells.count else {
      return ""
    }
    return row.cells[place]
  }

  private func value(_ source: BankCSVMapping.Source, _ row: CSVRow) -> ByteString {
    switch source {
    case .column(let name): value(name, row)
    case .fixed(let text): ByteString(text)
    }
  }

  private func refuse(_ place: BankStatementPlace, _ what: String) -> BankStatementError {
    BankStatementError(
      place, what, whatToDo: "mend the mapping \(mapping.name), or \(downloadAgain)")
  }

  private func currency(
    _ row: CSVRow, _ place: BankStatementPlace
  ) throws(BankStatementError) -> Currency {
    let code = value(mapping.currency, row)
    guard let currency = Currency(code.bytes) else {
      throw refuse(place, "\(shown(code)) is no currency")
    }
    return currency
  }

  private func date(
    _ column: String?, _ row: CSVRow, _ place: BankStatementPlace
  ) throws(BankStatementError) -> CalendarDate? {
    let text = value(column, row)
    guard let column, !text.isEmpty else { return nil }
    guard let date = CalendarDate(text, order: mapping.dates) else {
      throw refuse(
        place, "\(column) \(shown(text)) is no day in the order \(mapping.dates.rawValue)")
    }
    return date
  }

  private func money(
    _ column: String, _ row: CSVRow, _ currency: Currency, _ place: BankStatementPlace
  ) throws(BankStatementError) -> Money {
    let text = value(column, row)
    guard let amount = mapping.amountText.money(text, in: currency) else {
      throw refuse(place, "\(column) \(shown(text)) is no amount in \(currency)")
    }
    return amount
  }

  private func amount(
    _ row: CSVRow, _ currency: Currency, _ place: BankStatementPlace
  ) throws(BankStatementError) -> Money {
    switch mapping.amount {
    case .signed(let column): return try money(column, row, currency, place)
    case .pair(let debit, let credit):
      let debitText = value(debit, row)
      let creditText = value(credit, row)
      let debited = debitText.isEmpty ? nil : try money(debit, row, currency, place)
      let credited = creditText.isEmpty ? nil : try money(credit, row, currency, place)
      // Some banks write 0.00 in the other column.
      let debitUnits = debited.map { abs($0.minorUnits) } ?? 0
      let creditUnits = credited?.minorUnits ?? 0
      guard debited != nil || credited != nil, debitUnits == 0 || creditUnits == 0 else {
        throw refuse(place, "\(debit) and \(credit) are both empty or both filled")
      }
      return Money(minorUnits: creditUnits - debitUnits, currency)
    }
  }

  // MARK: Balances

  private mutating func takeBalance(
    _ row: CSVRow, _ draft: inout StatementDraft, _ place: BankStatementPlace
  ) throws(BankStatementError) {
    switch mapping.balance {
    case .none: break
    case .running(let column):
      balances.append(try money(column, row, draft.currency, place).minorUnits)
    case .period(let opening, let closing):
      if draft.opening == nil {
        draft.opening = try money(opening, row, draft.currency, place)
      }
      draft.closing = try money(closing, row, draft.currency, place)
    }
  }

  /// Opening and closing balance by the running one, in whichever order of time it holds.
  private func followRunningBalance(_ draft: inout StatementDraft) {
    let lines = draft.lines
    let places = Array(lines.indices)
    func breaks(_ order: [Int]) -> [Int] {
      zip(order, order.dropFirst()).compactMap { before, place in
        let next = balances[before].addingReportingOverflow(lines[place].amount.minorUnits)
        return next.overflow || next.partialValue != balances[place] ? place : nil
      }
    }
    let down = places
    let up = Array(places.reversed())
    let (downBreaks, upBreaks) = (breaks(down), breaks(up))
    let isDown = downBreaks.count <= upBreaks.count
    let order = isDown ? down : up
    if let place = (isDown ? downBreaks : upBreaks).first,
      let before = order.firstIndex(of: place).map({ order[$0 - 1] })
    {
      draft.expect(
        .runningBalance, stated: balances[place],
        found: balances[before] &+ lines[place].amount.minorUnits, at: lines[place].place)
    }
    guard let first = order.first, let last = order.last else { return }
    let opening = balances[first].subtractingReportingOverflow(lines[first].amount.minorUnits)
    guard !opening.overflow else { return }
    draft.opening = Money(minorUnits: opening.partialValue, draft.currency)
    draft.closing = Money(minorUnits: balances[last], draft.currency)
  }
}
