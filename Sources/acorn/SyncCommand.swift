import ArgumentParser
import Batch
import Glibc
import LedgerCore
import SellingPartner
import SellingPartnerHTTP

struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Downloads what is new from SP-API and posts it.",
    discussion: """
      Each store that has a refresh_token in acorn.toml is asked for its settlement reports, event
      groups, transactions, payouts and balances. A run that was stopped is continued by the next
      one; one store's failure stops no other.

        acorn sync --home books
        acorn sync --home books --since 2025-06-01     # the books are wanted from that day on
        acorn sync --home books --dry-run              # what would be asked, without asking
        acorn calls --home books --last                # the calls that were made

      Exit status 4: something could not be had from Amazon; the rest is done, run it again.
      """)

  @Option(help: "The first day that the books are wanted for (first run: 90 days back).")
  var since: String?

  @Option(help: "Only this store; may be given several times.")
  var store: [String] = []

  @Flag(help: "Show what would be asked for; ask nothing, store nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let since = try day(since, "--since").map { Instant($0) }
    try running {
      // Tokens are in memory: a crash must not write them to a disk.
      var none = rlimit(rlim_cur: 0, rlim_max: 0)
      setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
      let context = try common.context()
      let setup = try syncSetup(context, since: since, stores: Set(store))
      let books = try Books(context)
      if dryRun {
        for line in try books.syncPlan(setup) { try say(line) }
        return 0
      }
      let outcome = try books.sync(setup)
      try show(outcome)
      return outcome.exitStatus
    }
  }

  private func show(_ outcome: SyncOutcome) throws(BatchError) {
    try say(columns(["store", "calls", "documents", "answers", "KiB", "state"]))
    for store in outcome.stores {
      try say(
        columns([
          store.id, "\(store.calls.values.reduce(0, +))", "\(store.documents)",
          "\(store.answers)", "\(store.bytes / 1024)",
          store.failures.isEmpty ? "up to date" : "incomplete",
        ]))
    }
    for store in outcome.stores {
      let calls = store.calls.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      try say("\(store.id): \(calls.joined(separator: ", "))")
      if !store.notOffered.isEmpty {
        let names = store.notOffered.sorted().joined(separator: ", ")
        try say("\(store.id): not offered here: \(names)")
      }
      for failure in store.failures { printError("\(store.id): \(failure)") }
    }
    try say(
      "to look at: \(counted(outcome.errors, "error")), \(counted(outcome.warnings, "warning"))")
    if outcome.errors + outcome.warnings > 0 {
      try say("  acorn report exceptions --home \(common.homePath)")
    }
  }

  private func columns(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      let gap = String(repeating: " ", count: max(0, 10 - cell.count))
      return index == 0 || index == cells.count - 1 ? cell + gap : gap + cell + "  "
    }.joined()
  }
}

/// The network, the machine's clock and the environment; plain HTTP only where `[endpoints]` says so.
func syncSetup(
  _ context: RunContext, since: Instant? = nil, stores: Set<String> = []
) throws(BatchError) -> SyncSetup {
  let bytes = contents(ofFile: context.home.configuration) ?? []
  let isForTests = try context.parseConfiguration(bytes).endpoints.isForTests
  return SyncSetup(
    transport: CurlTransport(allowsPlainHTTP: isForTests), pace: .system,
    environment: { getenv($0).map { String(cString: $0) } }, since: since, stores: stores)
}

struct CallsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calls",
    abstract: "Prints the log of calls to SP-API as CSV, or their counts.",
    discussion: """
        acorn calls --home books --last              # the last run's calls
        acorn calls --home books --count             # calls, failures and bytes by operation
        acorn calls --home books --store NA1 --failed
      """)

  @Option(help: "Only this store.") var store: String?
  @Option(help: "Only this operation, such as listTransactions.") var operation: String?
  @Option(help: "Only calls from this day on (UTC).") var since: String?
  @Flag(help: "Only calls without a good answer.") var failed = false
  @Flag(help: "Only the calls of the last run.") var last = false
  @Flag(help: "Counts by store and operation instead of single calls.") var count = false
  @OptionGroup var common: CommonOptions

  func run() throws {
    let since = try day(since, "--since")
    try running {
      let filter = CallFilter(
        store: store, operation: operation, since: since, onlyFailed: failed, onlyLastRun: last)
      let context = try common.context()
      try writeOutput(count ? callCounts(context, filter) : calls(context, filter))
      return 0
    }
  }
}
