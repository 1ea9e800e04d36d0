import LedgerCore

/// What the rows of one settlement of a document say of an order; the settlement by its place in
/// `OrderSums.settlements`.
package struct OrderSums: Sendable {
  package var settlements: [String] = []
  package var sums: [(order: ByteString, part: OrderPart)] = []

  package init() {}
}

extension Ledger {
  /// Posted documents whose orders are not summed as they are posted.
  package func documentsWithoutOrderSums() throws(StoreError) -> [PostedDocument] {
    try documents(notReadIn: "order_document")
  }

  /// Replaces what is known of a document's orders.
  package func save(
    orderSums found: OrderSums, of document: PostedDocument
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      if try note(document, readIn: "order_document") {
        try Statement(
          """
          DELETE FROM order_sum WHERE settlement_number IN
            (SELECT settlement_number FROM order_settlement WHERE sha256 = ?)
          """, on: database
        ).run(.text(document.sha256))
      }
      let add = try Statement(
        "INSERT OR IGNORE INTO order_settlement (sha256, settlement_id) VALUES (?, ?)",
        on: database)
      let find = try Statement(
        """
        SELECT settlement_number FROM order_settlement WHERE sha256 = ? AND settlement_id = ?
        """, on: database)
      var numbers: [Int64] = []
      for id in found.settlements {
        try add.run(.text(document.sha256), .text(id))
        try find.bind(.text(document.sha256), .text(id))
        guard try find.step() else { throw StoreError(.damaged("order_settlement"), at: id) }
        numbers.append(find.integer(0))
      }
      let insert = try Statement(
        "INSERT INTO order_sum VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: database)
      let change =
        try keepsOrderMonths()
        ? Statement(
          "INSERT OR IGNORE INTO order_change VALUES (?, ?)", on: database) : nil
      for (order, part) in found.sums {
        try change?.run(.text(document.store), .bytes(order.bytes))
        try insert.run(
          .text(document.store), .bytes(order.bytes), .integer(numbers[part.settlement]),
          part.firstDay.value, part.lastDay.value, .integer(part.chargedMinor),
          .integer(part.refundedMinor), .integer(part.feeMinor), .integer(part.totalMinor),
          .integer(part.units), .integer(part.refundTotalMinor))
      }
    }
  }
}
