import Batch
import LedgerCore
import TestSupport
import Testing

@Suite("The user's files, archived before they are used")
struct ArchivedMasterTests {
  /// What a lock, and a report before it, were made with is archived by then.
  @Test func aLockRestsOnFilesThatTheArchiveHas() throws {
    let home = SmallWorld.home()
    let made = SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-20T20:00:00Z", to: "2026-04-03T20:00:00Z")
    let path = home.folder.write("in/NA1_\(made.id).txt", SettlementFile(made).bytes)
    try home.importFiles([path], at: "2026-04-05T08:00:00Z")
    home.folder.write(
      "home/catalog.csv", SmallWorld.catalog.replacing("Cups", with: "Mugs"))
    let profit = try home.with("2026-04-05T09:00:00Z") {
      try $0.reportBytes(ReportRequest(.profit))
    }
    #expect(String(decoding: profit, as: UTF8.self).contains(",Mugs,"))
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    func asKnown(_ name: ReportName, _ instant: String) throws -> [UInt8] {
      var request = ReportRequest(name)
      request.asKnownOn = Instant(instant)
      return try home.with { try $0.reportBytes(request) }
    }
    #expect(try asKnown(.profit, "2026-04-05T10:00:00Z") == profit)
    let journal = try asKnown(.journal, "2026-04-07T00:00:00Z")
    #expect(!String(decoding: journal, as: UTF8.self).contains(",correction,"))
    #expect(String(decoding: journal, as: UTF8.self).contains(",Mugs,"))
  }
}
