import LedgerCore

/// Which orders are read.
package enum OrderScope: Sendable {
  case all
  /// Those that were chosen last on this connection.
  case chosen

  /// The rows of a table that are of these orders.
  func rows(of table: String) -> String {
    self == .all ? table : "chosen_order CROSS JOIN \(table) USING (store, order_id)"
  }
}

extension Ledger {
  /// Chooses the orders that queries give by store and id, and no others.
  func chooseOrders(_ queries: [String]) throws(StoreError) {
    try database.run(
      """
      CREATE TEMP TABLE IF NOT EXISTS chosen_order (
        store TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (store, order_id)
      ) STRICT, WITHOUT ROWID;
      DELETE FROM chosen_order
      """)
    for query in queries { try database.run("INSERT OR IGNORE INTO chosen_order \(query)") }
  }

  /// Chooses the orders of which a transaction was to be in a settlement before a day, or within a
  /// day of it as zones go, and may be in none; false where there is none.
  package func chooseOverdueOrders(before day: CalendarDate) throws(StoreError) -> Bool {
    let limit = (Int64(day.dayNumber) + 1) * 86_400
    try chooseOrders([
      """
      SELECT store, order_id FROM amazon_transaction
      WHERE status = 'DEFERRED' AND matures_at < \(limit)
        AND order_id IS NOT NULL AND release_id IS NULL AND total_minor > 0
      """,
      // A release is due when its sale was.
      """
      SELECT t.store, t.order_id
      FROM amazon_transaction t
        LEFT JOIN amazon_transaction d ON d.store = t.store AND d.transaction_id = t.deferred_id
      WHERE t.group_id IS NULL AND t.settlement_id IS NULL AND t.status <> 'DEFERRED'
        AND coalesce(d.matures_at, t.matures_at, d.posted_at, t.posted_at) < \(limit)
        AND t.order_id IS NOT NULL AND t.release_id IS NULL AND t.total_minor > 0
      """,
    ])
    return try database.integer("SELECT EXISTS (SELECT 1 FROM chosen_order)") == 1
  }
}
