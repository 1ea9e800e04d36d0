import ArgumentParser
import Batch

/// A report by its name; help lists those whose figures can be explained.
struct ExplainedReport: ExpressibleByArgument {
  let name: ReportName

  init?(argument: String) {
    guard let name = ReportName(rawValue: argument) else { return nil }
    self.name = name
  }

  static var allValueStrings: [String] { ReportName.explained.map(\.rawValue) }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Goes from a figure to the raw rows behind it.",
    discussion: """
        acorn explain --settlement 24946361021
        acorn explain --order 113-6025345-2539748
        acorn explain components --where component=storage_fees store=NA1 month=2026-03
        acorn explain profit --where category=Toys month=2026-03          # net_before_cogs
        acorn explain profit --where category=Toys month=2026-03 component=referral_fees
        acorn explain settlements --where store=EU1 account_type="Invoiced Orders"

      Rows are shown with document, line, byte in the inflated file, and as Amazon wrote them.
      They are those that the report counts, and sum to its figure: of profit what is income or
      cost, of settlements all rows. Conditions are columns and values of the report's rows.
      """)

  @Argument(help: "The report the figure stands in; components where none is named.")
  var report: ExplainedReport?

  @Option(help: "A settlement: its versions, components, identities and document.")
  var settlement: String?

  @Option(help: "An order id: all its rows in all settlements.")
  var order: String?

  @Option(
    name: .customLong("where"), parsing: .upToNextOption,
    help: "Columns and values of the figure, such as component=storage_fees.")
  var conditions: [String] = []

  @OptionGroup var common: CommonOptions

  func run() throws {
    let request = try request()
    try running {
      try Books(common.context()).explain(request) { line throws(BatchError) in
        try writeOutput(Array((line + "\n").utf8))
      }
      return 0
    }
  }

  private func request() throws -> ExplainRequest {
    switch (settlement, order, report, conditions.isEmpty) {
    case (let settlement?, nil, nil, true): return .settlement(settlement)
    case (nil, let order?, nil, true): return .order(order)
    case (nil, nil, let report, false):
      return .figure(
        report?.name ?? .components,
        try conditions.map { condition in
          guard let place = condition.firstIndex(of: "=") else {
            throw ValidationError("--where '\(condition)' is not like component=storage_fees")
          }
          return (String(condition[..<place]), String(condition[condition.index(after: place)...]))
        })
    default:
      throw ValidationError(
        "name one thing: --settlement ID, --order ID, or REPORT --where k=v …")
    }
  }
}
