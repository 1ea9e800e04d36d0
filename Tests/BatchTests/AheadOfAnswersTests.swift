import Batch
import LedgerCore
import TestSupport
import Testing

/// Settlement files of a store that come in while Amazon does not answer for it.
@Suite struct AheadOfAnswersTests {
  private static let earlier = "2026-03-22T04:00:00Z"

  /// Both stores asked before the second settlement's end, later EU1 alone; then NA1's file by hand.
  private func home(
    _ amazon: FakeAmazon, askedAt earlier: String = earlier
  ) throws -> TestHome {
    let home = SyncWorld.home()
    amazon.setNow(earlier)
    try home.sync(amazon.transport(), at: earlier)
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

  /// What is held back of NA1's sales, by day, where it was asked at `time`.
  private func held(askedAt time: String) throws -> [String: String] {
    let home = try home(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now), askedAt: time)
    return Dictionary(
      uniqueKeysWithValues: try home.rows(.receivable).filter { $0["store"] == "NA1" }
        .map { ($0["date"] ?? "", $0["deferred"] ?? "") })
  }

  @Test func aSaleThatMaturedSinceIsNotHeldBackAnyMore() throws {
    let held = try held(askedAt: Self.earlier)
    #expect(held["2026-03-18"] == "0.00" && held["2026-03-19"] == "7.00")
    #expect(held["2026-03-27"] == "7.00" && held["2026-03-28"] == "0.00")
    #expect(held["2026-03-31"] == "0.00")
  }

  /// Amazon releases within a day of the maturity, which was at midnight.
  @Test func aSaleThatHadJustMaturedIsNotHeldBackAnyMoreEither() throws {
    let held = try held(askedAt: "2026-03-28T04:00:00Z")
    #expect(held["2026-03-27"] == "10.00" && held["2026-03-28"] == "0.00")
    #expect(held["2026-03-31"] == "0.00")
    #expect(try self.held(askedAt: "2026-03-29T04:00:00Z")["2026-03-30"] == "3.00")
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

  /// What depends on the day does so on the day on which the store was asked, not on the home's.
  @Test func aStoreThatIsNotAskedHasNothingOverdue() throws {
    let home = SyncWorld.home()
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    amazon.setNow(Self.earlier)
    try home.sync(amazon.transport(), at: Self.earlier)
    amazon.setNow("2026-06-01T08:00:00Z")
    try home.sync(
      SyncWorld.setup(amazon.transport(), stores: ["EU1"]), at: "2026-06-01T08:00:00Z")
    func kinds() throws -> Set<String> {
      Set(try home.rows(.exceptions).filter { $0["store"] == "NA1" }.compactMap { $0["kind"] })
    }
    #expect(try kinds().isDisjoint(with: ["shipped_not_settled", "silence", "missing_report"]))
    // Asked again, Amazon still holds back a sale that matured two months ago.
    try home.sync(amazon.transport(), at: "2026-06-01T08:00:00Z")
    #expect(try kinds().contains("shipped_not_settled"))
  }

  @Test func payoutsAreAskedForFromTheLastListingOn() throws {
    let home = SyncWorld.home(["NA1"])
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    amazon.setNow(Self.earlier)
    try home.sync(amazon.transport(), at: Self.earlier)
    amazon.setNow("2026-08-01T08:00:00Z")
    try home.sync(amazon.transport(), at: "2026-08-01T08:00:00Z")
    let asked = amazon.calls.last { $0.operation == "listPayouts" }?.request.target ?? ""
    #expect(asked.contains("createdAfter=2026-03-"), "\(asked)")
  }

  @Test func whatWasDownloadedForAStoreIsNoOtherOnes() throws {
    let home = SyncWorld.home()
    try home.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    let before = try home.rows(.settlements).filter { $0["store"] == "NA1" }
    // The other one sells in the same country and currency.
    home.configuration.stores[1] = Configuration.Store("NA2", home: "US", ["US", "CA"])
    home.configuration.stores.removeAll { $0.id == "NA1" }
    try home.with { try $0.rebuild() }
    #expect(try home.rows(.settlements).isEmpty)
    let told = try home.rows(.exceptions).filter { $0["kind"] == "unbound_store" }
    #expect(told.count == before.count + 1)
    #expect(
      told.contains {
        $0["what"] == "it was downloaded for store 'NA1', which is not in acorn.toml"
      })
    home.configuration.stores = SyncWorld.home().configuration.stores
    try home.with { try $0.rebuild() }
    #expect(try home.rows(.settlements).filter { $0["store"] == "NA1" } == before)
  }
}
