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
      abstract: "Accepts exceptions for ever, with the reason.",
      discussion: """
          acorn exceptions accept E-1f2e3d4c5b6a --reason "the bank's fee, agreed on the phone"
          acorn exceptions accept --imported-from Downloads/photos --reason "no settlement files"

        They stay in the report as accepted, with the reason and who gave it, and no longer count for
        the exit status. The second form accepts what is open about refused files of a folder that was
        imported by mistake, in whatever folder of it they lay; nothing about documents that are in
        the books.
        """)

    @Argument(help: "Ids of exceptions, from acorn report exceptions; all are accepted, or none.")
    var ids: [String] = []

    @Option(help: "A file or folder: accept what is open about refused files that came from it.")
    var importedFrom: String?

    @Option(help: "Why they are accepted.")
    var reason: String

    @Option(help: "Who accepts them (default: the login name).")
    var by: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard ids.isEmpty != (importedFrom == nil) else {
        throw ValidationError("name exceptions by their ids, or a folder with --imported-from")
      }
    }

    func run() throws {
      try running {
        let books = try Books(common.context())
        let ids =
          try importedFrom.map { path throws(BatchError) in
            try books.exceptions(ofRefusedFrom: path)
          } ?? self.ids
        try books.accept(ids, reason: reason, by: by ?? loginName())
        for id in ids { try say("\(id) is accepted") }
        return 0
      }
    }
  }
}
