import LedgerCore

/// A CSV file of the user's with a header row, by RFC 4180; LF or CRLF, with or without a BOM.
///
/// Rows are read one after the other; a catalog of a large seller is never held twice.
struct CSVTable {
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
    columns = header.cells.indices.map { header.cell($0).trimmed.text }
    places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { one, _ in one })
    rows = parser
    let missing = required.filter { !columns.contains($0) }
    guard missing.isEmpty else {
      throw BatchError(
        "\(name):1: the header lacks \(missing.joined(separator: ", ")); add the column")
    }
  }

  /// Calls `body` with each row that is not blank.
  func eachRow(_ body: (CSVRow) throws(BatchError) -> Void) throws(BatchError) {
    var parser = rows
    while let row = parser.next() {
      if let line = parser.unclosedQuoteLine {
        throw BatchError("\(name):\(line): a quote is not closed; check the quotes of this line")
      }
      if row.isBlank { continue }
      try body(row)
    }
  }

  /// The value of a column in a row, trimmed; empty where the row or the file has none.
  func value(_ column: String, _ row: CSVRow) -> ByteString {
    guard let place = places[column] else { return "" }
    return row.cell(place).trimmed
  }
}

/// A row of a CSV file: where its cells are, and the text of those that are quoted.
struct CSVRow {
  let line: Int
  fileprivate let bytes: [UInt8]
  fileprivate var cells: [Range<Int>] = []
  fileprivate var quoted: [Int: ByteString] = [:]

  fileprivate var isBlank: Bool { quoted.isEmpty && cells.allSatisfy(\.isEmpty) }

  fileprivate func cell(_ place: Int) -> ByteString {
    guard place < cells.count else { return "" }
    return quoted[place] ?? ByteString(bytes[cells[place]])
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

  mutating func next() -> CSVRow? {
    guard at < bytes.count else { return nil }
    var row = CSVRow(line: line, bytes: bytes)
    row.cells.reserveCapacity(8)
    repeat { field(&row) } while endedWithComma()
    line += 1
    return row
  }

  /// Steps over what ends a field; true for a comma.
  private mutating func endedWithComma() -> Bool {
    guard at < bytes.count else { return false }
    at += 1
    return bytes[at - 1] == UInt8(ascii: ",")
  }

  /// Adds the field at the place to the row; leaves the place at what ends it.
  private mutating func field(_ row: inout CSVRow) {
    if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
      row.quoted[row.cells.count] = ByteString(quotedField())
    }
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != 10 { at += 1 }
    let isLast = at == bytes.count || bytes[at] == 10
    let end = isLast && at > start && bytes[at - 1] == 13 ? at - 1 : at
    if let head = row.quoted[row.cells.count], end > start {
      row.quoted[row.cells.count] = ByteString(head.bytes + bytes[start..<end])
    }
    row.cells.append(start..<end)
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
