import LedgerCore

/// Sales of one month, channel, store, outlet, category and currency, in minor units.
package struct ChannelSums: Sendable, Equatable {
  /// Gross sales, promotions, refunds, tax, fees and other, signed.
  package var grossSales: Int64 = 0
  package var promotions: Int64 = 0
  package var refunds: Int64 = 0
  package var tax: Int64 = 0
  package var fees: Int64 = 0
  package var other: Int64 = 0
  package var unitsMilli: Int64 = 0
  /// Positive.
  package var cost: Int64 = 0
  /// Discounts that the gross sales are already without, negative.
  package var discounts: Int64 = 0
  /// Tax that net holds and that is owed to the tax office: a web store's, in prices and added.
  package var taxInNet: Int64 = 0

  package init() {}

  /// A component of Amazon's rows, put where the other channels report the like.
  package mutating func add(_ amount: Int64, of component: Component) {
    switch component {
    case .productSales, .shippingCredits, .giftWrapCredits: grossSales += amount
    case .productRefunds, .shippingRefunds, .giftWrapRefunds, .promotionRefunds:
      refunds += amount
    case .promotions, .points: promotions += amount
    case .taxCollected, .taxWithheld: tax += amount
    case let fee where fee.isFee: fees += amount
    default: other += amount
    }
  }
}

package struct ChannelRow: Sendable {
  package let month, store: String
  package let outlet, category: ByteString
  package let currency: Currency
  package let sums: ChannelSums
}

extension Ledger {
  /// What the tills sold, and the fees of their deposits under the category `(none)`.
  package func tillRows(
    from: CalendarDate?, to: CalendarDate?, storeOfOutlet: (ByteString) -> String?
  ) throws(StoreError) -> [ChannelRow] {
    var rows: [ChannelRow] = []
    let sales = try Statement(
      """
      SELECT strftime('%Y-%m', day * 86400, 'unixepoch'), store, outlet, category, currency,
        sum(CASE is_refund WHEN 0 THEN total_minor - tax_minor ELSE 0 END),
        sum(CASE is_refund WHEN 1 THEN total_minor - tax_minor ELSE 0 END),
        sum(tax_minor), sum(CASE is_refund WHEN 0 THEN quantity_milli ELSE 0 END),
        sum(cost_minor), sum(CASE is_refund WHEN 0 THEN discount_minor ELSE 0 END)
      FROM till_line WHERE is_counted = 1 AND store <> '' AND day BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """, on: database)
    try sales.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    while try sales.step() {
      var sums = ChannelSums()
      sums.grossSales = sales.integer(5)
      sums.refunds = sales.integer(6)
      sums.tax = sales.integer(7)
      sums.unitsMilli = sales.integer(8)
      sums.cost = sales.integer(9)
      sums.discounts = sales.integer(10)
      rows.append(
        ChannelRow(
          month: sales.text(0), store: sales.text(1), outlet: ByteString(sales.bytes(2)),
          category: ByteString(sales.bytes(3)), currency: try currencyOf(sales.text(4)),
          sums: sums))
    }
    let fees = try Statement(
      """
      SELECT strftime('%Y-%m', to_day * 86400, 'unixepoch'), outlet, currency, sum(fee_minor)
      FROM till_deposit WHERE is_counted = 1 AND to_day BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """, on: database)
    try fees.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    while try fees.step() {
      let outlet = ByteString(fees.bytes(1))
      guard let store = storeOfOutlet(outlet) else { continue }
      var sums = ChannelSums()
      sums.fees = fees.integer(3)
      rows.append(
        ChannelRow(
          month: fees.text(0), store: store, outlet: outlet, category: Dimensions.noCategory,
          currency: try currencyOf(fees.text(2)), sums: sums))
    }
    return try rows + tillPaymentRows(from, to)
  }

  /// What a web store's payment provider kept of orders that tills took. Their refunds are lines of
  /// tickets.
  private func tillPaymentRows(
    _ from: CalendarDate?, _ to: CalendarDate?
  ) throws(StoreError) -> [ChannelRow] {
    let select = try Statement(
      """
      SELECT strftime('%Y-%m', t.day * 86400, 'unixepoch'), o.outlet_store, o.outlet, t.currency,
        -sum(fee_minor), sum(CASE WHEN \(Ledger.isPlainPayment) THEN 0 ELSE amount_minor END)
      FROM web_transaction t JOIN till_order o ON \(Ledger.isTillPayment)
      WHERE t.is_counted = 1 AND t.day BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 3, 4 HAVING sum(fee_minor) <> 0 OR sum(CASE WHEN \(Ledger.isPlainPayment)
        THEN 0 ELSE amount_minor END) <> 0 ORDER BY 1, 2, 3, 4
      """, on: database)
    try select.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    var rows: [ChannelRow] = []
    while try select.step() {
      var sums = ChannelSums()
      sums.fees = select.integer(4)
      sums.other = select.integer(5)
      rows.append(
        ChannelRow(
          month: select.text(0), store: select.text(1), outlet: ByteString(select.bytes(2)),
          category: Dimensions.noCategory, currency: try currencyOf(select.text(3)), sums: sums))
    }
    return rows
  }

  /// Charges, refunds and transfers: they are told elsewhere.
  private static let isPlainPayment =
    "(type LIKE '%refund%' OR type IN ('charge', 'sale', 'capture') OR type LIKE 'payout%')"

  /// A transaction `t` of an order `o` that a till took.
  static let isTillPayment =
    "(o.record_key = t.store || char(31) || t.order_name AND o.is_counted = 1"
    + " AND o.outlet_store <> '')"

  /// When an order `t` of a web store was given back as far as its export tells: it dates no refund.
  static let refundDay = "coalesce(t.cancelled_day, t.day)"

  /// What web stores sold by category, and shipping, fees, refunds and the rest under `(none)`.
  package func webRows(from: CalendarDate?, to: CalendarDate?) throws(StoreError) -> [ChannelRow] {
    var rows: [ChannelRow] = []
    try eachWebRow(
      """
      SELECT strftime('%Y-%m', day * 86400, 'unixepoch'), store, category, o.currency,
        sum(l.gross_minor), -sum(l.discount_minor), 0, 0, 0, 0, sum(quantity_milli),
        sum(cost_minor), 0
      FROM web_order o JOIN web_order_line l
        ON l.document_id = o.document_id AND l.order_line = o.line
      WHERE is_counted = 1 AND is_sale = 1 AND day BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      """, from, to, &rows)
    try eachWebRow(
      """
      SELECT strftime('%Y-%m', day * 86400, 'unixepoch'), store, '(none)', currency,
        sum(shipping_minor), 0, 0, sum(added_tax_minor), 0, 0, 0, 0,
        sum(tax_minor)
      FROM web_order WHERE is_counted = 1 AND is_sale = 1 AND day BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 4 ORDER BY 1, 2, 4
      """, from, to, &rows)
    try eachWebRow(
      """
      SELECT strftime('%Y-%m', \(Ledger.refundDay) * 86400, 'unixepoch'), store, '(none)', currency,
        0, 0, -sum(refund_beyond_minor), 0, 0, 0, 0, 0, 0
      FROM web_order t WHERE is_counted = 1 AND refund_beyond_minor <> 0
        AND \(Ledger.refundDay) BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 4 ORDER BY 1, 2, 4
      """, from, to, &rows)
    try eachWebRow(
      """
      SELECT strftime('%Y-%m', day * 86400, 'unixepoch'), store, '(none)', currency,
        0, 0, sum(CASE WHEN type LIKE '%refund%' THEN amount_minor ELSE 0 END), 0,
        -sum(fee_minor),
        sum(CASE WHEN \(Ledger.isPlainPayment) THEN 0 ELSE amount_minor END), 0, 0, 0
      FROM web_transaction t WHERE is_counted = 1 AND day BETWEEN ?1 AND ?2
        AND NOT EXISTS (SELECT 1 FROM till_order o WHERE \(Ledger.isTillPayment))
      GROUP BY 1, 2, 4 ORDER BY 1, 2, 4
      """, from, to, &rows)
    return rows
  }

  private func eachWebRow(
    _ sql: String, _ from: CalendarDate?, _ to: CalendarDate?, _ rows: inout [ChannelRow]
  ) throws(StoreError) {
    let select = try Statement(sql, on: database)
    try select.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    while try select.step() {
      var sums = ChannelSums()
      sums.grossSales = select.integer(4)
      sums.promotions = select.integer(5)
      sums.refunds = select.integer(6)
      sums.tax = select.integer(7)
      sums.fees = select.integer(8)
      sums.other = select.integer(9)
      sums.unitsMilli = select.integer(10)
      sums.cost = select.integer(11)
      sums.taxInNet = select.integer(12)
      rows.append(
        ChannelRow(
          month: select.text(0), store: select.text(1), outlet: Dimensions.unassigned,
          category: ByteString(select.bytes(2)), currency: try currencyOf(select.text(3)),
          sums: sums))
    }
  }

  static func first(_ day: CalendarDate?) -> Int64 { Int64(day?.dayNumber ?? .min) }
  static func last(_ day: CalendarDate?) -> Int64 { Int64(day?.dayNumber ?? .max) }

  func currencyOf(_ code: String) throws(StoreError) -> Currency {
    guard let currency = Currency(code) else {
      throw StoreError(.damaged("currency '\(code)'"), at: database.path)
    }
    return currency
  }
}
