import Batch
import LedgerCore
import TestSupport
import Testing

/// Exports of tills and web stores that tell of the same things, not all of them alike.
@Suite struct ReExportTests {
  private func pos(_ home: TestHome) throws -> [String] {
    try home.rows(.crosschannel).filter { $0["channel"] == "pos" }.map {
      "\($0["month"] ?? "") \($0["category"] ?? "") \($0["gross_sales"] ?? "")"
        + " \($0["refunds"] ?? "")"
    }
  }

  private func kinds(_ home: TestHome) throws -> [String?] {
    try home.rows(.exceptions).map { $0["kind"] }
  }

  /// Imports each text as a document of its own, the first on 1 April, each a day after the other.
  private func home(_ texts: [String]) throws -> TestHome {
    let home = ChannelWorld.home()
    for (place, text) in texts.enumerated() {
      try home.importFiles(
        [home.folder.write("in/\(place).csv", text)], at: "2026-04-0\(place + 1)T08:00:00Z")
    }
    return home
  }

  /// `T1 2026-03-05 PLATE-1 50.00`, with a sign where it was given back.
  private func sales(_ tickets: String...) -> String {
    ChannelWorld.salesHeader
      + tickets.map { ticket in
        let cells = ticket.split(separator: " ")
        let isBack = cells[3].hasPrefix("-")
        return "\(cells[0]),OUT-1,\(cells[1]) 10:00:00,\(isBack ? "refund" : "sale"),\(cells[2]),"
          + "\(isBack ? "-1" : "1"),\(cells[3].drop { $0 == "-" }),0.00,0.00,\(cells[3]),EUR,cash\n"
      }.joined()
  }

  // MARK: - Tickets

  @Test func aTicketThatIsToldAgainWithFewerLinesLosesTheOthers() throws {
    let (first, again) = (
      sales("T1 2026-03-05 PLATE-1 50.00", "T1 2026-03-05 =1+1 30.00"),
      sales("T1 2026-03-05 PLATE-1 50.00", "T2 2026-04-02 PLATE-1 10.00")
    )
    for texts in [[first, again], [again, first]] {
      let home = try home(texts)
      #expect(try pos(home) == ["2026-03 Plates 50.00 0.00", "2026-04 Plates 10.00 0.00"])
      let told = try home.rows(.exceptions)
      #expect(told.map { $0["kind"] } == ["ticket_conflict"])
      #expect(told[0]["what"]?.hasPrefix("two exports tell a ticket differently") == true)
    }
  }

  @Test func ticketNumbersThatBeginAgainAreOtherTickets() throws {
    let (march, april) = (
      sales("T1 2026-03-05 PLATE-1 50.00"), sales("T1 2026-04-05 =1+1 30.00")
    )
    let both = ["2026-03 Plates 50.00 0.00", "2026-04 Cups 30.00 0.00"]
    let apart = try home([march, april])
    #expect(try pos(apart) == both)
    #expect(try kinds(apart) == [])
    let together = try home([
      march + april.split(separator: "\n").dropFirst().joined() + "\n", april,
    ])
    #expect(try pos(together) == both)
    #expect(try kinds(together) == [])
  }

  @Test func whatIsGivenBackLaterCountsOnceAndOnItsDay() throws {
    let sold = sales("T1 2026-03-05 PLATE-1 50.00")
    let back = sales("T1 2026-04-05 PLATE-1 -50.00")
    let all = sold + back.split(separator: "\n").dropFirst().joined() + "\n"
    for texts in [[sold, back], [sold, all], [all, back]] {
      let home = try home(texts)
      #expect(try pos(home) == ["2026-03 Plates 50.00 0.00", "2026-04 Plates 0.00 -50.00"])
      #expect(try kinds(home) == [])
    }
    // On the day of the sale the ticket goes on: nothing is told.
    let sameDay = sales("T1 2026-03-05 PLATE-1 50.00", "T1 2026-03-05 PLATE-1 -50.00")
    let home = try home([sold, sameDay])
    #expect(try pos(home) == ["2026-03 Plates 50.00 -50.00"])
    #expect(try kinds(home) == [])
  }

  // MARK: - Orders of web stores

  private static let header = String(ChannelWorld.orders.split(separator: "\n")[0]) + "\n"

  private func order(
    _ quantity: Int, name: String = "#7", status: String = "paid", paid: Bool = true,
    cancelled: String = "", refunded: String = "0.00", method: String = "Shopify Payments",
    tax: String = "0.00", tip: Int = 0
  ) -> String {
    let day = "2026-03-05 09:15:00 +0100"
    return "\(name),\(status),\(paid ? day : ""),,EUR,\(quantity)0.00,0.00,\(tax),"
      + "\(quantity * 10 + tip).00,0.00,Standard,\(day),\(quantity),10.00,PLATE-1,"
      + "\(cancelled),\(method),\(refunded),0.00\n"
  }

  private func shop(_ home: TestHome) throws -> [String] {
    try home.rows(.crosschannel).filter { $0["channel"] == "shopify" }.map {
      "\($0["month"] ?? "") \($0["category"] ?? "") \($0["gross_sales"] ?? "")"
        + " \($0["refunds"] ?? "") \($0["units"] ?? "")"
    }.filter { !$0.hasSuffix(" 0.00 0.00 0") }
  }

  @Test(arguments: 11...16)
  func ofExportsThatReachAsFarTheOneReceivedLaterCounts(quantity: Int) throws {
    let texts = [10, quantity].map { ReExportTests.header + order($0) }
    let home = try home(texts)
    #expect(try shop(home) == ["2026-03 Plates \(quantity)0.00 0.00 \(quantity)"])
    let told = try home.rows(.exceptions)
    #expect(told.map { $0["kind"] } == ["order_conflict"])
    #expect(told.first?["where"] == "order #7")
    let reports = try home.reports()
    try home.with { try $0.rebuild() }
    #expect(try home.reports() == reports)
    #expect(
      try home.reports(asKnownOn: "2026-04-01T12:00:00Z")["crosschannel.csv"].map {
        String(decoding: $0, as: UTF8.self).contains("100.00")
      } == true)
    // What comes a second time was there before.
    try home.importFiles(
      [home.folder.write("in/0.csv", texts[0])], at: "2026-04-09T08:00:00Z")
    #expect(try shop(home) == ["2026-03 Plates \(quantity)0.00 0.00 \(quantity)"])
  }

  @Test func ofExportsThatReachAsFarTheOneThatKnowsMoreCounts() throws {
    let paid = ReExportTests.header + order(10)
    let back = ReExportTests.header + order(10, status: "partially_refunded", refunded: "40.00")
    for texts in [[paid, back], [back, paid]] {
      let home = try home(texts)
      #expect(
        try shop(home) == ["2026-03 (none) 0.00 -40.00 0", "2026-03 Plates 100.00 0.00 10"])
      #expect(try kinds(home) == [])
    }
  }

  // MARK: - Orders that were never paid, or given back by hand

  private static let charge = """
    Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Checkout,Currency
    2026-03-05 09:15:00 +0100,charge,#7,pending,,,100.00,2.00,98.00,,EUR

    """

  @Test(arguments: ["voided", "expired", "pending"])
  func anOrderThatEndedUnpaidIsNoSale(status: String) throws {
    let cancelled = status == "pending" ? "2026-03-08 09:00:00 +0100" : ""
    let unpaid = ReExportTests.header + order(10, status: status, paid: false, cancelled: cancelled)
    let home = try home([unpaid])
    #expect(try shop(home) == [])
    #expect(try home.rows(.orders).map { $0["state"] } == ["cancelled"])
    #expect(try home.rows(.trialBalance).isEmpty)
    // Money has come after all.
    try home.importFiles([home.folder.write("in/tx.csv", ReExportTests.charge)])
    #expect(try shop(home) == ["2026-03 Plates 100.00 0.00 10"])
  }

  @Test func anOrderThatIsStillToBePaidIsSold() throws {
    let home = try home([ReExportTests.header + order(10, status: "pending", paid: false)])
    #expect(try shop(home) == ["2026-03 Plates 100.00 0.00 10"])
  }

  @Test func whatTheProviderDoesNotTellOfRefundsTheOrderTells() throws {
    let back = order(
      10, status: "refunded", cancelled: "2026-04-09 09:00:00 +0100", refunded: "100.00")
    let home = try home([ReExportTests.header + back, ReExportTests.charge])
    #expect(
      try shop(home) == ["2026-03 Plates 100.00 0.00 10", "2026-04 (none) 0.00 -100.00 0"])
    let balance = try home.rows(.trialBalance).filter {
      $0["account"] == "Assets:WebStore:Orders" && $0["period"] == "2026-04"
    }
    #expect(balance.map { $0["closing"] } == ["-100.00"])
    #expect(try home.rows(.orders).map { $0["refunded"] } == ["-100.00"])
    // The provider's own refund is the same money.
    let refund = ReExportTests.charge.split(separator: "charge").joined(separator: "refund")
      .split(separator: "100.00,2.00,98.00").joined(separator: "-100.00,0.00,-100.00")
      .split(separator: "2026-03-05").joined(separator: "2026-04-09")
    try home.importFiles([home.folder.write("in/refund.csv", refund)])
    #expect(
      try shop(home) == ["2026-03 Plates 100.00 0.00 10", "2026-04 (none) 0.00 -100.00 0"])
    let after = try home.rows(.trialBalance).filter {
      $0["account"] == "Assets:WebStore:Orders" && $0["period"] == "2026-04"
    }
    #expect(after.allSatisfy { $0["closing"] == "0.00" })
  }

  // MARK: - How a total holds its tax

  @Test(arguments: [1, 5, 10, 16, 20])
  func aTipIsNoTax(tip: Int) throws {
    let orders =
      (1...3).map { order(10, name: "#\($0)", tax: "15.97") }.joined()
      + order(10, name: "#7", tax: "15.97", tip: tip)
    let home = try home([ReExportTests.header + orders])
    let rest = try home.rows(.crosschannel).first { $0["category"] == "(none)" }
    #expect(rest?["tax"] == "0.00")
    #expect(
      try home.rows(.exceptions).map { "\($0["kind"] ?? "") \($0["amount"] ?? "")" }
        == ["order_mismatch \(tip).00"])
  }

  @Test func anOrderPaidInPartByGiftCardIsNoOtherAmount() throws {
    let orders = ReExportTests.header + order(15, method: "gift_card + shopify_payments")
    let home = try home([orders, ReExportTests.charge])
    let result = try home.rows(.reconciliation).filter { $0["identity"] == "webstore-orders" }
    #expect(result.map { $0["status"] } == ["undetermined"])
    #expect(result.first?["cause"] == "its orders were paid in part by other means")
    #expect(try kinds(home) == [])
    let more = try self.home([
      ReExportTests.header + order(9, method: "gift_card + shopify_payments"),
      ReExportTests.charge,
    ])
    #expect(try kinds(more) == ["order_mismatch"])
  }
}
