import ArgumentParser
import Batch
import LedgerCore

struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Checks every identity and prints what does not agree.",
    discussion: """
      Settlements are tied to their rows, neighbours, event groups, transactions, payouts and bank
      lines. Run it after acorn import or acorn sync; reports say the same in full:

        acorn import --home books statements/2026-03.xml   # camt.053, MT940, OFX, BAI2 or CSV
        acorn reconcile --home books
        acorn report reconciliation --home books
        acorn report receivable --home books --from 2026-12-31 --to 2026-12-31
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      let summary = try Books(common.context()).reconcile()
      for line in summary.lines { try say(line) }
      return summary.exitStatus
    }
  }
}

struct ExceptionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exceptions",
    abstract: "Records decisions about exceptions.", subcommands: [Accept.self])

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accepts an exception for ever, with the reason.",
      discussion: """
          acorn exceptions accept E-1f2e3d4c5b6a --reason "the bank's fee, agreed on the phone"

        It stays in the report as accepted and no longer counts for the exit status.
        """)

    @Argument(help: "The exception's id, from acorn report exceptions.")
    var id: String

    @Option(help: "Why it is accepted.")
    var reason: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      try running {
        try Books(common.context()).accept(Decision(exceptionID: id, reason: reason))
        try say("\(id) is accepted")
        return 0
      }
    }
  }
}
