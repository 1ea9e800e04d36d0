import LedgerCore

/// Reads camt.053: one statement or several, of versions 02 to 13.
///
/// - Source: ISO 20022 `BankToCustomerStatement`; elements are named in the code.
func readCamt053(_ bytes: [UInt8]) throws(BankStatementError) -> [BankStatement] {
  let reader = Camt053Reader()
  try readXML(bytes) { (element, open) throws(BankStatementError) in
    try reader.take(element, in: open)
  }
  guard !reader.statements.isEmpty else {
    throw BankStatementError(
      BankStatementPlace(), "the message holds no Stmt", whatToDo: downloadAgain)
  }
  return reader.statements
}

private final class Camt053Reader {
  private(set) var statements: [BankStatement] = []
  private var lines: [BankLine] = []
  private var batches: [StatementDifference] = []

  private static let path = ["Document", "BkToCstmrStmt", "Stmt"]

  func take(_ element: Element, in open: [Element]) throws(BankStatementError) -> Bool {
    guard !open.isEmpty else {
      try checkVersion(element)
      return true
    }
    // A message may stand in an envelope; the names around a statement are what counts.
    let names = open.suffix(3).map(\.name)
    switch element.name {
    case "Ntry" where names == Camt053Reader.path:
      guard lines.count < StatementDraft.mostLines else {
        throw BankStatementError(
          line: element.line, "more than \(StatementDraft.mostLines) lines",
          whatToDo: "ask the bank for shorter periods")
      }
      let entry = Camt053Entry(element, number: lines.count + 1)
      let line = try entry.line(in: open.last)
      if let difference = try entry.batchDifference(line) { batches.append(difference) }
      lines.append(line)
      return true
    case "Stmt" where names.suffix(2) == Camt053Reader.path.prefix(2):
      if let document = open.last(where: { $0.name == "Document" }) { try checkVersion(document) }
      statements.append(try statement(element))
      lines = []
      batches = []
      return true
    default: return false
    }
  }

  private func checkVersion(_ root: Element) throws(BankStatementError) {
    let prefix = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
    if root.name == "Document", !root.namespace.hasPrefix(prefix) {
      throw BankStatementError(
        line: root.line, "the message is \(shown(Array(root.namespace.utf8))), not camt.053",
        whatToDo: "ask the bank for camt.053, the statement of booked entries")
    }
  }

  private func statement(_ element: Element) throws(BankStatementError) -> BankStatement {
    let balances = try element.all("Bal").map { (bal) throws(BankStatementError) in
      (code: bal.value("Tp", "CdOrPrtry", "Cd")?.text ?? "", amount: try signedAmount(of: bal))
    }
    func balance(_ code: String) -> Money? { balances.first { $0.code == code }?.amount }
    let stated = element.value("Acct", "Ccy").flatMap { Currency($0.bytes) }
    guard let currency = stated ?? balances.first?.amount.currency ?? lines.first?.amount.currency
    else {
      throw BankStatementError(
        line: element.line, "the statement names no currency", whatToDo: downloadAgain)
    }
    var draft = StatementDraft(.camt053, in: currency)
    draft.place = BankStatementPlace(line: element.line)
    draft.account =
      element.value("Acct", "Id", "IBAN") ?? element.value("Acct", "Id", "Othr", "Id") ?? ""
    draft.id = element.value("Id") ?? ""
    draft.sequence = sequence(element)
    draft.from = element.value("FrToDt", "FrDtTm").flatMap { CalendarDate(isoPrefix: $0) }
    draft.to = element.value("FrToDt", "ToDtTm").flatMap { CalendarDate(isoPrefix: $0) }
    draft.opening = balance("OPBD") ?? balance("PRCD")
    draft.closing = balance("CLBD")
    draft.differences = batches
    for line in lines { try draft.append(line) }
    try compareTotals(element, &draft)
    return try draft.finished()
  }

  private func sequence(_ element: Element) -> ByteString {
    let number = element.value("ElctrncSeqNb") ?? element.value("LglSeqNb") ?? ""
    guard let page = element.value("StmtPgntn", "PgNb") else { return number }
    return ByteString(number.bytes + Array("/".utf8) + page.bytes)
  }

  /// `TxsSummry` counts booked and pending entries alike.
  private func compareTotals(
    _ element: Element, _ draft: inout StatementDraft
  ) throws(BankStatementError) {
    let totals: [(String, StatementDifference.Kind, Bool)] = [
      ("TtlCdtNtries", .credits, true), ("TtlDbtNtries", .debits, false),
    ]
    for (name, kind, isCredit) in totals {
      guard let total = element.first("TxsSummry", name) else { continue }
      let place = BankStatementPlace(line: total.line)
      if let text = total.value("Sum") {
        guard let stated = AmountText.iso20022.money(text, in: draft.currency) else {
          throw BankStatementError(
            place, "\(shown(text)) is no amount in \(draft.currency)", whatToDo: downloadAgain)
        }
        var found: Int64 = 0
        for line in draft.lines where (line.amount.minorUnits >= 0) == isCredit {
          found = try sum(found, abs(line.amount.minorUnits), at: line.place)
        }
        draft.expect(kind, stated: stated.minorUnits, found: found, at: place)
      }
    }
    if let text = element.value("TxsSummry", "TtlNtries", "NbOfNtries"),
      let stated = number(text.bytes[...])
    {
      draft.expect(
        .count, stated: Int64(stated), found: Int64(draft.lines.count), at: draft.place)
    }
  }
}

/// The amount of a balance or an entry: `Amt@Ccy`, negative where `CdtDbtInd` is `DBIT`.
func signedAmount(
  of element: Element, _ place: BankStatementPlace? = nil
) throws(BankStatementError) -> Money {
  let place = place ?? BankStatementPlace(line: element.line)
  let found = element.first("Amt")
  let amount = try money(found, at: place)
  switch element.value("CdtDbtInd")?.text {
  case "CRDT": return amount
  case "DBIT": return -amount
  case let other:
    throw BankStatementError(
      place, "CdtDbtInd is \(shown(Array((other ?? "").utf8))), neither CRDT nor DBIT",
      whatToDo: downloadAgain)
  }
}

/// An unsigned amount with its currency.
func money(
  _ element: Element?, at place: BankStatementPlace
) throws(BankStatementError) -> Money {
  guard let element, let currency = Currency(element.currency.bytes),
    let amount = AmountText.iso20022.money(element.trimmedText, in: currency)
  else {
    let text = element.map { "\($0.currency.text) \($0.trimmedText.text)" } ?? ""
    throw BankStatementError(
      place, "Amt \(shown(Array(text.utf8))) is no amount of a known currency",
      whatToDo: downloadAgain)
  }
  return amount
}
