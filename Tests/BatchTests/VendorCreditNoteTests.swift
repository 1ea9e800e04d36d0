import Batch
import LedgerCore
import TestSupport
import Testing

/// Credit notes that the vendor has sent to Amazon.
@Suite struct VendorCreditNoteTests {
  private func note(
    _ number: String, of answered: String = "INV-1", _ total: String = "40.00",
    currency: String = "USD", pieces: Int = 4, field: String = "referenceInvoiceNumber",
    day: String = "2026-03-20"
  ) -> String {
    """
    {"invoices":[{"invoiceType":"CreditNote","id":"\(number)","date":"\(day)T08:00:00Z",\
    "remitToParty":{"partyId":"PAYEE"},\
    "invoiceTotal":{"currencyCode":"\(currency)","amount":"\(total)"},\
    "items":[{"itemSequenceNumber":1,"amazonProductIdentifier":"B000000001",\
    "invoicedQuantity":{"amount":\(pieces),"unitOfMeasure":"Eaches","unitSize":1},\
    "netCost":{"currencyCode":"\(currency)","amount":"10.00"},\
    "purchaseOrderNumber":"4ABCDEF1","creditNoteDetails":{"\(field)":"\(answered)"}}]}]}
    """
  }

  /// Four of the 24 pieces of the first line were not received, and Amazon kept their 40.00.
  private var short: VendorWorld {
    var world = VendorWorld()
    world.matchedPieces = [20, 12]
    world.paid = ["200.00", "66.00"]
    world.reasons = [["SHORTAGES_IN_TRANSIT"], []]
    return world
  }

  private func shortHome(_ notes: [String: String]) throws -> TestHome {
    var files = short.files
    files["remittances.json"] = short.remittance(net: "266.00")
    return try vendorHome(files.merging(notes) { $1 })
  }

  /// Not paid and not due yet.
  private func openHome(_ notes: [String: String], _ change: (inout VendorWorld) -> Void = { _ in })
    throws -> TestHome
  {
    var world = VendorWorld()
    (world.status, world.due) = ("IN_PROGRESS", "2026-09-05T08:00:00Z")
    change(&world)
    var files = world.files
    files["remittances.json"] = nil
    return try vendorHome(files.merging(notes) { $1 })
  }

  @Test func anInvoiceIsOpenForWhatIsLeftOfIt() throws {
    let home = try openHome(["note.json": note("CN-1")])
    let rows = try home.rows(.vendorMatches)
    #expect(rows.map { $0["credited_amount"] } == ["40.00", "0.00"])
    #expect(rows.map { $0["credit_notes"] } == ["CN-1", ""])
    #expect(rows.map { $0["open_amount"] } == ["200.00", "66.00"])
    #expect(try home.vendorFindings().isEmpty)
  }

  @Test func aShortageThatTheVendorHasCreditedIsNotClaimed() throws {
    let before = try shortHome([:])
    #expect(try before.rows(.recovery).map { $0["recoverable"] } == ["40.00"])
    let home = try shortHome(["note.json": note("CN-1")])
    let entry = try home.rows(.recovery)
    #expect(entry.map { $0["amount"] } == ["40.00"])
    #expect(entry.map { $0["recoverable"] } == ["0.00"])
    #expect(entry.map { $0["verdict"] } == ["justified"])
    #expect(entry.first?["why"]?.hasPrefix("credited by CN-1; ") == true)
    #expect(try home.rows(.vendorMatches).map { $0["open_amount"] } == ["0.00", "0.00"])
    #expect(try home.vendorFindings().isEmpty)
    let half = try shortHome(["note.json": note("CN-1", "10.00", pieces: 1)])
    #expect(try half.rows(.recovery).map { $0["recoverable"] } == ["30.00"])
  }

  @Test func aNoteOfAPaidInvoiceIsOwedToAmazon() throws {
    let home = try vendorHome(VendorWorld().files.merging(["note.json": note("CN-1")]) { $1 })
    #expect(try home.rows(.vendorMatches).map { $0["open_amount"] } == ["-40.00", "0.00"])
    #expect(try home.vendorFindings().isEmpty)
  }

  @Test func aChargebackThatIsCreditedIsJustified() throws {
    var files = VendorWorld().files
    files["chargebacks.csv"] = VendorWorld.chargebacks
    files["note.json"] = note("CN-1", of: "CB0000000001", "12.00", field: "debitNoteNumber")
    let home = try vendorHome(files)
    let entry = try home.rows(.recovery).first { $0["number"] == "CB0000000001" }
    #expect(entry?["verdict"] == "justified")
    #expect(try home.vendorFindings().isEmpty)
  }

  @Test func aNoteOfAnUnknownInvoiceIsTold() throws {
    let home = try openHome(["note.json": note("CN-1", of: "INV-7"), "other.json": note("CN-2")])
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_credit_note"])
    #expect(findings[0]["where"] == "credit note CN-1")
    #expect(findings[0]["what"] == "INV-7, which it answers, is not in the books")
    #expect(findings[0]["amount"] == "40.00")
    #expect(
      try home.rows(.vendorMatches).map { $0["credited_amount"] } == ["40.00", "0.00"],
      "the other note counts")
  }

  @Test func whatIsCreditedTwiceCountsOnce() throws {
    let notes = ["a.json": note("CN-1"), "b.json": note("CN-2", day: "2026-03-21")]
    let home = try openHome(notes)
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["what"] } == ["CN-1 has credited the same of INV-1"])
    #expect(findings[0]["where"] == "credit note CN-2")
    #expect(try home.rows(.vendorMatches).map { $0["open_amount"] } == ["200.00", "66.00"])
    // Another piece of the same invoice is no repetition.
    let more = try openHome(["a.json": note("CN-1"), "b.json": note("CN-2", "10.00", pieces: 1)])
    #expect(try more.vendorFindings().isEmpty)
    #expect(try more.rows(.vendorMatches).map { $0["credited_amount"] } == ["50.00", "0.00"])
  }

  @Test func aNoteAboveTheInvoicesAmountCreditsNoMoreThanIt() throws {
    let home = try openHome(["note.json": note("CN-1", "400.00", pieces: 40)])
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["amount"] } == ["94.00"])
    #expect(
      findings[0]["what"] == "with it INV-1 is credited for more than its 306.00 USD")
    #expect(try home.rows(.vendorMatches).map { $0["open_amount"] } == ["0.00", "0.00"])
  }

  @Test func aNoteInAnotherCurrencyIsToldAndCreditsNothing() throws {
    let home = try openHome(["note.json": note("CN-1", currency: "EUR")])
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["what"] } == ["it is in EUR, INV-1 in USD"])
    #expect(findings[0]["currency"] == "EUR")
    #expect(try home.rows(.vendorMatches).map { $0["credited_amount"] } == ["0.00", "0.00"])
  }

  @Test func theOrderOfImportsChangesNothing() throws {
    let files = VendorWorld().files.merging([
      "note.json": note("CN-1"), "twice.json": note("CN-2", day: "2026-03-21"),
    ]) { $1 }
    let names = files.keys.sorted()
    let (one, other) = (
      try vendorHome(files, order: names), try vendorHome(files, order: names.reversed())
    )
    #expect(try one.reports() == other.reports())
  }
}
