import ArgumentParser
import Batch
import LedgerCore

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Makes the audit package of a span of days, or checks one.",
    discussion: """
        acorn audit bundle --from 2026-01-01 --to 2026-12-31 --output audit-2026.tar.gz
        acorn audit verify audit-2026.tar.gz

      The package holds the raw files, every row with its class, tax tag, outlet, rate and journal \
      entry, the journal, control totals and identities, bridges to the bank and to tax forms, the \
      record layout, the log of changes and a statement of what it does not cover. \
      Scripts/verify_close.py checks it without Acorn.
      """,
    subcommands: [Bundle.self, Verify.self])

  struct Bundle: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes the audit package; the same books and days give the same bytes.")

    @Option(help: "First local day, such as 2026-01-01.")
    var from: String

    @Option(help: "Last local day.")
    var to: String

    @Option(
      help: "A file that ends in .tar.gz, or a new folder (default acorn-audit-FROM-TO.tar.gz).")
    var output: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      guard case (let first?, let last?) = try days(from: from, to: to) else { return }
      let output = output ?? "acorn-audit-\(first)-\(last).tar.gz"
      try running {
        let books = try Books(common.context())
        try books.checkOutput(output)
        let outcome = try books.auditBundle(
          AuditRequest(from: first, to: last, output: output, version: Acorn.release))
        try say("\(output): \(outcome.files) files, \(outcome.rows) rows, seal \(outcome.seal)")
        return 0
      }
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks that no byte of an audit package has changed; needs no home.")

    @Argument(help: "The .tar.gz or the folder.")
    var path: String

    func run() throws {
      try running {
        let files = try verifyAudit(path)
        try say("\(path): \(files) files, unchanged")
        return 0
      }
    }
  }
}
