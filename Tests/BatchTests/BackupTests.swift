import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct BackupTests {
  private func backup(_ home: TestHome, _ name: String = "copy") throws -> BackupOutcome {
    try Backup(home.context(TestHome.night), to: "\(home.folder.path)/\(name)").run()
  }

  private func opened(_ home: TestHome, _ name: String = "copy") throws -> Books {
    let context = home.context(TestHome.night)
    return try Books(
      RunContext(
        home: Home(path: "\(home.folder.path)/\(name)"), logger: context.logger, now: context.now,
        workers: 1, parseConfiguration: context.parseConfiguration))
  }

  @Test func aBackupOpensAsAHomeWithTheSameBooks() throws {
    let home = TestHome.withInbox()
    try home.close()
    let outcome = try backup(home)
    #expect(outcome.problems == [])
    #expect(outcome.documents == 10)
    let books = try opened(home)
    #expect(try books.archive.verify().problems == [])
    let content = try home.with(TestHome.night) { try $0.contentDigest() }
    #expect(try books.contentDigest() == content)
    #expect(try allReports(books) == home.with(TestHome.night) { try allReports($0) })
    #expect(names(in: "\(home.folder.path)/copy/reports") == ["2026-05-01", "latest"])
    #expect(names(in: "\(home.folder.path)/copy/runs") == ["2026-05-01-1.tsv"])
  }

  @Test func filesOfMonthsAreLinkedInTheCopyToo() throws {
    let home = TestHome.withInbox()
    home.configuration.close.isByMonth = true
    try home.close()
    try home.close(at: "2026-05-02T05:00:00Z")
    for _ in 1...2 {
      _ = try backup(home)
      var found: [stat] = []
      for day in ["2026-05-01", "2026-05-02"] {
        let name = "reports/\(day)/components/2026-03.csv"
        var status = stat()
        #expect(stat("\(home.folder.path)/copy/\(name)", &status) == 0)
        found.append(status)
        #expect(
          fileBytes("\(home.folder.path)/copy/\(name)") == fileBytes("\(home.path)/\(name)"))
      }
      #expect(found[0].st_ino == found[1].st_ino)
      #expect(found[0].st_mode & 0o777 == 0o444)
    }
  }

  @Test func aNightThatWasClosedAgainWithOtherFilesIsThatNightInTheCopy() throws {
    let home = TestHome.withInbox()
    for isByMonth in [false, true, false] {
      home.configuration.close.isByMonth = isByMonth
      try home.close()
      _ = try backup(home)
      let copy = TestHome.files(in: "\(home.folder.path)/copy/reports/2026-05-01")
      #expect(copy == home.night("2026-05-01"))
    }
  }

  @Test func aHomeInUseIsCopiedAllTheSame() throws {
    let home = TestHome.withInbox()
    try home.close()
    try home.with { books in
      let ledger = books.ledger
      var outcome: BackupOutcome?
      try ledger.database.transaction { () throws(StoreError) in
        try ledger.setMeta("unfinished", "never committed")
        outcome = try? backup(home)
      }
      // Six settlement files, two master files, the night's forecasts and its certificate.
      #expect(outcome?.documents == 10)
    }
    #expect(try opened(home).ledger.meta("unfinished") == nil)
  }

  @Test func aLedgerBehindItsArchiveCatchesUp() throws {
    let home = TestHome.withInbox(["NA1_90100000011.txt"])
    try home.close()
    let ledger = fileBytes("\(home.path)/acorn.sqlite")
    home.fillInbox(SmallWorld.names)
    try home.close()
    try _ = backup(home)
    // As if the ledger had been copied before the night and the archive after it.
    home.folder.write("copy/acorn.sqlite", ledger)
    let content = try home.with(TestHome.night) { try $0.contentDigest() }
    #expect(try opened(home).contentDigest() == content)
  }

  @Test func theSamePlaceAgainTakesWhatIsNew() throws {
    let home = TestHome.withInbox(["NA1_90100000011.txt"])
    try home.close()
    #expect(try backup(home).newDocuments == 5)
    #expect(try opened(home).contentDigest() != "", "the copy has been used since")
    home.fillInbox(["NA1_90100000012.txt.gz"])
    try home.close()
    #expect(try backup(home).newDocuments == 3, "a settlement, a forecast and a certificate")
    let content = try home.with(TestHome.night) { try $0.contentDigest() }
    #expect(try opened(home).contentDigest() == content)
  }

  @Test func aDamagedDocumentIsToldAndNotCopied() throws {
    let home = TestHome.withInbox()
    try home.close()
    let object = try home.damage(.settlement)
    let outcome = try backup(home)
    #expect(outcome.problems.count == 1)
    #expect(outcome.problems.joined().contains(object))
    #expect(try opened(home).archive.verify().problems.count == 1)
  }

  @Test func decisionsOfPeopleAreNoDamage() throws {
    let home = TestHome.withInbox()
    try home.importFiles([home.folder.write("in/none.txt", "no settlement\n")])
    let id = try #require(try home.rows(.exceptions).first?["id"])
    try home.with { try $0.accept([id], reason: "a note to oneself") }
    #expect(try home.with { try $0.ledger.integrityProblems() } == [])
    _ = try backup(home)
  }

  @Test func aBackupThatFailedCanBeMadeAgain() throws {
    let home = TestHome.withInbox()
    try home.close()
    let ledger = fileBytes("\(home.path)/acorn.sqlite")
    home.folder.write("home/acorn.sqlite", ledger[..<8192] + [UInt8](repeating: 90, count: 90_000))
    #expect(throws: BatchError.self) { try backup(home) }
    home.folder.write("home/acorn.sqlite", ledger)
    #expect(try backup(home).problems == [])
  }

  @Test func secretsStayWhereTheyAre() throws {
    let home = TestHome.withInbox()
    home.folder.write("home/secrets/NA1", "CANARY")
    let outcome = try backup(home)
    #expect(outcome.leftOut.count == 1)
    #expect(!names(in: "\(home.folder.path)/copy").contains("secrets"))
  }

  @Test func aFolderWithOtherFilesAndTheHomeItselfAreRefused() throws {
    let home = TestHome.withInbox()
    home.folder.write("letters/love.txt", "dear")
    #expect(throws: BatchError.self) { try backup(home, "letters") }
    #expect(throws: BatchError.self) { try backup(home, "home") }
    #expect(names(in: "\(home.folder.path)/letters") == ["love.txt"])
  }

  @Test func aBackupOfAnotherHomeIsRefusedBeforeAnythingIsReplaced() throws {
    let (home, other) = (TestHome.withInbox(), TestHome.withInbox(["NA1_90100000011.txt"]))
    try home.close()
    try other.close()
    let copy = "\(other.folder.path)/copy"
    _ = try backup(other)
    let (files, night) = (names(in: copy), TestHome.files(in: "\(copy)/reports/2026-05-01"))
    #expect(throws: BatchError.self) { try Backup(home.context(TestHome.night), to: copy).run() }
    #expect(names(in: copy) == files)
    #expect(TestHome.files(in: "\(copy)/reports/2026-05-01") == night)
  }

  @Test(arguments: ["home/backup", "home/reports/of/today", "home/inbox/../copy", "link/copy"])
  func aFolderInsideTheHomeIsRefused(name: String) throws {
    let home = TestHome.withInbox()
    try home.close()
    #expect(symlink("\(home.path)/reports", "\(home.folder.path)/link") == 0)
    func found() -> [String] { names(in: home.path) + names(in: "\(home.path)/reports") }
    let before = found()
    let error = #expect(throws: BatchError.self) { try backup(home, name) }
    #expect(error?.kind == .usage)
    #expect(
      error?.description
        == "\(home.folder.path)/\(name): it lies inside the home \(home.path), which would back itself"
        + " up; name a folder outside of it")
    #expect(found() == before)
    _ = try backup(home, "home-of-today")
  }
}
