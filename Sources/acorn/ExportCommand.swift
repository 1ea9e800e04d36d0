import AccountingExports
import ArgumentParser
import Batch
import Glibc
import LedgerCore

extension ExportFormat: ExpressibleByArgument {}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the accounting journal for hledger, Beancount, QuickBooks, Xero, DATEV, …",
    discussion: """
        acorn export hledger --output books.journal
        acorn export datev --from 2026-03-01 --to 2026-03-31 --output datev/
        acorn export xero --lines --output xero/

      One entry for each settlement and month, and for each month of an outlet's till, a web store or
      a vendor code, summed by account, store, marketplace, category and outlet; --lines gives each
      kind of row for itself, but where a month is locked and its rows stand otherwise today (an
      edited catalog, another version): such an entry stays summed as it was booked, and is told. The
      same journal gives the same bytes. After a month was locked, what has changed comes as a
      reversal and a new entry. Accounts come from the chart (acorn accounts), what else is needed
      from [accounting] in acorn.toml. xero, datev, saft, erp and kingdee keep one currency:
      functional_currency, by the rates of the file named fx, and of
      a locked month by those of its lock.

      Formats that limit a file (QuickBooks 1,000 rows, Xero 300 lines, DATEV one fiscal year) may
      give several: then --output names a folder. A folder with files of an earlier export of the
      format that this one does not write anew is refused, since they would be loaded again;
      --replace removes them.
      """)

  @Argument(help: "hledger, beancount, quickbooks, xero, datev, saft, erp or kingdee.")
  var format: ExportFormat

  @Option(help: "First day, such as 2026-03-01.")
  var from: String?

  @Option(help: "Last day.")
  var to: String?

  @Flag(help: "Each kind of row for itself, instead of sums.")
  var lines = false

  @Option(
    name: .shortAndLong,
    help: "A file, or a folder (it exists, ends in /, or there are several files).")
  var output: String?

  @Flag(help: "Remove files that an earlier export of the format has left in the folder.")
  var replace = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard output != nil || !replace else {
      throw ValidationError("--replace goes with --output FOLDER/")
    }
  }

  func run() throws {
    let (from, to) = try days(from: from, to: to)
    try running {
      let context = try common.context()
      let books = try Books(context)
      if let output { try books.checkOutput(output) }
      let made = try books.export(format, from: from, to: to, byRowGroup: lines)
      for warning in made.warnings { context.logger.warning("\(warning)") }
      try write(made.files)
      return 0
    }
  }

  private func write(_ files: [ExportedFile]) throws {
    guard let output else {
      guard files.count <= 1 else {
        throw BatchError("\(files.count) files: name a folder with --output", kind: .usage)
      }
      for file in files { try writeOutput(file.bytes) }
      return
    }
    if !output.hasSuffix("/"), files.count == 1, !isFolder(output) {
      guard !replace else {
        throw BatchError("--replace goes with a folder: end \(output) in /", kind: .usage)
      }
      return try replaceFile(output, with: files[0].bytes)
    }
    for path in try writeExport(files, of: format, to: output, replacing: replace) { try say(path) }
  }
}

struct AccountsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accounts",
    abstract: "Prints the chart of accounts, with what each account is called in each system.",
    discussion: """
      Copy the lines that you want otherwise into a file named chart in [master]: a filled cell of a
      later line that fits wins, an empty one changes nothing. The keys store, marketplace, category,
      outlet and currency narrow a line down.
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      try writeOutput(chartText(common.context()))
      return 0
    }
  }
}
