import Batch
import LedgerCore
import LedgerStore
import SellingPartner
import TestSupport
import Testing

@Suite struct CloseTests {
  @Test func aCloseImportsTheInboxAndPutsAllReportsIntoOneFolder() throws {
    let home = TestHome.withInbox()
    let record = try home.close()
    #expect(record.state == .done)
    #expect(record.exitStatus == 3, "one document of six is refused")
    #expect(record.steps.map(\.step) == CloseStep.allCases.filter { $0 != .notify })
    #expect(record.step(.sync)?.state == .skipped)
    #expect(record.step(.takeIn)?.text == "6 files, 6 new")
    #expect(record.reports == "reports/2026-05-01")
    #expect(record.counts["settlements"] == 5)
    #expect(home.latest == "2026-05-01")
    var files = home.night("latest")
    let removed = files.removeValue(forKey: "SHA256SUMS")
    let sums = try #require(removed)
    let expected = try home.with(TestHome.night) { try allReports($0) }
    #expect(files.filter { expected.keys.contains($0.key) } == expected)
    #expect(
      Set(files.keys).subtracting(expected.keys)
        == ["certificate.json", "chart.tsv", "layouts.tsv", "marketplaces.tsv", "rules.tsv"])
    #expect(
      String(decoding: sums, as: UTF8.self)
        == files.sorted { $0.key < $1.key }
        .map { "\(SHA256.hex(of: $0.value))  \($0.key)\n" }.joined())
  }

  @Test func theSameNightAgainReplacesTheFolderWithTheSameBytes() throws {
    let home = TestHome.withInbox()
    let first = try home.close()
    let reports = home.night("2026-05-01")
    home.folder.write("home/reports/2026-05-01/stray.csv", "left by somebody")
    let second = try home.close()
    #expect(home.night("2026-05-01") == reports)
    #expect(second.inputDigest == first.inputDigest)
    #expect(second.exitStatus == first.exitStatus)
    #expect([first.id, second.id] == ["2026-05-01-1", "2026-05-01-2"])
    #expect(names(in: "\(home.path)/reports", withHidden: true) == ["2026-05-01", "latest"])
  }

  @Test func nightAfterNightGivesTheReportsOfOneCloseAtTheEnd() throws {
    let nights = TestHome.withInbox([])
    for (index, name) in SmallWorld.names.enumerated() {
      nights.fillInbox([name])
      try nights.close(at: "2026-04-2\(index)T05:00:00Z")
    }
    try nights.close()
    let single = TestHome.withInbox()
    try single.close()
    #expect(nights.nightReports("latest") == single.nightReports("latest"))
  }

  @Test func whereAmazonIsOutOfReachTheLocalWorkIsDone() throws {
    let home = SyncWorld.home()
    home.configuration.close.inbox = "inbox"
    home.fillInbox(SmallWorld.names.filter { !$0.contains("016") })
    let record = try home.close()
    #expect(record.state == .done)
    #expect(record.exitStatus == 4)
    #expect(record.step(.sync)?.text.contains("incomplete: EU1, NA1") == true)
    #expect(record.warnings.count == 2)
    #expect(record.counts["settlements"] == 5)
    #expect(home.night("latest")["profit.csv"]?.isEmpty == false)
  }

  @Test func aSecretThatIsMissingStopsTheDownloadAlone() throws {
    let home = SyncWorld.home(["NA1"])
    home.configuration.stores[0].refreshToken = .environment("NOT-THERE")
    home.configuration.close.inbox = "inbox"
    home.fillInbox(["NA1_90100000011.txt"])
    let record = try home.close()
    #expect(record.exitStatus == 4)
    #expect(record.step(.sync)?.state == .failed)
    #expect(record.step(.post)?.text == "1 settlements, 8 rows")
  }

  @Test func offlineNobodyIsAsked() throws {
    let home = SyncWorld.home()
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let record = try home.close(amazon.transport(), isOffline: true)
    #expect(amazon.calls == [])
    #expect(record.step(.sync)?.state == .skipped)
    #expect(record.exitStatus == 0)
  }

  @Test func aCloseDownloadsWhatIsNew() throws {
    let home = SyncWorld.home()
    let amazon = FakeAmazon(SyncWorld.amazon, now: SyncWorld.now)
    let record = try home.close(at: SyncWorld.now, amazon.transport())
    #expect(record.state == .done)
    #expect(record.step(.sync)?.text.contains("2 stores") == true)
    #expect(record.inputs.first { $0.kind == "settlement" }?.new == 3)
    let again = try home.close(at: SyncWorld.now, amazon.transport())
    #expect(again.inputs.first { $0.kind == "settlement" }?.new == 0)
    #expect(again.step(.sync)?.state == .done)
  }

  @Test func aMissingInboxIsToldAndStopsNothingElse() throws {
    let home = SmallWorld.home()
    home.configuration.close.inbox = "nowhere"
    let record = try home.close()
    #expect(record.state == .done)
    #expect(record.exitStatus == 3)
    #expect(record.step(.takeIn)?.text.contains("nowhere") == true)
    #expect(home.latest == "2026-05-01")
  }

  @Test func masterDataThatCannotBeReadFailTheRunAndLeaveTheLastReports() throws {
    let home = TestHome.withInbox()
    try home.close()
    let reports = home.night("latest")
    home.folder.write("home/catalog.csv", "sku,unit_cost\nMUG-1,three\n")
    let record = try home.close(at: "2026-05-02T05:00:00Z")
    #expect(record.state == .failed)
    #expect(record.exitStatus == 3)
    #expect(record.failure.contains("catalog"))
    #expect(record.sentence.hasPrefix("close 2026-05-02: failed: "))
    #expect(record.sentence.contains("catalog"))
    #expect(home.latest == "2026-05-01")
    #expect(home.night("latest") == reports)
  }

  @Test func anotherAcornAtWorkIsToldAndLeavesNoRecord() throws {
    let home = TestHome.withInbox()
    try home.with { _ in
      let error = #expect(throws: BatchError.self) { try home.close() }
      #expect(error?.kind == .storage)
    }
    #expect(RunRecords(Home(path: home.path)).all() == [])
  }

  @Test func aDryRunStoresNothing() throws {
    let home = TestHome.withInbox()
    let lines = try closePlan(home.context(TestHome.night), home.closeSetup())
    #expect(lines.contains("import: 6 files in inbox, 6 not in the archive yet"))
    #expect(try home.with { try $0.archive.deliveries() } == [])
    #expect(names(in: "\(home.path)/reports") == [])
    #expect(names(in: "\(home.path)/runs") == [])
  }
}

@Suite struct CloseFolderTests {
  @Test func oldNightsAreRemovedAfterTheStatedDays() throws {
    let home = TestHome.withInbox()
    home.configuration.close.keepDays = 30
    for night in ["2026-05-01", "2026-05-20", "2026-06-04"] {
      try home.close(at: "\(night)T05:00:00Z")
    }
    #expect(names(in: "\(home.path)/reports").contains("2026-05-01"), "20 May was 19 days later")
    try home.close(at: "2026-06-05T05:00:00Z")
    #expect(
      names(in: "\(home.path)/reports") == ["2026-05-20", "2026-06-04", "2026-06-05", "latest"])
    #expect(names(in: "\(home.path)/runs").count == 4, "records are kept for 400 days")
    try home.close(at: "2026-06-06T05:00:00Z", keepDays: 1)
    #expect(
      names(in: "\(home.path)/reports") == ["2026-06-04", "2026-06-05", "2026-06-06", "latest"])
    for night in ["2026-07-10", "2027-07-10", "2027-07-11"] {
      try home.close(at: "\(night)T05:00:00Z", trustsClock: true)
    }
    #expect(
      names(in: "\(home.path)/runs") == [
        "2026-06-05-1.tsv", "2026-06-06-1.tsv", "2026-07-10-1.tsv", "2027-07-10-1.tsv",
        "2027-07-11-1.tsv",
      ])
  }

  @Test func oneNightWithAWrongDateRemovesNothingThatTheNightBeforeHasKept() throws {
    let home = TestHome.withInbox()
    for night in ["2026-04-28", "2026-04-29", "2026-04-30"] {
      try home.close(at: "\(night)T05:00:00Z")
    }
    for _ in 1...2 { try home.close(at: "2038-01-19T05:00:00Z", trustsClock: true) }
    let kept = ["2026-04-28", "2026-04-29", "2026-04-30", "2038-01-19", "latest"]
    #expect(names(in: "\(home.path)/reports") == kept)
    #expect(names(in: "\(home.path)/runs").count == 5)
  }

  @Test func aFolderInThePlaceOfTheLinkIsToldBeforeAnythingIsPublished() throws {
    let home = TestHome.withInbox()
    home.folder.write("home/reports/latest/mine.csv", "x")
    home.folder.write("home/reports/.pending/profit.csv", "half a rep")
    let record = try home.close()
    #expect(record.exitStatus == 74)
    #expect(record.sentence.contains("acorn keeps a link there"))
    #expect(names(in: "\(home.path)/reports", withHidden: true) == ["latest"])
  }

  @Test func whatAKilledRunHasLeftIsPutRight() throws {
    let home = TestHome.withInbox()
    try home.close()
    let reports = home.night("2026-05-01")
    home.folder.write("home/reports/.pending/profit.csv", "half a rep")
    home.folder.write("home/reports/.replaced/profit.csv", "old")
    home.folder.write("home/reports/.latest", "not even a link")
    try home.close()
    #expect(home.night("2026-05-01") == reports)
    #expect(
      names(in: "\(home.path)/reports", withHidden: true) == ["2026-05-01", "latest"])
  }
}

@Suite struct RunRecordTests {
  private func rows(_ home: TestHome, steps: Bool = false) throws -> [[String: String]] {
    let bytes = try runReport(Home(path: home.path), steps: steps, .csv)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .map { csvCells(String($0)) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test func everyRunIsListedWithItsInputsAndResults() throws {
    let home = TestHome.withInbox()
    let record = try home.close()
    try home.close()
    let rows = try rows(home)
    #expect(rows.map { $0["run"] } == ["2026-05-01-1", "2026-05-01-2"])
    #expect(rows[0]["exit_status"] == "3")
    #expect(rows[0]["started"] == "2026-05-01T05:00:07Z")
    #expect(rows[0]["new_documents"] == "8", "six files, the configuration and the catalog")
    #expect(rows[1]["new_documents"] == "0")
    #expect(rows[0]["input_digest"] == record.inputDigest)
    #expect(try self.rows(home, steps: true).count == 14)
  }

  @Test func aRecordReadsBackAsItWasWritten() throws {
    let home = TestHome.withInbox()
    home.configuration.notice { $0.command = ["/no/such/program"] }
    let record = try home.close()
    #expect(record.warnings.count == 1)
    #expect(CloseRecord(fileBytes: record.fileBytes) == record)
    #expect(RunRecords(Home(path: home.path)).all() == [record])
  }

  @Test func aRunThatWasKilledIsShownAsInterrupted() throws {
    let home = TestHome.withInbox()
    var killed = CloseRecord(
      id: "2026-05-01-1", asOf: Instant(TestHome.night)!, version: "1.2.3", isOffline: false,
      started: Instant(TestHome.night)!)
    home.folder.write("home/runs/2026-05-01-1.tsv", killed.fileBytes)
    #expect(try rows(home).map { $0["state"] } == ["interrupted"])
    let states = try home.with { _ in try rows(home).map { $0["state"] } }
    #expect(states == ["running"])
    try home.close()
    killed.state = .interrupted
    #expect(RunRecords(Home(path: home.path)).all().first == killed)
    #expect(try rows(home).map { $0["state"] } == ["interrupted", "done"])
  }
}

extension Configuration {
  /// Changes what `[notify]` says.
  mutating func notice(_ body: (inout CloseSettings.Notice) -> Void) { body(&close.notice) }
}
