import LedgerCore

/// What Amazon took for fulfilling an order of another shop.
package struct FulfillmentFee: Sendable {
  package let line: Int
  package let settlementID: String
  package let merchantOrder: ByteString
  package let orderID: ByteString
  package let day: CalendarDate
  package let amount: Money
  package let component: Component
  package let outlet: ByteString
  /// `(none)` of a fee that names no goods.
  package let category: ByteString

  package init(
    line: Int, settlementID: String, merchantOrder: ByteString, orderID: ByteString,
    day: CalendarDate, amount: Money, component: Component, outlet: ByteString,
    category: ByteString
  ) {
    self.line = line
    self.settlementID = settlementID
    self.merchantOrder = merchantOrder
    self.orderID = orderID
    self.day = day
    self.amount = amount
    self.component = component
    self.outlet = outlet
    self.category = category
  }
}

/// Such fees of one order, day, component and category.
package struct FulfillmentFeeSum: Sendable {
  package let merchantOrder, store, outlet, category: String
  package let component: Component
  package let day: CalendarDate
  package let amount: Money
}

extension Ledger {
  /// Posted documents with rows of orders from outside Amazon that were not looked through as they
  /// are posted.
  package func documentsWithForeignOrders() throws(StoreError) -> [PostedDocument] {
    try documents(
      notReadIn: "fulfillment_document",
      where: """
        EXISTS (SELECT 1 FROM version_amount a
          WHERE a.version_id = s.version_id AND marketplace = '(other)')
        """)
  }

  package func save(
    fulfillmentFees fees: [FulfillmentFee], of document: PostedDocument
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      if try note(document, readIn: "fulfillment_document") {
        try Statement("DELETE FROM fulfillment_fee WHERE sha256 = ?", on: database).run(
          .text(document.sha256))
      }
      let insert = try Statement(
        "INSERT OR REPLACE INTO fulfillment_fee VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        on: database)
      for fee in fees {
        try insert.run(
          .text(document.sha256), .integer(Int64(fee.line)), .text(document.store),
          .text(fee.settlementID), .bytes(fee.merchantOrder.bytes), .bytes(fee.orderID.bytes),
          fee.day.value, .integer(fee.amount.minorUnits), .text(fee.amount.currency.code),
          .text(fee.component.name), .bytes(fee.outlet.bytes), .bytes(fee.category.bytes))
      }
    }
  }

  /// The fees in the settlements that count, in one order.
  package func fulfillmentFeeSums() throws(StoreError) -> [FulfillmentFeeSum] {
    let select = try Statement(
      """
      SELECT merchant_order, f.store, outlet, category, component, day, f.currency,
        sum(amount_minor)
      FROM fulfillment_fee f JOIN document d ON d.sha256 = f.sha256
        JOIN settlement_version v
          ON v.document_id = d.document_id AND v.settlement_id = f.settlement_id
      WHERE v.is_current = 1
      GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
      """, on: database)
    var sums: [FulfillmentFeeSum] = []
    while try select.step() {
      guard let component = Component(name: select.text(4)) else {
        throw StoreError(.damaged("component '\(select.text(4))'"), at: database.path)
      }
      sums.append(
        FulfillmentFeeSum(
          merchantOrder: select.text(0), store: select.text(1), outlet: select.text(2),
          category: select.text(3), component: component,
          day: CalendarDate(dayNumber: Int32(select.integer(5))),
          amount: Money(minorUnits: select.integer(7), try currencyOf(select.text(6)))))
    }
    return sums
  }

  /// Units of web stores' orders by store, order and category.
  package func webOrderUnits() throws(StoreError) -> [OrderKey: [String: Int64]] {
    let select = try Statement(
      """
      SELECT store, order_name, category, sum(quantity_milli)
      FROM web_order o JOIN web_order_line l
        ON l.document_id = o.document_id AND l.order_line = o.line
      WHERE is_counted = 1 AND category <> '(none)' GROUP BY 1, 2, 3
      """, on: database)
    var units: [OrderKey: [String: Int64]] = [:]
    while try select.step() {
      units[OrderKey(store: select.text(0), name: ByteString(select.bytes(1))), default: [:]][
        select.text(2)] = select.integer(3)
    }
    return units
  }
}
