import LedgerCore

/// A CSV file of the user's with a header row, by RFC 4180; LF or CRLF, with or without a BOM.
///
/// Rows are read one after the other; a catalog of a large seller is never held twice.
struct CSVTable {
  typealias Row = (line: Int, cells: [ByteString])

  let name: String
  let columns: [String]
  private let places: [String: Int]
  private let rows: CSVParser

  init(_ bytes: [UInt8], name: String, required: [String]) throws(BatchError) {
    self.name = name
    var parser = CSVParser(bytes, from: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    guard let header = parser.next() else {
      throw BatchError("\(name): the file is empty; its first line names the columns")
    }
    columns = header.cells.map { $0.trimmed.text }
    places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { one, _ in one })
    rows = parser
    let missing = required.filter { !columns.contains($0) }
    guard missing.isEmpty else {
      throw BatchError(
        "\(name):1: the header lacks \(missing.joined(separator: ", ")); add the column")
    }
  }

  /// Calls `body` with each row that is not blank.
  func eachRow(_ body: (Row) throws(BatchError) -> Void) throws(BatchError) {
    var parser = rows
    while let row = parser.next() {
      if let line = parser.unclosedQuoteLine {
        throw BatchError("\(name):\(line): a quote is not closed; check the quotes of this line")
      }
      if row.cells.allSatisfy(\.isEmpty) { continue }
      try body(row)
    }
  }

  /// The value of a column in a row, trimmed; empty where the row or the file has none.
  func value(_ column: String, _ row: Row) -> ByteString {
    guard let place = places[column], place < row.cells.count else { return "" }
    return row.cells[place].trimmed
  }
}

private struct CSVParser {
  private let bytes: [UInt8]
  private var at: Int
  private var line = 1
  private(set) var unclosedQuoteLine: Int?

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    at = start
  }

  mutating func next() -> CSVTable.Row? {
    guard at < bytes.count else { return nil }
    let start = line
    var cells: [ByteString] = []
    repeat { cells.append(field()) } while endedWithComma()
    line += 1
    return (start, cells)
  }

  /// Steps over what ends a field; true for a comma.
  private mutating func endedWithComma() -> Bool {
    guard at < bytes.count else { return false }
    at += 1
    return bytes[at - 1] == UInt8(ascii: ",")
  }

  /// The field at the place; leaves the place at the comma or line feed behind it.
  private mutating func field() -> ByteString {
    let quoted = at < bytes.count && bytes[at] == UInt8(ascii: "\"") ? quotedField() : nil
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != 10 { at += 1 }
    var end = at
    if end > start, bytes[end - 1] == 13, at == bytes.count || bytes[at] == 10 { end -= 1 }
    let rest = bytes[start..<end]
    return quoted.map { ByteString($0 + rest) } ?? ByteString(rest)
  }

  private mutating func quotedField() -> [UInt8] {
    let start = line
    var field: [UInt8] = []
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == 34 {
        guard at < bytes.count, bytes[at] == 34 else { return field }
        at += 1
      }
      if byte == 10 { line += 1 }
      field.append(byte)
    }
    unclosedQuoteLine = start
    return field
  }
}
