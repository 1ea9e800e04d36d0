import LedgerCore

/// Conclusions are drawn anew each night, and mostly are those of the night before: what is kept of
/// them is in stretches, of which only those that differ are written.
extension Ledger {
  private static let stretchBits: Int64 = 8

  /// Replaces the rows of a table whose first column is their position; part of the transaction that
  /// saves conclusions.
  ///
  /// A position is the place of the row's section, then its own in it: rows of a section that grows at
  /// its end keep their positions.
  ///
  /// - Parameter section: what rows that follow one another have in common, such as an account.
  func replaceConcluded<Row, Section: Equatable>(
    _ table: String, with rows: [Row], section: (Row) -> Section, _ values: (Row) -> [Value]
  ) throws(StoreError) {
    var kept = try keptStretches(of: table)
    var stretch: (number: Int64, rows: [(position: Int64, row: Row)]) = (-1, [])
    var (last, sections, place): (Section?, Int64, Int64) = (nil, -1, 0)
    for row in rows {
      let own = section(row)
      if own != last { (last, sections, place) = (own, sections + 1, 0) }
      let position = sections << 32 | place
      place += 1
      if position >> Ledger.stretchBits != stretch.number {
        try replace(stretch, of: table, &kept, values)
        stretch = (position >> Ledger.stretchBits, [])
      }
      stretch.rows.append((position, row))
    }
    try replace(stretch, of: table, &kept, values)
    let forget = try Statement(
      "DELETE FROM concluded_stretch WHERE kind = ? AND number = ?", on: database)
    for number in kept.keys.sorted() {
      try removeRows(of: table, in: number)
      try forget.run(.text(table), .integer(number))
    }
  }

  private func keptStretches(of table: String) throws(StoreError) -> [Int64: Fingerprint] {
    let select = try Statement(
      "SELECT number, print_high, print_low FROM concluded_stretch WHERE kind = ?", on: database)
    try select.bind(.text(table))
    var kept: [Int64: Fingerprint] = [:]
    while try select.step() {
      kept[select.integer(0)] = Fingerprint(words: (select.integer(1), select.integer(2)))
    }
    return kept
  }

  private func replace<Row>(
    _ stretch: (number: Int64, rows: [(position: Int64, row: Row)]), of table: String,
    _ kept: inout [Int64: Fingerprint], _ values: (Row) -> [Value]
  ) throws(StoreError) {
    guard let first = stretch.rows.first else { return }
    var print = Fingerprint()
    for (position, row) in stretch.rows {
      print.add(position)
      print.add(values(row))
    }
    guard kept.removeValue(forKey: stretch.number) != print else { return }
    try removeRows(of: table, in: stretch.number)
    let places = values(first.row).map { _ in ", ?" }.joined()
    let insert = try Statement("INSERT INTO \(table) VALUES (?\(places))", on: database)
    for (position, row) in stretch.rows {
      try insert.bind([.integer(position)] + values(row)).finish()
    }
    try Statement("INSERT OR REPLACE INTO concluded_stretch VALUES (?, ?, ?, ?)", on: database).run(
      .text(table), .integer(stretch.number), .integer(print.words.0), .integer(print.words.1))
  }

  private func removeRows(of table: String, in stretch: Int64) throws(StoreError) {
    let first = stretch << Ledger.stretchBits
    try Statement("DELETE FROM \(table) WHERE position BETWEEN ? AND ?", on: database).run(
      .integer(first), .integer(first | (1 << Ledger.stretchBits - 1)))
  }
}

extension Fingerprint {
  fileprivate mutating func add(_ row: [Value]) {
    for value in row {
      switch value {
      case .integer(let number): add(number)
      case .text(let text): add(text)
      case .bytes(let bytes): bytes.withUnsafeBytes { add(bytes: $0) }
      case .null: add(.min)
      }
    }
  }
}
