import Batch
import TestSupport
import Testing

/// Amounts and quantities that no vendor has are refused where they are read, with their place.
@Suite struct VendorLimitTests {
  private static let huge = "90000000000000000.00"

  private static let lists: [(String, String)] = [
    (
      "deduction,line,day,amount,currency,status,verdict,reason\n"
        + "INV-1,1,2026-05-10,\(huge),USD,claimed,,\nINV-1,2,2026-05-10,\(huge),USD,claimed,,\n",
      "amount"
    ),
    (VendorWorld.chargebacks.replacing("12.00,USD", with: "\(huge),USD"), "Financial charge"),
    (VendorWorld.chargebacks.replacing(",4,", with: ",4000000000,"), "Quantity"),
    (
      "Invoice number,Type,Agreement number,Issue date,Description,Amount,Currency,Vendor code\n"
        + "M1,Co-op,,2026-03-10,Co-op,\(huge),USD,VEND1\n", "Amount"
    ),
  ]

  @Test(arguments: lists)
  func aListsAmountBeyondReasonIsToldByItsLine(list: String, told: String) throws {
    var files = VendorWorld().files
    files["list.csv"] = list
    let home = try vendorHome(files)
    let found = try home.vendorFindings()
    #expect(Set(found.map { $0["kind"] }) == ["vendor_document"])
    #expect(found.first?["where"]?.hasSuffix("list.csv, line 2") ?? false)
    #expect(found.first?["what"]?.contains(told) ?? false, "\(found)")
    #expect(try home.rows(.vendorMatches).map { $0["state"] } == ["paid", "paid"])
  }

  private static let records: [(String, String, String)] = [
    ("\"currencyAmount\":\"66.00\"", "\"currencyAmount\":\"\(huge)\"", "item 2: totalAmount"),
    ("\"currencyAmount\":\"306.00\"", "\"currencyAmount\":\"10000000000.01\"", "invoiceAmount"),
    ("\"quantity\":12,", "\"quantity\":9223372036854775807,", "item 2: quantity"),
    ("\"paidQuantity\":12,", "\"paidQuantity\":9000000000,", "paidQuantity"),
  ]

  @Test(arguments: records)
  func anInvoiceBeyondReasonIsToldAndNotUsed(part: String, by: String, told: String) throws {
    var files = VendorWorld().files
    files["second.jsonl"] = VendorWorld().invoice(number: "INV-2").replacing(part, with: by)
    let home = try vendorHome(files)
    let found = try home.vendorFindings()
    #expect(found.map { $0["kind"] } == ["vendor_document"])
    #expect(found.first?["what"]?.contains(told) ?? false, "\(found)")
    #expect(try home.rows(.vendorMatches).count == 2)
  }
}
