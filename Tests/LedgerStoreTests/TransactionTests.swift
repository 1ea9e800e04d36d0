import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct ReleaseTests {
  private func deferred(
    _ status: Transaction.Status = .deferred, until matures: String = "2026-03-20"
  ) -> Transaction {
    var deferred = transaction("d", status)
    deferred.deferral = Deferral(reason: "DD7", maturesAt: day(matures))
    return deferred
  }

  private var release: Transaction {
    var release = transaction("r", .released, group: "g", on: "2026-03-19")
    (release.deferredID, release.settlementID) = ("d", "9")
    return release
  }

  private func states(_ told: ToldLedger) throws -> [String] {
    try told.rows("SELECT transaction_id, known_from, status FROM transaction_state ORDER BY 2, 1")
  }

  @Test func aSaleThatIsReleasedUnderItsOwnIDIsOneTransaction() throws {
    let told = try ToldLedger()
    #expect(try told.tell(.transactions([deferred()])))
    #expect(try told.ledger.oldestDeferral(of: "NA1") == day("2026-03-05"))
    #expect(try told.ledger.transactionTotals(of: "NA1") == [:])
    var released = deferred(.deferredReleased)
    released.groupID = "g"
    #expect(try told.tell(.transactions([released])))
    #expect(try told.ledger.oldestDeferral(of: "NA1") == nil)
    #expect(try told.ledger.transactionTotals(of: "NA1") == ["g": 1000])
    #expect(try states(told) == ["d 1001 DEFERRED", "d 1002 DEFERRED_RELEASED"])
    #expect(
      try told.ledger.undatedReleases(of: "NA1") == ["g": day("2026-03-20")],
      "no transaction tells the day of its release")
    try told.ledger.saveComparison(
      EventComparison(differences: []), version: 1, groupID: "g", hash: 0, store: "NA1",
      releases: [("d", CalendarDate("2026-03-22")!)])
    #expect(try told.ledger.undatedReleases(of: "NA1") == [:], "the settlement's rows tell it")
  }

  @Test func aStatusNeverGoesBackToDeferred() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([deferred(.deferredReleased)]))
    let digest = try told.digest()
    #expect(try !told.tell(.transactions([deferred()])))
    #expect(try told.digest() == digest)
  }

  @Test func aReleaseOfItsOwnReleasesTheSaleAndCountsInItsPlace() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([deferred()]))
    try told.tell(.transactions([release]))
    #expect(try told.ledger.oldestDeferral(of: "NA1") == nil)
    #expect(try told.ledger.transactionTotals(of: "NA1") == ["g": 1000])
    #expect(try told.ledger.undatedReleases(of: "NA1") == [:])
    #expect(
      try told.rows(
        "SELECT status, release_id, settlement_id FROM amazon_transaction WHERE transaction_id = 'd'"
      ) == ["DEFERRED_RELEASED r 9"])
    #expect(
      try states(told) == [
        "d 1001 DEFERRED", "d 1002 DEFERRED_RELEASED", "r 1002 RELEASED",
      ])
  }

  @Test func aSaleAndItsReleaseInOneGroupCountOnce() throws {
    let told = try ToldLedger()
    var sale = deferred()
    sale.groupID = "g"
    try told.tell(.transactions([sale, release]))
    #expect(try told.ledger.transactionTotals(of: "NA1") == ["g": 1000])
  }

  /// In whatever order a sale, its release and repetitions of both are told.
  @Test(arguments: [true, false], [true, false])
  func theOrderOfSaleAndReleaseMakesNoDifference(hasContext: Bool, isTold: Bool) throws {
    var sale = deferred()
    if !hasContext { sale.deferral = nil }
    var later = sale
    if isTold { (later.status, later.releaseID) = (.deferredReleased, "r") }
    var release = release
    release.deferral = Deferral(reason: "DD7", maturesAt: day("2026-03-19"))
    var digests = Set<String>()
    for order in [
      [sale, release], [release, sale], [sale, release, later], [release, later],
      [release, sale, later, release], [sale, later, release, later],
      [sale, sale, release, release],
    ] {
      let told = try ToldLedger()
      for transaction in order { try told.tell(.transactions([transaction])) }
      digests.insert(try told.digest())
      let once = try ToldLedger()
      try once.tell(.transactions(order))
      digests.insert(try once.digest())
    }
    #expect(digests.count == 1)
  }

  @Test func aReleaseOfAnotherStoreReleasesNothing() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([deferred()]))
    try told.tell(.transactions([release]), store: "EU1")
    #expect(try told.ledger.oldestDeferral(of: "NA1") == day("2026-03-05"))
  }

  @Test func aSaleHasMaturedOnItsDateOrWithoutOneWithItsPosting() throws {
    let told = try ToldLedger()
    var undated = transaction("u", .deferred, on: "2026-03-07")
    undated.deferral = Deferral(reason: "B2B", maturesAt: nil)
    var released = deferred(.deferredReleased)
    released.id = "x"
    try told.tell(.transactions([undated, deferred(), released]))
    func matured(_ now: String) throws -> [MaturedDeferral] {
      try told.ledger.maturedDeferrals(of: "NA1", on: day(now))
    }
    let withoutDate = MaturedDeferral(postedAt: day("2026-03-07"), maturedAt: day("2026-03-07"))
    let dated = MaturedDeferral(postedAt: day("2026-03-05"), maturedAt: day("2026-03-20"))
    #expect(try matured("2026-03-06") == [])
    #expect(try matured("2026-03-19") == [withoutDate])
    #expect(try matured("2026-03-20") == [dated, withoutDate])
    #expect(try told.ledger.maturedDeferrals(of: "EU1", on: day("2026-03-20")) == [])
  }

  @Test func aMaturityDateThatMovesIsKeptWithItsHistory() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([deferred(until: "2026-03-20")]))
    try told.tell(.transactions([deferred(until: "2026-03-24")]))
    #expect(
      try told.rows("SELECT date(matures_at, 'unixepoch') FROM transaction_state")
        == ["2026-03-20", "2026-03-24"])
    #expect(
      try told.rows("SELECT status, matures_at FROM v_transaction")
        == ["DEFERRED 2026-03-24T00:00:00Z"])
  }
}

@Suite struct TransactionTests {
  @Test func aMissingGroupNeverRemovesTheKnownOne() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([transaction("t", group: "g")]))
    #expect(try !told.tell(.transactions([transaction("t")])))
    #expect(try told.ledger.transactionTotals(of: "NA1") == ["g": 1000])
  }

  @Test func aTransactionWhoseAmountChangesReplacesItselfWithItsLines() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([transaction("t", group: "g"), transaction("u", group: "g")]))
    #expect(try told.tell(.transactions([transaction("t", .released, 250, group: "g")])))
    #expect(try told.ledger.transactionTotals(of: "NA1") == ["g": 1250])
    #expect(try told.rows("SELECT sum(amount_minor), count(*) FROM transaction_line") == ["1250 2"])
    #expect(try told.ledger.database.integrityProblems() == [])
  }

  @Test func theContentIsThatOfTheFactsHoweverOftenTheyWereTold() throws {
    let facts = (0..<6).map {
      transaction("t\($0)", .released, Int64($0) * 100, group: "g\($0 % 2)")
    }
    var digests = Set<String>()
    for seed in UInt64(1)...20 {
      var random = SplitMix64(seed: seed)
      let told = try ToldLedger()
      for fact in facts.shuffled(using: &random) + facts.shuffled(using: &random).dropLast(3) {
        try told.tell(.transactions([fact]))
      }
      digests.insert(try told.digest())
    }
    #expect(digests.count == 1)
  }
}
