import LedgerStore
import TestSupport
import Testing

@Suite struct ContentDigestTests {
  private func digest(_ name: String, sha256: String, known: Int64 = 1) throws -> String {
    let folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let ledger = try Ledger(path: "\(folder.path)/ledger.sqlite")
    try ledger.append(
      vendorDocument: sha256, name: name,
      [
        VendorRecord(
          kind: "order", key: "PO1", knownAt: known, rank: 0, line: 1, body: Array("{}".utf8))
      ], [])
    return try ledger.contentDigest()
  }

  @Test func whichAnswersToldOfARecordIsNotPartOfTheContent() throws {
    let nightly = try digest("sp-api:getPurchaseOrders?limit=100", sha256: "aa")
    #expect(nightly == (try digest("sp-api:getPurchaseOrders?limit=50", sha256: "bb")))
    #expect(nightly != (try digest("sp-api:getPurchaseOrders?limit=50", sha256: "bb", known: 2)))
    #expect(try digest("orders.json", sha256: "aa") != digest("orders.json", sha256: "bb"))
  }
}
