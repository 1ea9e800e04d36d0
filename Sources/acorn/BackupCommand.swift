import ArgumentParser
import Batch

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copies a home, also while another acorn is at work in it.",
    discussion: """
        acorn backup --home books /mnt/backup/books      # again every night: only what is new
        acorn doctor --home /mnt/backup/books --read-data

      The copy is a home: ledger of one moment, every archived document checked by its SHA-256,
      configuration, master data, run records and reports. Secrets are not copied.
      Exit status 3: a document is damaged or missing here; everything else is copied.
      """)

  @Argument(help: "A new folder outside of the home, or an earlier backup.")
  var destination: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      let outcome = try Backup(common.context(), to: destination).run()
      for problem in outcome.problems { printError("acorn: \(problem)") }
      try say("\(outcome.documents) documents, \(outcome.newDocuments) of them new in this copy")
      try say("ledger, and \(outcome.otherFiles) other files")
      for text in outcome.leftOut { try say("not in it: \(text)") }
      return outcome.problems.isEmpty ? 0 : 3
    }
  }
}
