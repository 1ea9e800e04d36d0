import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// A ledger follows from the archive: whatever has become of its file, it can be made again.
@Suite struct RebuildTests {
  enum Damage: CaseIterable {
    case garbage, empty, missing, cutInHalf, cutInAPage, pagesOverwritten, headerAlone
  }

  private func home() throws -> TestHome {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    return home
  }

  private func damage(_ home: TestHome, _ damage: Damage) {
    let bytes = fileBytes("\(home.path)/acorn.sqlite")
    func put(_ bytes: some Sequence<UInt8>) { home.folder.write("home/acorn.sqlite", Array(bytes)) }
    switch damage {
    case .garbage: put(Array("garbage\n".utf8))
    case .empty: put([])
    case .missing: home.folder.remove("home/acorn.sqlite")
    case .cutInHalf: put(bytes[..<(bytes.count / 2 & ~4095)])
    case .cutInAPage: put(bytes[..<(bytes.count / 2 & ~4095 + 100)])
    case .pagesOverwritten:
      put(bytes[..<4096] + [UInt8](repeating: 0x5A, count: bytes.count - 4096))
    case .headerAlone: put(bytes[..<100])
    }
  }

  @Test(arguments: Damage.allCases)
  func aLedgerThatIsDamagedOrMissingIsMadeAgain(how: Damage) throws {
    let home = try home()
    let (content, reports) = (try home.with { try $0.contentDigest() }, try home.reports())
    damage(home, how)
    // Remains of a run that was killed belong to the old file.
    home.folder.write("home/acorn.sqlite-wal", [UInt8](repeating: 7, count: 5000))
    let outcome = try rebuildLedger(home.context("2026-05-01T08:00:00Z"))
    #expect(outcome.after == content)
    #expect(outcome.damage != nil || outcome.before == content)
    #expect(try home.reports() == reports)
    #expect(names(in: home.path).filter { $0.hasPrefix("acorn.sqlite.new") } == [])
    #expect(try home.with { try $0.ledger.integrityProblems() } == [])
  }

  @Test(arguments: [Damage.garbage, .cutInHalf, .cutInAPage, .pagesOverwritten])
  func whoeverMeetsTheDamageIsToldOfTheRemedy(how: Damage) throws {
    let home = try home()
    damage(home, how)
    let error = #expect(throws: BatchError.self) { try home.reports() }
    #expect(error?.exitStatus == 74)
    #expect(error?.description.contains("run acorn rebuild") == true)
    #expect(error?.description.contains("disk space") == false)
    let checks = Doctor(home.context("2026-05-01T08:00:00Z"), environment: { _ in nil })
      .examine(readData: true)
    let failed = checks.filter { !$0.isGood }.map(\.text)
    #expect(failed.count == 1)
    #expect(failed[0].hasPrefix("ledger: ") && failed[0].contains("run acorn rebuild"))
    #expect(checks.contains { $0.text.hasPrefix("archive: 8 documents") })
    #expect(
      try verifyArchive(home.context("2026-05-01T08:00:00Z"))
        == ArchiveCheck(documents: 8, problems: [], unlisted: []))
  }

  @Test func aLedgerOfANewerAcornIsLeftAlone() throws {
    let home = try home()
    try home.with {
      try $0.ledger.database.run("PRAGMA user_version = \(Migrations.latest + 1)")
      try $0.ledger.database.checkpoint()
    }
    let before = fileBytes("\(home.path)/acorn.sqlite")
    let error = #expect(throws: BatchError.self) {
      try rebuildLedger(home.context("2026-05-01T08:00:00Z"))
    }
    #expect(error?.description.contains("use a newer acorn") == true)
    #expect(fileBytes("\(home.path)/acorn.sqlite") == before)
  }

  @Test func aDocumentWhoseBytesHaveChangedStopsIt() throws {
    let home = try home()
    let before = fileBytes("\(home.path)/acorn.sqlite")
    let object = try home.damage(.settlement)
    for make in [
      { _ = try rebuildLedger(home.context("2026-05-01T08:00:00Z")) },
      { _ = try home.reports(asKnownOn: "2026-05-01T08:00:00Z") },
    ] {
      let error = #expect(throws: BatchError.self) { try make() }
      #expect(error?.kind == .storage)
      #expect(error?.description.contains("\(object): its bytes have changed") == true)
    }
    #expect(fileBytes("\(home.path)/acorn.sqlite") == before)
  }

  @Test func aSoundLedgerIsComparedWithTheOneMadeAgain() throws {
    let home = try home()
    let outcome = try rebuildLedger(home.context("2026-05-01T08:00:00Z"))
    #expect(outcome.before == outcome.after)
    #expect(outcome.damage == nil)
  }

  @Test func aConfigurationThatCannotBeReadHidesNoOtherCheck() throws {
    let home = try home()
    home.folder.write("home/catalog.csv", "sku\n")
    let checks = Doctor(home.context("2026-05-01T08:00:00Z"), environment: { _ in nil })
      .examine(readData: true)
    #expect(
      checks.filter { !$0.isGood }.map(\.text)
        == ["configuration: catalog.csv:1: the header lacks store, category; add the column"])
    #expect(checks.contains { $0.text.hasPrefix("ledger: sound") })
  }
}
