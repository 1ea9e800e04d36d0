import Batch
import TestSupport
import Testing

/// Remittances and the credits that banks have booked for them.
@Suite struct VendorDepositTests {
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
