import Batch
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

  @Test func gzippedDocumentsSayTheSame() throws {
    let files = VendorWorld().files.sorted { $0.key < $1.key }
    let plain = try vendorHome(VendorWorld().files)
    let packed = try vendorHome([:])
    try packed.importFiles(
      files.map { packed.folder.write("in/\($0.key).gz", gzipped(Array($0.value.utf8))) })
    #expect(try packed.rows(.vendorMatches).map { $0["paid_amount"] } == ["240.00", "66.00"])
    #expect(try packed.vendorFindings() == plain.vendorFindings())
  }

  @Test func aDocumentWhoseGzipIsDamagedIsToldAndStopsNothing() throws {
    let home = SmallWorld.home()
    let document = try #require(VendorWorld().files.min { $0.key < $1.key }).value
    var bytes = gzipped(Array(document.utf8))
    bytes[bytes.count - 8] ^= 1
    #expect(try home.importFiles([home.folder.write("in/a.json.gz", bytes)]).exitStatus == 3)
    #expect(try home.rows(.exceptions).contains { $0["what"]?.contains("gzip") == true })
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
}
