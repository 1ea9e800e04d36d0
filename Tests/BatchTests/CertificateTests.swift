import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct CertificateTests {
  private func text(_ home: TestHome, _ day: String) throws -> String {
    String(decoding: try #require(home.night(day)["certificate.json"]), as: UTF8.self)
  }

  /// The value of a member that stands on a line of its own.
  private func member(_ name: String, _ certificate: String) -> String? {
    certificate.split(separator: "\n").first { $0.hasPrefix("\"\(name)\":") }.map {
      String($0.dropFirst(name.utf8.count + 3)).filter { !",}\"".contains($0) }
    }
  }

  @Test func everyCertificateNamesTheOneBeforeByItsDigest() throws {
    let home = TestHome.withInbox([])
    home.fillInbox(["NA1_90100000011.txt"])
    try home.close(at: "2026-04-20T05:00:00Z")
    home.fillInbox(SmallWorld.names)
    try home.close(at: "2026-04-21T05:00:00Z")
    let (first, second) = (try text(home, "2026-04-20"), try text(home, "2026-04-21"))
    #expect(member("previous", first) == "")
    #expect(member("previous", second) == SHA256.hex(of: Array(first.utf8)))
    let archived = try home.with { books in
      try books.archive.deliveries().filter { $0.kind == .certificate }.map(\.sha256)
    }
    #expect(archived == [first, second].map { SHA256.hex(of: Array($0.utf8)) })
  }

  @Test func everyDocumentIsListedInOneCertificateWithItsRows() throws {
    let home = TestHome.withInbox(["NA1_90100000011.txt"])
    try home.close(at: "2026-04-20T05:00:00Z")
    home.fillInbox(SmallWorld.names)
    try home.close(at: "2026-04-21T05:00:00Z")
    let listed = try ["2026-04-20", "2026-04-21"].map { day in
      try text(home, day).split(separator: "\n").filter { $0.contains("\"kind\":\"settlement\"") }
    }
    #expect(listed.map(\.count) == [1, 5])
    #expect(listed[0][0].contains("\"rows\":8}"))
  }

  @Test func theLastMemberIsTheDigestOfAllBytesBeforeIt() throws {
    let home = TestHome.withInbox()
    try home.close()
    let certificate = Array(try text(home, "latest").utf8)
    let end = certificate.count - 64 - "\"seal\":\"".utf8.count - "\"}\n".utf8.count
    let seal = SHA256.hex(of: Array(certificate[..<end]))
    #expect(String(decoding: certificate[end...], as: UTF8.self) == "\"seal\":\"\(seal)\"}\n")
  }

  @Test func aRefusedDocumentAndBrokenIdentitiesAreNamed() throws {
    let home = TestHome.withInbox()
    try home.close()
    let certificate = try text(home, "latest")
    let bad = SHA256.hex(of: try #require(SmallWorld.files["EU1_90200000016.txt"]))
    #expect(certificate.contains("\"refused\":[\n\"\(bad)\"]"))
    #expect(certificate.contains("{\"identity\":\"rows-total\",\"store\":\"EU1\""))
    #expect(certificate.contains("\"exit_status\":3"))
  }

  @Test func aLedgerMadeAgainFromTheArchiveHasTheSameContentWithCertificatesInIt() throws {
    let home = TestHome.withInbox()
    let before = try home.with { try $0.contentDigest() }
    try home.close()
    let after = try home.with { books in
      let closed = try books.contentDigest()
      try books.rebuild()
      #expect(try books.contentDigest() == closed)
      return closed
    }
    #expect(before != after, "the inbox was read")
  }

  @Test func aFileThatAcornTomlNamesNoLongerIsInForceNoMore() throws {
    let home = TestHome.withInbox()
    try home.close(at: "2026-04-20T05:00:00Z")
    let before = try home.reports(asKnownOn: "2026-04-20T06:00:00Z")
    home.configuration.masterFiles[.catalog] = nil
    home.folder.write("home/acorn.toml", "# without a catalog\n")
    try home.close(at: "2026-04-21T05:00:00Z")
    #expect(try text(home, "2026-04-20").contains("\"catalog\":"))
    #expect(try !text(home, "2026-04-21").contains("\"catalog\":"))
    let night = home.night("2026-04-21")
    #expect(night["profit.csv"] != home.night("2026-04-20")["profit.csv"])
    home.configuration.masterFiles[.catalog] = "catalog.csv"
    home.folder.write("home/acorn.toml", "# with it again\n")
    try home.close(at: "2026-04-22T05:00:00Z")
    #expect(home.night("2026-04-22")["profit.csv"] == home.night("2026-04-20")["profit.csv"])
    #expect(try home.reports(asKnownOn: "2026-04-20T06:00:00Z") == before)
    #expect(
      try home.reports(asKnownOn: "2026-04-21T06:00:00Z")["profit.csv"] == night["profit.csv"])
    let output = "\(home.folder.path)/bundle"
    try home.with {
      _ = try $0.auditBundle(
        AuditRequest(
          from: CalendarDate("2026-03-01")!, to: CalendarDate("2026-12-31")!, output: output,
          version: "1.2.3"))
    }
    let changes = String(decoding: fileBytes("\(output)/changes.csv"), as: UTF8.self)
    #expect(changes.contains(",master,catalog,who keeps this home,no longer named in acorn.toml,"))
  }
}
