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

  /// Notes of each order whether it is a sale, and what it says was given back beyond the refunds of
  /// its payment provider.
  ///
  /// An order that ended unpaid is no sale, unless a charge of it is known. Refunds in another
  /// currency cannot be compared with the order's: they are taken for all of it.
  static let compareOrdersWithPayments = """
    WITH paid AS (
      SELECT store, order_name, max(type IN ('charge', 'sale', 'capture')) AS is_charged,
        sum(CASE WHEN type LIKE '%refund%' THEN amount_minor ELSE 0 END) AS refunded_minor,
        min(CASE WHEN type LIKE '%refund%' THEN currency END) AS first_currency,
        max(CASE WHEN type LIKE '%refund%' THEN currency END) AS last_currency
      FROM web_transaction WHERE is_counted = 1 AND order_name <> '' GROUP BY store, order_name
    ), found AS (
      SELECT o.document_id, o.line,
        coalesce(p.is_charged, 0) OR NOT \(isUnpaid("o")) AS is_sale,
        CASE WHEN coalesce(p.first_currency, o.currency) <> o.currency
            OR coalesce(p.last_currency, o.currency) <> o.currency
          THEN 0 ELSE max(0, o.refunded_minor + coalesce(p.refunded_minor, 0)) END AS beyond_minor
      FROM web_order o LEFT JOIN paid p ON p.store = o.store AND p.order_name = o.order_name
      WHERE o.refunded_minor <> 0 OR o.refund_beyond_minor <> 0 OR o.is_sale = 0 OR \(isUnpaid("o"))
    )
    UPDATE web_order SET is_sale = f.is_sale,
      refund_beyond_minor = CASE WHEN f.is_sale THEN f.beyond_minor ELSE 0 END
    FROM found f WHERE web_order.document_id = f.document_id AND web_order.line = f.line
    """

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
