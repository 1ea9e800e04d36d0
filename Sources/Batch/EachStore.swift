import LedgerStore

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
