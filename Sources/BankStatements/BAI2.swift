import LedgerCore

/// Reads BAI2: accounts (03) in groups (02) in a file (01), each closed by its control record.
///
/// Amounts have no decimal point: they are minor units of the account's currency. Control totals
/// and counts that do not agree become differences of the account, or of the group's last one.
///
/// - Source: BAI, "Cash Management Balance Reporting Specifications", version 2.
func readBAI2(_ bytes: [UInt8]) throws(BankStatementError) -> [BankStatement] {
  var reader = BAI2Reader()
  for record in try BAI2Record.all(try unmarkedText(bytes)) { try reader.take(record) }
  return try reader.finished()
}

private struct BAI2Reader {
  private var drafts: [StatementDraft] = []
  private var groupDate: CalendarDate?
  private var groupCurrency: ByteString = ""
  /// Whether a file, a group and an account are open.
  private var open: [String] = []
  private var total = Sums()
  private var isComplete = false

  /// What the control records of account, group and file must state.
  private struct Sums {
    var account: Int64 = 0
    var group: Int64 = 0
    var file: Int64 = 0
    var accountRecords = 0
    var groupRecords = 0
    var fileRecords = 0
  }

  mutating func take(_ record: BAI2Record) throws(BankStatementError) {
    total.accountRecords += record.count
    total.groupRecords += record.count
    total.fileRecords += record.count
    switch record.code {
    case "01":
      try begin("01", inside: [], record)
      total.fileRecords = record.count
    case "02":
      try begin("02", inside: ["01"], record)
      total.groupRecords = record.count
      try group(record)
    case "03":
      try begin("03", inside: ["01", "02"], record)
      total.accountRecords = record.count
      try account(record)
    case "16":
      try expectOpen(["01", "02", "03"], record)
      try detail(record)
    case "49":
      try expectOpen(["01", "02", "03"], record)
      try close(record, total.account, records: total.accountRecords, counts: false)
      total.group = try sum(total.group, total.account, at: place(record))
      total.account = 0
    case "98":
      try expectOpen(["01", "02"], record)
      try close(record, total.group, records: total.groupRecords, counts: true)
      total.file = try sum(total.file, total.group, at: place(record))
      total.group = 0
    case "99":
      try expectOpen(["01"], record)
      try close(record, total.file, records: total.fileRecords, counts: true)
      total.file = 0
      isComplete = true
    default:
      throw BankStatementError(
        line: record.line, "the record code \(record.code) is not known",
        whatToDo: downloadAgain)
    }
  }

  consuming func finished() throws(BankStatementError) -> [BankStatement] {
    guard isComplete, open.isEmpty, !drafts.isEmpty else {
      throw BankStatementError(
        BankStatementPlace(),
        drafts.isEmpty ? "the file holds no account (03)" : "the file ends without its 99 record",
        whatToDo: drafts.isEmpty ? downloadAgain : "it was cut off: \(downloadAgain)")
    }
    return try drafts.map { (draft) throws(BankStatementError) in try draft.finished() }
  }

  private func place(_ record: BAI2Record) -> BankStatementPlace {
    BankStatementPlace(line: record.line)
  }

  private mutating func begin(
    _ code: String, inside outer: [String], _ record: BAI2Record
  ) throws(BankStatementError) {
    try expectOpen(outer, record)
    open.append(code)
  }

  private func expectOpen(
    _ codes: [String], _ record: BAI2Record
  ) throws(BankStatementError) {
    guard open == codes else {
      throw BankStatementError(
        line: record.line,
        "record \(record.code) stands inside of \(open.isEmpty ? "nothing" : open.joined(separator: " ")), not \(codes.joined(separator: " "))",
        whatToDo: downloadAgain)
    }
  }

  private mutating func group(_ record: BAI2Record) throws(BankStatementError) {
    var fields = record.fields
    for _ in 0..<3 { _ = fields.next() }
    let day = fields.next()
    _ = fields.next()
    groupCurrency = fields.next()
    guard let date = CalendarDate(shortYear: day.bytes[...]) else {
      throw BankStatementError(
        line: record.line, "the group's as-of date \(shown(day)) is no day",
        whatToDo: downloadAgain)
    }
    groupDate = date
  }

  /// An account's balances: `03,account,currency,type,amount,count,funds type,…`.
  private mutating func account(_ record: BAI2Record) throws(BankStatementError) {
    var fields = record.fields
    let number = fields.next()
    let stated = fields.next()
    let code = stated.isEmpty ? (groupCurrency.isEmpty ? "USD" : groupCurrency) : stated
    guard let currency = Currency(code.bytes), !number.isEmpty else {
      throw BankStatementError(
        line: record.line, "the account \(shown(number)) has no currency: \(shown(code))",
        whatToDo: downloadAgain)
    }
    var draft = StatementDraft(.bai2, in: currency)
    draft.account = number
    draft.place = place(record)
    (draft.from, draft.to) = (groupDate, groupDate)
    while !fields.isAtEnd {
      let type = fields.next()
      let amount = try fields.number("the amount of type \(type)")
      _ = try fields.number("the item count of type \(type)")
      _ = try fields.funds()
      total.account = try sum(total.account, amount ?? 0, at: place(record))
      guard let amount else { continue }
      switch type.text {
      case "010": draft.opening = Money(minorUnits: amount, currency)
      case "015": draft.closing = Money(minorUnits: amount, currency)
      default: break
      }
    }
    drafts.append(draft)
  }

  /// A transaction: `16,type,amount,funds type,bank reference,customer reference,text`.
  private mutating func detail(_ record: BAI2Record) throws(BankStatementError) {
    guard let last = drafts.indices.last, let groupDate else { return }
    let place = BankStatementPlace(line: record.line, entry: drafts[last].lines.count + 1)
    var fields = record.fields
    let type = fields.next()
    let amount = try fields.number("the amount")
    let valueDate = try fields.funds()
    total.account = try sum(total.account, amount ?? 0, at: place)
    guard let sign = try BAI2Reader.sign(of: type, at: place) else { return }
    guard let amount else {
      throw BankStatementError(place, "the amount is empty", whatToDo: downloadAgain)
    }
    let reference = fields.next()
    let customer = fields.next()
    try drafts[last].append(
      BankLine(
        bookingDate: groupDate, valueDate: valueDate,
        amount: Money(minorUnits: sign * amount, drafts[last].currency), reference: reference,
        paymentReference: customer, text: fields.text(), place: place))
  }

  /// +1 for credits, -1 for debits, nil for what moves no money.
  private static func sign(
    of type: ByteString, at place: BankStatementPlace
  ) throws(BankStatementError) -> Int64? {
    switch type.bytes.count == 3 ? number(type.bytes[...]) : nil {
    case .some(100...399), .some(920...959): return 1
    case .some(400...699), .some(960...999): return -1
    case .some(890...919): return nil
    default:
      throw BankStatementError(
        place, "the type code \(shown(type)) is neither a credit nor a debit",
        whatToDo: "ask the bank what it means, and tell us")
    }
  }

  /// Compares a control record with what stands before it.
  private mutating func close(
    _ record: BAI2Record, _ amount: Int64, records: Int, counts: Bool
  ) throws(BankStatementError) {
    open.removeLast()
    var fields = record.fields
    let stated = try fields.number("the control total")
    if counts { _ = try fields.number("the count") }
    let statedRecords = try fields.number("the number of records")
    guard let last = drafts.indices.last else { return }
    if let stated {
      drafts[last].expect(.controlTotal, stated: stated, found: amount, at: place(record))
    }
    if let statedRecords {
      drafts[last].expect(
        .count, stated: statedRecords, found: Int64(records), at: place(record))
    }
  }
}
