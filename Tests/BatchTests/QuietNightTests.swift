import LedgerCore
import SellingPartner
import TestSupport
import Testing

/// Nights on which Amazon releases a sale, or does not, and nothing else happens.
@Suite struct QuietNightTests {
  private static let quiet = [
    "token": 1, "getReports": 1, "listFinancialEventGroups": 1, "listTransactions": 1,
  ]
  /// When the sales of these tests mature.
  private static let maturity = CalendarDate("2026-03-28")!

  /// One open group whose total stays as it is, and one sale that is held back.
  private static func store(releasedFrom release: String? = nil) -> FakeAmazon.Store {
    var store = FakeAmazon.Store("NA1", refreshToken: SyncWorld.secrets["NA1"]!)
    SyncWorld.general(&store, "USD", "ATVPDKIKX0DER")
    store.records[.listFinancialEventGroups] = [
      SyncWorld.group("G", from: "2026-03-15T20:00:00Z", 0, "USD")
    ]
    func sale(
      _ status: Transaction.Status, _ group: String?, from: String? = nil, until: String? = nil
    ) -> FakeAmazon.Record {
      SyncWorld.transaction(
        "s", 700, "USD", store: "NA1", on: "2026-03-19T10:00:00Z", group: group, status: status,
        knownFrom: from, until: until)
    }
    store.records[.listTransactions] =
      [sale(.deferred, nil, until: release)]
      + (release.map { [sale(.deferredReleased, "G", from: $0)] } ?? [])
    return store
  }

  /// Syncs on every night of a span; returns the nights that cost more than a quiet one, in days
  /// past the maturity.
  private func busyNights(
    _ home: TestHome, _ amazon: FakeAmazon, _ days: ClosedRange<Int32>
  ) throws -> [Int32] {
    try days.filter { day throws in
      let night = CalendarDate(dayNumber: Self.maturity.dayNumber + day)
      let now = "\(night)T04:00:00Z"
      amazon.setNow(now)
      let first = amazon.calls.count
      #expect(try home.sync(amazon.transport(), at: now).stores.map(\.failures) == [[]])
      return amazon.counts(of: "NA1", from: first) != Self.quiet
    }
  }

  @Test func aSaleThatHasMaturedIsReleasedOnANightWithoutNews() throws {
    let amazon = FakeAmazon([Self.store(releasedFrom: "2026-03-27T22:00:00Z")], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    #expect(try busyNights(home, amazon, -4...(-4)) == [-4], "a first run is no quiet night")
    #expect(try busyNights(home, amazon, -3...(-1)) == [])
    #expect(try busyNights(home, amazon, 0...0) == [0])
    try home.with { books throws in
      #expect(try books.ledger.oldestDeferral(of: "NA1") == nil)
      #expect(try books.ledger.transactionTotals(of: "NA1") == ["G": 700])
    }
    #expect(try busyNights(home, amazon, 0...10) == [], "the same night again, and ten more")
  }

  @Test func aReleaseThatIsToldLateIsLearntADayLater() throws {
    let amazon = FakeAmazon([Self.store(releasedFrom: "2026-03-28T23:00:00Z")], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    #expect(try busyNights(home, amazon, -4...5) == [-4, 0, 1])
    #expect(try home.with { try $0.ledger.oldestDeferral(of: "NA1") } == nil)
  }

  @Test func aSaleThatStaysHeldBackIsAskedForEverMoreSeldom() throws {
    let amazon = FakeAmazon([Self.store()], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    #expect(try busyNights(home, amazon, -4...25) == [-4, 0, 1, 2, 3, 5, 8, 13, 21])
    #expect(amazon.violations == [])
  }

  @Test func nightsWithoutASyncAreMadeUpForOnTheNext() throws {
    let amazon = FakeAmazon([Self.store(releasedFrom: "2026-03-28T23:00:00Z")], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    #expect(try busyNights(home, amazon, -4...(-4)) == [-4])
    #expect(try busyNights(home, amazon, 4...6) == [4])
    #expect(try home.with { try $0.ledger.oldestDeferral(of: "NA1") } == nil)
  }

  @Test func aDryRunTellsThatAMaturedSaleWillBeAskedFor() throws {
    let amazon = FakeAmazon([Self.store()], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    #expect(try busyNights(home, amazon, -2...(-1)) == [-2])
    let lines = try home.with("2026-03-28T04:00:00Z") {
      try $0.syncPlan(SyncWorld.setup(amazon.transport()))
    }
    #expect(
      lines.last
        == "NA1: transactions posted 2026-03-19T10:00:00Z to 2026-03-28T03:55:00Z")
  }
}
