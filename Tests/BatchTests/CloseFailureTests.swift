import Batch
import Glibc
import LedgerCore
import SellingPartner
import TestSupport
import Testing

/// Whatever stops a close, its exit status says of what kind it is, and people are told.
@Suite struct CloseFailureTests {
  private let home = TestHome.withInbox(["NA1_90100000011.txt"])
  private var told: String { "\(home.folder.path)/told.json" }
  private let server = ScriptedTransport { _, _ throws(HTTPFailure) in HTTPAnswer(text: "ok") }

  init() {
    let told = told
    home.configuration.close.ping = .environment("PING")
    home.configuration.notice { $0.command = ["sh", "-c", "cat > \"$0\"", told] }
  }

  private func expectTold(_ what: String) {
    #expect(server.requests.map(\.path).suffix(2) == ["/CANARY/start", "/CANARY/fail"], "\(what)")
    let text = String(decoding: contents(ofFile: told) ?? [], as: UTF8.self)
    #expect(text.contains("\"state\":\"failed\"") && text.contains(what), "\(what): \(text)")
    unlink(told)
  }

  @Test(arguments: ["runs", "reports"])
  func aFolderThatIsNoneIsAFaultOfTheDisk(name: String) throws {
    home.folder.write("home/\(name)", "a file where a folder should be")
    let record = try home.close(server)
    #expect(record.state == .failed)
    #expect(record.exitStatus == 74)
    #expect(record.sentence.contains(name))
    expectTold(name)
  }

  @Test func acornTomlThatCannotBeReadIsToldToThoseWhoWereNamedBefore() throws {
    try home.close(server)
    unlink(told)
    let broken = RunContext(
      home: home.context(TestHome.night).home, logger: home.context(TestHome.night).logger,
      now: Instant("2026-05-02T05:00:00Z")!, workers: 1,
      parseConfiguration: { [configuration = home.configuration] bytes throws(BatchError) in
        if bytes == Array("broken".utf8) { throw BatchError("acorn.toml:1: no table") }
        return configuration
      })
    home.folder.write("home/acorn.toml", "broken")
    let record = try Batch.close(broken, home.closeSetup(server, machine: "2026-05-02T05:00:00Z"))
    #expect(record.exitStatus == 3)
    #expect(record.failure == "acorn.toml:1: no table")
    expectTold("acorn.toml:1: no table")
    #expect(RunRecords(broken.home).all().last == record)
  }

  @Test func acornTomlThatIsGoneIsToldToThoseWhoWereNamedBefore() throws {
    try home.close(server)
    unlink(told)
    home.folder.remove("home/acorn.toml")
    // The last archived version says whom to tell; without it nobody is known.
    let nothing = Configuration()
    let context = home.context("2026-05-02T05:00:00Z")
    let gone = RunContext(
      home: context.home, logger: context.logger, now: context.now, workers: 1,
      parseConfiguration: { [configuration = home.configuration] bytes throws(BatchError) in
        bytes.isEmpty ? nothing : configuration
      })
    let record = try Batch.close(gone, home.closeSetup(server, machine: "2026-05-02T05:00:00Z"))
    #expect(record.state == .failed)
    expectTold("acorn.toml: it cannot be read")
  }

  @Test func anotherAcornAtWorkIsTold() throws {
    let error = try home.with { _ in
      #expect(throws: BatchError.self) { try home.close(server) }
    }
    #expect(error?.kind == .storage)
    expectTold("another acorn is at work")
  }

  @Test func aDocumentThatTheDiskDoesNotGiveIsNotRefused() throws {
    try home.close(server)
    let sha256 = try home.with { books in
      try #require(books.archive.deliveries().first { $0.kind == .settlement }?.sha256)
    }
    let path = "\(home.path)/archive/objects/\(sha256.prefix(2))/\(sha256)"
    #expect(rename(path, "\(path).away") == 0)
    let error = #expect(throws: BatchError.self) { try home.with { try $0.rebuild() } }
    #expect(error?.kind == .storage)
  }

  @Test func anInboxThatIsNotThereIsNotADocumentThatIsRefused() throws {
    home.configuration.close.inbox = "nowhere"
    let record = try home.close(server)
    #expect(record.exitStatus == 3)
    #expect(record.sentence.hasPrefix("close 2026-05-01: import is incomplete"))
  }

  @Test func aLinkThatLeadsNowhereStopsNoOtherFileOfTheInbox() throws {
    #expect(symlink("/no/such/file", "\(home.path)/inbox/gone.txt") == 0)
    let record = try home.close(server)
    #expect(record.exitStatus == 3)
    #expect(record.counts["settlements"] == 1)
    #expect(record.step(.takeIn)?.state == .failed)
    #expect(record.step(.takeIn)?.text.contains("gone.txt: a link that leads nowhere") == true)
    #expect(record.sentence.hasPrefix("close 2026-05-01: import is incomplete"))
  }

  @Test(arguments: [".", "..", "secrets", "archive/objects", "reports"])
  func anInboxWithFilesOfTheHomesOwnIsRefused(inbox: String) throws {
    home.folder.write("home/secrets/lwa", "CANARY")
    home.folder.write("home/reports/2026-01-01/x.csv", "x")
    _ = try home.with { try $0.archive.deliveries() }
    home.configuration.close.inbox = inbox
    let record = try home.close(server)
    #expect(record.exitStatus == 3)
    #expect(record.step(.takeIn)?.text.contains("files of the home's own") == true)
    #expect(record.counts["settlements"] == 0)
  }

  @Test func theCertificateOfANightIsTold() throws {
    home.configuration.notice {
      $0.webhook = .environment("HOOK")
      $0.form = .slack
    }
    let record = try home.close(server)
    #expect(record.certificate.count == 64)
    let told = server.requests.map { String(decoding: $0.body, as: UTF8.self) }
    #expect(told.contains { $0.contains("certificate \(record.certificate)") })
    let json = String(decoding: record.json.bytes, as: UTF8.self)
    #expect(json.contains("\"certificate\":\"\(record.certificate)\""))
  }

  @Test func aFileForOthersToReadHasItsModeWhateverTheMaskSays() throws {
    for mode in [0o644, 0o604, 0o600] as [mode_t] {
      let path = "\(home.path)/acorn.prom"
      try replaceFile(path, with: Array("1".utf8), mode: mode)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == mode)
    }
    home.configuration.close.metrics = "acorn.prom"
    try home.close(server)
    var status = stat()
    #expect(stat("\(home.path)/acorn.prom", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o644)
  }
}
