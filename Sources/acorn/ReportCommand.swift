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
        acorn report restatements --since 2026-03-31T23:59:59Z
        acorn report crosschannel --view allocated --by channel,month
        acorn report orders --state shipped
        acorn report settlements --as-known-on 2026-03-31T23:59:59Z --format json --output s.json

      Reports: \(ReportName.allCases.map(\.rawValue).joined(separator: ", ")).

      --from and --to are local days, both included (of settlements: the end's day; of cashflow:
      the expected deposit; exceptions, reconciliation and vendor_lines have no days).
      """)

  enum View: String, ExpressibleByArgument {
    case direct, allocated, consolidated
    case consolidatedAllocated = "consolidated-allocated"
  }

  @Argument(help: "Which report.")
  var name: ReportName

  @Option(help: "csv or json.")
  var format = ReportFormat.csv

  @Option(help: "First day, such as 2026-03-01.")
  var from: String?

  @Option(help: "Last day.")
  var to: String?

  @Option(help: "Columns to sum by, separated by commas (components, profit, crosschannel).")
  var by: String = ""

  @Option(
    help: """
      direct; allocated: amounts without a SKU spread over categories; consolidated: in the \
      functional currency; consolidated-allocated (profit; allocated: crosschannel, too).
      """)
  var view = View.direct

  @Option(
    help:
      "Say what was known at the end of this day (UTC), or at an instant, such as 2026-03-31T08:00:00Z."
  )
  var asKnownOn: String?

  @Option(
    help: """
      Orders in these states, separated by commas: \
      \(OrderState.allCases.map(\.rawValue).joined(separator: ", ")) (orders).
      """)
  var state: String = ""

  @Option(help: "What is said otherwise than at this instant, with the cause (restatements).")
  var since: String?

  @Option(name: .shortAndLong, help: "File to write; standard output otherwise.")
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    var request = ReportRequest(name)
    request.format = format
    (request.from, request.to) = try days(from: from, to: to)
    request.by = by.split(separator: ",").map(String.init)
    request.isAllocated = view == .allocated || view == .consolidatedAllocated
    request.isConsolidated = view == .consolidated || view == .consolidatedAllocated
    request.asKnownOn = try endOfDay(asKnownOn, "--as-known-on")
    request.since = try instant(since, "--since")
    request.states = try states()
    let wanted = request
    try running {
      let context = try common.context()
      let books = try Books(context)
      if let output {
        try books.checkOutput(output)
        var bytes: [UInt8] = []
        try books.report(wanted) { bytes += $0 }
        try replaceFile(output, with: bytes)
      } else {
        try books.report(wanted) { bytes throws(BatchError) in try writeOutput(bytes) }
      }
      if wanted.asKnownOn == nil {
        for text in try books.notes(on: name) { context.logger.warning("\(text)") }
      }
      return 0
    }
  }

  private func states() throws -> Set<OrderState> {
    var states: Set<OrderState> = []
    for name in state.split(separator: ",") {
      guard let known = OrderState(rawValue: String(name)) else {
        let all = OrderState.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--state: '\(name)' is none of \(all)")
      }
      states.insert(known)
    }
    return states
  }
}
