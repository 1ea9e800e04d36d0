import Batch
import LedgerCore
import TestSupport
import Testing

extension TestHome {
  /// The row of a report that has these values.
  fileprivate func row(_ name: ReportName, _ values: [String: String]) throws -> [String: String]? {
    try rows(name).first { row in values.allSatisfy { row[$0.key] == $0.value } }
  }

  fileprivate func kinds() throws -> [String] {
    try rows(.exceptions).map { $0["kind"] ?? "" }
  }
}

@Suite struct ChannelTests {
  @Test func tillsAndWebStoreStandInOneTable() throws {
    let home = try ChannelWorld.imported()
    let cups = try home.row(.crosschannel, ["channel": "pos", "category": "Cups"])
    // Two equal lines of one ticket and a pot, net of tax; one mug came back.
    #expect(cups?["gross_sales"] == "58.00")
    #expect(cups?["refunds"] == "-10.00")
    #expect(cups?["tax"] == "9.12")
    #expect(cups?["net"] == "48.00")
    #expect(cups?["units"] == "5")
    #expect(cups?["cogs"] == "-16.50")
    #expect(cups?["discounts"] == "-2.38")
    let fees = try home.row(
      .crosschannel, ["channel": "pos", "category": "(none)", "outlet": "OUT-1"])
    #expect(fees?["fees"] == "-0.57")
    let shop = try home.row(.crosschannel, ["channel": "shopify", "category": "Plates"])
    #expect(shop?["gross_sales"] == "10.00")
    #expect(shop?["promotions"] == "-1.00", "a third of the order's discount")
    let rest = try home.row(.crosschannel, ["channel": "shopify", "category": "(none)"])
    #expect(rest?["gross_sales"] == "4.90", "the shipping")
    #expect(rest?["refunds"] == "-4.00")
    #expect(rest?["fees"] == "-1.51")
    #expect(
      try home.row(.crosschannel, ["category": "(uncatalogued)"])?["gross_sales"] == "10.00")
    #expect(try home.kinds() == [])
  }

  @Test func whatTiesOutHolds() throws {
    let home = try ChannelWorld.imported()
    let results = try home.rows(.reconciliation)
    for identity in ["till-tenders", "till-deposits", "webstore-orders", "webstore-payout"] {
      let own = results.filter { $0["identity"] == identity }
      #expect(!own.isEmpty && own.allSatisfy { $0["status"] == "holds" }, "\(identity)")
    }
    #expect(results.contains { $0["identity"] == "till-bank" && $0["status"] == "undetermined" })
  }

  @Test func aBrokenLineRefusesItsDocumentAlone() throws {
    let home = ChannelWorld.home()
    let broken = ChannelWorld.sales.split(separator: "21.42").joined(separator: "21.4x2")
    let outcome = try home.importFiles(
      ChannelWorld.write(for: home, replacing: ["a_sales.csv": broken]))
    #expect(outcome.exitStatus == 3)
    #expect(outcome.refused == 1)
    let error = try home.row(.exceptions, ["kind": "row_error"])
    #expect(error?["where"]?.hasSuffix("a_sales.csv, line 4, column total") == true)
    #expect(error?["what"] == "'21.4x2' is no amount of EUR")
    #expect(try home.row(.crosschannel, ["channel": "pos", "category": "Cups"]) == nil)
    #expect(
      try home.row(.crosschannel, ["channel": "pos", "category": "Plates"])?["net"] == "5.00")
    #expect(try home.kinds() == ["row_error"], "no finding for tickets that are not there")
    let mended = home.folder.write("in/mended.csv", ChannelWorld.sales)
    try home.importFiles([mended])
    #expect(
      try home.row(.crosschannel, ["channel": "pos", "category": "Cups"])?["net"] == "48.00")
  }

  @Test func ticketsOfAnUnknownOutletDoNotCount() throws {
    let strange = ChannelWorld.otherSales.split(separator: "OUT-2").joined(separator: "OUT-9")
    let home = try ChannelWorld.imported(replacing: ["b_sales.csv": strange])
    let finding = try home.row(.exceptions, ["kind": "unknown_outlet"])
    #expect(finding?["amount"] == "5.95")
    #expect(finding?["where"] == "outlet OUT-9")
    #expect(try home.row(.crosschannel, ["category": "Plates", "channel": "pos"]) == nil)
  }

  @Test func aTenderThatDoesNotAddUpIsToldWithItsDay() throws {
    let wrong = ChannelWorld.tenders.split(separator: "47.60").joined(separator: "48.60")
    let home = try ChannelWorld.imported(replacing: ["tenders.csv": wrong])
    let finding = try home.row(.exceptions, ["kind": "tender_mismatch"])
    #expect(finding?["amount"] == "-1.00")
    #expect(finding?["where"] == "outlet OUT-1, 2026-03-02 card")
    let deposit = try home.row(.exceptions, ["kind": "till_deposit_mismatch"])
    #expect(deposit?["amount"] == "-1.00", "the deposit is of the tickets, not of the closing")
    let results = try home.rows(.reconciliation).filter { $0["identity"] == "till-tenders" }
    #expect(results.map { $0["status"] } == ["broken", "holds"])
  }

  @Test func aPayoutThatDiffersIsTold() throws {
    let wrong = ChannelWorld.payouts.split(separator: "-1.51,0.00,40.39")
      .joined(separator: "-1.41,0.00,40.49")
    let home = try ChannelWorld.imported(replacing: ["payouts.csv": wrong])
    let finding = try home.row(.exceptions, ["kind": "web_payout_mismatch"])
    #expect(finding?["amount"] == "0.10")
    #expect(finding?["what"]?.contains("fees are -1.51, it says -1.41") == true)
    let results = try home.rows(.reconciliation).filter { $0["identity"] == "webstore-payout" }
    #expect(results.map { $0["status"] } == ["broken", "holds"])
  }

  @Test func salesAfterAnOutletHasClosedAreToldAndCount() throws {
    let late = ChannelWorld.otherSales.split(separator: "2026-03-03").joined(
      separator: "2026-04-01")
    let home = try ChannelWorld.imported(
      replacing: ["b_sales.csv": late, "tenders.csv": nil, "deposits.csv": nil])
    #expect(try home.kinds() == ["outlet_closed"])
    #expect(
      try home.row(.crosschannel, ["month": "2026-04", "category": "Plates"])?["net"] == "5.00")
  }

  @Test func whatTwoExportsTellCountsOnce() throws {
    let home = try ChannelWorld.imported()
    let before = try home.reports()
    // The month's export again, and one that begins a day later, with a new ticket.
    let later =
      ChannelWorld.salesHeader
      + ChannelWorld.sales.split(separator: "\n").suffix(1).joined() + "\n"
      + "T4,OUT-1,2026-03-03 12:00:00,sale,PLATE-1,1,5.95,0.00,0.95,5.95,EUR,card\n"
    try home.importFiles([home.folder.write("in/again.csv", ChannelWorld.sales + "\n")])
    #expect(try home.reports()["crosschannel.csv"] == before["crosschannel.csv"])
    try home.importFiles([home.folder.write("in/later.csv", later)])
    let refunds = try home.row(.crosschannel, ["channel": "pos", "category": "Cups"])
    #expect(refunds?["refunds"] == "-10.00")
    #expect(
      try home.row(
        .crosschannel, ["channel": "pos", "outlet": "OUT-1", "category": "Plates"])?["net"]
        == "5.00")
  }

  /// Two exports that share orders, put into one file.
  @Test func anOrderThatStandsTwiceInAnExportCountsOnceAndIsTold() throws {
    let before = try ChannelWorld.imported()
    let rows = ChannelWorld.orders.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    let home = try ChannelWorld.imported(replacing: ["orders.csv": ChannelWorld.orders + rows])
    #expect(try home.reports()["crosschannel.csv"] == before.reports()["crosschannel.csv"])
    #expect(try home.kinds() == ["same_content"])
    let told = try home.row(.exceptions, ["severity": "warning"])
    #expect(told?["where"]?.hasSuffix("orders.csv, line 5, column Name") == true)
    #expect(
      told?["what"] == "order #1001 stands here again as from line 2 on, and 1 more like it: what"
        + " says the same counts once")
  }

  @Test func anOrderThatSaysTwoThingsRefusesItsExport() throws {
    let rows = ChannelWorld.orders.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    let other = rows.split(separator: "4.00,0.00").joined(separator: "3.00,0.00")
    let home = try ChannelWorld.imported(replacing: ["orders.csv": ChannelWorld.orders + other])
    let told = try home.row(.exceptions, ["kind": "row_error"])
    #expect(told?["where"]?.hasSuffix("orders.csv, line 7, column Name") == true)
    #expect(
      told?["what"] == "order #1002 stands here again and says otherwise than from line 4 on")
    #expect(
      try home.row(.crosschannel, ["channel": "shopify", "category": "Plates"]) == nil)
  }

  @Test func theOrderOfImportsDoesNotMatterNorDoesRebuilding() throws {
    let (one, other) = (ChannelWorld.home(), ChannelWorld.home())
    for path in ChannelWorld.write(for: one) { try one.importFiles([path]) }
    try other.importFiles(ChannelWorld.write(for: other).reversed())
    let reports = try one.reports()
    #expect(try other.reports() == reports)
    try one.with { try $0.rebuild() }
    #expect(try one.reports() == reports)
    #expect(
      try one.with { try $0.contentDigest() } == other.with { try $0.contentDigest() })
  }

  @Test func ordersSayHowFarTheyHaveCome() throws {
    let home = try ChannelWorld.imported()
    let rows = try home.rows(.orders)
    #expect(rows.map { $0["state"] } == ["settled", "settled"])
    #expect(rows.map { $0["fulfilled_by"] } == ["amazon", "own"])
    #expect(rows.map { $0["refunded"] } == ["0.00", "-4.00"])
    let unpaid = try ChannelWorld.imported(
      replacing: ["transactions.csv": nil, "payouts.csv": nil])
    #expect(try unpaid.rows(.orders).map { $0["state"] } == ["shipped", "shipped"])
  }
}
