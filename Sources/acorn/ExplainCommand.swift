import ArgumentParser
import Batch

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Goes from a figure to the raw rows behind it.",
    discussion: """
        acorn explain --settlement 24946361021
        acorn explain --order 113-6025345-2539748
        acorn explain components --where component=storage_fees store=NA1 month=2026-03
        acorn explain profit --where category=Toys component=unclassified

      Rows are shown with document, line, byte in the inflated file, and as Amazon wrote them.
      """)

  @Argument(help: "The report the figure stands in: components, profit, fees, refunds, promotions.")
  var report: ReportName?

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
    switch (settlement, order, conditions.isEmpty) {
    case (let settlement?, nil, true): return .settlement(settlement)
    case (nil, let order?, true): return .order(order)
    case (nil, nil, false):
      return .figures(
        try conditions.map { condition in
          guard let place = condition.firstIndex(of: "=") else {
            throw ValidationError("--where '\(condition)' is not like component=storage_fees")
          }
          return (String(condition[..<place]), String(condition[condition.index(after: place)...]))
        })
    default:
      throw ValidationError("name one thing: --settlement ID, --order ID, or --where k=v …")
    }
  }
}
