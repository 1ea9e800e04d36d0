import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct VendorDeductionTests {
  private var short: VendorWorld {
    var world = VendorWorld()
    world.matchedPieces = [20, 12]
    world.paid = ["200.00", "66.00"]
    world.reasons = [["SHORTAGES_IN_TRANSIT"], []]
    world.status = "PARTIALLY_PAID"
    return world
  }

  private func files() -> [String: String] {
    var files = short.files
    files["remittances.json"] = short.remittance(net: "266.00")
    return files
  }

  @Test func aShortageThatTheShipmentNoticeContradictsIsClaimedUntilItsDeadline() throws {
    let recovery = try vendorHome(files()).rows(.recovery)
    #expect(recovery.count == 1)
    #expect(recovery.first?["kind"] == "shortage")
    #expect(recovery.first?["verdict"] == "disputable")
    #expect(recovery.first?["claimable"] == "40.00")
    #expect(recovery.first?["deadline"] == "2026-06-07")
  }

  @Test func whatWasClaimedIsNotClaimedAgain() throws {
    let claims = """
      deduction,line,day,amount,currency,status,verdict,reason
      INV-1,1,2026-05-10,40.00,USD,claimed,,
      """
    let home = try vendorHome(files(), claims: claims)
    let recovery = try home.rows(.recovery)
    #expect(recovery.first?["claimable"] == "0.00")
    #expect(recovery.first?["claim"] == "claimed")
    let twice = try vendorHome(
      files(), claims: claims + "\nINV-1,1,2026-05-12,40.00,USD,claimed,,\n")
    #expect(try twice.vendorFindings().contains { $0["kind"] == "vendor_claimed_twice" })
  }

  @Test(
    arguments: [
      ("INV-1,1,2026-05-10,40,00,USD,claimed,,\n", "the row has 9 cells, the header 8"),
      ("INV-1,1,2026-05-10,40.00,USD,claimed,,late, very late\n", "the row has 9 cells"),
      ("INV-1,1,2026-05-10,40.00,USD,claimed\n", nil),
      ("INV-1,1,2026-05-10,40.00,USD,claimed,,,,\n", "the row has 10 cells"),
    ] as [(String, String?)])
  func aClaimOfAnotherShapeIsToldWhereItWouldMeanSomethingElse(row: String, told: String?) throws {
    let home = try vendorHome(
      files(), claims: "deduction,line,day,amount,currency,status,verdict,reason\n" + row)
    let found = try home.vendorFindings().filter { $0["kind"] == "vendor_document" }
    #expect(found.count == (told == nil ? 0 : 1))
    #expect(found.first?["what"]?.contains(told ?? "") ?? true)
    #expect(try home.rows(.recovery).first?["claimable"] == (told == nil ? "0.00" : "40.00"))
  }

  @Test func aListThatWasCutLosesNoDeadline() throws {
    var files = VendorWorld().files
    let whole = VendorWorld.chargebacks
    files["chargebacks.csv"] = whole.replacing(",2026-04-09,", with: "")
    let home = try vendorHome(files)
    #expect(
      try home.vendorFindings().first?["what"]?.contains("the row has 11 cells, the header 13")
        == true)
    #expect(try home.rows(.recovery).isEmpty)
  }

  @Test func aChargebackStaysUndeterminedUntilSomebodyHasReviewedIt() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] = VendorWorld.chargebacks
    let open = try vendorHome(files).rows(.recovery)
    #expect(open.map { $0["verdict"] } == ["undetermined"])
    #expect(open.first?["deadline"] == "2026-04-09")
    let claims = """
      deduction,line,day,amount,currency,status,verdict,reason
      CB0000000001,,2026-04-01,,,reviewed,disputable,labels are on the photos
      """
    let reviewed = try vendorHome(files, claims: claims).rows(.recovery)
    #expect(reviewed.map { $0["verdict"] } == ["disputable"])
  }

  @Test func aChargebackWhoseOwnFiguresDisagreeIsDisputable() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] = VendorWorld.chargebacks.replacing("12.00,USD", with: "15.00,USD")
    let rows = try vendorHome(files).rows(.recovery)
    #expect(rows.map { $0["verdict"] } == ["disputable"])
    #expect(rows.first?["why"]?.contains("not 15.00 USD") ?? false)
  }

  /// Vendor Central's list has it, the API does not.
  @Test func aDeductionOfTheListAloneIsTakenByItsRemittance() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] = VendorWorld.chargebacks.replacing("12.00,USD", with: "15.00,USD")
    files["second.jsonl"] = VendorJSON.remittance(
      "R2", day: "2026-05-12", [("CB0000000001", "-15.00")])
    let home = try vendorHome(files)
    let row = try home.rows(.vendorMatches).first { $0["invoice_number"] == "CB0000000001" }
    #expect(row?["paid_amount"] == "-15.00")
    #expect(row?["deducted_amount"] == "15.00")
    #expect(row?["payment_number"] == "4R2")
    #expect(try home.rows(.recovery).map { $0["recoverable"] } == ["15.00"])
    #expect(try home.vendorFindings().map { $0["kind"] } == ["vendor_deduction"])
    files["third.jsonl"] = VendorJSON.remittance(
      "R3", day: "2026-05-19", [("CB0000000001", "-15.00")])
    let twice = try vendorHome(files).vendorFindings().first { $0["kind"] == "vendor_paid_twice" }
    #expect(twice?["what"] == "15.00 USD more was taken than the deduction's 15.00 USD")
  }

  @Test func aBrokenLineOfAListStopsNoOther() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] =
      VendorWorld.chargebacks + "\nCB0000000002,10 March,VEND1,,Prep,,1,3.00,3.00,USD,Charged,,\n"
    let home = try vendorHome(files)
    #expect(try home.rows(.recovery).map { $0["number"] } == ["CB0000000001"])
    let broken = try home.vendorFindings().filter { $0["kind"] == "vendor_document" }
    #expect(broken.first?["where"]?.hasSuffix("chargebacks.csv, line 3") ?? false)
  }

  @Test func aDeadlineFollowsItsDatedRule() {
    var deadlines = VendorDeadlines([])
    let changed = CalendarDate("2026-07-01")
    deadlines.add(.init(kind: .shortage, days: 30, start: .paid))
    deadlines.add(.init(kind: .shortage, days: 60, start: .paid, from: changed))
    let june = CalendarDate("2026-06-30")!
    #expect(
      deadlines.deadline(of: .shortage, issued: june, paid: june) == CalendarDate("2026-07-30"))
    #expect(
      deadlines.deadline(of: .shortage, issued: june, paid: changed) == CalendarDate("2026-08-30"))
    #expect(deadlines.deadline(of: .shortage, issued: june, paid: nil) == nil)
    #expect(deadlines.deadline(of: .coop, issued: june, paid: june) == nil)
  }
}
