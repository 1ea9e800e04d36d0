import LedgerStore
import Synchronization

/// Connections to one ledger for several threads: opening one reads the whole schema.
///
/// Each is one thread's until it is given back.
final class LedgerConnections: Sendable {
  private struct Connection: @unchecked Sendable { let ledger: Ledger }

  private let path: String
  private let idle = Mutex<[Connection]>([])

  init(_ path: String) { self.path = path }

  /// A connection that no other thread has.
  func take() throws(StoreError) -> Ledger {
    if let connection = idle.withLock({ $0.popLast() }) { return connection.ledger }
    return try Ledger(path: path)
  }

  func giveBack(_ ledger: Ledger) {
    let connection = Connection(ledger: ledger)
    idle.withLock { $0.append(connection) }
  }

  func close() {
    for connection in idle.withLock({ $0 }) { connection.ledger.database.close() }
  }
}

extension Ledger {
  /// Reads something of each store, several stores at once, over connections of their own.
  ///
  /// What is kept of transactions is made anew before: it may take minutes after a rebuild, and the
  /// connections would wait for one another.
  package func each<Value: Sendable>(
    of stores: [String], workers: Int,
    _ read: @escaping @Sendable (Ledger, _ store: String) throws(StoreError) -> Value
  ) throws(BatchError) -> [String: Value] {
    try storing { () throws(StoreError) in try refreshMovements() }
    let connections = LedgerConnections(database.path)
    defer { connections.close() }
    var values: [String: Value] = [:]
    try inParallel(stores, workers: workers) { store in
      let value = Result { () throws(StoreError) in
        let ledger = try connections.take()
        defer { connections.giveBack(ledger) }
        return try read(ledger, store)
      }
      return (store: store, value: value)
    } consume: { done throws(BatchError) in
      values[done.store] = try storing { () throws(StoreError) in try done.value.get() }
    }
    return values
  }
}
