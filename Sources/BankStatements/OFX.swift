import LedgerCore

/// Reads OFX: 1.x, which is SGML behind a header of lines, and 2.x, which is XML.
///
/// - Source: OFX 2.2, chapter 11, `STMTRS` and `CCSTMTRS`; OFX 1.6, chapter 2 for the header.
func readOFX(_ bytes: [UInt8]) throws(BankStatementError) -> [BankStatement] {
  let reader = OFXReader()
  let consume: ElementBuilder.Consumer = { (element, open) throws(BankStatementError) in
    try reader.take(element, in: open)
  }
  if isOFXInSGML(bytes) {
    let (body, line) = try sgmlBody(bytes)
    try readSGML(body, firstLine: line, consume)
  } else {
    try readXML(bytes, consume)
  }
  guard !reader.statements.isEmpty else {
    throw BankStatementError(
      BankStatementPlace(), "the file holds no STMTRS: \(reader.refusal ?? "no account's lines")",
      whatToDo: downloadAgain)
  }
  return reader.statements
}

/// Whether the file has the header of OFX 1.x, or no XML declaration at all.
private func isOFXInSGML(_ bytes: [UInt8]) -> Bool {
  if let mark = Charset.mark(of: bytes), mark.charset != .utf8 { return false }
  let head = String(decoding: bytes.prefix(1024), as: UTF8.self)
  return head.contains("OFXHEADER:") || !head.contains("<?")
}

/// What follows the header, in UTF-8, and the number of its first line.
private func sgmlBody(_ bytes: [UInt8]) throws(BankStatementError) -> (ArraySlice<UInt8>, Int) {
  guard let start = bytes.firstIndex(of: UInt8(ascii: "<")) else {
    throw BankStatementError(line: 1, "nothing follows the header", whatToDo: downloadAgain)
  }
  let line = bytes[..<start].count { $0 == 10 } + 1
  // Lines are usual; some banks put the whole header on one.
  let fields = bytes[..<start].split { $0 <= 32 }.map { String(decoding: $0, as: UTF8.self) }
  func field(_ name: String) -> String? {
    fields.first { $0.hasPrefix(name + ":") }.map { String($0.dropFirst(name.count + 1)) }
  }
  let body = Array(bytes[start...])
  let label = [field("CHARSET"), field("ENCODING")].compactMap { $0 }
    .first { Charset(named: $0) != nil && Charset(named: $0) != .utf8 }
  guard let label, let charset = Charset(named: label) else {
    return (Charset.decodedByContent(body)[...], line)
  }
  return (try charset.decoded(body)[...], line)
}

private final class OFXReader {
  private(set) var statements: [BankStatement] = []
  /// What the bank said instead of a statement.
  private(set) var refusal: String?
  private var lines: [BankLine] = []

  func take(_ element: Element, in open: [Element]) throws(BankStatementError) -> Bool {
    switch element.name {
    case "STMTTRN" where open.last?.name == "BANKTRANLIST":
      guard lines.count < StatementDraft.mostLines else {
        throw BankStatementError(
          line: element.line, "more than \(StatementDraft.mostLines) lines",
          whatToDo: "ask the bank for shorter periods")
      }
      let statement = open.dropLast().last
      let currency = statement?.value("CURDEF").flatMap { Currency($0.bytes) }
      guard let currency else {
        throw BankStatementError(
          line: element.line, "no CURDEF says which currency the lines are in",
          whatToDo: downloadAgain)
      }
      lines.append(try line(element, in: currency))
      return true
    case "STMTRS", "CCSTMTRS":
      statements.append(try statement(element))
      lines = []
      return true
    case "STATUS":
      if element.value("SEVERITY") == "ERROR" {
        refusal =
          "status \(shown(element.value("CODE") ?? "")) \(shown(element.value("MESSAGE") ?? ""))"
      }
      return true
    default: return false
    }
  }

  private func line(_ element: Element, in currency: Currency) throws(BankStatementError)
    -> BankLine
  {
    let place = BankStatementPlace(line: element.line, entry: lines.count + 1)
    func refuse(_ what: String) -> BankStatementError {
      BankStatementError(place, what, whatToDo: downloadAgain)
    }
    if let other = element.value("CURRENCY", "CURSYM"), other.bytes != Array(currency.code.utf8) {
      throw refuse("the amount is in \(shown(other)), its account in \(currency)")
    }
    if let action = element.value("CORRECTACTION") {
      throw refuse("the line corrects another (CORRECTACTION \(shown(action)))")
    }
    let text = element.value("TRNAMT") ?? ""
    guard let amount = AmountText.ofx.money(text, in: currency) else {
      throw refuse("TRNAMT \(shown(text)) is no amount in \(currency)")
    }
    let posted = element.value("DTPOSTED") ?? ""
    guard let bookingDate = CalendarDate(compact: posted.bytes[...]) else {
      throw refuse("DTPOSTED \(shown(posted)) is no day")
    }
    let available = element.value("DTAVAIL")
    let valueDate = available.flatMap { CalendarDate(compact: $0.bytes[...]) }
    if let available, valueDate == nil { throw refuse("DTAVAIL \(shown(available)) is no day") }
    return BankLine(
      bookingDate: bookingDate, valueDate: valueDate, amount: amount,
      reference: element.value("FITID") ?? "",
      paymentReference: element.value("REFNUM") ?? element.value("CHECKNUM") ?? "",
      counterparty: element.value("NAME") ?? element.value("PAYEE", "NAME") ?? "",
      text: element.value("MEMO") ?? "", place: place)
  }

  private func statement(_ element: Element) throws(BankStatementError) -> BankStatement {
    let place = BankStatementPlace(line: element.line)
    guard let currency = element.value("CURDEF").flatMap({ Currency($0.bytes) }) else {
      throw BankStatementError(
        place, "CURDEF \(shown(element.value("CURDEF") ?? "")) is no currency",
        whatToDo: downloadAgain)
    }
    var draft = StatementDraft(.ofx, in: currency)
    draft.place = place
    draft.account =
      element.value("BANKACCTFROM", "ACCTID") ?? element.value("CCACCTFROM", "ACCTID") ?? ""
    let list = element.first("BANKTRANLIST")
    draft.from = list?.value("DTSTART").flatMap { CalendarDate(compact: $0.bytes[...]) }
    draft.to = list?.value("DTEND").flatMap { CalendarDate(compact: $0.bytes[...]) }
    for line in lines { try draft.append(line) }
    draft.closing = try closing(element, draft)
    return try draft.finished()
  }

  /// The ledger balance, unless it is of a later day than the statement's last: it counts lines
  /// then that the statement does not have.
  private func closing(
    _ element: Element, _ draft: StatementDraft
  ) throws(BankStatementError) -> Money? {
    guard let balance = element.first("LEDGERBAL"), let text = balance.value("BALAMT") else {
      return nil
    }
    guard let amount = AmountText.ofx.money(text, in: draft.currency) else {
      throw BankStatementError(
        line: balance.line, "BALAMT \(shown(text)) is no amount in \(draft.currency)",
        whatToDo: downloadAgain)
    }
    let day = balance.value("DTASOF").flatMap { CalendarDate(compact: $0.bytes[...]) }
    if let day, let last = draft.to, day > last { return nil }
    return amount
  }
}
