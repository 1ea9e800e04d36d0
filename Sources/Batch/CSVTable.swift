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
    var parser = CSVParser(
      bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
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
  private var rest: ArraySlice<UInt8>
  private var line = 1
  private(set) var unclosedQuoteLine: Int?

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() -> (line: Int, cells: [ByteString])? {
    guard !rest.isEmpty else { return nil }
    let start = line
    var cells: [ByteString] = []
    while true {
      let (cell, end) = field()
      cells.append(cell)
      switch end {
      case UInt8(ascii: ","): continue
      default:
        line += 1
        return (start, cells)
      }
    }
  }

  /// The next field and the byte that ended it (nil at the end of the file).
  private mutating func field() -> (ByteString, UInt8?) {
    var bytes: [UInt8] = []
    if rest.first == UInt8(ascii: "\"") {
      let start = line
      rest.removeFirst()
      while true {
        guard let byte = rest.popFirst() else {
          unclosedQuoteLine = start
          return (ByteString(bytes), nil)
        }
        if byte == 34 {
          guard rest.first == 34 else { break }
          rest.removeFirst()
        }
        if byte == 10 { line += 1 }
        bytes.append(byte)
      }
    }
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: ",") { return (ByteString(bytes), byte) }
      if byte == 10 {
        if bytes.last == 13 { bytes.removeLast() }
        return (ByteString(bytes), byte)
      }
      bytes.append(byte)
    }
    return (ByteString(bytes), nil)
  }
}
