import Batch
import LedgerCore
import TestSupport
import Testing

/// Orders that outlets took with Shopify POS: they stand in the web store's export.
@Suite struct ShopTillTests {
  private static let header = """
    Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,\
    Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,\
    Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Payment Method,\
    Refunded Amount,Location,Source,Lineitem discount

    """
  /// An order of the web, one by card and one in cash at a till, and one that was given back in part.
  private static let orders =
    header + """
      #1,,paid,2026-03-02,fulfilled,2026-03-03,no,EUR,20.00,0.00,3.19,20.00,,0.00,Standard,\
      2026-03-02 09:00:00 +0100,1,Mug,20.00,=1+1,,Shopify Payments,0.00,,web,0.00
      #2,,paid,2026-03-02,fulfilled,2026-03-02,no,EUR,45.00,0.00,7.19,47.00,,5.00,,\
      2026-03-02 10:00:00 +0100,2,Mug,20.00,=1+1,,Shopify Payments,0.00,Acorn Köln,pos,0.00
      #2,,,,,,,,,,,,,,,,1,Plate,10.00,PLATE-1,,,,,,0.00
      #3,,partially_refunded,2026-03-02,fulfilled,2026-03-02,no,EUR,10.00,0.00,1.60,10.00,,0.00,,\
      2026-03-02 11:00:00 +0100,2,Plate,5.00,PLATE-1,,Cash,5.00,Acorn Köln,pos,0.00

      """
  private static let transactions = """
    Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Checkout,Currency
    2026-03-02 09:00:00 +0100,charge,#1,paid,2026-03-04,9001,20.00,0.80,19.20,,EUR
    2026-03-02 10:00:00 +0100,charge,#2,paid,2026-03-04,9001,47.00,0.94,46.06,,EUR

    """
  private static let payouts = """
    Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,\
    Currency,Payout ID
    2026-03-04,paid,67.00,0.00,0.00,0.00,-1.74,0.00,65.26,EUR,9001

    """
  private static let deposits = """
    deposit_id,outlet,from,to,tender,gross,fee,over_short,net,currency,bank,bank_date
    CA-1,Acorn Köln,2026-03-02,2026-03-02,cash,5.00,0.00,0.00,5.00,EUR,BANK,2026-03-04

    """

  private func home(
    _ files: [String], _ configure: (inout Configuration) -> Void = { _ in }
  ) throws -> TestHome {
    let home = ChannelWorld.home()
    configure(&home.configuration)
    for text in files {
      try home.importFiles([home.folder.write("in/\(text.utf8.count).csv", text)])
    }
    return home
  }

  private func kinds(_ home: TestHome) throws -> [String?] {
    try home.rows(.exceptions).map { $0["kind"] }
  }

  @Test func ordersOfTheTillAreTheOutletsAndThoseOfTheWebTheShops() throws {
    let home = try home([ShopTillTests.orders])
    let rows = try home.rows(.crosschannel)
    #expect(
      rows.map { "\($0["channel"] ?? "") \($0["outlet"] ?? "") \($0["category"] ?? "")" } == [
        "pos OUT-1 (none)", "pos OUT-1 Cups", "pos OUT-1 Plates", "shopify (unassigned) (none)",
        "shopify (unassigned) Cups",
      ])
    let (tip, cups, plates) = (rows[0], rows[1], rows[2])
    #expect(tip["gross_sales"] == "2.00", "what the lines do not make of the total: a tip")
    // 40.00 − 4.00 of the discount, less 5.75 of the tax that prices hold.
    #expect(cups["gross_sales"] == "30.25")
    #expect(cups["discounts"] == "-4.00")
    #expect(plates["gross_sales"] == "15.96", "9.00 − 1.44 and 10.00 − 1.60")
    #expect(plates["refunds"] == "-4.20", "half of #3 without its tax")
    #expect(plates["tax"] == "2.24")
    #expect(plates["units"] == "3")
    #expect(rows[4]["gross_sales"] == "20.00")
    #expect(try home.rows(.orders).map { $0["order"] } == ["#1"])
    let days = try home.rows(.outletDays)
    #expect(days.map { cents($0["takings"]) }.reduce(0, +) == 5200)
    #expect(try kinds(home) == ["order_mismatch"], "the tip is told")
  }

  @Test func cashIsDepositedAndCardsArePaidOutByTheProvider() throws {
    let home = try home(
      [ShopTillTests.deposits, ShopTillTests.payouts, ShopTillTests.transactions]
        + [ShopTillTests.orders])
    let deposits = try home.rows(.outletDeposits)
    #expect(deposits.map { $0["outlet"] } == ["OUT-1"])
    let identities = try home.rows(.reconciliation)
    func status(_ identity: String) -> [String?] {
      identities.filter { $0["identity"] == identity }.map { $0["status"] }
    }
    #expect(status("till-deposits") == ["holds"], "10.00 in cash, 5.00 of it given back")
    #expect(status("webstore-orders") == ["holds"])
    #expect(identities.first { $0["identity"] == "webstore-orders" }?["expected"] == "67.00")
    #expect(status("webstore-payout") == ["holds"])
    let rows = try home.rows(.crosschannel).filter { $0["category"] == "(none)" }
    #expect(rows.map { $0["channel"] } == ["pos", "shopify"])
    #expect(rows.map { $0["fees"] } == ["-0.94", "-0.80"])
    var clearing: [String: Int64] = [:]
    for row in try home.rows(.journal) {
      clearing["\(row["role"] ?? "") \(row["settlement_id"] ?? "")", default: 0] += cents(
        row["amount"])
    }
    #expect(clearing["till_clearing OUT-1 shopify payments"] == 0)
    #expect(clearing["till_clearing OUT-1 cash"] == 0)
    #expect(clearing["webstore_clearing SHOP"] == 0)
    #expect(clearing["webstore_orders SHOP"] == 0)
  }

  @Test func aRefundByCardCountsOnce() throws {
    let refunded = ShopTillTests.orders.replacing(
      "Shopify Payments,0.00,Acorn", "Shopify Payments,9.00,Acorn")
    let refund = "2026-03-04 10:00:00 +0100,refund,#2,paid,2026-03-06,9002,-9.00,0.00,-9.00,,EUR\n"
    let home = try home([refunded, ShopTillTests.transactions + refund])
    let refunds = try home.rows(.crosschannel).map { cents($0["refunds"]) }.reduce(0, +)
    let tax = try home.rows(.outletDays).map { cents($0["tax"]) }.reduce(0, +)
    // 9.00 and 5.00 with 7.19 × 9/47 and 1.60 × 5/10 of tax.
    #expect(refunds == -1400 + 138 + 80)
    #expect(tax == 719 + 160 - 138 - 80)
  }

  @Test func aVoidedOrderIsGivenBackWhole() throws {
    let voided = ShopTillTests.orders.replacing("#2,,paid", "#2,,voided")
    let rows = try home([voided]).rows(.outletDays)
    #expect(rows.map { cents($0["takings"]) }.reduce(0, +) == 500)
  }

  @Test func aLocationThatNobodyKnowsIsToldAndStopsNothingElse() throws {
    let strange = ShopTillTests.orders.replacing("Cash,5.00,Acorn Köln", "Cash,5.00,Kiosk")
    let home = try home([strange])
    let finding = try home.rows(.exceptions).first { $0["kind"] == "unknown_outlet" }
    #expect(finding?["where"] == "outlet Kiosk")
    #expect(finding?["amount"] == "5.00")
    #expect(try home.rows(.outletDays).map { cents($0["takings"]) }.reduce(0, +) == 4700)
    #expect(try home.rows(.orders).map { $0["order"] } == ["#1"])
    home.configuration.webStores[0].outletNames = ["Kiosk": "OUT-2"]
    try home.with { try $0.rebuild() }
    #expect(try kinds(home) == ["order_mismatch"])
    #expect(Set(try home.rows(.outletDays).map { $0["outlet"] }) == ["OUT-1", "OUT-2"])
  }

  @Test func anExportWithoutTheColumnSourceDoesNotCountThemTwice() throws {
    let lines = ShopTillTests.orders.split(separator: "\n")
    let old =
      lines.map { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return (cells.dropLast(3) + cells.suffix(1)).joined(separator: ",")
      }.joined(separator: "\n") + "\n"
    let (one, other) = (
      try home([old, ShopTillTests.orders]), try home([ShopTillTests.orders, old])
    )
    #expect(try one.rows(.orders).map { $0["order"] } == ["#1"])
    #expect(try one.reports() == other.reports())
    #expect(
      try one.rows(.crosschannel)
        == home([ShopTillTests.orders]).rows(.crosschannel))
  }

  @Test func aLaterExportThatHasMoreGivenBackIsNoConflict() throws {
    let later = ShopTillTests.orders.replacing("Cash,5.00", "Cash,10.00")
    let more =
      ShopTillTests.header + """
        #9,,paid,2026-03-09,fulfilled,2026-03-09,no,EUR,5.00,0.00,0.80,5.00,,0.00,,\
        2026-03-09 10:00:00 +0100,1,Plate,5.00,PLATE-1,,Cash,0.00,Acorn Ulm,pos,0.00

        """
    let home = try home([ShopTillTests.orders, later + more.dropFirst(ShopTillTests.header.count)])
    #expect(try kinds(home) == ["order_mismatch", "order_mismatch"], "the tip, told by both")
    let plates = try home.rows(.crosschannel).filter { $0["category"] == "Plates" }
    #expect(plates.map { $0["refunds"] } == ["-8.40", "0.00"])
  }
}

extension String {
  fileprivate func replacing(_ old: String, _ new: String) -> String {
    split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
  }
}
