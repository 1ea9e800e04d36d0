import Synchronization

/// Connections to one ledger for several threads: opening one reads the whole schema.
///
/// Each is one thread's until it is given back.
package final class LedgerConnections: Sendable {
  private struct Connection: @unchecked Sendable { let ledger: Ledger }

  private let path: String
  private let idle = Mutex<[Connection]>([])

  package init(_ path: String) { self.path = path }

  /// A connection that no other thread has.
  package func take() throws(StoreError) -> Ledger {
    if let connection = idle.withLock({ $0.popLast() }) { return connection.ledger }
    return try Ledger(path: path)
  }

  package func giveBack(_ ledger: Ledger) {
    let connection = Connection(ledger: ledger)
    idle.withLock { $0.append(connection) }
  }

  package func close() {
    for connection in idle.withLock({ $0 }) { connection.ledger.database.close() }
  }
}
