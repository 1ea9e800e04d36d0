import Batch
import LedgerCore
import TestSupport
import Testing

/// Settlement files of a store that come in while Amazon does not answer for it.
@Suite struct AheadOfAnswersTests {
  private static let earlier = "2026-03-22T04:00:00Z"

  /// Both stores asked before the second settlement's end, later EU1 alone; then NA1's file by hand.
  private func home(_ amazon: FakeAmazon) throws -> TestHome {
    let home = SyncWorld.home()
    amazon.setNow(Self.earlier)
    try home.sync(amazon.transport(), at: Self.earlier)
    amazon.setNow(SyncWorld.now)
    try home.sync(SyncWorld.setup(amazon.transport(), stores: ["EU1"]))
    try home.importFiles(SmallWorld.write(["NA1_90100000012.txt.gz"], for: home))
    return home
  }

  @Test func theyBreakNothing() throws {
    let home = try home(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now))
    let found = try home.rows(.exceptions).filter { $0["settlement_id"] == "90100000012" }
    #expect(found.map { $0["kind"] } == [])
    let group = try home.rows(.reconciliation).filter {
      $0["identity"] == "group" && $0["settlement_id"] == "90100000012"
    }
    #expect(group.map { $0["status"] } == ["undetermined"])
    #expect(group[0]["cause"] == "its event group was open when Amazon was asked last")
  }

  @Test func aSaleThatMaturedSinceIsNotHeldBackAnyMore() throws {
    let home = try home(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now))
    let held = Dictionary(
      uniqueKeysWithValues: try home.rows(.receivable).filter { $0["store"] == "NA1" }
        .map { ($0["date"] ?? "", $0["deferred"] ?? "") })
    #expect(held["2026-03-18"] == "0.00" && held["2026-03-19"] == "7.00")
    #expect(held["2026-03-27"] == "7.00" && held["2026-03-28"] == "0.00")
    #expect(held["2026-03-31"] == "0.00")
  }

  @Test func theNextAnswersLeaveNothingOfIt() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = try home(amazon)
    try home.sync(amazon.transport())
    let other = SyncWorld.home()
    try other.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    for report in [ReportName.receivable, .exceptions, .reconciliation] {
      #expect(try home.rows(report) == other.rows(report), "\(report)")
    }
  }
}
