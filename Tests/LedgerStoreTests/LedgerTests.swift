import TestSupport
import Testing

@testable import LedgerCore
@testable import LedgerStore

/// A document with one settlement of three groups, total 85.00 USD less a levy that no rule knows.
func posted(
  _ sha256: String, id: String = "90100000017", sale: Int64 = 10000
) throws -> (DocumentRecord, [PostableSettlement]) {
  var made = MadeSettlement(id, "USD", "2026-03-01", "2026-03-15")
  let posted = try #require(Instant("2026-03-10"))
  made.rows = [
    MadeRow(sale, posted), MadeRow(-1500, posted).labelled("Order", "ItemFees", "Commission"),
    MadeRow(-100, posted).ofAccount("other-transaction", "Some Levy"),
  ]
  let reading = Shop().read(SettlementFile(made).text)
  let settlement = try #require(reading.settlements.first)
  let record = DocumentRecord(
    sha256: sha256, name: "NA1_\(id).txt", store: "NA1", isRefused: false, layout: "V2",
    encoding: "UTF-8", lines: reading.lines, rows: reading.dataRows, blankLines: 0,
    repeatedHeaders: 0, namedSettlementID: id, statedCurrency: "USD",
    statedPeriod: (made.start, made.end), sayings: 1, findings: [])
  let postable = PostableSettlement(
    reading: settlement, entry: decompose(settlement, using: try ComponentRules.builtIn()),
    homeMarketplace: "US", accountLevelRows: 1, costCurrency: Currency("USD"))
  return (record, [postable])
}

@Suite struct LedgerTests {
  private let folder = TemporaryFolder()
  private func ledger() throws -> Ledger { try Ledger(path: "\(folder.path)/acorn.sqlite") }

  @Test func whatIsPostedIsFoundAgainAsFacts() throws {
    let ledger = try ledger()
    let (record, settlements) = try posted("sha-a")
    try LedgerWriter(ledger).append(record, settlements)
    let facts = try #require(try ledger.settlementFacts { _ in Instant(seconds: 7) }.first)
    #expect(facts.settlementID == "90100000017")
    #expect(facts.statedTotalMinor == 8400)
    #expect(facts.rows == 3)
    #expect(facts.postedRows == 3)
    #expect(facts.entryBalanceMinor == 0)
    #expect(facts.amounts == [.productSales: 10000, .referralFees: -1500, .unclassified: -100])
    #expect(facts.unknownLabels.map(\.amountMinor) == [-100])
    #expect(facts.publishedAt == Instant(seconds: 7))
    #expect(try ledger.documentSayings() == ["sha-a": 1])
  }

  @Test func theTrialBalanceOfTwoSettlementsSumsToZero() throws {
    let ledger = try ledger()
    let writer = try LedgerWriter(ledger)
    for (sha256, id) in [("sha-a", "1"), ("sha-b", "2")] {
      let (record, settlements) = try posted(sha256, id: id)
      try writer.append(record, settlements)
    }
    #expect(try ledger.database.integer("SELECT sum(amount_minor) FROM posting") == 0)
    #expect(try ledger.database.integer("SELECT count(*) FROM account") == 4)
    #expect(try ledger.integrityProblems() == [])
  }

  @Test func aDocumentThatIsAppendedAgainReplacesItself() throws {
    let ledger = try ledger()
    let writer = try LedgerWriter(ledger)
    for sale in [Int64(10000), 20000] {
      let (record, settlements) = try posted("sha-a", sale: sale)
      try writer.append(record, settlements)
    }
    let facts = try ledger.settlementFacts { _ in nil }
    #expect(facts.map(\.statedTotalMinor) == [18400])
    #expect(try ledger.database.integer("SELECT count(*) FROM posting") == 4)
    #expect(try ledger.integrityProblems() == [])
  }

  @Test func sumsThatAreNotThoseOfThePostingsAreAProblem() throws {
    let ledger = try ledger()
    let (record, settlements) = try posted("sha-a")
    try LedgerWriter(ledger).append(record, settlements)
    #expect(try ledger.integrityProblems() == [])
    try ledger.database.run("UPDATE posting SET amount_minor = amount_minor + 1 WHERE position = 1")
    let problems = try ledger.integrityProblems()
    #expect(
      problems == [
        "2 rows of version_amount are not those of the postings",
        "2 rows of version_day are not those of the postings",
        "2 rows of version_month are not those of the postings",
      ])
  }

  @Test(arguments: ["TABLE version_amount", "sums TEXT"])
  func aLedgerOfBeforeTheSumsHasThemFromItsPostings(marker: String) throws {
    let path = "\(folder.path)/before.sqlite"
    let first = try Ledger(path: path)
    let (record, settlements) = try posted("sha-a")
    try LedgerWriter(first).append(record, settlements)
    let facts = try first.settlementFacts { _ in nil }.map(\.amounts)
    try first.database.goBack(before: marker)
    first.database.close()
    let second = try Ledger(path: path)
    #expect(try second.settlementFacts { _ in nil }.map(\.amounts) == facts)
    #expect(try second.integrityProblems() == [])
  }

  @Test func theContentDigestIsThatOfTheContentNotOfTheOrder() throws {
    let other = try Ledger(path: "\(folder.path)/other.sqlite")
    let ledger = try ledger()
    for (target, order) in [(ledger, ["1", "2"]), (other, ["2", "1"])] {
      let writer = try LedgerWriter(target)
      for id in order {
        let (record, settlements) = try posted("sha-\(id)", id: id)
        try writer.append(record, settlements)
      }
    }
    #expect(try ledger.contentDigest() == other.contentDigest())
    let before = try ledger.contentDigest()
    let (record, settlements) = try posted("sha-1", id: "1", sale: 10001)
    try LedgerWriter(ledger).append(record, settlements)
    #expect(try ledger.contentDigest() != before)
  }

  @Test func anEntryThatDoesNotBalanceIsRefusedAndLeavesNothing() throws {
    let ledger = try ledger()
    let (record, settlements) = try posted("sha-a")
    let sound = settlements[0]
    let broken = PostableSettlement(
      reading: sound.reading, entry: JournalEntry(postings: sound.entry.postings.dropLast()),
      homeMarketplace: "US", accountLevelRows: 0, costCurrency: nil)
    let writer = try LedgerWriter(ledger)
    #expect(throws: StoreError.self) { try writer.append(record, [broken]) }
    for table in ["document", "settlement_version", "posting", "label", "account"] {
      #expect(try ledger.database.integer("SELECT count(*) FROM \(table)") == 0, "\(table)")
    }
    try writer.append(record, settlements)
    #expect(try ledger.integrityProblems() == [])
    #expect(try ledger.settlementFacts { _ in nil }.first?.entryBalanceMinor == 0)
  }

  @Test func refusedDocumentsKeepWhatTheySaidOfThemselves() throws {
    let ledger = try ledger()
    var (record, _) = try posted("sha-a")
    record.isRefused = true
    record.findings = [
      DocumentFinding(
        kind: .footingMismatch, severity: .error, line: 2, column: nil, settlementID: "90100000017",
        amount: Money(minorUnits: -360, try #require(Currency("USD"))), what: "w", whatToDo: "d")
    ]
    try LedgerWriter(ledger).append(record, [])
    let refused = try #require(try ledger.refusedDocuments().first)
    #expect(refused.settlementID == "90100000017")
    #expect(refused.period?.end == Instant("2026-03-15"))
    let finding = try #require(try ledger.documentFindings().first)
    #expect(finding.kind == .footingMismatch)
    #expect(finding.amount?.minorUnits == -360)
    #expect(finding.place == "document sha-a NA1_90100000017.txt, line 2")
  }

  @Test func findingsAboutOneThingKeepTheirID() throws {
    let ledger = try ledger()
    func finding(_ what: String, place: String) -> Finding {
      Finding(
        kind: .chainGap, opened: "", store: "NA1", settlementID: "", currency: "USD", what: what,
        place: place, whatToDo: "")
    }
    func ids(_ findings: [Finding]) throws -> [String] {
      try ledger.saveConclusions(
        identities: [], findings: findings, receivables: [], matches: [], meta: [:])
      var ids: [String] = []
      try ledger.textRows("SELECT exception_id FROM exception ORDER BY position", columns: 1) {
        ids.append($0[0])
      }
      return ids
    }
    let first = try ids([finding("a", place: "p"), finding("b", place: "q")])
    let second = try ids([finding("other words", place: "q"), finding("a", place: "p")])
    #expect(first == second.reversed())
    #expect(Set(try ids([finding("a", place: "p"), finding("a", place: "p")])).count == 2)
  }

  @Test func metaIsWrittenOver() throws {
    let ledger = try ledger()
    #expect(try ledger.meta("master") == nil)
    try ledger.setMeta("master", "1")
    try ledger.setMeta("master", "2")
    #expect(try ledger.meta("master") == "2")
  }
}
