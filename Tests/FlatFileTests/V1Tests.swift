import FlatFile
import LedgerCore
import TestSupport
import Testing

/// A V1 file in 36 columns, each row given by the cells that it fills.
private struct V1File {
  static let columns = [
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "shipment-fee-type",
    "shipment-fee-amount", "order-fee-type", "order-fee-amount", "fulfillment-id",
    "posted-date", "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id",
    "sku", "quantity-purchased", "price-type", "price-amount", "item-related-fee-type",
    "item-related-fee-amount", "misc-fee-amount", "other-fee-amount",
    "other-fee-reason-description", "promotion-id", "promotion-type", "promotion-amount",
    "direct-payment-type", "direct-payment-amount", "other-amount",
  ]
  var columns = V1File.columns
  var total: String
  var rows: [[String: String]]

  var text: String {
    let summary = [
      "settlement-id": "90400000014", "settlement-start-date": "2025-06-01T22:07:18+00:00",
      "settlement-end-date": "2025-06-15T22:07:18+00:00", "total-amount": total, "currency": "CAD",
    ]
    let base = [
      "settlement-id": "90400000014", "transaction-type": "Order", "order-id": "701-1",
      "marketplace-name": "Amazon.ca", "posted-date": "2025-06-10T09:12:40+00:00", "sku": "MUG-1",
    ]
    let lines =
      [columns.joined(separator: "\t")]
      + ([summary] + rows.map { base.merging($0) { $1 } }).map { cells in
        columns.map { cells[$0] ?? "" }.joined(separator: "\t")
      }
    return lines.map { $0 + "\n" }.joined()
  }

  var reading: DocumentReading { read(text) }
}

@Suite struct V1Tests {
  @Test func nineAmountsInOneRowBecomeNineTriples() throws {
    let row = [
      "shipment-fee-type": "FBA transportation fee", "shipment-fee-amount": "0.01",
      "order-fee-type": "FBAPerOrderFulfillmentFee", "order-fee-amount": "0.02",
      "price-type": "Principal", "price-amount": "0.04", "item-related-fee-type": "Commission",
      "item-related-fee-amount": "0.08", "misc-fee-amount": "0.16", "other-fee-amount": "0.32",
      "other-fee-reason-description": "Tax", "promotion-type": "Shipping",
      "promotion-amount": "0.64", "direct-payment-type": "Card",
      "direct-payment-amount": "1.28", "other-amount": "2.56",
    ]
    let reading = V1File(total: "5.11", rows: [row]).reading
    #expect(reading.problems == [])
    #expect(reading.layout == "V1")
    let settlement = try #require(reading.settlements.first)
    #expect(settlement.rows == 1)
    #expect(settlement.rowsTotalMinor == 511)
    let byKind = settlement.groups.map { (settlement.labels[Int($0.label)], $0.amountMinor) }
      .sorted { $0.1 < $1.1 }
    #expect(byKind.map(\.1) == [1, 2, 4, 8, 16, 32, 64, 128, 256])
    #expect(
      byKind.map(\.0.amountType) == [
        "Shipment-Fees", "Order-Fees", "ItemPrice", "ItemFees", "MiscFees", "OtherFees",
        "Promotion",
        "DirectPayment", "other-transaction",
      ])
  }

  @Test func anAdvertisingRowHasTwoAmounts() throws {
    let row = [
      "transaction-type": "ServiceFee", "order-id": "", "sku": "", "marketplace-name": "",
      "item-related-fee-type": "TransactionTotalAmount", "item-related-fee-amount": "-36.40",
      "other-fee-amount": "-4.73", "other-fee-reason-description": "TaxAmount",
    ]
    let settlement = try #require(V1File(total: "-41.13", rows: [row]).reading.settlements.first)
    #expect(settlement.rowsTotalMinor == -4113)
    #expect(settlement.rows == 1)
    #expect(settlement.rowsWithoutOrder.values.reduce(0, +) == 1)
  }

  @Test func aQuantityStandsInARowWithoutAnAmount() throws {
    let rows = [
      ["quantity-purchased": "3"], ["price-type": "Principal", "price-amount": "30.00"],
      ["item-related-fee-type": "Commission", "item-related-fee-amount": "-4.50"],
    ]
    let settlement = try #require(V1File(total: "25.50", rows: rows).reading.settlements.first)
    #expect(settlement.units == 3)
    #expect(settlement.rows == 3)
    #expect(settlement.rowsTotalMinor == 2550)
  }

  @Test func theLabelOfAnOtherAmountIsTheTransactionType() throws {
    let row = [
      "transaction-type": "Payable to Amazon", "order-id": "", "sku": "", "marketplace-name": "",
      "other-amount": "-41.27    ",
    ]
    let reading = V1File(total: "-41.27", rows: [row]).reading
    let settlement = try #require(reading.settlements.first)
    let entry = decompose(settlement, using: try ComponentRules.builtIn())
    #expect(entry.postings.compactMap(\.component) == [.carryOver])
  }

  @Test func filesWithoutPromotionColumnsAreRead() throws {
    var file = V1File(
      total: "30.00", rows: [["price-type": "Principal", "price-amount": "30.00"]])
    file.columns.removeAll { $0.hasPrefix("promotion-") }
    #expect(file.columns.count == 33)
    #expect(file.reading.total == 3000)
    file.columns.removeAll { $0 == "other-amount" }
    #expect(file.reading.problemKinds == [.schemaError])
  }

  @Test func aFaultInAnyOfTheNineAmountsIsRefusedWithItsColumn() {
    for column in V1File.columns where column.hasSuffix("-amount") && column != "total-amount" {
      let problem = V1File(total: "0.00", rows: [[column: "1,2,3"]]).reading.problems.first
      #expect(problem?.location == SourceLocation(line: 3, column: column))
    }
  }

  @Test func bothLayoutsOfOneSettlementHaveEqualSums() throws {
    let v1 = try #require(
      V1File(
        total: "25.50",
        rows: [
          ["quantity-purchased": "3"], ["price-type": "Principal", "price-amount": "30.00"],
          ["item-related-fee-type": "Commission", "item-related-fee-amount": "-4.50"],
        ]
      ).reading.settlements.first)
    let posted = try #require(Instant("2025-06-10T09:12:40Z"))
    var sale = MadeRow(3000, posted)
    (sale.quantity, sale.marketplace) = ("3", "Amazon.ca")
    var fee = MadeRow(-450, posted).labelled("Order", "ItemFees", "Commission")
    fee.marketplace = "Amazon.ca"
    let made = MadeSettlement(
      "90400000014", "CAD", "2025-06-01T22:07:18Z", "2025-06-15T22:07:18Z", rows: [sale, fee])
    let v2 = try #require(read(SettlementFile(made, .iso).text).settlements.first)
    #expect(v1.rowsTotalMinor == v2.rowsTotalMinor)
    #expect(v1.sumsByLabelAndDay.filter { $0.value != 0 } == v2.sumsByLabelAndDay)
    #expect(v1.units == v2.units)
  }
}
