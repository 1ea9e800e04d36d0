import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct VendorImportTests {
  @Test func anOrderShippedBilledAndPaidMatchesWithoutAFinding() throws {
    let home = try vendorHome(VendorWorld().files)
    #expect(try home.vendorFindings().isEmpty)
    let rows = try home.rows(.vendorMatches)
    #expect(rows.map { $0["paid_amount"] } == ["240.00", "66.00"])
    #expect(rows.map { $0["state"] } == ["paid", "paid"])
    #expect(rows.map { $0["variance_class"] } == ["none", "none"])
    #expect(rows.map { $0["notified"] } == ["24", "12"])
    let lines = try home.rows(.vendorLines)
    #expect(lines.map { $0["paid_amount"] } == ["240.00", "66.00"])
    #expect(lines.map { $0["received_amount"] } == ["240.00", "66.00"])
  }

  @Test func theOrderOfImportChangesNothing() throws {
    let files = VendorWorld().files
    let names = files.keys.sorted()
    let forwards = try vendorHome(files, order: names)
    let backwards = try vendorHome(files, order: names.reversed())
    #expect(try forwards.reports() == backwards.reports())
    #expect(
      try forwards.with { try $0.contentDigest() } == backwards.with { try $0.contentDigest() })
  }

  @Test func aLaterVersionReplacesAnEarlierOneInEitherOrder() throws {
    var early = VendorWorld()
    early.status = "IN_PROGRESS"
    let lines =
      #"{"known_from":"2026-05-08T12:00:00Z","record":\#(VendorWorld().invoice())}"# + "\n"
      + #"{"known_from":"2026-03-07T12:00:00Z","record":\#(early.invoice(updated: "2026-03-07T12:00:00Z"))}"#
      + "\n"
    var files = VendorWorld().files
    files["invoices.json"] = nil
    files["versions.jsonl"] = lines
    let home = try vendorHome(files)
    #expect(try home.vendorFindings().isEmpty)
    #expect(try home.rows(.vendorMatches).count == 2)
  }

  @Test func aLedgerMadeAgainSaysTheSame() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] = VendorWorld.chargebacks
    let home = try vendorHome(files)
    let before = try home.reports()
    try home.with { try $0.rebuild() }
    #expect(try home.reports() == before)
  }

  @Test func aDocumentWithOneBrokenLineGivesAFindingAndKeepsTheOthers() throws {
    var files = VendorWorld().files
    files["remittances.json"] = nil
    files["both.jsonl"] =
      VendorWorld().remittance() + "\n" + #"{"remittanceHeader":{"uniquePaymentId":"7002","# + "\n"
    let home = try vendorHome(files)
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_document"])
    #expect(findings.first?["where"]?.hasSuffix("both.jsonl, line 2") ?? false)
    #expect(try home.rows(.vendorMatches).map { $0["state"] } == ["paid", "paid"])
  }

  @Test func anInvoiceWithABrokenAmountIsToldByItemAndNotUsed() throws {
    var files = VendorWorld().files
    files["second.json"] = VendorWorld().invoice(number: "INV-2")
      .replacing(
        #""totalAmount":{"currencyCode":"USD","currencyAmount":"66.00"}"#,
        with: #""totalAmount":{"currencyCode":"USD","currencyAmount":"66,00"}"#)
    let home = try vendorHome(files)
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_document"])
    #expect(findings.first?["what"]?.contains("INV-2, item 2: totalAmount is '66,00'") ?? false)
    #expect(try home.rows(.vendorMatches).count == 2)
  }

  @Test func aRefusedLineGivesExitStatusThree() throws {
    let home = TestHome(SmallWorld.configuration, master: [.catalog: SmallWorld.catalog])
    home.folder.write("in/x.jsonl", VendorWorld().order + "\n{\"purchaseOrderNumber\":\n")
    #expect(try home.importFiles(["\(home.folder.path)/in"]).exitStatus == 3)
  }

  @Test func casesOnTheInvoiceAreCountedInPiecesAndTold() throws {
    var world = VendorWorld()
    world.invoiceUnit = "Cases"
    world.invoiceUnitSize = 12
    world.invoicedUnits = [2, 1]
    let home = try vendorHome(world.files)
    let findings = try home.vendorFindings()
    #expect(Set(findings.map { $0["kind"] }) == ["vendor_unit"])
    #expect(findings.first?["what"]?.contains("counted as 24 pieces") ?? false)
  }

  @Test func anUnknownUnitIsAnErrorAndStopsNothingElse() throws {
    var world = VendorWorld()
    world.invoiceUnit = "Pallets"
    let home = try vendorHome(world.files)
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_unit", "vendor_unit"])
    #expect(findings.allSatisfy { $0["severity"] == "error" })
    #expect(try home.rows(.vendorMatches).map { $0["state"] } == ["paid", "paid"])
  }

  @Test func anUnknownPurchaseOrderIsTold() throws {
    var world = VendorWorld()
    world.billedOrder = "9ZZZZZZ9"
    let findings = try vendorHome(world.files).vendorFindings()
    #expect(Set(findings.map { $0["kind"] }) == ["vendor_unknown_order"])
    #expect(findings.first?["what"] == "purchase order 9ZZZZZZ9 is not in the books")
  }

  @Test func anotherArticleThanOrderedIsTold() throws {
    var world = VendorWorld()
    world.billedASINs[1] = "B000000009"
    let findings = try vendorHome(world.files).vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_item"])
  }

  @Test func anInvoiceWhoseLinesDoNotMakeItsAmountIsTold() throws {
    let home = try vendorHome([
      "a.jsonl": VendorJSON.invoice("I1", [.init(pieces: 10)], amount: "110.00"),
      "b.jsonl": VendorJSON.remittance("R1", day: "2026-04-07", [("I1", "110.00")]),
    ])
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["what"] } == ["its lines make 100.00 USD, it states 110.00 USD"])
    #expect(findings.map { $0["amount"] } == ["10.00"])
    #expect(findings.map { $0["store"] } == ["VEND1"])
  }

  @Test func anInvoicePaidTwiceIsTold() throws {
    var files = VendorWorld().files
    files["again.json"] = VendorWorld().remittance(
      id: "7002", number: "40000002", day: "2026-05-15")
    let home = try vendorHome(files)
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_paid_twice"])
    #expect(findings.first?["amount"] == "306.00")
    #expect(try home.rows(.vendorMatches).map { $0["paid_amount"] } == ["480.00", "132.00"])
  }

  @Test func aRemittanceInAnotherCurrencyIsTold() throws {
    var files = VendorWorld().files
    files["remittances.json"] = VendorWorld().remittance(
      net: "417.30", currency: "CAD",
      invoiceAmount: #"{"currencyCode":"USD","currencyAmount":"306.00"}"#)
    let converted = try vendorHome(files)
    #expect(try converted.vendorFindings().map { $0["kind"] } == ["vendor_currency"])
    #expect(try converted.rows(.vendorMatches).map { $0["state"] } == ["paid", "paid"])

    files["remittances.json"] = VendorWorld().remittance(
      net: "306.00", currency: "CAD", itemCurrency: "CAD")
    let wrong = try vendorHome(files)
    let findings = try wrong.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_currency"])
    #expect(findings.first?["what"]?.contains("the payment is not applied") ?? false)
    #expect(try wrong.rows(.vendorMatches).map { $0["paid_amount"] } == ["0.00", "0.00"])
  }

  @Test func aLateShipmentNoticeIsTold() throws {
    var world = VendorWorld()
    world.confirmedAt = "2026-03-06T09:00:01Z"
    let findings = try vendorHome(world.files).vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_late"])
    #expect(findings.first?["what"] == "the notice came 25 hours after the shipment left")
  }

  /// MT940 of May with these lines.
  private func statement(closing: String, _ lines: String) -> String {
    """
    :20:S1
    :25:021000021/000123456789
    :28C:5/1
    :60F:C260501USD100,00
    \(lines)
    :62F:C260531USD\(closing)
    """
  }

  @Test func aRemittanceFindsItsBankLine() throws {
    var files = VendorWorld().files
    files["bank.sta"] = statement(
      closing: "406,00",
      """
      :61:2605120512C306,00NTRFNONREF//US7
      :86:AMAZON.COM SERVICES LLC EDI PAYMENT 40000001
      """)
    let rows = try vendorHome(files).rows(.vendorMatches)
    #expect(rows.map { $0["bank_line_id"] } == ["US7", "US7"])
  }

  @Test func aCreditOfAmazonsThatIsNoRemittanceIsTold() throws {
    var files = VendorWorld().files
    files["bank.sta"] = statement(
      closing: "461,00",
      """
      :61:2605120512C306,00NTRFNONREF//US7
      :86:AMAZON.COM SERVICES LLC EDI PAYMENT 40000001
      :61:2605160516C55,00NTRFNONREF//US8
      :86:AMAZON.COM REFUND RETAIL PURCHASE
      """)
    let rows = try vendorHome(files).rows(.reconciliation).filter {
      $0["identity"] == "bank-credits"
    }
    #expect(rows.map { $0["status"] } == ["undetermined"])
    #expect(rows.map { $0["expected"] } == ["361.00"] && rows[0]["difference"] == "-55.00")
    let cause = "on 2026-05-16, 55.00 USD, 'AMAZON.COM REFUND RETAIL PURCHASE'"
    #expect(rows[0]["cause"]?.hasSuffix(cause) ?? false, "\(rows[0])")
  }

  @Test func anInvoiceThatIsPaidInTwoBankLinesNamesBoth() throws {
    var files = VendorWorld().files
    files["again.json"] = VendorWorld().remittance(
      id: "7002", number: "40000002", day: "2026-05-15")
    files["bank.sta"] = statement(
      closing: "712,00",
      """
      :61:2605120512C306,00NTRFNONREF//US7
      :86:AMAZON.COM SERVICES LLC EDI PAYMENT 40000001
      :61:2605160516C306,00NTRFNONREF//US8
      :86:AMAZON.COM SERVICES LLC EDI PAYMENT 40000002
      """)
    for row in try vendorHome(files).rows(.vendorMatches) {
      #expect(Set(row["bank_line_id"]?.split(separator: "|") ?? []) == ["US7", "US8"])
    }
  }
}

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
