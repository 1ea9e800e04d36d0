import ArgumentParser
import Batch
import Glibc
import LedgerCore
import Reporting
import SellingPartner
import SellingPartnerHTTP

struct CloseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "Runs the night: sync, import, post, reconcile, forecast, and all reports.",
    discussion: """
        acorn close --home books                     # every night, by a timer
        acorn close --home books --offline           # without asking Amazon
        acorn close --home books --dry-run           # what it would do
        acorn close --home books --list              # the runs so far
        acorn close --home books --list --steps      # and what each of their steps came to

      All reports go to reports/DAY as one folder, and reports/latest leads there. Run it again after
      whatever has gone wrong: what is done is found done, and the same night's reports are replaced.
      Where another acorn is at work in the home, it waits ten minutes for it (other commands: ten
      seconds).
      A date before the last close, or more than a year after all that came in, is refused:
      --trust-clock says that it is right, and goes on from it.
      Deploy/ has examples for systemd, cron, Docker and Kubernetes, and for telling people.

      Exit status: the worst of 0 everything ties out, warnings or not · 2 differences found ·
      3 a document refused, or acorn.toml cannot be used (then nothing is done) · 4 something could
      not be had from Amazon (the rest is done) · 64 a date that looks wrong · 74 disk or database.
      """)

  /// A night must not be lost to a report that somebody is just reading.
  private static let patience = 600

  @Flag(help: "Ask Amazon nothing; do the local work.")
  var offline = false

  @Flag(help: "Say what would be done; ask nothing, store nothing.")
  var dryRun = false

  @Option(help: "Close as of this instant, such as 2026-03-14T05:00:00Z (default: now).")
  var asOf: String?

  @Flag(help: "The date is right though it lies before or far after what the home knows.")
  var trustClock = false

  @Option(help: "Keep the reports of so many days (default: keep_days, or 35).")
  var keep: Int?

  @Flag(help: "List the runs so far.")
  var list = false

  @Flag(help: "With --list: a row for each step.")
  var steps = false

  @Option(help: "With --list: csv or json.")
  var format = ReportFormat.csv

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let keep, !(1...36_500).contains(keep) {
      throw ValidationError("--keep is a number of days from 1 to 36500")
    }
    guard list || !steps else { throw ValidationError("--steps goes with --list") }
  }

  func run() throws {
    let asOf = try asOf.map { text in
      guard let instant = Instant(text) else {
        throw ValidationError("--as-of '\(text)' is not like 2026-03-14T05:00:00Z")
      }
      return instant
    }
    try running {
      let context = try common.context(now: asOf, patience: CloseCommand.patience)
      if list {
        try writeOutput(runReport(context.home, steps: steps, format))
        return 0
      }
      // Tokens are in memory: a crash must not write them to a disk.
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
      var setup = CloseSetup(
        sync: closeSyncSetup(context), version: Acorn.release,
        clock: { Instant(seconds: Int64(time(nil))) })
      setup.isOffline = offline
      setup.keepDays = keep
      setup.trustsClock = trustClock
      setup.person = loginName()
      if dryRun {
        for line in try closePlan(context, setup) { try say(line) }
        return 0
      }
      return try show(close(context, setup))
    }
  }

  /// Where acorn.toml cannot be read a close says so itself: people are to hear of it.
  private func closeSyncSetup(_ context: RunContext) -> SyncSetup {
    if let setup = try? syncSetup(context) { return setup }
    return SyncSetup(
      transport: CurlTransport(allowsPlainHTTP: false), pace: .system,
      environment: { getenv($0).map { String(cString: $0) } })
  }

  private func show(_ record: CloseRecord) throws(BatchError) -> Int32 {
    for step in record.steps {
      let seconds = decimalText(step.milliseconds, digits: 3)
      let pad = String(repeating: " ", count: max(0, 9 - seconds.count))
      let state = step.state == .failed ? "FAILED: " : step.state == .skipped ? "skipped: " : ""
      try say("\(step.step.rawValue.padded(10))\(pad)\(seconds) s  \(state)\(step.text)")
    }
    for warning in record.warnings { printError("acorn: \(warning)") }
    try say("run \(record.id): \(record.sentence)")
    if !record.certificate.isEmpty { try say("certificate: \(record.certificate)") }
    if !record.reports.isEmpty {
      try say("reports: \(common.homePath)/\(record.reports)")
    }
    return record.exitStatus
  }
}
