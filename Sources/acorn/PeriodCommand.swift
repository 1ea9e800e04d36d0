import ArgumentParser
import Batch
import LedgerCore

struct PeriodCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "period",
    abstract: "Locks months, so that what is known later changes them no more.",
    discussion: """
        acorn period lock 2026-03 --by "Ann Lee"  # its journal and trial balance are archived
        acorn period list
        acorn period unlock 2026-03 --reason "the auditor asked for another cut-off"

      A fact about a locked month that comes in later (a restatement, a late payout, another rule)
      is booked in the first open month: what was said is taken back, and said anew, with the cause.
      The functional currency and the exchange rates of the month's entries are kept with the lock, so
      that exports of it stay the same.
      """,
    subcommands: [Lock.self, Unlock.self, List.self])

  struct Lock: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Locks a month that has ended; months are locked in order, and who did it is kept.")

    @Argument(help: "The month, such as 2026-03.")
    var month: String

    @Flag(help: "Lock the open months before it too, each with its own journal.")
    var withEarlier = false

    @Option(help: "Who locks it (default: the login name).")
    var by: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let month = try calendarMonth(month)
      try running {
        let locked = try Books(common.context()).lock(
          month, withEarlier: withEarlier, by: by ?? loginName())
        for month in locked { try say("\(month) is locked") }
        return 0
      }
    }
  }

  struct Unlock: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Opens the month that was locked last; who did it and why is kept for ever.")

    @Argument(help: "The month, such as 2026-03.")
    var month: String

    @Option(help: "Why it is opened again.")
    var reason: String

    @Option(help: "Who opens it (default: the login name).")
    var by: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let month = try calendarMonth(month)
      try running {
        try Books(common.context()).unlock(month, reason: reason, by: by ?? loginName())
        try say("\(month) is open")
        return 0
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Shows the months with their state, when that came to be, and the archived document.")

    @OptionGroup var common: CommonOptions

    func run() throws {
      try running {
        for period in try Books(common.context()).periods() {
          let act = period.actedAt.map { " since \($0), document \(period.sha256.prefix(12))" }
          try say(
            "\(period.month) \(period.isLocked ? "locked" : "open  ")"
              + " \(period.entries) entries\(act ?? "")"
              + (period.reason.isEmpty ? "" : ": \(period.reason)"))
        }
        return 0
      }
    }
  }
}

private func calendarMonth(_ text: String) throws -> CalendarMonth {
  guard let month = CalendarMonth(text) else {
    throw ValidationError("'\(text)' is not a month such as 2026-03")
  }
  return month
}
