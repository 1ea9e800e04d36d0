import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct MovementTests {
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

  /// Those that move the account.
  private func read(_ ledger: Ledger) throws -> [ToldMovement] {
    try ledger.movements(of: "NA1", ledger.movementKinds()).filter(\.isCounted)
  }

  private func kind(of movement: ToldMovement?, _ ledger: Ledger) throws -> MovementKind? {
    let kinds = try ledger.movementKinds().all
    return movement.map { kinds[$0.kind] }
  }

  @Test func aHeldSaleHasItsMaturitiesWithTheNightsTheyWereSeen() throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    try tell(ledger, [sale(.deferred, matures: "2026-04-11")], at: "2026-04-02T05:00:00Z", mark: 1)
    try tell(ledger, [sale(.deferred, matures: "2026-04-12")], at: "2026-04-06T05:00:00Z", mark: 2)
    let held = try #require(try read(ledger).first)
    #expect(held.isDeferral)
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
    #expect(try kind(of: read(ledger).first, ledger)?.soldToID == "")
    told.soldToID = "CA"
    try tell(ledger, [told], at: "2026-04-03T05:00:00Z", mark: 2)
    try tell(ledger, [sale(.deferred, matures: "2026-04-12")], at: "2026-04-04T05:00:00Z", mark: 3)
    let held = try #require(try read(ledger).first)
    #expect(try kind(of: held, ledger)?.soldToID == "CA")
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

  /// Whether or not it says of its sale's maturity, it was released when it was posted.
  @Test(arguments: [true, false])
  func aReleaseWhoseSaleIsOlderThanTheBooksCountsByItself(hasMaturity: Bool) throws {
    let (ledger, folder) = try ledger()
    defer { withExtendedLifetime(folder) {} }
    var release = sale(.released, matures: "2026-04-12")
    release.id = "R1"
    release.deferredID = "T0"
    if !hasMaturity { release.deferral = nil }
    try tell(ledger, [release], at: "2026-04-13T05:00:00Z", mark: 1)
    let all = try read(ledger)
    #expect(all.map(\.totalMinor) == [2500])
    #expect(all.first?.isDeferral == false)
    #expect(all.first?.releasedAt == release.postedAt.seconds)
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

/// What is kept of transactions is what the views make of all of them, whatever was told when.
@Suite struct KeptMovementTests {
  /// A telling of one of few transactions, so that they meet one another and themselves again.
  private func telling(_ random: inout SplitMix64) -> AmazonFacts {
    func id() -> String { "t\(Int.random(in: 0..<8, using: &random))" }
    func maybe(_ text: String) -> String? { random.once(in: 2) ? text : nil }
    if random.once(in: 6) {
      let events = (0..<3).map { _ in
        FinancialEvent(
          list: "ShipmentEventList", orderID: "o\(Int.random(in: 0..<3, using: &random))",
          postedAt: random.once(in: 3)
            ? nil : Instant(seconds: Int64.random(in: 0..<900_000, using: &random)),
          total: usd(Int64.random(in: 1...3, using: &random)))
      }
      return .events(events, groupID: random.pick(["g", "h"]), since: nil)
    }
    var told = transaction(
      id(), random.pick(Transaction.Status.allCases), Int64.random(in: -3...3, using: &random),
      group: maybe(random.pick(["g", "h"])))
    told.type = random.pick(["Shipment", "Refund", "Transfer", "Other"])
    told.description = random.pick(["Order Payment", "Current Reserve Amount"])
    told.postedAt = Instant(seconds: Int64.random(in: 0..<500_000, using: &random))
    told.orderID = maybe("o\(Int.random(in: 0..<3, using: &random))")
    told.settlementID = maybe("90")
    told.deferredID = random.once(in: 4) ? id() : nil
    told.releaseID = random.once(in: 4) ? id() : nil
    told.deferral =
      random.once(in: 2)
      ? Deferral(
        reason: "DD7",
        maturesAt: random.once(in: 3)
          ? nil : Instant(seconds: Int64.random(in: 0..<900_000, using: &random))) : nil
    return .transactions([told])
  }

  private func dated(_ random: inout SplitMix64) -> (transactionID: String, day: CalendarDate) {
    (
      "t\(Int.random(in: 0..<8, using: &random))",
      CalendarDate(dayNumber: Int32.random(in: 0..<9, using: &random))
    )
  }

  @Test func itIsWhatTheViewsMakeOfAllTransactions() throws {
    for seed in UInt64(1)...25 {
      var random = SplitMix64(seed: seed)
      let told = try ToldLedger()
      for _ in 0..<30 {
        try told.tell(telling(&random), store: random.pick(["NA1", "EU1"]))
        if random.once(in: 5) {
          try told.ledger.saveComparison(
            EventComparison(differences: []), version: 1, groupID: "g", hash: 0, store: "NA1",
            releases: [dated(&random)])
        }
        // As when the document that told them goes away.
        if random.once(in: 8) {
          try told.ledger.database.run("DELETE FROM release_day WHERE day % 3 = 0")
        }
        if random.once(in: 3) { try told.ledger.refreshMovements() }
        if random.once(in: 10) {
          #expect(try told.ledger.integrityProblems() == [], "seed \(seed)")
        }
      }
      #expect(try told.ledger.integrityProblems() == [], "seed \(seed)")
    }
  }

  @Test func aMovementThatIsNotThatOfItsTransactionIsAProblem() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([transaction("t", group: "g")]))
    try told.ledger.refreshMovements()
    try told.ledger.database.run("UPDATE movement SET total_minor = 1")
    #expect(
      try told.ledger.integrityProblems() == [
        "2 rows of movement are not those of the transactions",
        "1 rows of movement_block are not those of the movements",
      ])
  }

  @Test func blocksAreThoseOfTheirStores() throws {
    let told = try ToldLedger()
    let transactions = (0..<1500).map { transaction("t\($0)", group: "g") }
    for (store, part) in [("NA1", 0..<700), ("EU1", 0..<800), ("NA1", 700..<1500)] {
      try told.tell(.transactions(Array(transactions[part])), store: store)
    }
    try told.ledger.refreshMovements()
    for (store, place) in [("NA1", 3), ("EU1", 790), ("NA1", 1400)] {
      var other = transactions[place]
      other.total = usd(77)
      try told.tell(.transactions([other]), store: store)
    }
    let kinds = try told.ledger.movementKinds()
    for (store, count, changed) in [("NA1", 1500, 2), ("EU1", 800, 1)] {
      let movements = try told.ledger.movements(of: store, kinds)
      #expect(movements.count == count)
      #expect(movements.count { $0.totalMinor == 77 } == changed)
    }
    #expect(try told.ledger.integrityProblems() == [])
  }

  @Test func aBlockThatHasLostItsEndIsToldAndNotReadBeyondIt() throws {
    let told = try ToldLedger()
    try told.tell(.transactions((1...3).map { transaction("t\($0)", group: "g") }))
    let kinds = try told.ledger.movementKinds()
    #expect(try told.ledger.movements(of: "NA1", kinds).count == 3)
    try told.ledger.database.run(
      "UPDATE movement_block SET records = substr(records, 1, length(records) - 8)")
    #expect(throws: StoreError.self) { try told.ledger.movements(of: "NA1", kinds) }
    #expect(try told.ledger.wrongMovementBlocks() == 1)
    try told.ledger.database.run("DELETE FROM movement_block")
    #expect(try told.ledger.wrongMovementBlocks() == 1)
  }

  @Test func aLedgerOfBeforeTheMovementsHasThemFromItsTransactions() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/before.sqlite"
    var random = SplitMix64(seed: 7)
    func movements(_ ledger: Ledger) throws -> [ToldMovement] {
      try ledger.movements(of: "NA1", ledger.movementKinds())
    }
    var before: [ToldMovement] = []
    do {
      let ledger = try Ledger(path: path)
      let writer = try AmazonWriter(ledger)
      for mark in 1...30 {
        _ = try writer.append(
          [telling(&random)], unknown: [:], operation: "listTransactions", store: "NA1",
          receivedAt: Instant(seconds: 1000 + Int64(mark)), mark: mark)
      }
      before = try movements(ledger)
    }
    let earlier = try Database(path: path)
    try earlier.goBack(before: "TABLE movement")
    earlier.close()
    let ledger = try Ledger(path: path)
    #expect(try movements(ledger) == before)
    #expect(before.count > 1)
    #expect(try ledger.integrityProblems() == [])
  }
}
