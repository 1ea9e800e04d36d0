import CSQLite
import Glibc

/// What went wrong with the ledger database or the archive: where, what, and what to do.
package struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case sqlite(code: Int32, message: String)
    case system(errno: Int32)
    case damaged(String)
    case busy(String)
    case newerSchema(found: Int, known: Int)
  }
  package let reason: Reason
  /// The file or the SQL statement concerned.
  package let place: String

  package init(_ reason: Reason, at place: String) {
    self.reason = reason
    self.place = place
  }

  /// Whether the database file holds something else than a sound database; only making it again
  /// helps.
  package var isDamagedDatabase: Bool {
    guard case .sqlite(let code, _) = reason else { return false }
    return [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xff)
      || code == Self.shortRead
  }

  /// A page behind the end of the file; the header has the code as an expression, which is not
  /// imported.
  private static let shortRead = SQLITE_IOERR | 2 << 8

  package var description: String {
    switch reason {
    case .sqlite(let code, let message) where isDamagedDatabase:
      "\(place): the database says: \(message) (\(code)); it is damaged, and the archive has all of "
        + "it: run acorn rebuild"
    case .sqlite(let code, let message):
      "\(place): the database says: \(message) (\(code)); check disk space and permissions, "
        + "then run the command again"
    case .system(let number):
      "\(place): \(String(cString: strerror(number))); check disk space and permissions, "
        + "then run the command again"
    case .damaged(let what):
      "\(place): \(what)"
    case .busy(let holder):
      "\(place): another acorn is at work (\(holder)); wait for it, or stop it"
    case .newerSchema(let found, let known):
      "\(place): the ledger has schema \(found), this acorn knows \(known); use a newer acorn"
    }
  }
}
