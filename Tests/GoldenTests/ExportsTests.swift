import AccountingExports
import Batch
import Glibc
import LedgerCore
import TestSupport
import Testing

@Suite struct ExportsTests {
  private var folder: String { "\(repositoryRoot)/Reports/exports" }

  /// March is exported from an open journal; the chain's own files are the input.
  @Test(arguments: ExportFormat.allCases)
  func everyFormatIsTheGoldenOne(format: ExportFormat) throws {
    let isUpdating = getenv("UPDATE_GOLDEN") != nil
    var configuration = Scenario.chain.configuration
    configuration.functionalCurrency = Currency("EUR")
    let home = try Scenario.chain.importedHome(configuration)
    let files = try home.with { try $0.export(format, from: nil, to: nil) }
    let place = "\(folder)/\(format.rawValue)"
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
