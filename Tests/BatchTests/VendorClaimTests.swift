import Batch
import TestSupport
import Testing

/// The claims file through the life of a claim.
@Suite struct VendorClaimTests {
  /// 40.00 of each of the invoice's lines were not paid.
  private func home(_ claims: [String], lines: Int = 1) throws -> TestHome {
    let line = VendorJSON.Line(pieces: 10)
    var files = [
      "a.jsonl": VendorJSON.invoice("I1", Array(repeating: line, count: lines)),
      "b.jsonl": VendorJSON.remittance("R1", day: "2026-04-07", [("I1", "\(60 * lines).00")]),
    ]
    for (place, claim) in claims.enumerated() {
      files["claims\(place).csv"] =
        "deduction,line,day,amount,currency,status,verdict,reason\n\(claim)\n"
    }
    return try vendorHome(files)
  }

  private static let lives: [([String], String)] = [
    (["I1,1,2026-04-20,10.00,USD,claimed,,"], "10.00 30.00 claimed"),
    (
      ["I1,1,2026-04-20,10.00,USD,claimed,,\nI1,1,2026-04-22,30.00,USD,claimed,,"],
      "40.00 0.00 claimed"
    ),
    (
      ["I1,1,2026-04-20,40.00,USD,claimed,,\nI1,1,2026-04-28,40.00,USD,granted,,"],
      "40.00 0.00 granted"
    ),
    // The line was edited, and the file imported again.
    (
      ["I1,1,2026-04-20,40.00,USD,claimed,,", "I1,1,2026-04-20,40.00,USD,granted,,"],
      "40.00 0.00 granted"
    ),
    (["I1,1,2026-04-20,,,claimed,,\nI1,1,2026-04-28,,,granted,,"], "40.00 0.00 granted"),
    (
      ["I1,1,2026-04-20,40.00,USD,claimed,,\nI1,1,2026-04-28,15.00,USD,granted,,"],
      "40.00 0.00 granted"
    ),
    (
      ["I1,1,2026-04-20,10.00,USD,claimed,,\nI1,1,2026-04-28,10.00,USD,denied,,"],
      "10.00 30.00 denied"
    ),
    (["I1,1,2026-04-20,40.00,USD,granted,,"], "40.00 0.00 granted"),
  ]

  @Test(arguments: lives)
  func aClaimCountsOnceWhateverBecomesOfIt(claims: [String], told: String) throws {
    let home = try home(claims)
    let entry = try #require(try home.rows(.recovery).first)
    #expect("\(entry["claimed"] ?? "") \(entry["claimable"] ?? "") \(entry["claim"] ?? "")" == told)
    #expect(try home.vendorFindings().allSatisfy { $0["kind"] != "vendor_claimed_twice" })
  }

  @Test func aClaimOfTheWholeInvoiceIsSharedByItsLines() throws {
    let home = try home(["I1,,2026-04-20,80.00,USD,claimed,,"], lines: 2)
    #expect(try home.rows(.recovery).map { $0["claimed"] } == ["40.00", "40.00"])
    #expect(try home.rows(.recovery).map { $0["claimable"] } == ["0.00", "0.00"])
    let odd = try self.home(["I1,,2026-04-20,0.25,USD,claimed,,"], lines: 2)
    #expect(Set(try odd.rows(.recovery).map { $0["claimed"] }) == ["0.13", "0.12"])
  }

  @Test func aClaimOfTheWholeInvoiceGoesToWhatItsLinesHaveNotClaimed() throws {
    let home = try home(
      ["I1,1,2026-04-18,40.00,USD,claimed,,\nI1,,2026-04-20,40.00,USD,claimed,,"], lines: 2)
    #expect(try home.rows(.recovery).map { $0["claimed"] } == ["40.00", "40.00"])
    #expect(try home.vendorFindings().allSatisfy { $0["kind"] != "vendor_claimed_twice" })
  }

  @Test func claimsForMoreThanWasTakenAreTold() throws {
    let claims = "I1,1,2026-04-20,40.00,USD,claimed,,\nI1,1,2026-04-22,40.00,USD,claimed,,"
    let found = try home([claims]).vendorFindings().filter { $0["kind"] == "vendor_claimed_twice" }
    #expect(found.map { $0["amount"] } == ["40.00"])
    let whole = claims.replacing("I1,1", with: "I1,")
    #expect(
      try home([whole]).vendorFindings().contains { $0["kind"] == "vendor_claimed_twice" })
    let bare = "I1,1,2026-04-20,,,claimed,,\nI1,1,2026-04-22,,,claimed,,"
    #expect(
      try home([bare]).vendorFindings().contains { $0["kind"] == "vendor_claimed_twice" })
  }
}
