import Batch
import LedgerCore
import LedgerStore
import SellingPartner
import TestSupport
import Testing

@Suite struct SyncTests {
  private static let quiet = [
    "token": 1, "getReports": 1, "listFinancialEventGroups": 1, "listTransactions": 1,
  ]

  @Test func aFirstRunBringsTheBooksOfEveryStore() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.isComplete)
    #expect(outcome.stores.map(\.failures) == [[], []])
    #expect(outcome.stores.map(\.documents) == [2, 1])
    #expect(amazon.violations == [])
    #expect(
      try home.rows(.settlements).map { $0["settlement_id"] ?? "" }.sorted() == [
        "90100000011", "90100000012", "90200000014",
      ])
    try home.with { books throws in
      let database = books.ledger.database
      #expect(try database.integer("SELECT count(*) FROM event_group") == 5)
      #expect(try database.integer("SELECT count(*) FROM amazon_transaction") == 8)
      #expect(try database.integer("SELECT count(*) FROM control_total") == 3)
      #expect(try database.integer("SELECT count(*) FROM payout") == 3)
      #expect(try database.integer("SELECT count(*) FROM balance") == 2)
      #expect(try books.archive.verify().problems == [])
    }
  }

  @Test func everyGroupsTransactionsMakeUpItsTotal() throws {
    let home = SyncWorld.home()
    try home.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    try home.with { books throws in
      for store in ["NA1", "EU1"] {
        let totals = try books.ledger.transactionTotals(of: store)
        for group in try books.ledger.groups(of: store) where group.isClosed {
          #expect(totals[group.id] == group.eventsTotal?.minorUnits, "\(group.id)")
        }
      }
    }
  }

  @Test func aRunWithoutNewsCostsThreeCallsAStoreAndNoDocument() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    try home.sync(amazon.transport())
    let content = try home.content()
    let first = amazon.calls.count
    let outcome = try home.sync(amazon.transport())
    #expect(amazon.counts(of: "NA1", from: first) == Self.quiet)
    #expect(amazon.counts(of: "EU1", from: first) == Self.quiet)
    #expect(outcome.stores.map(\.answers) == [3, 3])
    #expect(try home.content() == content)
  }

  @Test func whatTheMachinesClockHasReceivedHidesNothingFromSyncsOfEarlierDates() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let homes = (nights: SyncWorld.home(), single: SyncWorld.home())
    for home in [homes.nights, homes.single] {
      try home.importFiles(
        [home.folder.write("in/late.txt", "no settlement\n")], at: "2026-11-29T08:00:00Z")
    }
    for day in [16, 17, 19, 20, 26, 28, 30, 31] {
      let now = "2026-03-\(day)T04:00:00Z"
      amazon.setNow(now)
      try homes.nights.sync(amazon.transport(), at: now)
    }
    amazon.setNow(SyncWorld.now)
    for home in [homes.nights, homes.single] { try home.sync(amazon.transport()) }
    #expect(try homes.nights.content() == homes.single.content())
  }

  @Test func aNightWithoutNewsIsADayMoreAllTheSame() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    try home.sync(amazon.transport())
    let before = try home.rows(.receivable).count
    let later = "2026-06-01T04:00:00Z"
    amazon.setNow(later)
    let outcome = try home.sync(amazon.transport(), at: later)
    #expect(outcome.stores.map(\.answers).allSatisfy { $0 > 0 })
    func reports() throws -> [[UInt8]] {
      try [.receivable, .exceptions].map { name in
        try home.with(later) { try $0.reportBytes(ReportRequest(name)) }
      }
    }
    let said = try reports()
    #expect(try home.rows(.receivable).count > before)
    try home.with(later) { try $0.rebuild() }
    #expect(try reports() == said)
  }

  @Test func nightAfterNightGivesTheBooksOfOneRunAtTheEnd() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let nights = SyncWorld.home()
    for day in [16, 17, 19, 20, 26, 28, 30, 31] {
      let now = "2026-03-\(day)T04:00:00Z"
      amazon.setNow(now)
      #expect(try nights.sync(amazon.transport(), at: now).stores.map(\.failures) == [[], []])
    }
    amazon.setNow(SyncWorld.now)
    try nights.sync(amazon.transport())
    let single = SyncWorld.home()
    try single.sync(amazon.transport())
    #expect(try nights.content() == single.content())
    // Only a night sees on which day a sale was released whose settlement never came, and what a
    // forecast of that night would have been: its errors shape the next one's bands.
    let isOfBooks = { (report: (key: String, value: [UInt8])) in
      !report.key.hasPrefix("receivable") && !report.key.hasPrefix("cashflow")
    }
    #expect(
      try nights.reports().filter(isOfBooks) == single.reports().filter(isOfBooks))
    #expect(
      Set(try nights.deliveries(.settlement).map(\.sha256))
        == Set(try single.deliveries(.settlement).map(\.sha256)))
  }

  @Test func theLedgerFollowsFromTheArchiveAlone() throws {
    let home = SyncWorld.home()
    try home.sync(FakeAmazon(SyncWorld.amazon, now: SyncWorld.now).transport())
    let content = try home.content()
    try home.with { try $0.rebuild() }
    #expect(try home.content() == content)
  }

  @Test func aSaleThatIsReleasedIsLearntFromAWiderWindow() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: "2026-03-26T04:00:00Z")
    let home = SyncWorld.home(["NA1"])
    try home.sync(amazon.transport(), at: "2026-03-26T04:00:00Z")
    amazon.setNow("2026-03-28T04:00:00Z")
    amazon.change { stores in
      stores[0].records[.listTransactions]?.append(
        SyncWorld.transaction(
          "news", 1, "USD", store: "NA1", on: "2026-03-27T10:00:00Z", group: "G2"))
    }
    let first = amazon.calls.count
    try home.sync(amazon.transport(), at: "2026-03-28T04:00:00Z")
    let windows = amazon.calls.dropFirst(first).filter { $0.operation == "listTransactions" }
      .compactMap { $0.request.query["postedAfter"] }
    #expect(windows.contains("2026-03-19T10:00:00Z"), "from the oldest sale that is held back on")
    try home.with { books throws in
      #expect(try books.ledger.oldestDeferral(of: "NA1") == Instant("2026-03-25T10:00:00Z"))
    }
  }

  @Test func whatIsMissingInAClosedGroupIsAskedForByTheGroup() throws {
    var store = SyncWorld.amazon[0]
    store.records[.listTransactions]?[1].isLate = true
    let amazon = FakeAmazon([store], now: SyncWorld.now)
    let home = SyncWorld.home(["NA1"])
    try home.sync(amazon.transport())
    let asked = amazon.calls.filter { $0.request.query["relatedIdentifierValue"] == "G1" }
    #expect(asked.count == 1)
    try home.with { books throws in
      let total = try #require(try books.ledger.groups(of: "NA1").first?.eventsTotal)
      #expect(try books.ledger.transactionTotals(of: "NA1")["G1"] == total.minorUnits)
    }
  }

  @Test func whereThereAreNoTransactionsTheEventsOfTheGroupsServe() throws {
    var store = SyncWorld.amazon[1]
    store.records[.listFinancialEventsByGroupId] = [
      FakeAmazon.Record(
        at: "2026-03-07T10:00:00Z", key: "E1",
        """
        {"PostedDate": "2026-03-07T10:00:00Z",
         "AdjustmentAmount": {"CurrencyCode": "EUR", "CurrencyAmount": 5.00}}
        """)
    ]
    let amazon = FakeAmazon([store], now: SyncWorld.now) { call, _ in
      call.operation == "listTransactions" ? .json("{}", status: 403) : nil
    }
    let home = SyncWorld.home(["EU1"])
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.isComplete)
    #expect(outcome.stores.first?.notOffered == ["listTransactions"])
    try home.with { books throws in
      #expect(try books.ledger.eventTotals(of: "EU1") == ["E1": 500])
    }
  }

  @Test func whatARegionDoesNotOfferIsNotAskedFor() throws {
    let amazon = FakeAmazon([SyncWorld.amazon[1]], now: SyncWorld.now)
    let home = SyncWorld.home(["EU1"])
    home.configuration.stores[0].region = .fe
    let outcome = try home.sync(amazon.transport())
    #expect(outcome.isComplete)
    #expect(outcome.stores.first?.notOffered == ["listPayouts", "listExpectedPayouts"])
    #expect(amazon.calls.allSatisfy { $0.operation != "listPayouts" })
  }

  @Test func aDryRunAsksNothingAndLogsNothing() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    let lines = try home.with(SyncWorld.now) {
      try $0.syncPlan(SyncWorld.setup(amazon.transport(), since: "2026-02-01"))
    }
    #expect(
      lines
        == ["NA1", "EU1"].flatMap { store in
          [
            "\(store): reports created since 2026-02-01T00:00:00Z",
            "\(store): 0 documents listed and not downloaded, 0 held",
            "\(store): groups started since 2025-12-31T00:00:00Z",
            "\(store): transactions since its oldest group",
          ]
        })
    #expect(amazon.calls == [])
    #expect(names(in: home.path).filter { $0 == "calls" } == [])
  }

  @Test func onlyTheStoresThatAreNamedAreVisited() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    let outcome = try home.sync(SyncWorld.setup(amazon.transport(), stores: ["EU1"]))
    #expect(outcome.stores.map(\.id) == ["EU1"])
    #expect(amazon.counts(of: "NA1") == [:])
    #expect(throws: BatchError.self) {
      try home.sync(SyncWorld.setup(amazon.transport(), stores: ["XX9"]))
    }
  }

  @Test func theCallsOfTheLastRunCanBeCounted() throws {
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let home = SyncWorld.home()
    for _ in 0..<2 { try home.sync(amazon.transport()) }
    let filter = CallFilter(
      store: "NA1", operation: nil, since: nil, onlyFailed: false, onlyLastRun: true)
    let text = String(decoding: try callCounts(home.context(SyncWorld.now), filter), as: UTF8.self)
    let rows = text.split(separator: "\n").dropFirst().map { csvCells(String($0)) }
    #expect(
      rows.map { "\($0[1]) \($0[2])" } == [
        "getReports 1", "listFinancialEventGroups 1", "listTransactions 1", "token 1",
      ])
  }
}
