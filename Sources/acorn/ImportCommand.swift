import ArgumentParser
import Batch
import LedgerCore

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Archives settlement files, bank statements, exports of tills and shops; posts them.",
    discussion: """
      Files may be gzipped or plain; folders are read whole. Importing a file again changes nothing.
      Vendor documents (orders, shipments, invoices, remittances as JSON; lists as CSV) are known by
      their keys or columns.
      Bank statements (camt.053, MT940, OFX, BAI2, CSV by a [[bank_csv]]) are known by their content.
      So are exports of tills and web stores: Acorn's own layout, Square, Lightspeed, Shopify (with
      Shopify POS), and those that [[till]] and [[webstore.export]] describe.
      A store is found by --store, by the file's name (NA1_….txt.gz), by its folder's name, or by
      being the only one that sells in its currency and marketplaces. The last --store counts: import
      a file again for the right store, and its settlement moves there.

        acorn import --home books Downloads/settlements
        acorn import --home books --store NA1 24946361021.txt.gz
        acorn import --dry-run 24946361021.txt.gz      # read and check only, without a ledger
      """)

  @Argument(help: "Files and folders.")
  var paths: [String]

  @Option(help: "The store that the files belong to, whatever their names say.")
  var store: String = ""

  @Flag(help: "Read, check and sum the files; store nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      if dryRun { return try dryRunAll() }
      let outcome = try Books(common.context()).importFiles(paths, store: store)
      for text in outcome.unread { printError("acorn: \(text)") }
      let new = outcome.documents.count { $0.isNew }
      try say(
        "\(counted(outcome.documents.count, "document")): \(new) new,"
          + " \(outcome.documents.count - new) known, \(outcome.refused) refused")
      for move in outcome.moved {
        try say("moved from \(move.from) to \(move.to): \(counted(move.documents, "document"))")
      }
      try say("in the books: \(counted(outcome.settlements, "settlement")), \(outcome.rows) rows")
      try say(
        "to look at: \(counted(outcome.errors, "error")), \(counted(outcome.warnings, "warning"))")
      if outcome.errors + outcome.warnings > 0 {
        try say("  acorn report exceptions --home \(common.homePath)")
      }
      return outcome.exitStatus
    }
  }

  private func dryRunAll() throws -> Int32 {
    var status: Int32 = 0
    for reading in try DryRun.read(paths, store: store, common.context()) {
      try say(reading.text)
      status = max(status, reading.exitStatus)
    }
    return status
  }
}
