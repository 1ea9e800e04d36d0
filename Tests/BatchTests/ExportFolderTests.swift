import Batch
import LedgerCore
import TestSupport
import Testing

@testable import AccountingExports

@Suite struct ExportFolderTests {
  private let folder = TemporaryFolder()

  private func write(_ names: [String], of format: ExportFormat, replacing: Bool = false) throws {
    _ = try writeExport(
      names.map { ExportedFile($0, [10]) }, of: format, to: "\(folder.path)/out",
      replacing: replacing)
  }

  private var found: [String] { names(in: "\(folder.path)/out") }

  @Test func filesThatAnEarlierExportHasLeftAreRefusedOrRemovedOnDemand() throws {
    try write(["xero-001.csv", "xero-002.csv", "xero-003.csv"], of: .xero)
    folder.write("out/xero-notes.csv", "mine")
    folder.write("out/quickbooks-001.csv", "of another format")
    let error = #expect(throws: BatchError.self) { try write(["xero-001.csv"], of: .xero) }
    #expect(
      error?.description.contains("xero-002.csv, xero-003.csv are of an earlier export") == true)
    #expect(found.count == 5)
    try write(["xero-001.csv"], of: .xero, replacing: true)
    #expect(found == ["quickbooks-001.csv", "xero-001.csv", "xero-notes.csv"])
    try write(["xero-001.csv", "xero-002.csv"], of: .xero)
    #expect(found.count == 4)
  }

  @Test func anExportWithoutFilesLeavesNoOldOnes() throws {
    try write(["EXTF_Buchungsstapel_20260101_001.csv"], of: .datev)
    #expect(throws: BatchError.self) { try write([], of: .datev) }
    try write([], of: .datev, replacing: true)
    #expect(found.isEmpty)
  }

  @Test func everyFormatKnowsItsOwnFilesAndNoOthers() throws {
    let home = SmallWorld.home()
    home.configuration.functionalCurrency = Currency("EUR")
    (home.configuration.accounting.registration, home.configuration.accounting.contact) =
      ("1", "Nora")
    home.folder.write(
      "home/fx.csv", "date,base,quote,rate\n2026-03-01,EUR,USD,1.1\n2026-03-01,EUR,CAD,1.5\n")
    home.configuration.masterFiles[.fx] = "fx.csv"
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    for format in ExportFormat.allCases {
      let made = try home.with { try $0.export(format, from: nil, to: nil) }
      #expect(!made.files.isEmpty)
      for file in made.files {
        #expect(ExportFormat.allCases.filter { $0.isFileName(file.name) } == [format])
      }
    }
    for name in [
      "xero-1.csv", "xero-abc.csv", "xero-001.csv.bak", "EXTF_Buchungsstapel_2026_001.csv",
    ] {
      #expect(!ExportFormat.allCases.contains { $0.isFileName(name) }, "\(name)")
    }
  }
}
