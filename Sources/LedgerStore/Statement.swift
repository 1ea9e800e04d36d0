import CSQLite
import Glibc
import LedgerCore

/// A value that a statement takes.
package enum Value: Sendable {
  case integer(Int64)
  case text(String)
  case bytes([UInt8])
  case null

  package static func optional(_ value: Int64?) -> Value { value.map(Value.integer) ?? .null }
  package static func optional(_ value: String?) -> Value { value.map(Value.text) ?? .null }
}

/// A prepared statement, run as often as needed.
package final class Statement {
  private let statement: OpaquePointer
  private let database: Database
  private let sql: String

  package init(_ sql: String, on database: Database) throws(StoreError) {
    var prepared: OpaquePointer?
    let status = sqlite3_prepare_v3(
      database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard status == SQLITE_OK, let prepared else { throw database.error(status, sql) }
    statement = prepared
    self.database = database
    self.sql = sql
  }

  deinit { sqlite3_finalize(statement) }

  /// Binds the values in order and makes the statement ready to `step`.
  @discardableResult
  package func bind(_ values: Value...) throws(StoreError) -> Statement { try bind(values) }

  /// As above; values beyond the statement's own parameters are left out.
  @discardableResult
  package func bind(_ values: [Value]) throws(StoreError) -> Statement {
    sqlite3_reset(statement)
    let count = Int(sqlite3_bind_parameter_count(statement))
    for (index, value) in values.prefix(count).enumerated() {
      let place = Int32(index + 1)
      let status =
        switch value {
        case .integer(let number): sqlite3_bind_int64(statement, place, number)
        case .text(var text): text.withUTF8 { bind(place, UnsafeRawBufferPointer($0)) }
        case .bytes(let bytes): bytes.withUnsafeBytes { bind(place, $0) }
        case .null: sqlite3_bind_null(statement, place)
        }
      guard status == SQLITE_OK else { throw database.error(status, sql) }
    }
    return self
  }

  private func bind(_ place: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
    let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    return base.map { acorn_bind_text(statement, place, $0, Int32(bytes.count)) }
      ?? acorn_bind_text(statement, place, "", 0)
  }

  /// Runs with integers only: the form of the rows that there are many of.
  package func run(integers: borrowing Span<Int64>) throws(StoreError) {
    sqlite3_reset(statement)
    for index in integers.indices {
      sqlite3_bind_int64(statement, Int32(index + 1), integers[index])
    }
    let status = sqlite3_step(statement)
    guard status == SQLITE_DONE else { throw database.error(status, sql) }
  }

  /// Runs a statement that gives no rows.
  package func run(_ values: Value...) throws(StoreError) {
    try bind(values)
    try finish()
  }

  /// Runs a statement that is bound and gives no rows.
  package func finish() throws(StoreError) {
    let status = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard status == SQLITE_DONE || status == SQLITE_ROW else { throw database.error(status, sql) }
  }

  /// Goes to the next row; false after the last.
  package func step() throws(StoreError) -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let status: throw database.error(status, sql)
    }
  }

  package var columnCount: Int32 { sqlite3_column_count(statement) }

  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  package func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(statement, column) == SQLITE_NULL
  }

  package func optionalInteger(_ column: Int32) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  package func bytes(_ column: Int32) -> [UInt8] {
    guard let base = sqlite3_column_text(statement, column) else { return [] }
    let count = Int(sqlite3_column_bytes(statement, column))
    return Array(UnsafeBufferPointer(start: base, count: count))
  }

  /// Reads a column's bytes where they lie.
  func blob<Result>(
    _ column: Int32, _ read: (UnsafeRawBufferPointer) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let base = sqlite3_column_blob(statement, column)
    return try read(
      UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(statement, column))))
  }

  /// Puts a column's bytes behind others.
  func append(_ column: Int32, to bytes: inout [UInt8]) {
    guard let base = sqlite3_column_text(statement, column) else { return }
    let count = Int(sqlite3_column_bytes(statement, column))
    bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
  }

  /// Whether a column holds nothing or an empty text.
  func isEmpty(_ column: Int32) -> Bool { sqlite3_column_bytes(statement, column) == 0 }

  package func text(_ column: Int32) -> String {
    guard let base = sqlite3_column_text(statement, column) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }

  /// Whether a column holds just these bytes.
  func holds(_ bytes: ByteString, _ column: Int32) -> Bool {
    guard let base = sqlite3_column_text(statement, column) else { return bytes.isEmpty }
    let count = Int(sqlite3_column_bytes(statement, column))
    return bytes.bytes.count == count && memcmp(bytes.bytes, base, count) == 0
  }

  /// Whether a column holds just this text.
  func holds(_ text: String, _ column: Int32) -> Bool {
    guard let base = sqlite3_column_text(statement, column) else { return text.isEmpty }
    let count = Int(sqlite3_column_bytes(statement, column))
    guard text.utf8.count == count else { return false }
    return text.utf8.elementsEqual(UnsafeBufferPointer(start: base, count: count))
  }

  package func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}
