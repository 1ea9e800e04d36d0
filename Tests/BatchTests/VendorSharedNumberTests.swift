import Batch
import TestSupport
import Testing

/// Two vendor codes that each number their invoices: Amazon's identifier is number and payee.
@Suite struct VendorSharedNumberTests {
  private func invoices(_ status: String = "PAID", _ other: String = "PAID") -> String {
    VendorJSON.invoice("1001", payee: "AAA", code: "AAA01", [.init(pieces: 30)], status: status)
      + VendorJSON.invoice(
        "1001", payee: "BBB", code: "BBB01", [.init(pieces: 8)], status: other,
        issued: "2026-03-07")
  }

  private func journal(_ home: TestHome, _ role: String) throws -> [String] {
    try home.rows(.journal).filter { $0["role"] == role }
      .map { "\($0["entry_id"] ?? "") \($0["store"] ?? "") \($0["amount"] ?? "")" }.sorted()
  }

  @Test func aPaymentOfOneVendorPaysNothingOfTheOther() throws {
    let home = try vendorHome([
      "invoices.jsonl": invoices("IN_PROGRESS"),
      "remittances.jsonl": VendorJSON.remittance(
        "R2", day: "2026-04-09", [("1001", "80.00")], codes: ["BBB01"]),
    ])
    let rows = try home.rows(.vendorMatches)
    #expect(rows.map { $0["vendor_code"] } == ["AAA01", "BBB01"])
    #expect(rows.map { $0["paid_amount"] } == ["0.00", "80.00"])
    #expect(rows.map { $0["open_amount"] } == ["300.00", "0.00"])
    #expect(rows.map { $0["state"] } == ["open", "paid"])
    #expect(try home.rows(.recovery).isEmpty)
    #expect(try home.vendorFindings().isEmpty)
    #expect(
      try journal(home, "vendor_receivable") == [
        "VENDOR-AAA01-USD-2026-03-INVOICES AAA01 300.00",
        "VENDOR-BBB01-USD-2026-03-INVOICES BBB01 80.00", "VENDOR-PAY-R2 BBB01 -80.00",
      ])
  }

  @Test func oneRemittanceOfBothIsToldApartByItsItemsCodes() throws {
    let home = try vendorHome([
      "invoices.jsonl": invoices(),
      "remittances.jsonl": VendorJSON.remittance(
        "R1", day: "2026-04-08", [("1001", "300.00"), ("1001", "80.00")], total: "380.00",
        codes: ["AAA01", "BBB01"], itemCodes: ["AAA01", "BBB01"]),
    ])
    #expect(try home.rows(.vendorMatches).map { $0["paid_amount"] } == ["300.00", "80.00"])
    #expect(try home.vendorFindings().isEmpty, "nothing stands twice in it")
    #expect(
      try journal(home, "vendor_receivable").filter { $0.hasPrefix("VENDOR-PAY") } == [
        "VENDOR-PAY-R1 AAA01 -300.00", "VENDOR-PAY-R1 BBB01 -80.00",
      ])
  }

  @Test func anItemThatMayBeOfEitherIsToldAndPaysNeither() throws {
    let home = try vendorHome([
      "invoices.jsonl": invoices("IN_PROGRESS", "IN_PROGRESS"),
      "remittances.jsonl": VendorJSON.remittance(
        "R1", day: "2026-04-08", [("1001", "80.00")], codes: ["AAA01", "BBB01"]),
    ])
    #expect(try home.rows(.vendorMatches).map { $0["paid_amount"] } == ["0.00", "0.00"])
    let findings = try home.vendorFindings()
    #expect(findings.map { $0["kind"] } == ["vendor_remittance"])
    #expect(findings.map { $0["amount"] } == ["80.00"])
    #expect(
      findings.first?["what"]
        == "it pays 1001, which is the number of 1001~AAA and 1001~BBB: the payment is not applied")
    #expect(
      try journal(home, "vendor_receivable").filter { $0.hasPrefix("VENDOR-PAY") }
        == ["VENDOR-PAY-R1 AAA01+BBB01 -80.00"])
  }

  @Test func theOnlyInvoiceOfANumberIsPaidWhateverTheRemittancesCode() throws {
    let home = try vendorHome([
      "invoices.jsonl": VendorJSON.invoice("1001", code: "AAA01", [.init(pieces: 8)]),
      "remittances.jsonl": VendorJSON.remittance(
        "R1", day: "2026-04-08", [("1001", "80.00")], codes: ["OTHER"]),
    ])
    #expect(try home.rows(.vendorMatches).map { $0["paid_amount"] } == ["80.00"])
  }

  @Test func whatAnotherVendorHasSentUnderTheNumberIsMissedAtAmazon() throws {
    let home = try vendorHome([
      "invoices.jsonl": VendorJSON.invoice(
        "1001", payee: "AAA", code: "AAA01", [.init(pieces: 10)], status: "IN_PROGRESS"),
      "sent.jsonl": VendorJSON.sent("1001", payee: "AAA")
        + VendorJSON.sent("1001", payee: "BBB"),
    ])
    let rows = try home.rows(.vendorMatches)
    #expect(rows.map { $0["state"] } == ["open", "not_at_amazon"])
  }

  @Test func aCreditNoteAnswersTheInvoiceOfItsPayee() throws {
    let home = try vendorHome([
      "invoices.jsonl": invoices("IN_PROGRESS", "IN_PROGRESS"),
      "note.json": VendorJSON.sent("CN-1", payee: "AAA", kind: "CreditNote", of: "1001"),
    ])
    let rows = try home.rows(.vendorMatches)
    #expect(rows.map { $0["credited_amount"] } == ["100.00", "0.00"])
    #expect(try home.vendorFindings().isEmpty)
  }
}
