import Batch
import LedgerCore
import TestSupport
import Testing

/// Amazon's fees for orders of the web store in the allocated view.
@Suite struct FulfillmentAllocationTests {
  /// Order #1 has a fee for a mug and for plates and a transport fee that names neither; of #2 Amazon
  /// names no goods at all, of #7 nobody knows any.
  private static let settlement: MadeSettlement = {
    var made = MadeSettlement(
      "90200000011", "EUR", "2026-03-01T20:00:00Z", "2026-03-15T20:00:00Z")
    let posted = Instant("2026-03-04T10:00:00Z")!
    func fee(_ order: String, _ sku: String, _ minor: Int64, isTransport: Bool = false) -> MadeRow {
      var row = MadeRow(minor, posted).labelled(
        "Order", isTransport ? "Shipment-Fees" : "ItemFees",
        isTransport ? "FBA transportation fee" : "FBAPerUnitFulfillmentFee")
      row.orderID = "S02-0000000-000000\(order)"
      row.merchantOrderID = "SHOP-\(order)"
      (row.marketplace, row.sku) = ("Non-Amazon DE", sku)
      return row
    }
    var sale = MadeRow(5000, posted)
    (sale.marketplace, sale.sku, sale.quantity) = ("Amazon.de", "PLATE-1", "1")
    made.rows = [
      sale, fee("1001", "=1+1", -300), fee("1001", "PLATE-1", -600),
      fee("1001", "", -500, isTransport: true), fee("1002", "", -401, isTransport: true),
      fee("1007", "", -70, isTransport: true),
    ]
    return made
  }()

  private func rows(_ rule: AllocationRule, isAllocated: Bool = true) throws -> [String: Int64] {
    let home = ChannelWorld.home()
    home.configuration.allocation = rule
    let orders = ChannelWorld.orders.split(separator: "LAMP").joined(separator: "PLATE-1")
    let file = SettlementFile(FulfillmentAllocationTests.settlement, .de)
    try home.importFiles([
      home.folder.write("in/EU1_1.txt", file.bytes), home.folder.write("in/orders.csv", orders),
    ])
    var request = ReportRequest(.crosschannel)
    request.isAllocated = isAllocated
    var fees: [String: Int64] = [:]
    for row in try home.rows(request) where row["channel"] == "amazon" {
      fees[row["category"] ?? "", default: 0] += cents(row["fees"])
    }
    request.name = .profit
    var same: [String: Int64] = [:]
    for row in try home.rows(request) {
      same[row["category"] ?? "", default: 0] += cents(row["fulfillment_fees"])
    }
    #expect(same == fees, "the profit report says the same")
    return fees
  }

  @Test func transportGoesToTheGoodsOfItsOrderToTheCent() throws {
    #expect(
      try rows(.weights([:]), isAllocated: false) == ["Cups": -300, "Plates": -600, "(none)": -971])
    // 5.00 as 3 to 6, which leaves a cent to the larger remainder; 4.01 to the plates of #1002.
    #expect(try rows(.weights([:])) == ["Cups": -467, "Plates": -1334, "(none)": -70])
  }

  @Test func whatNobodyKnowsFollowsTheRule() throws {
    #expect(try rows(.weights(["Cups": 1])) == ["Cups": -537, "Plates": -1334])
  }
}
