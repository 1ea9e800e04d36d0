import Batch
import LedgerCore
import TestSupport
import Testing

/// A bank line pays one thing, whichever books expect money of its amount.
@Suite struct BankLineOnceTests {
  /// MT940: one credit, and statements that reach a month further.
  private func statement(
    _ amount: String, _ text: String, currency: String = "USD", on day: String = "260511"
  ) -> String {
    """
    :20:S1
    :25:021000021/000123456789
    :28C:3/1
    :60F:C260301\(currency)0,00
    :61:\(day)C\(amount)NTRFNONREF//US1
    :86:\(text)
    :62F:C260630\(currency)\(amount)

    """
  }

  // MARK: - Amazon's payouts and its payments to a vendor

  /// A settlement and a remittance of 306.00 USD, both paid in the second week of May.
  private func sellerAndVendor(_ text: String) throws -> TestHome {
    let home = TestHome(SmallWorld.configuration, master: [.catalog: SmallWorld.catalog])
    var made = MadeSettlement(
      "90100000011", "USD", "2026-04-24T20:00:00Z", "2026-05-08T20:00:00Z")
    var sale = MadeRow(30_600, made.start)
    (sale.sku, sale.quantity, sale.marketplace) = ("MUG-1", "1", "Amazon.com")
    made.rows = [sale]
    var paths = VendorWorld().files.sorted { $0.key < $1.key }
      .map { home.folder.write("in/\($0.key)", $0.value) }
    paths.append(home.folder.write("in/NA1_90100000011.txt", SettlementFile(made).bytes))
    paths.append(home.folder.write("in/bank.sta", statement("306,00", text)))
    try home.importFiles(paths, at: "2026-07-01T08:00:00Z")
    return home
  }

  private func bank(_ home: TestHome) throws -> [String?] {
    try home.rows(.reconciliation).filter { $0["identity"] == "bank" }.map { $0["status"] }
  }

  @Test func aLineThatNamesAVendorsPaymentIsNoPayoutOfItsAmount() throws {
    let home = try sellerAndVendor("AMAZON.COM SERVICES 40000001")
    #expect(try bank(home) == ["broken"])
    #expect(try home.rows(.vendorMatches).allSatisfy { $0["bank_line"] != "" })
    #expect(try home.rows(.exceptions).map { $0["kind"] } == ["deposit_overdue"])
  }

  @Test func aLineThatCouldBeEitherProvesNeither() throws {
    let home = try sellerAndVendor("AMAZON.COM SERVICES")
    #expect(try bank(home) == ["undetermined"])
    #expect(try home.rows(.deposits).isEmpty)
    #expect(try home.rows(.vendorMatches).allSatisfy { $0["bank_line"] == "" })
    let told = try home.rows(.exceptions)
    #expect(Set(told.map { $0["kind"] }) == ["deposit_ambiguous", "vendor_deposit"])
    #expect(Set(told.map { $0["severity"] }) == ["warning"])
  }

  // MARK: - Tills and web stores

  private static let payouts = """
    Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,\
    Currency,Payout ID

    """
  private static let deposits = """
    deposit_id,outlet,from,to,tender,gross,fee,over_short,net,currency,bank,bank_date
    CA-1,OUT-1,2026-03-31,2026-04-01,cash,100.00,0.00,0.00,100.00,EUR,,2026-04-02

    """

  private func payout(_ id: String) -> String {
    BankLineOnceTests.payouts
      + "2026-04-01,paid,100.00,0.00,0.00,0.00,0.00,0.00,100.00,EUR,\(id)\n"
  }

  private func shops(_ text: String, till: Bool) throws -> TestHome {
    let home = ChannelWorld.home()
    home.configuration.webStores.append(WebStoreProfile(id: "SHOP2", catalog: "EU1"))
    let other =
      till
      ? home.folder.write("in/deposits.csv", BankLineOnceTests.deposits)
      : home.folder.write("in/SHOP2/payouts.csv", payout("80000222"))
    try home.importFiles([
      home.folder.write("in/SHOP/payouts.csv", payout("70000111")), other,
      home.folder.write(
        "in/bank.sta", statement("100,00", text, currency: "EUR", on: "260402")),
    ])
    return home
  }

  private func states(_ home: TestHome, till: Bool) throws -> [String?] {
    let web = try home.rows(.webstorePayouts).map { $0["bank_status"] }
    return try till ? web + home.rows(.outletDeposits).map { $0["bank_status"] } : web
  }

  @Test(arguments: [false, true])
  func aLineThatNamesAPayoutIsNothingElse(till: Bool) throws {
    let home = try shops("SHOPIFY PAYMENTS 70000111", till: till)
    #expect(try states(home, till: till) == ["paid", "overdue"])
    #expect(try home.rows(.exceptions).map { $0["kind"] } == ["deposit_overdue"])
  }

  @Test func onePayersLineProvesNoneOfTwoStoresPayouts() throws {
    let home = try shops("SHOPIFY PAYMENTS", till: false)
    #expect(try states(home, till: false) == ["ambiguous", "ambiguous"])
    let bank = try home.rows(.reconciliation).filter { $0["identity"] == "webstore-bank" }
    #expect(bank.map { $0["status"] } == ["undetermined", "undetermined"])
  }

  @Test func aVendorsPaymentIsNoDepositOfATill() throws {
    let home = TestHome(
      ChannelWorld.configuration,
      master: [.catalog: ChannelWorld.catalog, .outlets: ChannelWorld.outlets])
    let deposit = """
      deposit_id,outlet,from,to,tender,gross,fee,over_short,net,currency,bank,bank_date
      CA-1,OUT-1,2026-05-09,2026-05-10,cash,306.00,0.00,0.00,306.00,USD,,2026-05-11

      """
    var paths = VendorWorld().files.sorted { $0.key < $1.key }
      .map { home.folder.write("in/\($0.key)", $0.value) }
    paths.append(home.folder.write("in/deposits.csv", deposit))
    paths.append(
      home.folder.write("in/bank.sta", statement("306,00", "AMAZON EU 40000001")))
    try home.importFiles(paths)
    #expect(try home.rows(.outletDeposits).map { $0["bank_status"] } == ["overdue"])
    #expect(try home.rows(.vendorMatches).allSatisfy { $0["bank_line"] != "" })
  }
}
