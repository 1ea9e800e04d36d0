import LedgerCore

/// An `Ntry` of camt.053, to be read as a bank line.
struct Camt053Entry {
  private let element: Element
  private let place: BankStatementPlace
  private let details: [Element]

  /// - Parameter number: its place among the statement's entries, from 1.
  init(_ element: Element, number: Int) {
    self.element = element
    place = BankStatementPlace(line: element.line, entry: number)
    details = element.all("NtryDtls").flatMap { $0.all("TxDtls") }
  }

  func line(in statement: Element?) throws(BankStatementError) -> BankLine {
    let amount = try signedAmount(of: element, place)
    let isBooked = try isBooked()
    let valueDate = try date("ValDt")
    // A pending entry may have no day yet: then the statement's own.
    let made = isBooked ? nil : statement?.value("CreDtTm").flatMap { CalendarDate(isoPrefix: $0) }
    guard let bookingDate = try date("BookgDt") ?? valueDate ?? made else {
      throw BankStatementError(
        place, "the entry has neither BookgDt nor ValDt", whatToDo: downloadAgain)
    }
    let isCredit = amount.minorUnits >= 0
    let parts = try details.map { (detail) throws(BankStatementError) in
      try part(detail, isCredit: isCredit)
    }
    let single = parts.count == 1 ? parts[0] : nil
    let texts = ByteString.joined(parts.map(\.text))
    let note = element.value("AddtlNtryInf") ?? ""
    return BankLine(
      bookingDate: bookingDate, valueDate: valueDate, amount: amount,
      reference: element.value("AcctSvcrRef")
        ?? (details.count == 1 ? details[0].value("Refs", "AcctSvcrRef") : nil) ?? "",
      paymentReference: single?.paymentReference ?? "",
      counterparty: common(parts.map(\.counterparty)), text: texts.isEmpty ? note : texts,
      place: place, isReversal: isTrue(element.value("RvslInd")), isBooked: isBooked,
      instructed: details.count == 1 ? try instructed(details[0], isCredit: isCredit) : nil,
      parts: single == nil ? parts : [])
  }

  /// The batch's amount where its parts have amounts and sum to another one.
  func batchDifference(_ line: BankLine) throws(BankStatementError) -> StatementDifference? {
    let amounts = line.parts.compactMap(\.amount)
    guard !amounts.isEmpty, amounts.count == line.parts.count,
      amounts.allSatisfy({ $0.currency == line.amount.currency })
    else { return nil }
    var found: Int64 = 0
    for amount in amounts { found = try sum(found, amount.minorUnits, at: place) }
    guard found != line.amount.minorUnits else { return nil }
    return StatementDifference(
      kind: .batch, stated: line.amount.minorUnits, found: found, place: place)
  }

  /// `Sts` is a text up to version 03 and holds `Cd` from 04 on.
  private func isBooked() throws(BankStatementError) -> Bool {
    let status = element.value("Sts", "Cd") ?? element.value("Sts")
    switch status?.text {
    case "BOOK": return true
    case "PDNG", "INFO", "FUTR": return false
    default:
      throw BankStatementError(
        place, "Sts is \(shown(status ?? "")), neither BOOK nor PDNG, INFO or FUTR",
        whatToDo: downloadAgain)
    }
  }

  private func date(_ name: String) throws(BankStatementError) -> CalendarDate? {
    guard let text = element.value(name, "Dt") ?? element.value(name, "DtTm") else { return nil }
    guard let date = CalendarDate(isoPrefix: text) else {
      throw BankStatementError(
        place, "\(name) \(shown(text)) is no day", whatToDo: downloadAgain)
    }
    return date
  }

  private func part(_ detail: Element, isCredit: Bool) throws(BankStatementError) -> BankLinePart {
    // Version 02 has the amount in AmtDtls only, later ones beside it.
    let stated = detail.first("Amt") ?? detail.first("AmtDtls", "TxAmt", "Amt")
    var amount = try stated.map { (stated) throws(BankStatementError) in
      try money(stated, at: place)
    }
    let isDebit = detail.value("CdtDbtInd").map { $0 == "DBIT" } ?? !isCredit
    if isDebit { amount = amount.map { -$0 } }
    let reference = detail.value("Refs", "EndToEndId") ?? ""
    return BankLinePart(
      amount: amount, paymentReference: reference == "NOTPROVIDED" ? "" : reference,
      counterparty: counterparty(detail, isCredit: isCredit), text: remittance(detail))
  }

  /// Who paid a credit, or who was paid by a debit. `Pty` stands around the name from 08 on.
  private func counterparty(_ detail: Element, isCredit: Bool) -> ByteString {
    guard let parties = detail.first("RltdPties") else { return "" }
    let roles =
      isCredit ? ["Dbtr", "UltmtDbtr", "Cdtr"] : ["Cdtr", "UltmtCdtr", "Dbtr"]
    for role in roles {
      if let name = parties.value(role, "Nm") ?? parties.value(role, "Pty", "Nm") { return name }
    }
    return ""
  }

  private func remittance(_ detail: Element) -> ByteString {
    let blocks = detail.all("RmtInf")
    let free = blocks.flatMap { $0.all("Ustrd") }.map(\.trimmedText)
    let structured = blocks.flatMap { $0.all("Strd") }.flatMap { block -> [ByteString] in
      [block.value("CdtrRefInf", "Ref") ?? ""] + block.all("AddtlRmtInf").map(\.trimmedText)
    }
    let text = ByteString.joined(free + structured)
    return text.isEmpty ? detail.value("AddtlTxInf") ?? "" : text
  }

  /// The amount as the payer ordered it, where that was in another currency.
  private func instructed(
    _ detail: Element, isCredit: Bool
  ) throws(BankStatementError) -> Money? {
    let found =
      detail.first("AmtDtls", "InstdAmt", "Amt") ?? element.first("AmtDtls", "InstdAmt", "Amt")
    guard let found else { return nil }
    let amount = try money(found, at: place)
    guard amount.currency.code != element.first("Amt")?.currency.text else { return nil }
    return isCredit ? amount : -amount
  }

  private func isTrue(_ text: ByteString?) -> Bool { text == "true" || text == "1" }

  /// The one name that all parts have, if it is one.
  private func common(_ names: [ByteString]) -> ByteString {
    guard let first = names.first, names.allSatisfy({ $0 == first }) else { return "" }
    return first
  }
}
