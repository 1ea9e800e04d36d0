import LedgerCore

/// Field 61, a statement line: `2601020102C98,38NTRFNONREF//DE0001248`.
///
/// - Source: SWIFT MT940, field 61: value date, entry date, mark, funds code, amount, type,
///   the owner's reference, the bank's reference behind `//`, further details on the next line.
struct MT940Line {
  private let bookingDate: CalendarDate
  private let valueDate: CalendarDate
  private let amount: Money
  private let isReversal: Bool
  private let isBooked: Bool
  private let ownerReference: ByteString
  private let bankReference: ByteString
  private let details: ByteString
  private let place: BankStatementPlace
  /// Field 86 behind it.
  var information: MT940Information?

  init(
    _ field: MT940Field, entry: Int, in currency: Currency
  ) throws(BankStatementError) {
    place = BankStatementPlace(line: field.line, entry: entry)
    let text = field.value
    func refuse(_ what: String) -> BankStatementError {
      BankStatementError(
        BankStatementPlace(line: field.line, entry: entry), ":61: \(shown(text)) has \(what)",
        whatToDo: downloadAgain)
    }
    var rest = text.bytes[...]
    guard let valueDate = CalendarDate(shortYear: rest.prefix(6)) else {
      throw refuse("no value date")
    }
    self.valueDate = valueDate
    rest = rest.dropFirst(6)
    if let first = rest.first, (48...57).contains(first) {
      guard let date = CalendarDate(monthDay: rest.prefix(4), near: valueDate) else {
        throw refuse("no entry date behind its value date")
      }
      bookingDate = date
      rest = rest.dropFirst(4)
    } else {
      bookingDate = valueDate
    }
    guard let mark = MT940Mark(&rest) else { throw refuse("no mark C, D, RC or RD") }
    (isReversal, isBooked) = (mark.isReversal, mark.isBooked)
    if let letter = rest.first, (65...90).contains(letter) { rest = rest.dropFirst() }
    let digits = rest.prefix { (48...57).contains($0) || $0 == UInt8(ascii: ",") }
    guard let amount = AmountText.swift.money(ByteString(digits), in: currency) else {
      throw refuse("no amount in \(currency)")
    }
    self.amount = mark.isCredit ? amount : -amount
    rest = rest.dropFirst(digits.count)
    let type = rest.prefix(4)
    guard type.count == 4, type.first.map({ (65...90).contains($0) }) == true,
      type.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) })
    else { throw refuse("no transaction type") }
    let references = ByteString(rest.dropFirst(4)).parted(by: "//")
    ownerReference = references.head.trimmed
    bankReference = references.tail?.trimmed ?? ""
    details = ByteString.joined(field.lines.dropFirst().map { ByteString($0).trimmed })
  }

  var bankLine: BankLine {
    let owner = ownerReference == "NONREF" ? "" : ownerReference
    let end = information?.paymentReference ?? ""
    let text = information?.text ?? ""
    return BankLine(
      bookingDate: bookingDate, valueDate: valueDate, amount: amount, reference: bankReference,
      paymentReference: end.isEmpty ? owner : end, counterparty: information?.counterparty ?? "",
      text: text.isEmpty ? details : text, place: place, isReversal: isReversal,
      isBooked: isBooked)
  }
}

/// Credit or debit. A reversed credit (`RC`) is taken from the account, a reversed debit given back;
/// expected items (`EC`, `ED`) are in no balance.
private struct MT940Mark {
  let isCredit: Bool
  let isReversal: Bool
  let isBooked: Bool

  /// Takes the mark from the head of a text.
  init?(_ text: inout ArraySlice<UInt8>) {
    let prefix = text.first
    isReversal = prefix == UInt8(ascii: "R")
    isBooked = prefix != UInt8(ascii: "E")
    if isReversal || !isBooked { text = text.dropFirst() }
    switch text.popFirst() {
    case UInt8(ascii: "C"): isCredit = !isReversal
    case UInt8(ascii: "D"): isCredit = isReversal
    default: return nil
    }
  }
}

extension ByteString {
  /// What stands before and behind the first place of a mark.
  func parted(by mark: ByteString) -> (head: ByteString, tail: ByteString?) {
    guard let place = place(of: mark) else { return (self, nil) }
    return (ByteString(bytes[..<place]), ByteString(bytes[(place + mark.bytes.count)...]))
  }

  /// The first place of a text at or behind `start`.
  func place(of other: ByteString, from start: Int = 0) -> Int? {
    guard !other.isEmpty, start >= 0 else { return nil }
    return bytes.withUnsafeBufferPointer { text in
      other.bytes.withUnsafeBufferPointer { part in
        var at = start
        while at + part.count <= text.count {
          var same = 0
          while same < part.count, text[at + same] == part[same] { same += 1 }
          if same == part.count { return at }
          at += 1
        }
        return nil
      }
    }
  }
}
