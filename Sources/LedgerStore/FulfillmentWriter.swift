import LedgerCore

/// What Amazon took for fulfilling an order of another shop.
package struct FulfillmentFee: Sendable {
  package let line: Int
  package let settlementID: String
  package let merchantOrder: ByteString
  package let orderID: ByteString
  package let day: CalendarDate
  package let amount: Money

  package init(
    line: Int, settlementID: String, merchantOrder: ByteString, orderID: ByteString,
    day: CalendarDate, amount: Money
  ) {
    self.line = line
    self.settlementID = settlementID
    self.merchantOrder = merchantOrder
    self.orderID = orderID
    self.day = day
    self.amount = amount
  }
}

extension Ledger {
  /// Posted documents with rows of orders from outside Amazon that were not looked through yet.
  package func documentsWithForeignOrders() throws(StoreError) -> [PostedDocument] {
    let select = try Statement(
      """
      SELECT sha256, min(name), min(s.store), min(read_for_marketplace)
      FROM settlement_version s JOIN document USING (document_id)
      WHERE EXISTS (
          SELECT 1 FROM posting p JOIN dimension USING (dimension_id)
          WHERE p.version_id = s.version_id AND marketplace = '(other)')
        AND sha256 NOT IN (SELECT sha256 FROM fulfillment_document)
      GROUP BY sha256 ORDER BY sha256
      """, on: database)
    return try postedDocuments(select)
  }

  package func save(
    fulfillmentFees fees: [FulfillmentFee], of document: PostedDocument
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try Statement("INSERT OR REPLACE INTO fulfillment_document VALUES (?)", on: database).run(
        .text(document.sha256))
      let insert = try Statement(
        "INSERT OR REPLACE INTO fulfillment_fee VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", on: database)
      for fee in fees {
        try insert.run(
          .text(document.sha256), .integer(Int64(fee.line)), .text(document.store),
          .text(fee.settlementID), .bytes(fee.merchantOrder.bytes), .bytes(fee.orderID.bytes),
          fee.day.value, .integer(fee.amount.minorUnits), .text(fee.amount.currency.code))
      }
    }
  }
}
