import AccountingExports
import Batch
import Glibc
import LedgerCore
import TestSupport
import Testing

@Suite struct ExportsTests {
  /// The journal is open; the scenario's own files are the input.
  @Test(arguments: ExportFormat.allCases, [Scenario.chain, .channels])
  func everyFormatIsTheGoldenOne(format: ExportFormat, scenario: Scenario) throws {
    let isUpdating = getenv("UPDATE_GOLDEN") != nil
    var configuration = scenario.configuration
    configuration.functionalCurrency = Currency("EUR")
    configuration.accounting.registration = "987654321"
    configuration.accounting.contact = "Nora Hazel"
    let home = try scenario.importedHome(configuration)
    let files = try home.with { try $0.export(format, from: nil, to: nil).files }
    let folder = scenario == .chain ? "exports" : "exports-\(scenario.rawValue)"
    let place = "\(repositoryRoot)/Reports/\(folder)/\(format.rawValue)"
    if isUpdating { try makeFolders(place) }
    for file in files {
      let path = "\(place)/\(file.name)"
      if isUpdating { try replaceFile(path, with: file.bytes) }
      #expect(contents(ofFile: path) == file.bytes, "\(format.rawValue)/\(file.name) differs")
    }
    if isUpdating { Issue.record("the golden exports were written anew: look at their diff") }
    #expect(names(in: place) == files.map(\.name).sorted())
  }
}
