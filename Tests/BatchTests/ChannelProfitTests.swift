import Batch
import LedgerCore
import TestSupport
import Testing

/// Profit by channel in one view, allocated and tied out.
@Suite struct ChannelProfitTests {
  private static let amounts = [
    "gross_sales", "promotions", "refunds", "tax", "fees", "other", "net", "discounts", "profit",
  ]

  private func sums(
    _ rows: [[String: String]], by columns: [String]
  ) -> [String: [Int64]] {
    var sums: [String: [Int64]] = [:]
    for row in rows {
      let key = columns.map { row[$0] ?? "" }.joined(separator: "|")
      let known = sums[key] ?? Self.amounts.map { _ in 0 }
      sums[key] = zip(known, Self.amounts).map { $0 + cents(row[$1]) }
    }
    return sums
  }

  @Test(arguments: [AllocationRule.sales, .units, .weights(["Cups": 3, "Plates": 1])])
  func bothViewsSumToTheSameCent(_ rule: AllocationRule) throws {
    let home = try ChannelWorld.imported()
    home.configuration.allocation = rule
    var request = ReportRequest(.crosschannel)
    let direct = try home.rows(request)
    request.isAllocated = true
    let spread = try home.rows(request)
    let columns = ["month", "channel", "store", "outlet", "currency"]
    #expect(sums(direct, by: columns) == sums(spread, by: columns))
    #expect(direct.contains { $0["category"] == "(none)" })
    // The card fee of an outlet goes to what that outlet sold.
    let fees = spread.filter { $0["outlet"] == "OUT-1" && $0["category"] == "Cups" }
    #expect(fees.map { $0["fees"] } == ["-0.57"])
    #expect(!spread.contains { $0["channel"] == "pos" && $0["category"] == "(none)" })
  }

  @Test func amazonIsAllocatedAsInTheProfitReport() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    var request = ReportRequest(.crosschannel)
    request.isAllocated = true
    let across = try home.rows(request)
    request.name = .profit
    for row in try home.rows(request) {
      let own = across.first { other in
        ["month", "store", "outlet", "category", "currency"].allSatisfy { other[$0] == row[$0] }
      }
      #expect(own?["net"] == row["net_before_cogs"])
      if row["profit"] != "" { #expect(own?["profit"] == row["profit"]) }
    }
  }

  @Test func columnsThatAreNotAskedForAreSummed() throws {
    let home = try ChannelWorld.imported()
    var request = ReportRequest(.crosschannel)
    request.by = ["channel", "month"]
    let rows = try home.rows(request)
    #expect(rows.map { $0["channel"] } == ["pos", "shopify"])
    #expect(Set(rows[0].keys).isDisjoint(with: ["store", "outlet", "category"]))
    let direct = try home.rows(.crosschannel)
    #expect(
      sums(direct, by: ["channel", "month", "currency"])
        == sums(rows, by: ["channel", "month", "currency"]))
    // What the shop's customers paid as tax is not its profit.
    let shop = rows.first { $0["channel"] == "shopify" }
    #expect(cents(shop?["profit"]) == cents(shop?["net"]) - 509 - 160 + cents(shop?["cogs"]))
    request.by = ["sku"]
    #expect(throws: BatchError.self) { try home.rows(request) }
  }

  @Test func aVendorsRowsAreWhatTheJournalBooks() throws {
    var files = VendorWorld(paid: ["230.00", "66.00"]).files
    files["chargebacks.csv"] = VendorWorld.chargebacks
    let home = try vendorHome(files)
    let rows = try home.rows(.crosschannel).filter { $0["channel"] == "vendor" }
    #expect(!rows.isEmpty)
    var booked: Int64 = 0
    for row in try home.rows(.journal)
    where row["channel"] == "vendor"
      && !["vendor_receivable", "vendor_in_transit"].contains(row["role"] ?? "")
    {
      booked -= cents(row["amount"])
    }
    #expect(rows.reduce(0) { $0 + cents($1["net"]) } == booked)
    #expect(rows.contains { $0["gross_sales"] == "306.00" })
    #expect(rows.contains { $0["fees"] == "-12.00" })
    #expect(rows.allSatisfy { $0["profit"] == $0["net"] })
  }

  // MARK: - Tied out

  private func tied(_ home: TestHome) throws -> [String: Set<String>] {
    var verdicts: [String: Set<String>] = [:]
    for row in try home.rows(.crosschannel) {
      let key = "\(row["channel"] ?? "") \(row["store"] ?? "") \(row["outlet"] ?? "")"
      verdicts[key, default: []].insert(row["tied"] ?? "")
    }
    return verdicts
  }

  @Test func aTillThatDoesNotTieOutIsMarkedAndNoOther() throws {
    #expect(
      try tied(ChannelWorld.imported()) == [
        "pos EU1 OUT-1": ["yes"], "pos EU1 OUT-2": ["yes"], "shopify SHOP (unassigned)": ["yes"],
      ])
    let wrong = ChannelWorld.tenders.split(separator: "47.60").joined(separator: "48.60")
    let home = try ChannelWorld.imported(replacing: ["tenders.csv": wrong])
    #expect(
      try tied(home) == [
        "pos EU1 OUT-1": ["no"], "pos EU1 OUT-2": ["yes"], "shopify SHOP (unassigned)": ["yes"],
      ])
    let bare = try ChannelWorld.imported(
      replacing: [
        "tenders.csv": nil, "deposits.csv": nil, "transactions.csv": nil, "payouts.csv": nil,
      ])
    #expect(try tied(bare)["pos EU1 OUT-1"] == ["open"])
  }

  @Test func aMonthOfARefusedSettlementIsMarked() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let rows = try home.rows(.crosschannel)
    #expect(Set(rows.filter { $0["store"] == "NA1" }.compactMap { $0["tied"] }) == ["yes"])
    #expect(
      Set(rows.filter { $0["store"] == "EU1" }.compactMap { $0["tied"] }) == ["no"],
      "one of its settlements does not foot and is not in the sums")
    var request = ReportRequest(.crosschannel)
    request.by = ["channel"]
    #expect(try home.rows(request).filter { $0["currency"] == "EUR" }.map { $0["tied"] } == ["no"])
  }
}
