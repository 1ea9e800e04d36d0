import LedgerCore

/// A row of a CSV file and the number of the line it begins on.
struct CSVRow {
  let line: Int
  var cells: [ByteString] = []

  var isBlank: Bool { cells.allSatisfy { $0.isEmpty } }
}

/// Reads rows one after the other. A cell in quotes may hold delimiters, line ends and doubled
/// quotes; a quote inside a cell without them is a character like any other.
///
/// - Source: RFC 4180, with a delimiter of choice.
struct CSVRows {
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var at = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let mostCells = 1000
  private static let mostCellBytes = 64 << 10

  init(_ bytes: [UInt8], delimiter: UInt8, skipping lines: Int) {
    self.bytes = bytes
    self.delimiter = delimiter
    while line <= lines, at < bytes.count {
      while at < bytes.count, bytes[at] != 10, bytes[at] != 13 { at += 1 }
      endLine()
    }
  }

  /// The next row, or nil behind the last one.
  mutating func next() throws(BankStatementError) -> CSVRow? {
    guard at < bytes.count else { return nil }
    var row = CSVRow(line: line)
    while true {
      guard row.cells.count < CSVRows.mostCells else {
        throw refuse("the row has more than \(CSVRows.mostCells) cells")
      }
      row.cells.append(ByteString(try cell()).trimmed)
      guard at < bytes.count, bytes[at] == delimiter else { break }
      at += 1
    }
    endLine()
    return row
  }

  private mutating func cell() throws(BankStatementError) -> [UInt8] {
    var cell: [UInt8] = []
    if at < bytes.count, bytes[at] == CSVRows.quote {
      at += 1
      let start = line
      while true {
        guard at < bytes.count else {
          throw BankStatementError(
            line: start, "a quote is not closed", whatToDo: downloadAgain)
        }
        if bytes[at] == CSVRows.quote {
          at += 1
          guard at < bytes.count, bytes[at] == CSVRows.quote else { break }
        } else if bytes[at] == 10 {
          line += 1
        }
        cell.append(bytes[at])
        at += 1
        guard cell.count <= CSVRows.mostCellBytes else { throw tooLong }
      }
    }
    while at < bytes.count, bytes[at] != delimiter, bytes[at] != 10, bytes[at] != 13 {
      cell.append(bytes[at])
      at += 1
      guard cell.count <= CSVRows.mostCellBytes else { throw tooLong }
    }
    return cell
  }

  private mutating func endLine() {
    if at < bytes.count, bytes[at] == 13 { at += 1 }
    if at < bytes.count, bytes[at] == 10 { at += 1 }
    line += 1
  }

  private var tooLong: BankStatementError {
    refuse("a cell is longer than \(CSVRows.mostCellBytes) bytes")
  }

  private func refuse(_ what: String) -> BankStatementError {
    BankStatementError(
      line: line, what, whatToDo: "check the mapping's delimiter, or \(downloadAgain)")
  }
}
