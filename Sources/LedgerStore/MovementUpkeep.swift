extension Ledger {
  /// Makes anew what is kept of transactions that were told or changed since.
  ///
  /// Whoever reads it calls this first. Several connections may: one does the work, the others find
  /// it done.
  package func refreshMovements() throws(StoreError) {
    guard try hasStale() else { return }
    try database.transaction { () throws(StoreError) in
      try database.run(Ledger.noteDatedTransactions)
      for sql in Ledger.replaceMovements { try database.run(sql) }
      try replaceMovementBlocks(of: Ledger.staleMovements)
      try replaceGroupSums()
      try database.run("DELETE FROM stale")
    }
  }

  private func hasStale() throws(StoreError) -> Bool {
    try database.integer("SELECT EXISTS (SELECT 1 FROM stale)") == 1
  }

  /// Events date the releases of their group.
  private static let noteDatedTransactions =
    """
    INSERT OR IGNORE INTO stale
    SELECT 'transaction', t.store, t.transaction_id FROM stale s JOIN amazon_transaction t
      ON s.what = 'events' AND t.store = s.store AND t.group_id = s.id
    WHERE t.deferral_reason IS NOT NULL OR t.status = 'DEFERRED_RELEASED'
    """

  private static let staleTransactions =
    """
    stale s JOIN amazon_transaction t
      ON s.what = 'transaction' AND t.store = s.store AND t.transaction_id = s.id
    """

  private static let staleMovements =
    """
    \(staleTransactions) JOIN movement m
      ON m.store = t.store AND m.order_id = coalesce(t.order_id, '')
        AND m.transaction_number = t.transaction_number
    """

  private static let replaceMovements = [
    """
    INSERT OR IGNORE INTO movement_kind
      (account_type, marketplace_id, sold_to_id, type, label, currency)
    SELECT DISTINCT k.account_type, k.marketplace_id, k.sold_to_id, k.type, k.label, k.currency
    FROM \(staleTransactions) JOIN v_transaction_kind k USING (transaction_number)
    """,
    """
    INSERT OR IGNORE INTO movement_place (settlement_id, group_id)
    SELECT DISTINCT coalesce(t.settlement_id, ''), coalesce(t.group_id, '')
    FROM \(staleTransactions)
    """,
    """
    INSERT OR REPLACE INTO movement
    SELECT m.* FROM \(staleTransactions) JOIN v_movement m USING (transaction_number)
    """,
  ]

  /// Group by group: a join with a view that sums would sum all groups.
  private func replaceGroupSums() throws(StoreError) {
    var groups: [(store: String, id: String)] = []
    let select = try Statement("SELECT store, id FROM stale WHERE what = 'group'", on: database)
    while try select.step() { groups.append((select.text(0), select.text(1))) }
    for table in ["group_sum", "group_settlement"] {
      let remove = try Statement(
        "DELETE FROM \(table) WHERE store = ? AND group_id = ?", on: database)
      let insert = try Statement(
        "INSERT INTO \(table) SELECT * FROM v_\(table) WHERE store = ? AND group_id = ?",
        on: database)
      for group in groups {
        try remove.run(.text(group.store), .text(group.id))
        try insert.run(.text(group.store), .text(group.id))
      }
    }
  }
}
