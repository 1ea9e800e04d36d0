import Batch
import TestSupport
import Testing

/// Tax in the invoices of a vendor, and tax that Amazon withholds.
@Suite struct VendorTaxTests {
  private func sums(_ home: TestHome) throws -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for row in try home.rows(.journal) {
      sums[row["role"] ?? "", default: 0] += cents(row["amount"])
    }
    return sums.filter { $0.value != 0 }
  }

  private let paid: [String: Int64] = [
    "vendor_sales": -24000, "tax_collected": -4800, "vendor_in_transit": 28800,
  ]

  // MARK: - Invoices

  @Test(arguments: [
    VendorTaxJSON(place: .line), VendorTaxJSON(place: .header),
    VendorTaxJSON(place: .header, isNetLine: true), VendorTaxJSON(place: .line, isNetLine: true),
    VendorTaxJSON(place: .line, matched: (24, "288.00")),
  ])
  func theTaxOfAnInvoiceIsOwedAndNotEarned(world: VendorTaxJSON) throws {
    let home = try vendorHome(["in.json": world.invoice, "paid.json": world.remittance("288.00")])
    #expect(try sums(home) == paid)
    #expect(try home.vendorFindings().isEmpty)
    let row = try home.rows(.vendorMatches)[0]
    #expect(row["invoiced_amount"] == "288.00")
    #expect(row["tax_amount"] == "48.00")
    #expect(row["expected_payable"] == "288.00")
    #expect(row["variance_class"] == "none")
    #expect(row["deducted_amount"] == "0.00")
    #expect(try home.rows(.vendorMatches)[0]["open_amount"] == "0.00")
  }

  @Test func profitIsWithoutTheTax() throws {
    let world = VendorTaxJSON()
    let home = try vendorHome(["in.json": world.invoice, "paid.json": world.remittance("288.00")])
    let row = try home.rows(.crosschannel).filter { $0["channel"] == "vendor" }[0]
    #expect(row["gross_sales"] == "240.00")
    #expect(row["tax"] == "48.00")
    #expect(row["net"] == "240.00")
    #expect(row["profit"] == "240.00")
  }

  @Test(arguments: [false, true])
  func theInvoiceAsItWasSentTellsItsTax(isInHeader: Bool) throws {
    let world = VendorTaxJSON(place: .nowhere)
    let sent =
      isInHeader
      ? world.sent(extra: "\"taxDetails\":\(world.taxDetails("48.00")),")
      : world.sent(lineTax: "48.00")
    let home = try vendorHome([
      "in.json": world.invoice, "paid.json": world.remittance("288.00"), "sent.json": sent,
    ])
    #expect(try sums(home) == paid)
    #expect(try home.vendorFindings().isEmpty)
  }

  @Test func withoutAStatedTaxAllOfItIsSales() throws {
    let world = VendorTaxJSON(gross: "240.00", place: .nowhere)
    let home = try vendorHome(["in.json": world.invoice, "paid.json": world.remittance("240.00")])
    #expect(try sums(home) == ["vendor_sales": -24000, "vendor_in_transit": 24000])
    #expect(try home.rows(.vendorMatches)[0]["tax_amount"] == "0.00")
  }

  @Test func whatAmazonKeepsIsWithItsTax() throws {
    let world = VendorTaxJSON(matched: (20, "200.00"))
    let home = try vendorHome(["in.json": world.invoice, "paid.json": world.remittance("240.00")])
    let row = try home.rows(.vendorMatches)[0]
    #expect(row["paid_amount"] == "240.00")
    #expect(row["deducted_amount"] == "48.00")
    #expect(row["variance_class"] == "shortage_unproved")
    #expect(try home.vendorFindings().allSatisfy { $0["kind"] == "vendor_shortage" })
    // The tax is owed until a credit note corrects the invoice.
    #expect(
      try sums(home) == [
        "vendor_sales": -24000, "tax_collected": -4800, "vendor_shortages": 4800,
        "vendor_in_transit": 24000,
      ])
  }

  @Test func aMatchedInvoiceThatIsPaidWithoutItsTaxIsShortPaid() throws {
    let world = VendorTaxJSON()
    let home = try vendorHome(["in.json": world.invoice, "paid.json": world.remittance("240.00")])
    let row = try home.rows(.vendorMatches)[0]
    #expect(row["variance_class"] == "short_paid")
    #expect(row["recoverable"] == "48.00")
  }

  // MARK: - Credit notes and claims

  @Test func aCreditNoteLowersTheTaxOfWhatWasKept() throws {
    let world = VendorTaxJSON(matched: (20, "200.00"))
    let note = VendorTaxJSON(gross: "48.00").sent(
      "CN-1", kind: "CreditNote", pieces: 4, lineTax: "8.00", of: "INV-1")
    let home = try vendorHome([
      "in.json": world.invoice, "paid.json": world.remittance("240.00"), "note.json": note,
    ])
    #expect(
      try sums(home) == [
        "vendor_sales": -24000, "tax_collected": -4000, "vendor_shortages": 4000,
        "vendor_in_transit": 24000,
      ])
    #expect(try home.rows(.vendorMatches)[0]["credited_amount"] == "48.00")
    #expect(try home.vendorFindings().isEmpty)
  }

  @Test func aClaimUnderTheNumberOfACreditNoteTakesItsTaxBack() throws {
    let world = VendorTaxJSON()
    let credit = VendorTaxJSON(gross: "48.00", place: .nowhere)
    let home = try vendorHome([
      "in.json": world.invoice, "paid.json": world.remittance("288.00"),
      "claim.json": credit.claim("CN-1"),
      "note.json": credit.sent(
        "CN-1", kind: "CreditNote", pieces: 4, lineTax: "8.00", of: "INV-1"),
    ])
    let all = try sums(home)
    #expect(all["vendor_debit_memos"] == 4000)
    #expect(all["tax_collected"] == -4000)
    #expect(all["vendor_receivable"] == -4800)
  }

  @Test func aReturnTakesItsTaxBackAndAServiceKeepsIt() throws {
    let claim = VendorTaxJSON(tax: "8.00", gross: "48.00", place: .header)
    let home = try vendorHome(["claim.json": claim.claim("R-1", related: "RETURN_IDS")])
    #expect(
      try sums(home) == [
        "vendor_returns": 4000, "tax_collected": 800, "vendor_receivable": -4800,
      ])
    let service = try vendorHome(["claim.json": claim.claim("R-1", related: "AGREEMENT_IDS")])
    #expect(try sums(service) == ["vendor_coop": 4800, "vendor_receivable": -4800])
  }

  // MARK: - Totals

  @Test func aTotalOfLinesChargesAllowancesAndTaxHolds() throws {
    let world = VendorTaxJSON(gross: "294.00")
    let parts =
      world.charge("chargeDetails", "chargeAmount", "10.00", tax: "2.00")
      + world.charge("allowanceDetails", "allowanceAmount", "5.00", tax: "1.00")
    // The charges' tax may be in the header's or beside it.
    for tax in ["48.00", "49.00"] {
      let sent = world.sent(extra: "\"taxDetails\":\(world.taxDetails(tax))," + parts)
      #expect(try vendorHome(["sent.json": sent]).vendorFindings().isEmpty, "tax \(tax)")
    }
  }

  @Test func aTotalThatItsTaxDoesNotMakeUpIsTold() throws {
    let world = VendorTaxJSON(gross: "290.00")
    let findings = try vendorHome(["sent.json": world.sent(lineTax: "48.00")]).vendorFindings()
    #expect(
      findings.map { $0["what"] } == ["its lines with tax make 288.00 GBP, it states 290.00 GBP"])
    #expect(findings.map { $0["amount"] } == ["2.00"])
  }

  // MARK: - Withheld

  /// 10,000.00 and 18 % of IGST, of which Amazon withholds 0.1 % of the net.
  private var indian: VendorTaxJSON {
    VendorTaxJSON(currency: "INR", tax: "43.20", gross: "283.20")
  }

  @Test func taxWithheldIsNotShortPaid() throws {
    let world = indian
    let home = try vendorHome([
      "in.json": world.invoice,
      "paid.json": world.remittance("282.96", withheld: "0.24", total: "283.20"),
    ])
    #expect(
      try sums(home) == [
        "vendor_sales": -24000, "tax_collected": -4320, "tax_withheld": 24,
        "vendor_in_transit": 28296,
      ])
    let row = try home.rows(.vendorMatches)[0]
    #expect(row["paid_amount"] == "282.96")
    #expect(row["withheld_amount"] == "0.24")
    #expect(row["deducted_amount"] == "0.00")
    #expect(row["variance_class"] == "none")
    #expect(row["open_amount"] == "0.00")
    #expect(try home.vendorFindings().isEmpty)
    #expect(try home.rows(.recovery).isEmpty)
  }

  @Test func anItemThatIsWholeWithoutWhatWasWithheldIsPaidInFull() throws {
    let world = indian
    let home = try vendorHome([
      "in.json": world.invoice,
      "paid.json": world.remittance("283.20", withheld: "0.24", total: "283.20"),
    ])
    #expect(try sums(home)["tax_withheld"] == nil)
    #expect(try home.vendorFindings().isEmpty)
  }

  @Test func whatIsShortBesideTheTaxWithheldIsStillShort() throws {
    let world = indian
    let home = try vendorHome([
      "in.json": world.invoice,
      "paid.json": world.remittance("272.96", withheld: "0.24", total: "283.20"),
    ])
    let row = try home.rows(.vendorMatches)[0]
    #expect(row["variance_class"] == "short_paid")
    #expect(row["recoverable"] == "10.00")
    #expect(try sums(home)["vendor_other_deductions"] == 1000)
  }
}
