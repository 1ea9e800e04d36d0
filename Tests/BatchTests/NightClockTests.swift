import Batch
import Glibc
import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// Clocks that are wrong, and dates that are mistyped.
@Suite struct NightClockTests {
  private let home = TestHome.withInbox(["NA1_90100000011.txt"])

  init() throws { try home.close(at: "2026-04-28T05:00:00Z") }

  private func expectRefused(
    _ night: String, machine: String? = nil, isClockStated: Bool = true, _ why: String
  ) throws {
    let (reports, log) = (home.latest, fileBytes("\(home.path)/archive/deliveries.tsv"))
    let record = try home.close(at: night, machine: machine, isClockStated: isClockStated)
    #expect(record.state == .failed)
    #expect(record.exitStatus == 64, "\(night)")
    #expect(record.sentence.contains(why), "\(record.sentence)")
    #expect(record.sentence.contains("--trust-clock"))
    #expect(home.latest == reports)
    #expect(fileBytes("\(home.path)/archive/deliveries.tsv") == log)
    #expect(throws: BatchError.self) {
      try closePlan(
        home.context(night, isClockStated: isClockStated),
        home.closeSetup(machine: machine ?? night))
    }
  }

  @Test func aNightBeforeTheLastOneIsRefused() throws {
    try expectRefused("2026-04-28T04:59:59Z", "the last close was as of 2026-04-28T05:00:00Z")
    try expectRefused("1970-01-01T00:00:00Z", "the last close was")
    #expect(try home.close(at: "2026-04-28T05:00:00Z").exitStatus == 0, "the same one again")
  }

  private func importLater(at instant: String) throws {
    home.folder.write("in/EU1_90200000014.txt", SmallWorld.files["EU1_90200000014.txt"] ?? [])
    try home.importFiles(["\(home.folder.path)/in"], at: instant)
  }

  @Test(arguments: [true, false])
  func aNightHasWhatWasImportedByAClockAheadOfIt(isClockStated: Bool) throws {
    try importLater(at: "2026-11-29T08:00:00Z")
    let record = try home.close(at: "2026-04-29T05:00:00Z", isClockStated: isClockStated)
    #expect(record.exitStatus == 0)
    let settlements = try #require(home.night("2026-04-29")["settlements.csv"])
    #expect(try home.reports(asKnownOn: "2026-04-29T05:00:00Z")["settlements.csv"] == settlements)
    #expect(String(decoding: settlements, as: UTF8.self).contains("90200000014"))
    let known = try home.reports(asKnownOn: "2026-04-29T04:59:59Z")["settlements.csv"]
    #expect(known != settlements, "the night before has it not")
    let rebuilt = try rebuildLedger(home.context("2026-04-29T05:00:00Z"))
    #expect(rebuilt.before == rebuilt.after)
  }

  /// Locks and decisions are kept with when they were made: a night before them has them, too.
  @Test func whatPeopleHaveDecidedByAClockAheadOfANightIsOfThatNight() throws {
    let later = "2026-11-29T08:00:00Z"
    try home.importFiles([home.folder.write("in/none.txt", "no settlement\n")], at: later)
    let id = try #require(try home.rows(.exceptions).first?["id"])
    try home.with(later) { books in
      _ = try books.lock(CalendarMonth("2026-03")!)
      try books.accept([id], reason: "a note to oneself")
    }
    let ledger = fileBytes("\(home.path)/acorn.sqlite")
    let night = "2026-04-29T05:00:00Z"
    #expect(try home.close(at: night).state == .done)
    func expectTheSame() throws {
      #expect(
        try home.reports(asKnownOn: night)["exceptions.csv"]
          == home.night("2026-04-29")["exceptions.csv"])
      let state = try #require(
        try home.with(night) { try $0.periods() }.first { $0.month == CalendarMonth("2026-03")! })
      #expect(state.isLocked)
      #expect(state.actedAt == Instant(night)!)
      let said = try home.with(night) { try $0.reportBytes(ReportRequest(.exceptions)) }
      #expect(said == home.night("2026-04-29")["exceptions.csv"])
    }
    try expectTheSame()
    // A run that was killed before its ledger was made again.
    home.folder.write("home/acorn.sqlite", ledger)
    for suffix in ["-wal", "-shm"] { unlink("\(home.path)/acorn.sqlite\(suffix)") }
    try expectTheSame()
  }

  @Test func aNightFarAheadIsRefused() throws {
    try expectRefused(
      "2027-05-02T05:00:00Z", machine: "2026-04-29T05:00:00Z",
      "367 days ahead of the machine's clock")
    try expectRefused(
      "2038-01-19T05:00:00Z", isClockStated: false, "nothing has come in for 4284 days")
    #expect(
      try home.close(at: "2026-04-29T05:00:00Z", machine: "2026-03-01T00:00:00Z").exitStatus == 0,
      "a night after the last is no surprise, whatever the machine says")
    #expect(
      try home.close(at: "2027-04-30T05:00:00Z", isClockStated: false).exitStatus == 0,
      "a year later")
    #expect(try home.close(at: "2028-04-30T05:00:00Z").exitStatus == 0, "the machine says the same")
  }

  @Test func afterANightWithAWrongClockThisNightIsTheLatestAndWhatWasKnownStays() throws {
    func known(_ instant: String) throws -> [String: [UInt8]] {
      try home.reports(asKnownOn: instant)
    }
    let before = try known("2026-04-28T12:00:00Z")
    home.fillInbox(["EU1_90200000014.txt"])
    try home.close(at: "2038-01-19T05:00:00Z", trustsClock: true)
    #expect(home.latest == "2038-01-19")
    try expectRefused("2026-04-29T05:00:00Z", "the last close was as of 2038-01-19")
    home.fillInbox(["EU1_90210000015.txt"])
    try home.close(at: "2026-04-30T05:00:00Z", trustsClock: true)
    #expect(home.latest == "2026-04-30")
    #expect(home.night("2038-01-19").count == home.night("latest").count, "it is left where it is")
    #expect(try known("2026-04-28T12:00:00Z") == before)
    let now = try home.reports()
    let later = try known("2026-04-30T05:00:00Z")
    #expect(later["settlements.csv"] == now["settlements.csv"])
    try home.close(at: "2026-05-01T05:00:00Z")
    #expect(home.latest == "2026-05-01")
  }

  @Test func theSuccessOfARunWithAClockAheadIsNotTheLastOneForEver() throws {
    home.configuration.close.metrics = "acorn.prom"
    try home.close(at: "2038-01-19T05:00:00Z", trustsClock: true)
    try home.close(at: "2026-04-30T05:00:00Z", trustsClock: true)
    let metrics = String(decoding: fileBytes("\(home.path)/acorn.prom"), as: UTF8.self)
    let seconds = try #require(Instant("2026-04-30T05:00:07Z")).seconds
    #expect(metrics.contains("acorn_close_last_success_timestamp_seconds \(seconds)\n"))
  }

  @Test func doctorLooksAtTheClockBesideWhatTheHomeHasReceived() {
    func clock(_ now: String) -> Doctor.Check? {
      Doctor(home.context(now, isClockStated: false), environment: { _ in nil }).examine(
        readData: false
      ).first
    }
    #expect(clock("2026-04-28T06:00:00Z")?.isWarning == false)
    #expect(clock("2026-04-20T06:00:00Z")?.isGood == false)
    #expect(clock("2038-01-19T06:00:00Z")?.isWarning == true)
  }

  @Test func whatCameInThroughALateCloseIsNotReceivedBeforeWhatWasThere() throws {
    home.folder.write("in/EU1_90200000014.txt", SmallWorld.files["EU1_90200000014.txt"] ?? [])
    try home.importFiles(["\(home.folder.path)/in"], at: "2026-04-30T08:00:00Z")
    let before = try home.reports(asKnownOn: "2026-04-30T07:00:00Z")
    home.fillInbox(["EU1_90210000015.txt"])
    try home.close(at: "2026-04-30T05:00:00Z")
    #expect(try home.reports(asKnownOn: "2026-04-30T07:00:00Z") == before)
  }
}
