import ArgumentParser
import Batch
import Glibc
import LedgerCore
import Reporting

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes a home with a commented acorn.toml and empty master data.",
    discussion: "  acorn init --home books")

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      let path = common.homePath
      try makeHome(path)
      try say("made \(path)/acorn.toml: describe your stores there, then")
      try say("  acorn import --home \(path) FOLDER-WITH-SETTLEMENT-FILES")
      return 0
    }
  }
}

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Runs the whole job on the files that come with Acorn, into a fresh home.",
    discussion: """
      Three stores (US and CA, DE, JP) with gzipped settlement files in the dialects of their
      marketplaces: imported, tied out, and reported by store, category and outlet.

        acorn demo
        acorn demo --home my-demo
      """)

  @Option(help: "Folder of the fixtures.")
  var fixtures: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    try running {
      let home = common.home ?? "demo-home"
      let source = try fixturesFolder()
      try copyFixtures(from: source, to: home)
      let books = try Books(common.context(home: home))
      let outcome = try books.importFiles(["\(source)/settlements"], store: "")
      try books.writeReports(to: "\(home)/reports")
      try say(demoText(books, outcome, home: home))
      return 0
    }
  }

  private func fixturesFolder() throws -> String {
    let executable = realpath("/proc/self/exe", nil).map { path in
      defer { free(path) }
      return String(cString: path)
    }
    let packages = (executable ?? "").split(separator: "/").map(String.init)
    let above = (0..<packages.count).reversed().map { "/" + packages[..<$0].joined(separator: "/") }
    let candidates = [fixtures ?? "Fixtures/chain"] + above.map { "\($0)/Fixtures/chain" }
    guard let found = candidates.first(where: { access("\($0)/acorn.toml", R_OK) == 0 }) else {
      throw BatchError("the fixtures are not here; name their folder with --fixtures", kind: .usage)
    }
    return found
  }
}
