import ArgumentParser
import Batch

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Goes from a figure to the raw rows behind it.",
    discussion: """
        acorn explain --settlement 24946361021
      """)

  @Option(help: "A settlement: its versions, identities, components and documents.")
  var settlement: String?

  @OptionGroup var common: CommonOptions

  func run() throws {}
}
