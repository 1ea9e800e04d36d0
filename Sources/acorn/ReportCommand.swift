import ArgumentParser
import Batch
import Glibc
import LedgerCore
import Reporting

extension ReportName: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes one report as CSV or JSON.",
    discussion: """
        acorn report profit
        acorn report profit --view allocated --by store,month
        acorn report components --from 2026-03-01 --to 2026-03-31 --by store,component
        acorn report settlements --as-known-on 2026-03-31T23:59:59Z --format json --output s.json

      Reports: settlements, components, profit, fees, refunds, promotions, reconciliation,
      exceptions, receivable, deposits, restatements, cashflow, crosschannel, orders, outlet_days,
      outlet_deposits, webstore_payouts, sku_channels. --from and --to are local days, both
      included (of settlements: the end's day; of cashflow: the expected deposit).
      """)

  enum View: String, ExpressibleByArgument { case direct, allocated }

  @Argument(help: "Which report.")
  var name: ReportName

  @Option(help: "csv or json.")
  var format = ReportFormat.csv

  @Option(help: "First day, such as 2026-03-01.")
  var from: String?

  @Option(help: "Last day.")
  var to: String?

  @Option(help: "Columns to sum by, separated by commas (components, profit).")
  var by: String = ""

  @Option(help: "direct, or allocated: amounts without a SKU spread over categories (profit).")
  var view = View.direct

  @Option(help: "Say what was known at this instant, such as 2026-03-31T23:59:59Z.")
  var asKnownOn: String?

  @Option(name: .shortAndLong, help: "File to write; standard output otherwise.")
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    var request = ReportRequest(name)
    request.format = format
    request.from = try day(from, "--from")
    request.to = try day(to, "--to")
    request.by = by.split(separator: ",").map(String.init)
    request.isAllocated = view == .allocated
    if let asKnownOn {
      guard let instant = Instant(asKnownOn) else {
        throw ValidationError("--as-known-on '\(asKnownOn)' is not like 2026-03-31T23:59:59Z")
      }
      request.asKnownOn = instant
    }
    guard name == .profit || !request.isAllocated else {
      throw ValidationError("--view allocated is offered by the profit report")
    }
    let wanted = request
    try running {
      let books = try Books(common.context())
      if let output {
        var bytes: [UInt8] = []
        try books.report(wanted) { bytes += $0 }
        try replaceFile(output, with: bytes)
      } else {
        try books.report(wanted) { writeAll($0, to: 1) }
      }
      return 0
    }
  }
}
