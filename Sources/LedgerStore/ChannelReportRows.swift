import LedgerCore

/// What an outlet sold on a day, by category.
package struct OutletDayRow: Sendable {
  package let day: CalendarDate
  package let outlet: ByteString
  package let store: String
  package let category: ByteString
  package let currency: Currency
  /// Net of tax and discounts; refunds negative.
  package let sales, refunds: Int64
  package let tax, takings, discounts, unitsMilli, tickets: Int64
}

/// The bank's side of a deposit or payout.
package struct BankSide: Sendable {
  package var status = ""
  package var lineIDs: [String] = []
  package var bookedOn: CalendarDate?
  package var evidence = ""
}

/// What Amazon took for fulfilling an order of a web store.
package struct FulfillmentSum: Sendable {
  package var minor: [Currency: Int64] = [:]
  package var orderIDs: Set<String> = []
  package var settlements: Set<String> = []
}

extension Ledger {
  package func outletDays(
    from: CalendarDate?, to: CalendarDate?,
    _ body: (OutletDayRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT day, outlet, store, category, currency,
        sum(CASE is_refund WHEN 0 THEN total_minor - tax_minor ELSE 0 END),
        sum(CASE is_refund WHEN 1 THEN total_minor - tax_minor ELSE 0 END),
        sum(tax_minor), sum(total_minor), sum(discount_minor),
        sum(CASE is_refund WHEN 0 THEN quantity_milli ELSE 0 END), count(DISTINCT ticket)
      FROM till_line WHERE is_counted = 1 AND store <> '' AND day BETWEEN ?1 AND ?2
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """, on: database)
    try select.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    while try select.step() {
      try body(
        OutletDayRow(
          day: CalendarDate(dayNumber: Int32(select.integer(0))),
          outlet: ByteString(select.bytes(1)), store: select.text(2),
          category: ByteString(select.bytes(3)), currency: try currencyOf(select.text(4)),
          sales: select.integer(5), refunds: select.integer(6), tax: select.integer(7),
          takings: select.integer(8), discounts: select.integer(9),
          unitsMilli: select.integer(10), tickets: select.integer(11)))
    }
  }

  /// The bank's side by place (outlet or web store) and id.
  package func bankSides(
    isTill: Bool
  ) throws(StoreError) -> [String: [ByteString: BankSide]] {
    let select = try Statement(
      """
      SELECT m.store, deposit_id, status, line_id, booking_day, evidence
      FROM channel_match m LEFT JOIN bank_line USING (line_id) WHERE source = ?
      ORDER BY m.store, deposit_id, line_id
      """, on: database)
    try select.bind(.text(isTill ? "till" : "webstore"))
    var sides: [String: [ByteString: BankSide]] = [:]
    while try select.step() {
      let id = ByteString(select.bytes(1))
      var side = sides[select.text(0)]?[id] ?? BankSide()
      side.status = select.text(2)
      side.evidence = select.text(5)
      if !select.text(3).isEmpty { side.lineIDs.append(select.text(3)) }
      if let day = select.optionalInteger(4).map({ CalendarDate(dayNumber: Int32($0)) }) {
        side.bookedOn = max(side.bookedOn ?? day, day)
      }
      sides[select.text(0), default: [:]][id] = side
    }
    return sides
  }

  /// Amazon's fees by the merchant's name of the order.
  package func fulfillmentSums() throws(StoreError) -> [String: FulfillmentSum] {
    let select = try Statement(
      """
      SELECT merchant_order, order_id, f.settlement_id, f.currency, sum(amount_minor)
      FROM fulfillment_fee f JOIN document d ON d.sha256 = f.sha256
        JOIN settlement_version v
          ON v.document_id = d.document_id AND v.settlement_id = f.settlement_id
      WHERE v.is_current = 1
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      """, on: database)
    var sums: [String: FulfillmentSum] = [:]
    while try select.step() {
      let order = select.text(0)
      sums[order, default: FulfillmentSum()].orderIDs.insert(select.text(1))
      sums[order]?.settlements.insert(select.text(2))
      sums[order]?.minor[try currencyOf(select.text(3)), default: 0] += select.integer(4)
    }
    return sums
  }
}
