import LedgerCore

/// The few texts that a column has again and again, each made once.
struct RepeatedTexts {
  private var columns: [[(bytes: ByteString, text: String)]] = []

  /// More different ones are no repetition, and would take long to look through.
  private static let most = 16

  mutating func text(_ row: Statement, _ column: Int32) -> String { value(row, column).text }

  mutating func bytes(_ row: Statement, _ column: Int32) -> ByteString { value(row, column).bytes }

  private mutating func value(
    _ row: Statement, _ column: Int32
  ) -> (bytes: ByteString, text: String) {
    while columns.count <= Int(column) { columns.append([]) }
    if let known = columns[Int(column)].first(where: { row.holds($0.bytes, column) }) {
      return known
    }
    let value = (bytes: ByteString(row.bytes(column)), text: row.text(column))
    if columns[Int(column)].count < Self.most { columns[Int(column)].append(value) }
    return value
  }
}
