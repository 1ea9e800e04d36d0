import Batch
import TestSupport
import Testing

/// Invoices that Amazon pays in several payments, and claims in several steps.
@Suite struct VendorPartPaymentTests {
  private func home(
    _ line: VendorJSON.Line, paid: String, status: String = "PARTIALLY_PAID",
    due: String = "2026-05-31", then: String = ""
  ) throws -> TestHome {
    try vendorHome([
      "invoices.jsonl": VendorJSON.invoice("P1", [line], status: status, due: due),
      "remittances.jsonl": VendorJSON.remittance("R1", day: "2026-04-07", [("P1", paid)]) + then,
    ])
  }

  @Test(arguments: ["PARTIALLY_PAID", "IN_PROGRESS"])
  func whatIsToComeOfAnInvoiceIsOpenUntilItIsDue(status: String) throws {
    let home = try home(.init(pieces: 10), paid: "40.00", status: status)
    let row = try #require(try home.rows(.vendorMatches).first)
    #expect(row["state"] == "open")
    #expect(row["paid_amount"] == "40.00")
    #expect(row["open_amount"] == "60.00")
    #expect(row["deducted_amount"] == "0.00")
    #expect(row["variance_class"] == "none")
    #expect(try home.rows(.recovery).isEmpty)
    let journal = try home.rows(.journal)
    #expect(
      journal.filter { $0["role"] == "vendor_receivable" }.map { $0["amount"] }
        == ["100.00", "-40.00"])
    #expect(!journal.contains { $0["role"] == "vendor_other_deductions" })
  }

  @Test func whatWasNotPaidByThePaymentRunAfterTheDueDayIsKept() throws {
    let later = VendorJSON.remittance("R9", day: "2026-05-14", [("P2", "1.00")])
    let due = try home(.init(pieces: 10), paid: "40.00", due: "2026-05-07", then: later)
    #expect(try due.rows(.vendorMatches).first?["state"] == "paid")
    #expect(try due.rows(.recovery).first?["claimable"] == "60.00")
    #expect(try due.rows(.recovery).first?["deadline"] == "2026-06-06", "30 days from that day")
    let before = try home(.init(pieces: 10), paid: "40.00", due: "2026-05-08", then: later)
    #expect(try before.rows(.vendorMatches).first?["state"] == "open")
  }

  @Test func anInvoiceThatAmazonCallsPaidIsPaidShort() throws {
    let home = try home(.init(pieces: 10), paid: "40.00", status: "PAID")
    #expect(try home.rows(.recovery).first?["claimable"] == "60.00")
  }

  @Test func whatAmazonHasMatchedAndNotPaidIsToCome() throws {
    let home = try home(.init(pieces: 10, matched: (10, 4)), paid: "40.00")
    #expect(try home.rows(.vendorMatches).first?["open_amount"] == "60.00")
    #expect(try home.rows(.recovery).isEmpty)
  }

  /// The shortage is Amazon's last word, though the invoice is not due yet.
  @Test func aShortageIsKeptOnceTheMatchedPiecesArePaid() throws {
    let line = VendorJSON.Line(pieces: 10, matched: (4, 4), reasons: ["SHORTAGES_IN_TRANSIT"])
    let home = try home(line, paid: "40.00")
    #expect(try home.rows(.vendorMatches).first?["deducted_amount"] == "60.00")
    #expect(try home.rows(.recovery).first?["kind"] == "shortage")
  }

  @Test func theSecondPaymentSettlesIt() throws {
    let then = VendorJSON.remittance("R2", day: "2026-05-12", [("P1", "60.00")])
    let home = try home(.init(pieces: 10), paid: "40.00", then: then)
    let row = try #require(try home.rows(.vendorMatches).first)
    #expect(
      [row["state"], row["open_amount"], row["deducted_amount"]] == ["paid", "0.00", "0.00"])
  }
}
