import LedgerCore
import Testing

private let euro = Currency("EUR")!

private func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, euro) }

private func settlement(_ id: String = "90100000011", total: Int64 = 5000) -> SettlementFacts {
  SettlementFacts(
    versionID: 7, settlementID: id, store: "EU1", currency: euro,
    start: Instant("2026-03-01T08:00:00Z")!, end: Instant("2026-03-15T08:00:00Z")!,
    statedTotalMinor: total, rowsTotalMinor: total, rows: 3, accountLevelRows: 1,
    readForMarketplace: "DE", documentName: "a.txt", sha256: "0123456789abcdef", publishedAt: nil)
}

private func group(
  _ id: String = "G1", total: Int64? = 5000, start: String = "2026-03-01T08:00:00Z",
  end: String = "2026-03-15T08:00:00Z", begin: Int64 = 0
) -> FinancialEventGroup {
  FinancialEventGroup(
    id: id, processingStatus: "Closed", originalTotal: total.map(euros),
    beginningBalance: euros(begin), start: Instant(start), end: Instant(end))
}

private func records(_ groups: [FinancialEventGroup]) -> AmazonRecords {
  var records = AmazonRecords()
  records.groups = groups
  return records
}

private func check(
  _ records: AmazonRecords, _ facts: SettlementFacts = settlement()
) -> (status: [Identity: IdentityResult.Status], kinds: [FindingKind]) {
  let outcome = amazonIdentities(of: facts, accountType: "Standard Orders", in: records)
  return (
    Dictionary(uniqueKeysWithValues: outcome.results.map { ($0.identity, $0.status) }),
    outcome.findings.map(\.kind)
  )
}

@Suite struct GroupMatchTests {
  @Test func aGroupOfTheSamePeriodAndCurrencyIsTheSettlements() {
    #expect(records([group()]).match(settlement()) == .unique(group()))
  }

  @Test func twoOfThePeriodAreToldApartByTheTotalOrNotAtAll() {
    let other = group("G2", total: 4999)
    #expect(records([group(), other]).match(settlement()) == .unique(group()))
    let twin = group("G3")
    #expect(records([group(), twin]).match(settlement()) == .ambiguous([group(), twin]))
  }

  @Test func anIDThatTransactionsNameDecidesBeforeTheTotal() {
    var told = records([group(), group("G3")])
    told.groupsOfSettlement["90100000011"] = ["G3"]
    #expect(told.match(settlement()) == .unique(group("G3")))
  }

  @Test func anotherStartWithTheSameEndAndTotalIsShownAsSuch() {
    let late = group(start: "2026-03-04T08:00:00Z")
    #expect(records([late]).match(settlement()) == .otherPeriod(late))
  }

  @Test func periodsBeforeTheFirstKnownGroupAreNotCovered() {
    let next = group("G9", start: "2026-03-15T08:00:00Z", end: "2026-03-29T08:00:00Z")
    #expect(records([next]).match(settlement()) == .notCovered)
    let before = group("G0", start: "2026-02-01T08:00:00Z", end: "2026-02-15T08:00:00Z")
    #expect(records([before, next]).match(settlement()) == .none)
  }

  @Test func aGroupThatWasOpenWhenAskedForIsTheSettlements() {
    var open = group()
    (open.processingStatus, open.end) = ("Open", nil)
    let before = group("G0", start: "2026-02-15T08:00:00Z", end: "2026-03-01T08:00:00Z")
    #expect(records([before, open]).match(settlement()) == .open(open))
    var elsewhere = open
    elsewhere.start = Instant("2026-03-02T08:00:00Z")
    #expect(records([before, elsewhere]).match(settlement()) == .none)
    var named = records([before, elsewhere])
    named.groupsOfSettlement["90100000011"] = ["G1"]
    #expect(named.match(settlement()) == .open(elsewhere))
    #expect(records([open, open]).match(settlement()) == .ambiguous([open, open]))
  }

  @Test func whatEndedAfterTheLastListingIsNotAskedFor() {
    let before = group("G0", start: "2026-02-01T08:00:00Z", end: "2026-02-15T08:00:00Z")
    var told = records([before])
    told.askedAt = Instant("2026-03-15T07:59:59Z")
    #expect(told.match(settlement()) == .notAsked(since: told.askedAt!))
    told.askedAt = Instant("2026-03-15T08:00:00Z")
    #expect(told.match(settlement()) == .none)
  }
}

@Suite struct AmazonIdentityTests {
  @Test func aSettlementThatComesBeforeAmazonsAnswersBreaksNothing() {
    var open = group(total: 1200)
    (open.processingStatus, open.end) = ("Open", nil)
    var told = records([open])
    told.transactions["G1"] = (1200, 1)
    told.comparisons[7] = EventComparison(
      differences: [.init(order: "A", path: "x", amountMinor: 3800)])
    var none = records([group("G0", start: "2026-02-01T08:00:00Z", end: "2026-03-01T08:00:00Z")])
    none.askedAt = Instant("2026-03-10T00:00:00Z")
    for records in [told, none] {
      let (status, kinds) = check(records)
      #expect(status[.group] == .undetermined && status[.events] == .undetermined)
      #expect(status[.summary] == .undetermined && status[.payout] == .undetermined)
      #expect(kinds == [])
    }
  }

  private var complete: AmazonRecords {
    var told = records([group()])
    told.transactions["G1"] = (5000, 2)
    told.controlTotals["90100000011"] = euros(5000)
    told.payouts = [payout()]
    return told
  }

  private func payout(_ cents: Int64 = 5000, _ status: String = "PAID") -> PayoutFacts {
    PayoutFacts(
      id: "P1", status: status, type: "SCHEDULED", amount: euros(cents),
      accountType: "STANDARD_ORDERS", marketplaceID: "", createdAt: Instant("2026-03-16"),
      traceID: "T", accountTail: "000", settlementID: "90100000011")
  }

  @Test func aSettlementThatAllSidesAgreeOnHoldsFourTimes() {
    let outcome = check(complete)
    #expect(outcome.status == [.group: .holds, .events: .holds, .summary: .holds, .payout: .holds])
    #expect(outcome.kinds.isEmpty)
  }

  @Test func aGroupWithAnotherTotalIsBroken() {
    var told = complete
    told.groups = [group(total: 5001)]
    told.transactions["G1"] = (5001, 2)
    #expect(check(told).status[.group] == .broken)
    #expect(check(told).kinds == [.groupMismatch])
  }

  @Test func aClosedGroupWithoutTotalIsUnknownNotZero() {
    var told = complete
    told.groups = [group(total: nil)]
    #expect(check(told).status[.group] == .undetermined)
    #expect(check(told).status[.events] == .undetermined)
  }

  @Test func eventsThatAreNotAllThereAreUndetermined() {
    var told = complete
    told.transactions["G1"] = (4200, 1)
    #expect(check(told).status[.events] == .undetermined)
    #expect(check(told).kinds.isEmpty)
  }

  @Test func aDebtCarriedInIsNoEvent() {
    var told = complete
    told.groups = [group(total: 5000, begin: -300)]
    told.transactions["G1"] = (5300, 2)
    #expect(check(told).status[.events] == .holds)
  }

  @Test func aCentThatIsMovedBetweenRowsIsShownWithItsOrders() throws {
    var told = complete
    told.comparisons[7] = EventComparison(differences: [
      .init(order: "A", path: "ProductCharges/OurPricePrincipal", amountMinor: 1),
      .init(order: "B", path: "AmazonFees/Commission", amountMinor: -1),
    ])
    let outcome = amazonIdentities(
      of: settlement(), accountType: "Standard Orders", in: told)
    let finding = try #require(outcome.findings.first)
    #expect(finding.kind == .eventMismatch)
    #expect(finding.amount == euros(1))
    #expect(finding.what.contains("order A") && finding.what.contains("order B"))
  }

  @Test(arguments: [
    (1, -1, "file and transactions have the same total and other amounts"),
    (8485, 0, "the file's rows come to 84.85 more than the transactions"),
    (0, -8485, "the file's rows come to 84.85 less than the transactions"),
  ])
  func rowsThatDifferSayWhetherTheirTotalDoesToo(first: Int64, second: Int64, says: String) throws {
    var told = complete
    told.comparisons[7] = EventComparison(differences: [
      .init(order: "A", path: "", amountMinor: first),
      .init(order: "B", path: "", amountMinor: second),
    ])
    let outcome = amazonIdentities(of: settlement(), accountType: "Standard Orders", in: told)
    let events = try #require(outcome.results.first { $0.identity == .events })
    #expect(events.status == .broken && events.cause == says)
  }

  @Test func aControlTotalOrPayoutThatDiffersIsBroken() {
    var told = complete
    told.controlTotals["90100000011"] = euros(4999)
    told.payouts = [payout(4000)]
    #expect(check(told).kinds == [.summaryMismatch, .payoutMismatch])
  }

  @Test func aTransferThatCameBackIsAWarning() {
    var told = complete
    told.payouts = [payout(5000, "FAILED")]
    #expect(check(told).status[.payout] == .broken)
    #expect(check(told).kinds == [.payoutFailed])
  }

  @Test func nothingIsPaidForATotalBelowZero() {
    var told = records([group(total: -700)])
    told.transactions["G1"] = (-700, 1)
    #expect(check(told, settlement(total: -700)).status[.payout] == .holds)
  }

  @Test func whatNightsHaveSeenStaysTold() {
    var told = complete
    told.groupsWithoutTotal["G1"] = CalendarDate("2026-03-16")
    told.lateArrivals["G1"] = LateArrivals(count: 2, totalMinor: 900, mostDays: 12)
    let outcome = amazonIdentities(
      of: settlement(), accountType: "Standard Orders", in: told)
    #expect(outcome.findings.map(\.kind) == [.incompleteGroup, .lateArrival])
    #expect(outcome.findings.allSatisfy { !$0.isOpen })
    #expect(outcome.findings[1].amount == euros(900))
    #expect(outcome.findings[1].what.contains("first seen up to 12 days after"))
  }
}

@Suite struct EventComparisonTests {
  private func amount(_ order: String, _ path: String, _ minor: Int64) -> ComparedAmount {
    ComparedAmount(order: ByteString(order), path: ByteString(path), amountMinor: minor)
  }

  @Test func equalAmountsHaveNoDifferenceHoweverTheyAreCut() {
    let rows = [amount("A", "x", 3), amount("A", "x", 4), amount("", "fee", -2)]
    let lines = [amount("A", "x", 7), amount("", "fee", -2)]
    #expect(compareEvents(rows: rows, lines: lines).differences.isEmpty)
  }

  @Test func aRenamedLabelMovesNoMoney() {
    let rows = [amount("A", "AmazonFees/SellingFeeV2", -150)]
    let lines = [amount("A", "AmazonFees/Commission", -150)]
    #expect(compareEvents(rows: rows, lines: lines).differences.isEmpty)
  }

  @Test func ordersThatTransactionsDoNotNameAreOnePool() {
    let rows = [amount("FBA15", "fee", -5), amount("FBA16", "fee", -6)]
    #expect(compareEvents(rows: rows, lines: [amount("", "fee", -11)]).differences.isEmpty)
    let found = compareEvents(rows: rows, lines: [amount("", "fee", -12)])
    #expect(found.differences.map(\.amountMinor) == [1])
  }

  @Test func aShiftBetweenPathsOfOneOrderIsFound() {
    let rows = [amount("A", "x", 8), amount("A", "y", -3)]
    let lines = [amount("A", "x", 7), amount("A", "y", -2)]
    let found = compareEvents(rows: rows, lines: lines)
    #expect(found.differences.map(\.path) == ["x", "y"])
    #expect(found.shiftedMinor == 1)
  }

  @Test func aReimbursementThatTransactionsTellWithoutItsOrderIsTheSameMoney() {
    let rows = [
      amount("A", "x", 700), amount("A", "Reimbursement/REVERSAL", 149), amount("", "fee", -2),
    ]
    func found(_ minor: Int64) -> [Int64] {
      compareEvents(
        rows: rows, lines: [amount("A", "x", 700), amount("", "", minor), amount("", "fee", -2)]
      ).differences.map(\.amountMinor)
    }
    #expect(found(149) == [])
    #expect(found(150) == [-150, 149])
  }

  @Test func aShiftBetweenTwoOrdersIsFound() {
    let rows = [
      amount("A", "x", 8), amount("A", "z", 1), amount("B", "x", 6), amount("B", "z", -1),
    ]
    let lines = [amount("A", "x", 8), amount("B", "x", 6)]
    #expect(compareEvents(rows: rows, lines: lines).differences.map(\.amountMinor) == [1, -1])
  }
}

@Suite struct SilenceTests {
  private func kind(
    _ groups: [FinancialEventGroup], on today: String, asked: String? = nil
  ) -> FindingKind? {
    var told = records(groups)
    told.askedAt = asked.map { Instant($0)! }
    let chain = AccountChain(
      store: "EU1", type: "Standard Orders", currency: euro, settlements: [settlement()],
      refused: [])
    return silence(
      of: chain, homeMarketplace: "DE", told, graceDays: 2,
      today: CalendarDate(today)!)?.kind
  }

  @Test func anAccountIsSilentTwoDaysPastItsExpectedClose() {
    #expect(kind([group()], on: "2026-03-31") == nil)
    #expect(kind([group()], on: "2026-04-01") == .silence)
  }

  @Test func whereTheStoreWasNotAskedSinceNothingIsSilence() {
    #expect(kind([group()], on: "2026-08-01", asked: "2026-03-31T05:00:00Z") == nil)
    #expect(kind([group()], on: "2026-08-01", asked: "2026-04-01T05:00:00Z") == .silence)
  }

  @Test func anIdleAccountHasAnOpenGroupAndIsNotSilent() {
    var open = group("G2", start: "2026-03-15T08:00:00Z")
    (open.processingStatus, open.end) = ("Open", nil)
    #expect(kind([group(), open], on: "2026-08-01") == nil)
  }

  @Test func withoutAmazonsWordNothingIsSilence() {
    #expect(kind([], on: "2026-08-01") == nil)
  }
}
