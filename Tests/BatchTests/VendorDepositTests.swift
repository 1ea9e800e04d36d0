import Batch
import TestSupport
import Testing

/// Remittances and the credits that banks have booked for them.
@Suite struct VendorDepositTests {
  /// A credit of Amazon's, by its day in May, its amount and its reference at the bank.
  private func credit(_ day: Int, _ amount: String, _ reference: String, _ text: String) -> String {
    """
    :61:2605\(day)05\(day)C\(amount)NTRFNONREF//\(reference)
    :86:AMAZON.COM \(text)
    """
  }

  /// The credit of the world's remittance.
  private var payment: String {
    credit(12, "306,00", "US7", "SERVICES LLC EDI PAYMENT 40000001")
  }

  /// MT940 of May with these credits.
  private func statement(closing: String, _ credits: String...) -> String {
    """
    :20:S1
    :25:021000021/000123456789
    :28C:5/1
    :60F:C260501USD100,00
    \(credits.joined(separator: "\n"))
    :62F:C260531USD\(closing)
    """
  }

  @Test func aRemittanceFindsItsBankLine() throws {
    var files = VendorWorld().files
    files["bank.sta"] = statement(closing: "406,00", payment)
    let rows = try vendorHome(files).rows(.vendorMatches)
    #expect(rows.map { $0["bank_line_id"] } == ["US7", "US7"])
  }

  @Test func aCreditOfAmazonsThatIsNoRemittanceIsTold() throws {
    var files = VendorWorld().files
    files["bank.sta"] = statement(
      closing: "461,00", payment, credit(16, "55,00", "US8", "REFUND RETAIL PURCHASE"))
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
      closing: "712,00", payment,
      credit(16, "306,00", "US8", "SERVICES LLC EDI PAYMENT 40000002"))
    for row in try vendorHome(files).rows(.vendorMatches) {
      #expect(Set(row["bank_line_id"]?.split(separator: "|") ?? []) == ["US7", "US8"])
    }
  }
}
