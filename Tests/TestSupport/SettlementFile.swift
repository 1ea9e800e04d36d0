import LedgerCore

/// One made-up amount row of a settlement.
package struct MadeRow: Sendable {
  package var type = "Order"
  package var amountType = "ItemPrice"
  package var description = "Principal"
  package var amountMinor: Int64
  package var postedAt: Instant
  package var orderID = "111-1234567-1234567"
  package var merchantOrderID = ""
  package var marketplace = "Amazon.com"
  package var fulfillment = "AFN"
  package var sku = "MUG-1"
  package var quantity = ""
  package var promotionID = ""

  package init(_ amountMinor: Int64, _ postedAt: Instant) {
    self.amountMinor = amountMinor
    self.postedAt = postedAt
  }

  package func labelled(_ type: String, _ amountType: String, _ description: String) -> MadeRow {
    var row = self
    (row.type, row.amountType, row.description) = (type, amountType, description)
    return row
  }

  /// As a charge of the account: no order, no goods, no marketplace.
  package func ofAccount(_ amountType: String, _ description: String) -> MadeRow {
    var row = labelled(amountType, amountType, description)
    (row.orderID, row.sku, row.marketplace, row.fulfillment) = ("", "", "", "")
    return row
  }
}

/// One made-up settlement; its stated total is the sum of its rows unless a test says otherwise.
package struct MadeSettlement: Sendable {
  package var id: String
  package var currency: Currency
  package var start: Instant
  package var end: Instant
  package var rows: [MadeRow]
  package var statedTotalMinor: Int64?
  /// From its end to the deposit date that it states.
  package var depositDays: Int64 = 2

  package init(
    _ id: String, _ currency: String, _ start: String, _ end: String, rows: [MadeRow] = []
  ) {
    self.id = id
    self.currency = Currency(currency)!
    self.start = Instant(start)!
    self.end = Instant(end)!
    self.rows = rows
  }

  package var rowsTotalMinor: Int64 { rows.reduce(0) { $0 + $1.amountMinor } }
  package var totalMinor: Int64 { statedTotalMinor ?? rowsTotalMinor }
}

/// A V2 flat file of made-up settlements, cell by cell and then as text.
package struct SettlementFile: Sendable {
  package var settlements: [MadeSettlement]
  package var dialect: Dialect
  package var columns = SettlementFile.columns
  package var lineEnd = "\n"

  package static let columns = [
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
    "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
    "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
  ]

  package init(_ settlements: [MadeSettlement], _ dialect: Dialect = .us) {
    self.settlements = settlements
    self.dialect = dialect
  }

  package init(_ settlement: MadeSettlement, _ dialect: Dialect = .us) {
    self.init([settlement], dialect)
  }

  package var header: String { columns.joined(separator: "\t") }

  package func summaryCells(_ settlement: MadeSettlement) -> [String: String] {
    [
      "settlement-id": settlement.id, "settlement-start-date": dialect.time(settlement.start),
      "settlement-end-date": dialect.time(settlement.end),
      "deposit-date": dialect.time(
        Instant(seconds: settlement.end.seconds + settlement.depositDays * 86_400)),
      "total-amount": dialect.amount(
        settlement.totalMinor, digits: settlement.currency.minorDigits),
      "currency": settlement.currency.code,
    ]
  }

  package func cells(_ row: MadeRow, of settlement: MadeSettlement) -> [String: String] {
    [
      "settlement-id": settlement.id, "transaction-type": row.type, "order-id": row.orderID,
      "merchant-order-id": row.merchantOrderID, "marketplace-name": row.marketplace,
      "amount-type": row.amountType, "amount-description": row.description,
      "amount": dialect.amount(row.amountMinor, digits: settlement.currency.minorDigits),
      "fulfillment-id": row.fulfillment, "posted-date": dialect.day(row.postedAt),
      "posted-date-time": dialect.time(row.postedAt), "sku": row.sku,
      "quantity-purchased": row.quantity, "promotion-id": row.promotionID,
    ]
  }

  package func line(_ cells: [String: String]) -> String {
    columns.map { cells[$0] ?? "" }.joined(separator: "\t")
  }

  /// The header and the lines of each settlement, its summary first.
  package var lines: [String] {
    [header]
      + settlements.flatMap { settlement in
        [line(summaryCells(settlement))]
          + settlement.rows.map { line(cells($0, of: settlement)) }
      }
  }

  package var text: String { lines.map { $0 + lineEnd }.joined() }
  package var bytes: [UInt8] { Array(text.utf8) }
}
