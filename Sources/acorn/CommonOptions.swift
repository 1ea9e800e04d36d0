import ArgumentParser
import Batch
import Glibc
import LedgerCore
import Logging

/// What every command that works on a home takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "The home: folder of configuration, archive and ledger (default $ACORN_HOME).")
  var home: String?

  @Flag(name: .shortAndLong, help: "Log each step.")
  var verbose = false

  @Option(help: "Form of the log on standard error: text or json.")
  var logFormat = LogFormat.text

  @Option(
    help: """
      The run's clock, such as 2026-03-14T08:00:00Z, for tests and replays. Without it reports look \
      ahead from what came in last, or from the last night (05:00 UTC).
      """)
  var now: String?

  @Option(help: ArgumentHelp("Threads to use.", visibility: .hidden))
  var threads: Int?

  enum LogFormat: String, ExpressibleByArgument { case text, json }

  var homePath: String {
    home ?? getenv("ACORN_HOME").map { String(cString: $0) } ?? "acorn-home"
  }

  /// What somebody who waits at a terminal may be asked for.
  private static let patience = 10

  func context(
    home: String? = nil, now: Instant? = nil, patience: Int = CommonOptions.patience
  ) throws -> RunContext {
    let progress = ProgressLine()
    return RunContext(
      home: Home(path: home ?? homePath), logger: logger, now: try now ?? clock(),
      isClockStated: self.now != nil || now != nil,
      workers: threads ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
      patience: patience,
      zoneFolder: getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo",
      parseConfiguration: { bytes throws(BatchError) in try ConfigurationFile.parse(bytes) },
      parseArchived: { bytes throws(BatchError) in
        try ConfigurationFile.parse(bytes, isArchived: true)
      },
      progress: { what, done, total in progress.show(what, done, total) })
  }

  private func clock() throws -> Instant {
    try instant(now, "--now") ?? Instant(seconds: Int64(time(nil)))
  }

  private var logger: Logger {
    var logger = Logger(label: "acorn") { _ in LineLog(isJSON: logFormat == .json) }
    logger.logLevel = verbose ? .debug : .notice
    return logger
  }
}

/// Runs a command's work and turns an error into a line on standard error and an exit status.
func running(_ body: () throws -> Int32) throws {
  let status: Int32
  do {
    status = try body()
  } catch let error as BatchError {
    if error.kind != .readerGone { printError("acorn: \(error.description)") }
    throw ExitCode(error.exitStatus)
  }
  if status != 0 { throw ExitCode(status) }
}

/// Who works here, for what is kept with a name.
func loginName() -> String {
  getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "user \(getuid())"
}

/// A day given as an option.
func day(_ text: String?, _ option: String) throws -> CalendarDate? {
  guard let text else { return nil }
  guard let date = CalendarDate(text) else {
    throw ValidationError("\(option) '\(text)' is not a date such as 2026-03-14")
  }
  return date
}

/// A span of days given by two options.
func days(from: String?, to: String?) throws -> (from: CalendarDate?, to: CalendarDate?) {
  let span = (from: try day(from, "--from"), to: try day(to, "--to"))
  if let first = span.from, let last = span.to, first > last {
    throw ValidationError("--from \(first) comes after --to \(last)")
  }
  return span
}

/// An instant given as an option, or a day, which stands for its end.
func endOfDay(_ text: String?, _ option: String) throws -> Instant? {
  guard let text, let day = CalendarDate(text) else { return try instant(text, option) }
  return Instant(seconds: (Int64(day.dayNumber) + 1) * 86_400 - 1)
}

/// An instant given as an option.
func instant(_ text: String?, _ option: String) throws -> Instant? {
  guard let text else { return nil }
  guard let instant = Instant(text) else {
    throw ValidationError("\(option) '\(text)' is not an instant such as 2026-03-14T08:00:00Z")
  }
  return instant
}
