import LedgerCore

/// A row of a Buchungsstapel, its cells as they stand in the file.
struct DATEVRow {
  private var cells: [[UInt8]] = DATEVColumns.names.map { _ in [] }

  var bytes: [UInt8] { Array(cells.joined(separator: [UInt8(ascii: ";")])) }

  /// A number or a date.
  mutating func set(_ column: String, _ value: String) {
    cells[DATEVColumns.place(column)] = Array(value.utf8)
  }

  /// A text of at most `limit` characters, cut where it is longer.
  mutating func setText(_ column: String, _ value: String, _ limit: Int) {
    guard !value.isEmpty else { return }
    let bytes = Windows1252(oneLine(value)).bytes
    cells[DATEVColumns.place(column)] = DATEVRow.quoted(DATEVRow.cut(bytes, limit))
  }

  mutating func set(_ column: String, _ centre: CostCentre) {
    guard !centre.bytes.isEmpty else { return }
    cells[DATEVColumns.place(column)] = DATEVRow.quoted(centre.bytes)
  }

  /// A quote counts twice, as it is written twice.
  static func cut(_ bytes: [UInt8], _ limit: Int) -> [UInt8] {
    var room = limit
    return Array(
      bytes.prefix { byte in
        room -= byte == quote ? 2 : 1
        return room >= 0
      })
  }

  private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  private static let quote = UInt8(ascii: "\"")
}
