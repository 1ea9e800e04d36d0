import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct ForecastReadingTests {
  private let usd = Currency("USD")!
  private let posted = Instant("2026-04-01T10:00:00Z")!

  private func ledger() throws -> (ledger: Ledger, folder: TemporaryFolder) {
    let folder = TemporaryFolder()
    return (try Ledger(path: "\(folder.path)/ledger.sqlite"), folder)
  }

  private func sale(_ status: Transaction.Status, matures: String) -> Transaction {
    Transaction(
      id: "T1", status: status, type: "Shipment", description: "Order Payment", postedAt: posted,
      total: Money(minorUnits: 2500, usd), accountType: "Standard Orders", marketplaceID: "US",
      orderID: "111-1", deferral: Deferral(reason: "DD7", maturesAt: Instant(matures)))
  }

  private func tell(
    _ ledger: Ledger, _ transactions: [Transaction], at instant: String, mark: Int
  ) throws {
    _ = try AmazonWriter(ledger).append(
      [.transactions(transactions)], unknown: [:], operation: "listTransactions", store: "NA1",
      receivedAt: Instant(instant)!, mark: mark)
  }

  private func read(_ ledger: Ledger) throws -> [Ledger.ForecastTransaction] {
    var all: [Ledger.ForecastTransaction] = []
    try ledger.forecastTransactions(of: "NA1") { all.append($0) }
    return all
  }

  @Test func aHeldSaleHasItsMaturitiesWithTheNightsTheyWereSeen() throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    try tell(ledger, [sale(.deferred, matures: "2026-04-11")], at: "2026-04-02T05:00:00Z", mark: 1)
    try tell(ledger, [sale(.deferred, matures: "2026-04-12")], at: "2026-04-06T05:00:00Z", mark: 2)
    let held = try #require(try read(ledger).first)
    #expect(held.isDeferred)
    #expect(held.releasedAt == nil)
    #expect(held.seenAt == Instant("2026-04-02T05:00:00Z")?.seconds)
    #expect(held.firstMaturity == Instant("2026-04-11")?.seconds)
    #expect(held.lastMaturity == Instant("2026-04-12")?.seconds)
    #expect(held.lastMaturitySeenAt == Instant("2026-04-06T05:00:00Z")?.seconds)
  }

  @Test func theMarketplaceOfAnOrderStaysKnownWhenALaterPageDoesNotNameIt() throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    var told = sale(.deferred, matures: "2026-04-11")
    try tell(ledger, [told], at: "2026-04-02T05:00:00Z", mark: 1)
    #expect(try read(ledger).first?.soldToID == "")
    told.soldToID = "CA"
    try tell(ledger, [told], at: "2026-04-03T05:00:00Z", mark: 2)
    try tell(ledger, [sale(.deferred, matures: "2026-04-12")], at: "2026-04-04T05:00:00Z", mark: 3)
    let held = try #require(try read(ledger).first)
    #expect(held.soldToID == "CA")
    #expect(held.lastMaturity == Instant("2026-04-12")?.seconds)
  }

  @Test func aSaleAndItsReleaseAreOneMovement() throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    try tell(ledger, [sale(.deferred, matures: "2026-04-11")], at: "2026-04-02T05:00:00Z", mark: 1)
    var original = sale(.deferredReleased, matures: "2026-04-12")
    original.releaseID = "R1"
    var release = sale(.released, matures: "2026-04-12")
    release.id = "R1"
    release.deferredID = "T1"
    release.groupID = "G1"
    release.postedAt = Instant("2026-04-12T08:00:00Z")!
    try tell(ledger, [original, release], at: "2026-04-13T05:00:00Z", mark: 2)
    let all = try read(ledger)
    #expect(all.count == 1)
    #expect(all.first?.postedAt == posted.seconds)
    #expect(all.first?.releasedAt == release.postedAt.seconds)
    #expect(all.first?.releaseSeenAt == Instant("2026-04-13T05:00:00Z")?.seconds)
  }

  @Test func aReleaseWhoseSaleIsOlderThanTheBooksCountsByItself() throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    var release = sale(.released, matures: "2026-04-12")
    release.id = "R1"
    release.deferredID = "T0"
    release.deferral = nil
    try tell(ledger, [release], at: "2026-04-13T05:00:00Z", mark: 1)
    let all = try read(ledger)
    #expect(all.map(\.totalMinor) == [2500])
    #expect(all.first?.isDeferred == false)
  }

  @Test func payoutsAndReservesAreNoMovements() throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    var transfer = sale(.released, matures: "2026-04-12")
    (transfer.type, transfer.deferral, transfer.total) = (
      "Transfer", nil, Money(minorUnits: -9, usd)
    )
    var reserve = transfer
    (reserve.id, reserve.type, reserve.description) = ("T2", "Adjustment", "Current Reserve Amount")
    try tell(ledger, [transfer, reserve], at: "2026-04-13T05:00:00Z", mark: 1)
    #expect(try read(ledger).isEmpty)
  }
}
