import Batch
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// A file that arrives torn or wrong, and the good one of the same settlement.
@Suite struct RefusedDocumentTests {
  private let name = "NA1_90100000012.txt.gz"
  private let home = SmallWorld.home()

  private func take(_ bytes: [UInt8], as name: String, at now: String) throws {
    let path = home.folder.write("in/\(name)", bytes)
    try home.importFiles([path], at: now)
  }

  private var good: [UInt8] { SmallWorld.files[name] ?? [] }
  private var torn: [UInt8] { Array(good.prefix(good.count / 2)) }

  private func exception() throws -> [String: String] {
    try #require(try home.rows(.exceptions).first { $0["kind"] == "corrupt_file" })
  }

  @Test func itsExceptionClosesWhenTheSettlementComesLaterAndItStaysVisible() throws {
    try take(torn, as: "torn_90100000012.txt.gz", at: "2026-04-20T05:00:00Z")
    let open = try exception()
    #expect(open["status"] == "open")
    try take(good, as: name, at: "2026-04-21T05:00:00Z")
    let closed = try exception()
    #expect(closed["status"] == "closed")
    #expect(closed["id"] == open["id"])
    let sha256 = SHA256.hex(of: good)
    #expect(closed["what"]?.contains("in the books from document \(sha256.prefix(12))") == true)
    let record = try home.close(at: "2026-04-22T05:00:00Z")
    #expect(record.exitStatus == 0)
    #expect(record.counts["refused"] == 0)
    let certificate = String(
      decoding: try #require(home.night("latest")["certificate.json"]), as: UTF8.self)
    #expect(certificate.contains("\"refused\":[\n\"\(SHA256.hex(of: torn))\"]"))
    let rows = try home.rows(.reconciliation).filter {
      $0["identity"] == "rows-total" && $0["settlement_id"] == "90100000012"
    }
    #expect(rows.map { $0["status"] } == ["undetermined", "holds"])
    try home.with { try $0.rebuild() }
    #expect(try exception() == closed)
  }

  @Test func itStaysOpenWhereTheSettlementCameBeforeOrAtOnce() throws {
    try take(good, as: name, at: "2026-04-20T05:00:00Z")
    try take(torn, as: "torn_90100000012.txt.gz", at: "2026-04-20T05:00:00Z")
    #expect(try exception()["status"] == "open", "it may be a restatement that came at once")
    try take(good, as: "again_90100000012.txt.gz", at: "2026-04-21T05:00:00Z")
    #expect(try exception()["status"] == "closed", "the same bytes were delivered again")
  }

  @Test func aFileThatDoesNotAddUpIsNoLongerBrokenOnceAGoodOneIsThere() throws {
    let bad = try #require(SmallWorld.files["EU1_90200000016.txt"])
    var made = SmallWorld.settlement(
      "90200000016", "EUR", from: "2026-03-18T07:00:00Z", to: "2026-04-01T07:00:00Z")
    made.statedTotalMinor = made.rowsTotalMinor
    try take(bad, as: "EU1_90200000016.txt", at: "2026-04-20T05:00:00Z")
    #expect(try home.with { try $0.ledger.brokenIdentities() } == 1)
    try take(
      SettlementFile(made, .de).bytes, as: "EU1_90200000016.new.txt", at: "2026-04-21T05:00:00Z")
    #expect(try home.with { try $0.ledger.brokenIdentities() } == 0)
    #expect(try home.with { try $0.ledger.findingCounts().errors } == 0)
  }

  /// By the clock of the import: the books may be of days that this machine has not seen yet.
  @Test func filesOfTheSameBytesAreEachToldAndEachClosesByItself() throws {
    let names = ["NA1_90100000012.txt.gz", "EU1_90200000016.txt"]
    for name in names { try take([], as: name, at: "2026-04-20T05:00:00Z") }
    func exceptions() throws -> [[String: String]] {
      try home.rows(.exceptions).filter { $0["kind"] == "empty_file" }
    }
    #expect(try Set(exceptions().map { $0["settlement_id"] }) == ["90100000012", "90200000016"])
    for (name, exception) in zip(
      names.reversed(),
      try exceptions().sorted {
        $0["settlement_id"] ?? "" > $1["settlement_id"] ?? ""
      })
    {
      #expect(exception["what"]?.contains(name) == true)
      #expect(exception["store"] == String(name.prefix(3)))
      #expect(exception["status"] == "open")
    }
    try take(good, as: name, at: "2026-04-21T05:00:00Z")
    for exception in try exceptions() {
      let isAnswered = exception["settlement_id"] == "90100000012"
      #expect(exception["status"] == (isAnswered ? "closed" : "open"))
    }
  }
}
