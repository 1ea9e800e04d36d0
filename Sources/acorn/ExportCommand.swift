import AccountingExports
import ArgumentParser
import Batch
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
      kind of row for itself. The same journal gives the same bytes. After
      a month was locked, what has changed comes as a reversal and a new entry. Accounts come from the
      chart (acorn accounts), what else is needed from [accounting] in acorn.toml. xero, datev, saft
      and kingdee keep one currency: functional_currency, by the rates of the file named fx.

      Formats that limit a file (QuickBooks 1,000 rows, Xero 300 lines, DATEV one fiscal year) may
      give several: then --output names a folder.
      """)

  @Argument(help: "hledger, beancount, quickbooks, xero, datev, saft, erp or kingdee.")
  var format: ExportFormat

  @Option(help: "First day, such as 2026-03-01.")
  var from: String?

  @Option(help: "Last day.")
  var to: String?

  @Flag(help: "Each kind of row for itself, instead of sums.")
  var lines = false

  @Option(name: .shortAndLong, help: "A file, or a folder (ends in /, or there are several files).")
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let (from, to) = try days(from: from, to: to)
    try running {
      let files = try Books(common.context()).export(
        format, from: from, to: to, byRowGroup: lines)
      guard let output else {
        guard files.count == 1 else {
          throw BatchError("\(files.count) files: name a folder with --output", kind: .usage)
        }
        try writeOutput(files[0].bytes)
        return 0
      }
      if files.count == 1, !output.hasSuffix("/") {
        try replaceFile(output, with: files[0].bytes)
        return 0
      }
      try makeFolders(output)
      let folder = output.hasSuffix("/") ? output : "\(output)/"
      for file in files { try replaceFile(folder + file.name, with: file.bytes) }
      for file in files { try say(folder + file.name) }
      return 0
    }
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
