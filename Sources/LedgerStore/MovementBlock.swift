import LedgerCore

/// A movement as a block holds it, with the bytes of its integers one behind the other: ledgers hold
/// them in this order, so that another one takes a migration.
struct MovementRecord {
  /// What an integer is where there is none.
  private static let none = Int64.min
  /// The columns of `movement m`, in the order of the integers.
  static let columns = """
    m.transaction_number, m.kind_id, (m.is_deferral > m.is_release) + 2 * m.is_counted,
    m.posted_at, m.total_minor,
    CASE WHEN m.is_release > m.is_held THEN m.posted_at ELSE m.released_at END, m.released_day,
    coalesce(m.seen_at, 0), m.release_seen_at, m.first_matures_at, m.matures_at, m.matures_seen_at
    """

  let number, kindID: Int64
  /// Bit 0 is set for a held-back sale, bit 1 for what counts by itself.
  private let flags: Int64
  private let postedAt, totalMinor: Int64
  private let releasedAt, releasedDay, seenAt, releaseSeenAt: Int64
  private let firstMaturity, lastMaturity, lastMaturitySeenAt: Int64

  /// From `columns`, the first of which is at `start`.
  init(_ row: Statement, from start: Int32) {
    func integer(_ column: Int32) -> Int64 { row.optionalInteger(start + column) ?? Self.none }
    (number, kindID, flags) = (integer(0), integer(1), integer(2))
    (postedAt, totalMinor, releasedAt, releasedDay) = (
      integer(3), integer(4), integer(5), integer(6)
    )
    (seenAt, releaseSeenAt, firstMaturity) = (integer(7), integer(8), integer(9))
    (lastMaturity, lastMaturitySeenAt) = (integer(10), integer(11))
  }

  /// All that a column holds.
  static func all(_ row: Statement, _ column: Int32) throws(StoreError) -> [MovementRecord] {
    try row.blob(column) { bytes throws(StoreError) in
      let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: MemoryLayout<Self>.stride)
      guard rest == 0 else {
        throw StoreError(
          .damaged("it ends within a record; run acorn rebuild"), at: "movement_block")
      }
      return Array(unsafeUninitializedCapacity: count) { records, initialized in
        UnsafeMutableRawBufferPointer(records).copyMemory(from: bytes)
        initialized = count
      }
    }
  }

  private var isDeferral: Bool { flags & 1 != 0 }
  private var isCounted: Bool { flags & 2 != 0 }
  /// Whether it moves its account, now or once it is released.
  var isTold: Bool { flags != 0 }

  func told(of kind: Int) -> ToldMovement {
    func optional(_ integer: Int64) -> Int64? { integer == Self.none ? nil : integer }
    return ToldMovement(
      kind: kind, postedAt: postedAt, totalMinor: totalMinor, isDeferral: isDeferral,
      isCounted: isCounted, releasedAt: optional(releasedAt),
      releasedDay: optional(releasedDay).map { CalendarDate(dayNumber: Int32($0)) },
      seenAt: seenAt, releaseSeenAt: optional(releaseSeenAt),
      firstMaturity: optional(firstMaturity), lastMaturity: optional(lastMaturity),
      lastMaturitySeenAt: optional(lastMaturitySeenAt))
  }
}

/// Movements of a store in one piece: a night reads those of the whole history, and a row of a table
/// costs ten times as much as a record of a piece.
///
/// A block has those whose transactions' numbers begin alike: a number never changes, so that a night
/// writes the blocks of what it was told alone.
struct MovementBlock {
  private static let numbersInBlock: Int64 = 1024

  let store: String
  let place: Int64
  /// By number.
  private var records: [MovementRecord] = []

  var bytes: [UInt8] { records.withUnsafeBytes { Array($0) } }

  fileprivate init(_ store: String, of number: Int64) {
    (self.store, place) = (store, number / Self.numbersInBlock)
  }

  fileprivate func takes(_ store: String, _ number: Int64) -> Bool {
    self.store == store && place == number / Self.numbersInBlock
  }

  fileprivate mutating func append(_ record: MovementRecord) { records.append(record) }

  /// Adds records in the place of those of the same transactions.
  fileprivate mutating func fill(with kept: [MovementRecord]) {
    let numbers = Set(records.map(\.number))
    records = (records.filter(\.isTold) + kept.filter { !numbers.contains($0.number) })
      .sorted { $0.number < $1.number }
  }
}

extension Ledger {
  /// Brings blocks up to the rows of `movement m` that `source` names.
  func replaceMovementBlocks(of source: String) throws(StoreError) {
    let select = try Statement(
      "SELECT records FROM movement_block WHERE store = ? AND place = ?", on: database)
    let insert = try Statement(
      "INSERT OR REPLACE INTO movement_block VALUES (?, ?, CAST(? AS BLOB))", on: database)
    try eachMovementBlock(of: source) { block throws(StoreError) in
      var block = block
      try select.bind(.text(block.store), .integer(block.place))
      block.fill(with: try select.step() ? MovementRecord.all(select, 0) : [])
      try insert.run(.text(block.store), .integer(block.place), .bytes(block.bytes))
    }
  }

  /// How many blocks are not those of the movements.
  package func wrongMovementBlocks() throws(StoreError) -> Int64 {
    let select = try Statement(
      "SELECT 1 FROM movement_block WHERE store = ? AND place = ? AND records = CAST(? AS BLOB)",
      on: database)
    let count = try database.integer("SELECT count(*) FROM movement_block")
    var (right, missing): (Int64, Int64) = (0, 0)
    try eachMovementBlock(of: "movement m") { block throws(StoreError) in
      var block = block
      block.fill(with: [])
      try select.bind(.text(block.store), .integer(block.place), .bytes(block.bytes))
      if try select.step() { right += 1 } else { missing += 1 }
    }
    return max(missing, count - right)
  }

  private func eachMovementBlock(
    of source: String, _ body: (MovementBlock) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      "SELECT m.store, \(MovementRecord.columns) FROM \(source) ORDER BY 1, 2", on: database)
    var block: MovementBlock?
    while try select.step() {
      let (store, record) = (select.text(0), MovementRecord(select, from: 1))
      if let full = block, !full.takes(store, record.number) {
        try body(full)
        block = nil
      }
      block = block ?? MovementBlock(store, of: record.number)
      block?.append(record)
    }
    if let block { try body(block) }
  }
}
