import LedgerCore

/// What an order's export and its payments say together, in SQL.
extension Ledger {
  /// Whether an order of a web store ended before it was paid, as far as its export tells: its
  /// payment was voided or has expired, or it was cancelled unpaid.
  private static func isUnpaid(_ row: String) -> String {
    """
    (\(row).payment_status IN ('voided', 'expired', 'failed', 'cancelled', 'canceled')
      OR \(row).cancelled_day IS NOT NULL AND \(row).paid_day IS NULL
        AND \(row).payment_status NOT IN
          ('paid', 'partially_paid', 'refunded', 'partially_refunded'))
    """
  }

  /// How far an order has come, as columns of a rank: of two exports the one that knows more of its
  /// end is the later one.
  static func progress(of row: String) -> String {
    "\(row).refunded_minor, \(row).cancelled_day IS NOT NULL OR \(isUnpaid(row)),"
      + " \(row).shipped_day IS NOT NULL, \(row).paid_day IS NOT NULL"
  }

  /// Orders of which two exports that reach as far tell other amounts or goods: by store, the first
  /// one, how many, their day.
  package func conflictingOrders() throws(StoreError) -> [(
    store: String, order: ByteString, orders: Int, day: CalendarDate
  )] {
    let same = [
      "lines_minor", "discount_minor", "shipping_minor", "tax_minor", "total_minor",
      "unit_count_milli", "currency",
    ]
    let select = try Statement(
      """
      SELECT o.store, min(o.order_name), count(DISTINCT o.order_name), min(o.day)
      FROM web_order o JOIN channel_document d ON d.document_id = o.document_id
        JOIN web_order w ON w.record_key = o.record_key AND w.is_counted = 1
        JOIN channel_document e ON e.document_id = w.document_id AND e.last_day = d.last_day
      WHERE o.is_counted = 0 AND (\(same.map { "o.\($0) <> w.\($0)" }.joined(separator: " OR ")))
      GROUP BY o.store ORDER BY o.store
      """, on: database)
    var conflicts: [(store: String, order: ByteString, orders: Int, day: CalendarDate)] = []
    while try select.step() {
      conflicts.append(
        (
          select.text(0), ByteString(select.bytes(1)), Int(select.integer(2)),
          CalendarDate(dayNumber: Int32(select.integer(3)))
        ))
    }
    return conflicts
  }
}
