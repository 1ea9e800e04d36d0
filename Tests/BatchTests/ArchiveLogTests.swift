import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// What happens to a home whose log of deliveries has lost something.
@Suite struct ArchiveLogTests {
  private let home = TestHome.withInbox()
  private var log: String { "\(home.path)/archive/deliveries.tsv" }

  init() throws {
    try home.close(at: "2026-04-20T05:00:00Z")
    try home.close(at: "2026-04-21T05:00:00Z")
  }

  private func lines() -> [[UInt8]] { fileBytes(log).split(separator: 10).map { Array($0) + [10] } }

  private func setLog(_ lines: [[UInt8]]) {
    home.folder.write("home/archive/deliveries.tsv", Array(lines.joined()))
  }

  private func expectRefused(_ what: String) throws {
    let before = contents(ofFile: log)
    let context = home.context("2026-04-22T04:00:00Z")
    for work in [
      { try home.with { try $0.rebuild() } }, { _ = try home.with { try $0.reconcile() } },
      { try rebuildLedger(context) }, { try verifyArchive(context) },
      { try home.importFiles([home.folder.write("more/NA1_1.txt", "more")]) },
    ] as [() throws -> Any] {
      let error = #expect(throws: BatchError.self, "\(what)") { try work() }
      #expect(error?.kind == .storage, "\(what)")
      #expect(error?.description.contains("--accept-archive") == true, "\(what)")
    }
    let record = try home.close(at: "2026-04-22T05:00:00Z")
    #expect(record.exitStatus == 74, "\(what)")
    #expect(record.failure.contains("deliveries"), "\(what)")
    let checks = Doctor(home.context("2026-04-22T05:00:00Z"), environment: { _ in nil })
      .examine(readData: false)
    #expect(checks.contains { !$0.isGood && $0.text.hasPrefix("log: ") }, "\(what)")
    #expect(contents(ofFile: log) == before, "\(what): nothing is written to it")
  }

  @Test func aLogThatIsGoneIsNoticedByEveryCommand() throws {
    unlink(log)
    try expectRefused("no log")
    for suffix in ["", "-wal", "-shm"] { unlink("\(home.path)/acorn.sqlite\(suffix)") }
    try expectRefused("neither log nor ledger")
  }

  @Test func aLineThatIsTakenOutIsNoticed() throws {
    let whole = lines()
    for taken in [0, whole.count / 2, whole.count - 1] {
      setLog(whole.enumerated().filter { $0.offset != taken }.map(\.element))
      try expectRefused("line \(taken) of \(whole.count)")
    }
    for suffix in ["", "-wal", "-shm"] { unlink("\(home.path)/acorn.sqlite\(suffix)") }
    setLog(whole.enumerated().filter { $0.offset != 1 }.map(\.element))
    try expectRefused("no ledger, line 1 taken out")
    setLog(whole)
    #expect(try home.close(at: "2026-04-22T05:00:00Z").exitStatus == 3)
  }

  @Test func anAcceptedArchiveIsGoneOnWithAndBeginsANewChain() throws {
    let whole = lines()
    setLog(Array(whole[..<(whole.count / 2)]) + Array(whole[(whole.count / 2 + 1)...]))
    #expect(throws: BatchError.self) { try home.with { try $0.acceptArchive(" ", by: "Ann") } }
    try home.with("2026-04-22T04:00:00Z") {
      try $0.acceptArchive("the disk has lost a block", by: "Ann Lee")
    }
    let record = try home.close(at: "2026-04-22T05:00:00Z")
    #expect(record.state == .done)
    let certificate = String(
      decoding: try #require(home.night("2026-04-22")["certificate.json"]), as: UTF8.self)
    #expect(certificate.contains("\"previous\":\"\""))
    let inputs = certificate.split(separator: "\n").filter { $0.contains("\"source\":") }
    #expect(inputs.count == lines().count - 1, "all that there is but the certificate itself")
    try home.with { try $0.rebuild() }
    #expect(try home.close(at: "2026-04-23T05:00:00Z").state == .done)
  }

  @Test func aHomeOfABackupGoesOnWithoutAWord() throws {
    let copy = "\(home.folder.path)/copy"
    _ = try Backup(home.context("2026-04-21T06:00:00Z"), to: copy).run()
    try home.close(at: "2026-04-22T05:00:00Z")
    removeFiles("\(home.path)/archive", "\(home.path)/acorn.sqlite", "\(home.path)/reports")
    for name in ["archive", "acorn.sqlite", "reports"] {
      #expect(rename("\(copy)/\(name)", "\(home.path)/\(name)") == 0)
    }
    #expect(try home.close(at: "2026-04-23T05:00:00Z").state == .done)
  }

  @Test func anOlderArchiveUnderANewerLedgerIsRefused() throws {
    let older = lines()
    home.fillInbox([])
    home.folder.write("home/catalog.csv", SmallWorld.catalog + "X,NA1,,X,X,1.00,USD,2026-01-01\n")
    try home.close(at: "2026-04-22T05:00:00Z")
    setLog(older)
    try expectRefused("an older log")
  }

  @Test func aDocumentThatNoDeliveryNamesIsAWarning() throws {
    home.folder.write("home/archive/objects/ab/ab\(String(repeating: "0", count: 62))", "x")
    let checks = Doctor(home.context("2026-04-22T05:00:00Z"), environment: { _ in nil })
      .examine(readData: false)
    let check = try #require(checks.first { $0.text.hasPrefix("log: ") })
    #expect(check.isGood && check.isWarning)
    #expect(try verifyArchive(home.context("2026-04-22T05:00:00Z")).unlisted.count == 1)
  }

  private func removeFiles(_ paths: String...) {
    for path in paths {
      for name in names(in: path, withHidden: true) { removeFiles("\(path)/\(name)") }
      if unlink(path) != 0 { rmdir(path) }
    }
  }
}
