import CSQLite
import Glibc

/// One connection to a SQLite file.
package final class Database {
  private(set) var handle: OpaquePointer?
  package let path: String

  /// Opens the file, and makes it when it is not there.
  ///
  /// WAL with NORMAL: a crash leaves the last committed state; `checkpoint` makes it durable.
  package init(path: String) throws(StoreError) {
    self.path = path
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let status = sqlite3_open_v2(path, &handle, flags, nil)
    guard status == SQLITE_OK, let handle else {
      let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close(handle)
      throw StoreError(.sqlite(code: status, message: message), at: path)
    }
    self.handle = handle
    sqlite3_busy_timeout(handle, 5000)
    try run("PRAGMA journal_mode = WAL")
    try run("PRAGMA synchronous = NORMAL")
    try run("PRAGMA foreign_keys = ON")
    try run("PRAGMA cache_size = -8000")
    try run("PRAGMA temp_store = MEMORY")
  }

  /// For a ledger that is made from the archive at once: more pages stay in memory, and what was
  /// written moves into the file less often.
  package func expectMuchWriting() throws(StoreError) {
    try run("PRAGMA cache_size = -48000")
    try run("PRAGMA wal_autocheckpoint = 12000")
  }

  deinit { close() }

  /// Closes the connection; statements that are left must not be used any more.
  package func close() {
    sqlite3_close_v2(handle)
    handle = nil
  }

  /// Runs one or several statements that give no rows.
  package func run(_ sql: String) throws(StoreError) {
    let status = sqlite3_exec(handle, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw error(status, sql) }
  }

  /// All of `body` or nothing of it.
  package func transaction<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try run("BEGIN IMMEDIATE")
    do throws(StoreError) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      try? run("ROLLBACK")
      throw error
    }
  }

  /// Moves all that was committed from the WAL into the database file, and syncs it.
  package func checkpoint() throws(StoreError) {
    let status = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
    guard status == SQLITE_OK else { throw error(status, "wal_checkpoint") }
  }

  /// Writes all that is committed into a new file, while others may write on.
  package func copy(toNew path: String) throws(StoreError) {
    let statement = try Statement("VACUUM INTO ?", on: self)
    try statement.run(.text(path))
  }

  /// The problems that `PRAGMA integrity_check` and the foreign keys show; empty when sound.
  package func integrityProblems() throws(StoreError) -> [String] {
    var problems: [String] = []
    let check = try Statement("PRAGMA integrity_check", on: self)
    while try check.step() {
      let text = check.text(0)
      guard text != "ok", try !isFalseAlarm(text) else { continue }
      problems.append(text)
    }
    let keys = try Statement("PRAGMA foreign_key_check", on: self)
    while try keys.step() { problems.append("foreign key broken in \(keys.text(0))") }
    return problems
  }

  /// SQLite 3.40 takes columns of STRICT tables WITHOUT ROWID for one another where those of
  /// the key do not come first.
  private func isFalseAlarm(_ problem: String) throws(StoreError) -> Bool {
    let words = problem.split(separator: " ")
    guard words.count == 4, words.starts(with: ["NULL", "value", "in"]) else { return false }
    let place = words[3].split(separator: ".")
    guard place.count == 2 else { return false }
    return try integer("SELECT count(*) FROM \"\(place[0])\" WHERE \"\(place[1])\" IS NULL") == 0
  }

  /// The number of the row inserted last.
  var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

  package func integer(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try Statement(sql, on: self)
    return try statement.step() ? statement.integer(0) : 0
  }

  func error(_ status: Int32, _ sql: String) -> StoreError {
    let message = String(cString: sqlite3_errmsg(handle))
    return StoreError(
      .sqlite(code: sqlite3_extended_errcode(handle), message: message),
      at: "\(path): \(sql.prefix(80))")
  }
}
