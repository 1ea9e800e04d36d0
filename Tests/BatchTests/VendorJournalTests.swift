import Batch
import TestSupport
import Testing

/// The vendor's side of the journal.
@Suite struct VendorJournalTests {
  private func sums(_ home: TestHome) throws -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for row in try home.rows(.journal) {
      sums["\(row["role"] ?? "") \(row["currency"] ?? "")", default: 0] += cents(row["amount"])
    }
    return sums.filter { $0.value != 0 }
  }

  @Test func aPaidInvoiceLeavesNothingOpen() throws {
    let home = try vendorHome(VendorWorld().files)
    #expect(try sums(home) == ["vendor_sales USD": -30600, "vendor_in_transit USD": 30600])
    let rows = try home.rows(.journal)
    #expect(
      Set(rows.compactMap { $0["entry_id"] }) == [
        "VENDOR-VEND1-USD-2026-03-INVOICES", "VENDOR-PAY-7001",
      ])
    let open = rows.filter { $0["role"] == "vendor_receivable" }
    #expect(open.map { $0["settlement_id"] } == ["INV-1", "INV-1"])
    #expect(rows.allSatisfy { $0["source_sha256"]?.count == 64 })
  }

  @Test func aDocumentThatTellsTheSameAgainChangesNoEntry() throws {
    let files = VendorWorld().files
    let home = try vendorHome(files)
    let first = try home.rows(.journal)
    // Other bytes, so other digests, smaller ones and larger ones.
    for blanks in 1...8 {
      for name in ["invoices.json", "remittances.json"] {
        let path = home.folder.write(
          "again/\(blanks)-\(name)", (files[name] ?? "") + String(repeating: " ", count: blanks))
        try home.importFiles([path])
      }
    }
    #expect(try home.rows(.journal) == first)
    try home.with { try $0.rebuild() }
    #expect(try home.rows(.journal) == first)
  }

  @Test func whatAmazonKeptStandsByItsKindAndTheDiscountBeside() throws {
    var world = VendorWorld()
    world.matchedPieces = [20, 12]
    world.paid = ["200.00", "66.00"]
    var files = world.files
    files["remittances.json"] = world.remittance(net: "261.00", discount: "5.00")
    let home = try vendorHome(files)
    let lines = try home.rows(.vendorLines)
    let all = try sums(home)
    let kept = lines.reduce(0) { $0 + cents($1["deducted_amount"]) }
    #expect(kept == 4000)
    #expect(all["vendor_shortages USD"] == kept)
    #expect(all["vendor_discounts USD"] == lines.reduce(0) { $0 + cents($1["discount_taken"]) })
    #expect(all["vendor_in_transit USD"] == lines.reduce(0) { $0 + cents($1["paid_amount"]) })
    #expect(all["vendor_sales USD"] == -lines.reduce(0) { $0 + cents($1["invoiced_amount"]) })
    #expect(all["vendor_receivable USD"] == nil)
  }

  @Test func aSecondPaymentOfAnInvoiceLeavesNothingOpenOnceItIsSettled() throws {
    var world = VendorWorld()
    world.matchedPieces = [20, 12]
    world.paid = ["200.00", "66.00"]
    var files = world.files
    files["remittances.json"] = world.remittance(net: "266.00")
    files["second.json"] = world.remittance(
      id: "7002", number: "40000002", net: "20.00", day: "2026-05-15")
    let home = try vendorHome(files)
    let all = try sums(home)
    #expect(all["vendor_receivable USD"] == nil, "of two lines one is paid more than it bills")
    #expect(all["vendor_shortages USD"] == 2000)
    let kept = try home.rows(.journal).filter { $0["role"] == "vendor_shortages" }
    #expect(kept.map { $0["entry_id"] } == ["VENDOR-PAY-7002"], "with the last payment")
  }

  @Test func aRejectedInvoiceAndOneThatAmazonDoesNotShowAreNotBooked() throws {
    var world = VendorWorld()
    world.status = "REJECTED"
    var files = world.files
    files["remittances.json"] = nil
    #expect(try sums(try vendorHome(files)) == [:])
    files["invoices.json"] = nil
    #expect(try sums(try vendorHome(files)) == [:])
  }

  @Test func aChargebackIsOwedUntilItIsTaken() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] = VendorWorld.chargebacks
    let all = try sums(try vendorHome(files))
    #expect(all["vendor_chargebacks USD"] == 1200)
    #expect(all["vendor_receivable USD"] == -1200)
  }

  @Test func aPaymentInAnotherCurrencyPassesThroughTheExchangeAccount() throws {
    var files = VendorWorld().files
    files["remittances.json"] = VendorWorld().remittance(
      net: "280.00", currency: "EUR",
      invoiceAmount: #"{"currencyCode":"USD","currencyAmount":"306.00"}"#)
    let all = try sums(try vendorHome(files))
    #expect(
      all == [
        "vendor_sales USD": -30600, "exchange USD": 30600, "exchange EUR": -28000,
        "vendor_in_transit EUR": 28000,
      ])
  }

  @Test func aPaymentWhoseItemsAreNotKnownStandsAgainstItsOwnNumber() throws {
    var files = VendorWorld().files
    let whole = VendorWorld().remittance()
    let header = whole.components(between: "\"remittanceHeader\":", and: ",\"remittanceItems\"")
    files["remittances.json"] = "{\"remittances\":[\(header)]}"
    let home = try vendorHome(files)
    let open = try home.rows(.journal).filter { $0["role"] == "vendor_receivable" }
    #expect(open.map { $0["settlement_id"] } == ["INV-1", "40000001"])
    #expect(open.map { $0["amount"] } == ["306.00", "-306.00"])
  }
}

extension String {
  /// The text between two others.
  fileprivate func components(between start: String, and end: String) -> String {
    guard let from = firstRange(of: start), let to = self[from.upperBound...].firstRange(of: end)
    else { return "" }
    return String(self[from.upperBound..<to.lowerBound])
  }
}
