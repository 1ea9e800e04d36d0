import AccountingExports
import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct PeriodTests {
  let first = SmallWorld.settlement(
    "90100000011", "USD", from: "2026-03-20T20:00:00Z", to: "2026-04-03T20:00:00Z")

  /// The settlement as it was issued again, with one more row.
  var second: MadeSettlement {
    var made = first
    var lost = MadeRow(2500, made.start).ofAccount("FBA Inventory Reimbursement", "WAREHOUSE_LOST")
    lost.type = "other-transaction"
    made.rows.append(lost)
    return made
  }

  func take(_ made: MadeSettlement, _ home: TestHome, at now: String) throws {
    let path = home.folder.write(
      "in\(made.rows.count)/NA1_\(made.id).txt", SettlementFile(made).bytes)
    try home.importFiles([path], at: now)
  }

  private func march(_ home: TestHome) throws -> [[String: String]] {
    try home.rows(.journal).filter { $0["period"] == "2026-03" }
  }

  /// Sums by account, dimensions and currency over the whole journal.
  private func sums(_ rows: [[String: String]]) -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for row in rows {
      let key = ["account", "store", "marketplace", "category", "outlet", "currency"]
        .map { row[$0] ?? "" }.joined(separator: "|")
      sums[key, default: 0] += cents(row["amount"])
    }
    return sums.filter { $0.value != 0 }
  }

  @Test func aLockedMonthStaysAndTheDeltaStandsInTheNextOne() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    let months = try home.with("2026-04-06T08:00:00Z") { try $0.lock(CalendarMonth("2026-03")!) }
    #expect(months.map(\.description) == ["2026-03"])
    let locked = try march(home)
    #expect(!locked.isEmpty)
    #expect(locked.allSatisfy { $0["status"] == "locked" })
    let balance = try home.rows(.trialBalance).filter { $0["period"] == "2026-03" }
    try take(second, home, at: "2026-04-09T08:00:00Z")
    #expect(try march(home) == locked)
    #expect(try home.rows(.trialBalance).filter { $0["period"] == "2026-03" } == balance)
    let deltas = try home.rows(.journal).filter { $0["corrects"] != "" }
    #expect(Set(deltas.compactMap { $0["kind"] }) == ["reversal", "correction"])
    #expect(deltas.allSatisfy { $0["date"] == "2026-04-01" })
    #expect(deltas.allSatisfy { $0["cause"]?.hasPrefix("restated: document ") == true })
    let scratch = SmallWorld.home()
    try take(first, scratch, at: "2026-04-05T08:00:00Z")
    try take(second, scratch, at: "2026-04-09T08:00:00Z")
    #expect(sums(try home.rows(.journal)) == sums(try scratch.rows(.journal)))
  }

  @Test func aLedgerMadeAgainHasTheSameLocksAndJournal() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    try take(second, home, at: "2026-04-09T08:00:00Z")
    let before = try home.rows(.journal)
    let digest = try home.with { try $0.contentDigest() }
    try home.with { try $0.rebuild() }
    #expect(try home.rows(.journal) == before)
    #expect(try home.with { try $0.contentDigest() } == digest)
  }

  @Test func aLockedMonthIsReadWhereItsEntriesAreNotTheFactsOfToday() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    let (journal, balance) = (try home.rows(.journal), try home.rows(.trialBalance))
    try home.with { try $0.ledger.database.run("UPDATE locked_entry SET low = low + 1") }
    #expect(try home.rows(.journal) == journal)
    #expect(try home.rows(.trialBalance) == balance)
  }

  @Test(arguments: [
    "UPDATE period_document SET body = replace(body, 'Amazon', 'Amazoo')",
    "UPDATE period_document SET acted_at = acted_at + 1",
    "DELETE FROM locked_entry; DELETE FROM period_document WHERE sequence = 0",
  ])
  func aLockedMonthThatIsAlteredInTheLedgerIsNoticedUntilItIsMadeAgain(sql: String) throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    try home.with("2026-05-06T08:00:00Z") {
      _ = try $0.lock(CalendarMonth("2026-04")!, withEarlier: true)
    }
    let (journal, digest) = (try home.rows(.journal), try home.with { try $0.contentDigest() })
    try home.with { try $0.ledger.database.run(sql) }
    #expect(throws: BatchError.self) { try home.rows(.journal) }
    #expect(try home.with { try $0.ledger.contentDigest() } != digest)
    let checks = Doctor(home.context("2026-05-06T08:00:00Z"), environment: { _ in nil })
      .examine(readData: false)
    #expect(checks.contains { !$0.isGood && $0.text.hasPrefix("locked months: ") })
    #expect(try home.close(at: "2026-05-06T09:00:00Z").exitStatus == 74)
    try home.with { try $0.rebuild() }
    #expect(try home.rows(.journal) == journal)
    #expect(try home.with { try $0.contentDigest() } == digest)
  }

  @Test func aLockFromBeforeNamesWereKeptIsReadable() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    let body = try home.with { try $0.ledger.periodDocuments()[0].body }
    let text = String(decoding: body, as: UTF8.self)
    #expect(text.contains("lock\t2026-03\tAnn Lee\n"))
    let earlier = text.replacing("lock\t2026-03\tAnn Lee\n", with: "lock\t2026-03\n")
    guard case .lock(let period)? = PeriodDocument(bytes: Array(earlier.utf8)) else {
      Issue.record("it cannot be read")
      return
    }
    #expect(period.person == "" && !period.entries.isEmpty)
  }

  @Test func whatWasKnownBeforeTheLockHasNoLock() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    let open = try home.rows(.journal)
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    var request = ReportRequest(.journal)
    request.asKnownOn = Instant("2026-04-05T23:00:00Z")
    #expect(try home.rows(request) == open)
    request.asKnownOn = Instant("2026-04-06T23:00:00Z")
    #expect(try home.rows(request).first?["status"] == "locked")
  }

  @Test func monthsAreLockedInOrderAndOpenedInTheOther() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-05-05T08:00:00Z")
    let (march, april) = (CalendarMonth("2026-03")!, CalendarMonth("2026-04")!)
    #expect(throws: BatchError.self, "it has not ended") {
      try home.with("2026-04-29T08:00:00Z") { _ = try $0.lock(april) }
    }
    try home.with("2026-05-06T08:00:00Z") { books in
      #expect(throws: BatchError.self, "March is open") { _ = try books.lock(april) }
      let locked = try books.lock(april, withEarlier: true)
      #expect(locked == [march, april])
      #expect(throws: BatchError.self, "it is locked") { _ = try books.lock(march) }
      #expect(throws: BatchError.self, "April was locked later") {
        try books.unlock(march, reason: "why", by: "Ann")
      }
      for (reason, person) in [("", "Ann"), (" ", "Ann"), ("why", ""), ("why", " ")] {
        #expect(throws: BatchError.self) { try books.unlock(april, reason: reason, by: person) }
      }
      #expect(throws: BatchError.self) { _ = try books.lock(april, by: "\n") }
      try books.unlock(april, reason: "the bank statement was late", by: "Ann")
      let states = try books.periods()
      #expect(states.map(\.isLocked) == [true, false])
      #expect(states[0].reason == "(Ann Lee)", "who has locked it")
      #expect(states[1].reason == "the bank statement was late (Ann)")
      #expect(states[1].sha256.count == 64)
    }
  }

  @Test func aMonthThatIsOpenedAgainTakesItsOwnFacts() throws {
    let home = SmallWorld.home()
    try take(first, home, at: "2026-04-05T08:00:00Z")
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    try take(second, home, at: "2026-04-09T08:00:00Z")
    try home.with("2026-04-10T08:00:00Z") {
      try $0.unlock(
        CalendarMonth("2026-03")!, reason: "the reissue belongs to March", by: "Ann")
    }
    let scratch = SmallWorld.home()
    try take(second, scratch, at: "2026-04-09T08:00:00Z")
    #expect(try home.rows(.journal) == scratch.rows(.journal))
  }

  /// Documents in any order with locks in between; what was locked stays, and the sum is the same.
  @Test func anyOrderOfArrivalGivesTheSameSums() throws {
    let all = SmallWorld.home()
    try all.importFiles(SmallWorld.write(SmallWorld.names, for: all))
    let expected = sums(try all.rows(.journal))
    for seed in UInt64(1)...6 {
      var random = SplitMix64(seed: seed)
      let home = SmallWorld.home()
      var fixed: [[String: String]] = []
      for (index, name) in SmallWorld.names.shuffled(using: &random).enumerated() {
        try home.importFiles(
          SmallWorld.write([name], for: home), at: "2026-05-0\(index + 1)T08:00:00Z")
        if fixed.isEmpty, random.once(in: 2) {
          try home.with("2026-05-0\(index + 1)T09:00:00Z") {
            _ = try $0.lock(CalendarMonth("2026-03")!, withEarlier: true)
          }
          fixed = try march(home)
        }
      }
      #expect(sums(try home.rows(.journal)) == expected, "seed \(seed)")
      if !fixed.isEmpty { #expect(try march(home) == fixed, "seed \(seed)") }
    }
  }

  @Test func theTrialBalanceOfEveryMonthSumsToZeroInEachCurrency() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let rows = try home.rows(.trialBalance)
    #expect(rows.count > 10)
    for (_, month) in Dictionary(
      grouping: rows, by: { "\($0["period"] ?? "") \($0["currency"] ?? "")" })
    {
      #expect(month.reduce(0) { $0 + cents($1["closing"]) } == 0)
      #expect(month.reduce(0) { $0 + cents($1["debit"]) - cents($1["credit"]) } == 0)
    }
  }

  @Test func linesShowEachKindOfRowAndSumToTheSame() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    let (summary, lines) = try home.with {
      (
        try $0.export(.hledger, from: nil, to: nil).files,
        try $0.export(.hledger, from: nil, to: nil, byRowGroup: true).files
      )
    }
    func balances(_ bytes: [UInt8]) -> [Substring] {
      String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.contains(" = ") }
    }
    #expect(balances(summary[0].bytes) == balances(lines[0].bytes))
    let text = String(decoding: lines[0].bytes, as: UTF8.self)
    #expect(text.contains("rows:2026-03-01 Order / ItemPrice / Principal"))
    #expect(lines[0].bytes.count > summary[0].bytes.count)
  }
}
