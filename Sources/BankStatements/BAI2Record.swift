import LedgerCore

/// A logical record of BAI2: a record with the continuations (88) behind it.
struct BAI2Record {
  let code: String
  let line: Int
  /// Physical records, this one and its continuations.
  private(set) var count = 1
  /// The text behind the code; `joint` stands where a continuation begins.
  private var content: [UInt8]

  /// Separates fields, and is a blank inside a text.
  private static let joint: UInt8 = 0x1F

  /// The records of a file.
  static func all(_ bytes: [UInt8]) throws(BankStatementError) -> [BAI2Record] {
    var records: [BAI2Record] = []
    for line in try textLines(bytes) where !line.isBlank {
      let text = ByteString(line.bytes).trimmed.bytes
      guard text.count >= 3, number(text[0..<2]) != nil, text[2] == UInt8(ascii: ",") else {
        throw BankStatementError(
          line: line.number, "\(shown(text)) begins with no record code",
          whatToDo: downloadAgain)
      }
      let code = String(decoding: text[0..<2], as: UTF8.self)
      let content = text.dropFirst(3)
      if code == "88" {
        guard !records.isEmpty else {
          throw BankStatementError(
            line: line.number, "the file begins with a continuation (88)",
            whatToDo: downloadAgain)
        }
        try records[records.count - 1].append(content)
      } else {
        records.append(BAI2Record(code: code, line: line.number, content: Array(content)))
      }
    }
    return records
  }

  private static let mostBytes = 256 << 10

  private mutating func append(_ text: ArraySlice<UInt8>) throws(BankStatementError) {
    // Behind a slash a new field begins; a comma at the end of a line has begun one already.
    if content.last == UInt8(ascii: "/") {
      content[content.count - 1] = BAI2Record.joint
    } else if content.last != UInt8(ascii: ",") {
      content.append(BAI2Record.joint)
    }
    content += text
    count += 1
    guard content.count <= BAI2Record.mostBytes else {
      throw BankStatementError(
        line: line, "the record is longer than \(BAI2Record.mostBytes) bytes",
        whatToDo: downloadAgain)
    }
  }

  /// Its fields one after the other.
  var fields: BAI2Fields {
    BAI2Fields(content.last == UInt8(ascii: "/") ? content.dropLast() : content[...], line: line)
  }

  /// Takes the fields of a record from the left; behind the last one they are empty.
  struct BAI2Fields {
    private var rest: ArraySlice<UInt8>
    private(set) var isAtEnd: Bool
    let line: Int

    init(_ content: ArraySlice<UInt8>, line: Int) {
      rest = content
      isAtEnd = content.isEmpty
      self.line = line
    }

    mutating func next() -> ByteString {
      let field = rest.prefix { $0 != UInt8(ascii: ",") && $0 != BAI2Record.joint }
      isAtEnd = field.endIndex == rest.endIndex
      rest = rest[field.endIndex...].dropFirst()
      return ByteString(field).trimmed
    }

    /// All that is left, which is text and may hold commas.
    mutating func text() -> ByteString {
      defer { (rest, isAtEnd) = ([], true) }
      return ByteString(rest.map { $0 == BAI2Record.joint ? 32 : $0 }).trimmed
    }

    /// A number without decimals: minor units, or a count; an empty field is nil.
    mutating func number(_ name: String) throws(BankStatementError) -> Int64? {
      let text = next()
      if text.isEmpty { return nil }
      let digits =
        text.bytes.first.map { $0 == 43 || $0 == 45 } == true
        ? text.bytes.dropFirst() : text.bytes[...]
      guard (1...18).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else {
        throw BankStatementError(
          line: line, "\(name) \(shown(text)) is no number", whatToDo: downloadAgain)
      }
      let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
      return text.bytes.first == UInt8(ascii: "-") ? -value : value
    }

    /// Takes the funds type and what belongs to it; the value date where it states one.
    mutating func funds() throws(BankStatementError) -> CalendarDate? {
      let type = next()
      switch type.text.uppercased() {
      case "", "Z", "0", "1", "2": return nil
      case "V":
        let day = next()
        _ = next()
        guard let date = CalendarDate(shortYear: day.bytes[...]) else {
          throw BankStatementError(
            line: line, "the value date \(shown(day)) is no day", whatToDo: downloadAgain)
        }
        return date
      case "S":
        for _ in 0..<3 { _ = try number("an amount of funds type S") }
        return nil
      case "D":
        let parts = try number("the count of funds type D") ?? 0
        guard (0...99).contains(parts) else { fallthrough }
        for _ in 0..<parts * 2 { _ = try number("a part of funds type D") }
        return nil
      default:
        throw BankStatementError(
          line: line, "the funds type \(shown(type)) is not known", whatToDo: downloadAgain)
      }
    }
  }
}
