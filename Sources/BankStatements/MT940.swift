import LedgerCore

/// Reads MT940: messages one after the other, with or without SWIFT's blocks around them.
///
/// A message is a statement, or a page of one: pages have `/n` in their sequence and intermediate
/// balances (`60M`, `62M`), and each is checked by itself.
///
/// - Source: SWIFT Standards, Category 9, MT940 Customer Statement Message.
func readMT940(_ bytes: [UInt8]) throws(BankStatementError) -> [BankStatement] {
  let text = try unmarkedText(bytes)
  var reader = MT940Reader()
  for field in try mt940Fields(text) { try reader.take(field) }
  try reader.endMessage()
  guard !reader.statements.isEmpty else {
    throw BankStatementError(
      line: 1, "the file holds no message with a :60F: balance", whatToDo: downloadAgain)
  }
  return reader.statements
}

/// A tagged field with its continuation lines.
struct MT940Field {
  let tag: String
  let line: Int
  /// The first is without its tag.
  var lines: [ArraySlice<UInt8>]

  var value: ByteString { ByteString(lines[0]).trimmed }
}

/// The fields of all messages; what stands outside of them is left out.
private func mt940Fields(_ text: [UInt8]) throws(BankStatementError) -> [MT940Field] {
  let lines = try textLines(text)
  var fields: [MT940Field] = []
  var isInside = false
  for (place, line) in lines.enumerated() {
    var bytes = line.bytes
    if bytes.first == UInt8(ascii: "{") {
      // The text block may begin behind the others on one line.
      guard let block = ByteString(bytes).text.firstRange(of: "{4:") else { continue }
      bytes = bytes.dropFirst(ByteString(bytes).text[..<block.upperBound].utf8.count)
    }
    if let (tag, value) = tagged(bytes) {
      fields.append(MT940Field(tag: tag, line: line.number, lines: [value]))
      isInside = true
    } else if line.starts("-}") || (ByteString(bytes).trimmed == "-" && endsMessage(lines, place)) {
      isInside = false
    } else if isInside, !fields.isEmpty, !line.isBlank {
      fields[fields.count - 1].lines.append(bytes)
    }
  }
  return fields
}

/// `:60F:C260101…` as its tag and what follows.
private func tagged(_ bytes: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>)? {
  let colon = UInt8(ascii: ":")
  guard bytes.first == colon,
    let end = bytes.dropFirst().prefix(4).firstIndex(of: colon)
  else { return nil }
  let tag = bytes[(bytes.startIndex + 1)..<end]
  guard (2...3).contains(tag.count),
    tag.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
  else { return nil }
  return (String(decoding: tag, as: UTF8.self), bytes[(end + 1)...])
}

/// A lone hyphen ends a message; one that a line break left of a text has fields behind it.
private func endsMessage(_ lines: [TextLine], _ place: Int) -> Bool {
  guard let next = lines[(place + 1)...].first(where: { !$0.isBlank }) else { return true }
  return !next.starts(":") || next.starts(":20:")
}

private struct MT940Reader {
  private(set) var statements: [BankStatement] = []
  private var id: ByteString = ""
  private var account: ByteString = ""
  private var sequence: ByteString = ""
  private var draft: StatementDraft?
  /// A line whose information (`:86:`) may follow.
  private var open: MT940Line?
  private var lastTag = ""

  mutating func take(_ field: MT940Field) throws(BankStatementError) {
    switch field.tag {
    case "20":
      try endMessage()
      (account, sequence) = ("", "")
      id = field.value
    case "25", "25P": account = field.value
    case "28C", "28": sequence = field.value
    case "60F", "60M":
      try endMessage()
      let balance = try MT940Balance(field)
      draft = StatementDraft(.mt940, in: balance.amount.currency)
      draft?.place = BankStatementPlace(line: field.line)
      draft?.opening = balance.amount
      draft?.from = balance.date
    case "61":
      try endLine()
      guard let draft, draft.closing == nil else {
        throw BankStatementError(
          line: field.line, ":61: stands outside of :60F: and :62F:", whatToDo: downloadAgain)
      }
      open = try MT940Line(field, entry: draft.lines.count + 1, in: draft.currency)
    case "86":
      if lastTag == "61" { open?.information = MT940Information(field) }
    case "62F", "62M":
      try endLine()
      let balance = try MT940Balance(field)
      draft?.closing = balance.amount
      draft?.to = balance.date
    default: break
    }
    lastTag = field.tag
  }

  private mutating func endLine() throws(BankStatementError) {
    guard let line = open else { return }
    open = nil
    try draft?.append(line.bankLine)
  }

  mutating func endMessage() throws(BankStatementError) {
    try endLine()
    guard var draft else { return }
    self.draft = nil
    guard draft.closing != nil else {
      throw BankStatementError(
        draft.place, "no :62F: follows the balance of :60F:",
        whatToDo: "the file was cut off: \(downloadAgain)")
    }
    guard !account.isEmpty else {
      throw BankStatementError(
        draft.place, "no :25: names the account", whatToDo: downloadAgain)
    }
    (draft.id, draft.account, draft.sequence) = (id, account, sequence)
    statements.append(try draft.finished())
  }
}

/// Field 60 or 62: `C260131EUR1234,56`.
private struct MT940Balance {
  let date: CalendarDate
  let amount: Money

  init(_ field: MT940Field) throws(BankStatementError) {
    let bytes = field.value.bytes
    let rest = bytes.dropFirst()
    guard let mark = bytes.first, mark == UInt8(ascii: "C") || mark == UInt8(ascii: "D"),
      let date = CalendarDate(shortYear: rest.prefix(6)),
      let currency = Currency(Array(rest.dropFirst(6).prefix(3))),
      let amount = AmountText.swift.money(ByteString(rest.dropFirst(9)), in: currency)
    else {
      throw BankStatementError(
        line: field.line, ":\(field.tag): \(shown(bytes)) is no balance", whatToDo: downloadAgain)
    }
    self.date = date
    self.amount = mark == UInt8(ascii: "C") ? amount : -amount
  }
}

/// A file's text in UTF-8 without a byte order mark, for formats that name no charset.
func unmarkedText(_ bytes: [UInt8]) throws(BankStatementError) -> [UInt8] {
  guard let mark = Charset.mark(of: bytes) else { return Charset.decodedByContent(bytes) }
  return try mark.charset.decoded(Array(bytes.dropFirst(mark.length)))
}
