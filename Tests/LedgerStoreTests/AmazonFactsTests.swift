import LedgerCore
import LedgerStore
import TestSupport
import Testing

@Suite struct EventGroupTests {
  private let open = FinancialEventGroup(
    id: "g", processingStatus: "Open", originalTotal: usd(500), beginningBalance: usd(-20),
    start: day("2026-03-01"))

  @Test func whatIsMissingNeverRemovesWhatIsKnown() throws {
    let told = try ToldLedger()
    let closed = FinancialEventGroup(
      id: "g", processingStatus: "Closed", originalTotal: usd(900),
      convertedTotal: Money(minorUnits: 800, Currency("EUR")!), beginningBalance: usd(-20),
      start: day("2026-03-01"), end: day("2026-03-15"), transferStatus: "Succeeded",
      transferAt: day("2026-03-16"), traceID: "T", accountTail: "123")
    #expect(try told.tell(.groups([closed])))
    #expect(try !told.tell(.groups([FinancialEventGroup(id: "g", processingStatus: "Closed")])))
    #expect(try !told.tell(.groups([FinancialEventGroup(id: "g", processingStatus: "")])))
    #expect(try told.ledger.groups(of: "NA1") == [closed])
    #expect(try told.ledger.groups(of: "EU1") == [])
  }

  @Test func theRunningTotalOfAnOpenGroupIsNotItsTotalAtTheClose() throws {
    let told = try ToldLedger()
    try told.tell(.groups([open]))
    #expect(
      try told.tell(
        .groups([FinancialEventGroup(id: "g", processingStatus: "Closed", end: day("2026-03-15"))]))
    )
    let closed = try #require(try told.ledger.groups(of: "NA1").first)
    #expect(closed.originalTotal == nil)
    #expect(closed.beginningBalance == usd(-20))
    #expect(closed.eventsTotal == nil)
    try told.tell(
      .groups([FinancialEventGroup(id: "g", processingStatus: "Closed", originalTotal: usd(700))]))
    #expect(try told.ledger.groups(of: "NA1").first?.eventsTotal == usd(720))
  }

  @Test func everyStateOfAGroupIsKept() throws {
    let told = try ToldLedger()
    var group = open
    try told.tell(.groups([group]))
    try told.tell(.groups([group]))
    group.originalTotal = usd(600)
    try told.tell(.groups([group]))
    (group.processingStatus, group.originalTotal) = ("Closed", usd(650))
    try told.tell(.groups([group]))
    #expect(
      try told.rows(
        "SELECT known_from, processing_status, original_total_minor FROM event_group_state"
      ) == ["1001 Open 500", "1003 Open 600", "1004 Closed 650"])
  }

  @Test func newsMakeAFollowUpDueForTheirStoreAlone() throws {
    let told = try ToldLedger()
    try told.tell(.groups([open]))
    #expect(try told.ledger.isFollowUpDue("NA1"))
    #expect(try !told.ledger.isFollowUpDue("EU1"))
    try told.ledger.setFollowUpDue(false, "NA1")
    try told.tell(.groups([open]))
    #expect(try !told.ledger.isFollowUpDue("NA1"))
    #expect(try told.ledger.answersTaken() == 2)
  }

  @Test func aReportThatIsListedForTheFirstTimeIsNews() throws {
    let told = try ToldLedger()
    let report = ReportFacts(
      id: "r", documentID: "d", createdAt: day("2026-03-16"), status: "DONE", start: nil, end: nil)
    #expect(try told.tell(.reports([report])))
    #expect(try !told.tell(.reports([report])))
    var redone = report
    redone.documentID = "d2"
    #expect(try told.tell(.reports([redone])))
    #expect(try told.ledger.listedReports(of: "NA1") == [redone])
  }
}

@Suite struct EventTests {
  private func event(_ minorUnits: Int64, on posted: String?) -> FinancialEvent {
    FinancialEvent(
      list: "ServiceFeeEventList", orderID: "", postedAt: posted.map { day($0) },
      total: usd(minorUnits))
  }

  private func kept(_ told: ToldLedger) throws -> [String] {
    try told.rows("SELECT amount_minor FROM group_event ORDER BY 1")
  }

  @Test func theEventsOfAGroupAreReplacedAsAWhole() throws {
    let told = try ToldLedger()
    try told.tell(
      .events([event(1, on: nil), event(2, on: "2026-03-05")], groupID: "g", since: nil))
    try told.tell(.events([event(4, on: "2026-03-06")], groupID: "g", since: nil))
    try told.tell(.events([event(8, on: nil)], groupID: "h", since: nil))
    #expect(try kept(told) == ["4", "8"])
    #expect(try told.ledger.eventTotals(of: "NA1") == ["g": 4, "h": 8])
  }

  @Test func onlyTheStretchOfTimeThatWasAskedForIsReplaced() throws {
    let told = try ToldLedger()
    let first = [event(1, on: nil), event(2, on: "2026-03-04"), event(4, on: "2026-03-06")]
    try told.tell(.events(first, groupID: "g", since: nil))
    let later = [event(8, on: "2026-03-06"), event(16, on: "2026-03-07")]
    for _ in 0..<3 { try told.tell(.events(later, groupID: "g", since: day("2026-03-05"))) }
    #expect(try kept(told) == ["1", "2", "8", "16"])
  }

  @Test func eventsFromBeforeTheStretchAreNotCountedTwice() throws {
    let told = try ToldLedger()
    try told.tell(
      .events([event(1, on: nil), event(2, on: "2026-03-04")], groupID: "g", since: nil))
    let again = [event(1, on: nil), event(2, on: "2026-03-04"), event(4, on: "2026-03-05")]
    try told.tell(.events(again, groupID: "g", since: day("2026-03-05")))
    #expect(try kept(told) == ["1", "2", "4"])
  }
}

@Suite struct PayoutTests {
  @Test func aPayoutKeepsItsLatestStatusAndItsHistory() throws {
    let told = try ToldLedger()
    var payout = PayoutFacts(
      id: "p", status: "STARTED", type: "SCHEDULED", amount: usd(900), accountType: "",
      marketplaceID: "", createdAt: day("2026-03-16"), traceID: nil, accountTail: nil,
      settlementID: "9")
    #expect(try told.tell(.payouts([payout])))
    #expect(try !told.tell(.payouts([payout])))
    #expect(try told.ledger.oldestOpenPayout(of: "NA1") == day("2026-03-16"))
    (payout.status, payout.traceID) = ("PAID", "T")
    #expect(try told.tell(.payouts([payout])))
    #expect(try told.ledger.oldestOpenPayout(of: "NA1") == nil)
    #expect(
      try told.rows("SELECT known_from, status FROM payout_state") == ["1001 STARTED", "1003 PAID"])
    #expect(try told.rows("SELECT status, amount_minor FROM v_payout") == ["PAID 900"])
  }

  @Test func balancesTotalsSitesAndExpectationsAreKeptByTheirKeys() throws {
    let told = try ToldLedger()
    for amount in [Int64(1), 2] {
      let isNews = try told.tell(
        .balances([
          BalanceFacts(
            accountType: "A", marketplaceID: "M", day: day("2026-03-14").day(), type: "TOTAL",
            amount: usd(amount))
        ]), .controlTotals([SummaryFacts(settlementID: "9", netProceeds: usd(amount))]),
        .expectedPayouts([
          ExpectedPayoutFacts(
            accountType: "A", marketplaceID: "M", status: "SCHEDULED", amount: nil, scheduled: nil)
        ]),
        .participations([
          ParticipationFacts(
            marketplaceID: "M", name: "n", countryCode: "US", currencyCode: "USD",
            isParticipating: true)
        ]))
      #expect(!isNews, "they are asked for because of news and are none themselves")
    }
    #expect(try told.rows("SELECT amount_minor FROM balance") == ["2"])
    #expect(try told.rows("SELECT net_proceeds_minor FROM control_total") == ["2"])
    #expect(
      try told.rows("SELECT known_from, amount_minor FROM expected_payout") == ["1001 ", "1002 "])
    #expect(try told.rows("SELECT marketplace_id FROM participation") == ["M"])
  }

  @Test func aControlTotalMakesTheIdentitiesBeLookedAtAgain() throws {
    let told = try ToldLedger()
    try told.ledger.setMeta("concluded", "yes")
    try told.tell(.groups([]))
    #expect(try told.ledger.meta("concluded") == "yes")
    try told.tell(.controlTotals([SummaryFacts(settlementID: "9", netProceeds: usd(1))]))
    #expect(try told.ledger.meta("concluded") == "no")
    #expect(try !told.ledger.isFollowUpDue("NA1"))
  }

  @Test func whatIsUnknownIsCountedFromItsFirstSight() throws {
    let told = try ToldLedger()
    try told.tell(unknown: ["field x": 2])
    try told.tell(unknown: ["field x": 3, "field y": 1])
    #expect(
      try told.ledger.unknownParts().map { "\($0.part) \($0.count) \($0.firstSeen.seconds)" }
        == ["field x 5 1001", "field y 1 1002"])
  }
}
