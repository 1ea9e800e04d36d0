import BankStatements
import Batch
import Glibc
import LedgerCore
import TestSupport
import Testing

/// A folder of fixtures and the configuration that its `acorn.toml` stands for.
enum Scenario: String, CaseIterable {
  case chain, channels, history

  var configuration: Configuration {
    var configuration = Configuration(stores: stores)
    for role in masterRoles { configuration.masterFiles[role] = "\(role.rawValue).csv" }
    guard self == .channels else { return configuration }
    configuration.webStores = [WebStoreProfile(id: "HAZEL-SHOP", catalog: "EU1")]
    configuration.bankMappings = [
      BankCSVMapping(
        name: "lines", dates: .yearMonthDay, decimalMark: .point, bookingDate: "date",
        amount: .signed("amount"), currency: .column("currency"), account: .column("account"),
        text: ["text"])
    ]
    return configuration
  }

  private var masterRoles: [MasterRole] {
    switch self {
    case .chain: [.catalog, .outlets, .outletBindings, .fx]
    case .channels: [.catalog, .outlets, .fx]
    case .history: []
    }
  }

  /// Where its documents are.
  private var documents: String { self == .channels ? "documents" : "settlements" }

  private var stores: [Configuration.Store] {
    switch self {
    case .chain:
      [
        Configuration.Store("NA1", home: "US", ["US", "CA"], accounts: ["USD US", "CAD CA"]),
        Configuration.Store(
          "EU1", home: "DE", ["DE", "FR"], accounts: ["EUR DE", "EUR DE Invoiced Orders"]),
        Configuration.Store("FE1", home: "JP", ["JP"], accounts: ["JPY JP"]),
      ]
    case .channels: [Configuration.Store("EU1", home: "DE", ["DE"], accounts: ["EUR DE"])]
    case .history: [Configuration.Store("CA1", home: "CA", ["CA"], accounts: ["CAD CA"])]
    }
  }

  var fixtures: String { "\(repositoryRoot)/Fixtures/\(rawValue)" }
  var golden: String { "\(repositoryRoot)/Reports/\(rawValue)" }

  /// A home with the scenario's master files, and its settlements imported.
  func importedHome(_ other: Configuration? = nil) throws -> TestHome {
    let home = TestHome(other ?? configuration)
    for name in names(in: fixtures) where name.hasSuffix(".csv") {
      home.folder.write("home/\(name)", fileBytes("\(fixtures)/\(name)"))
    }
    let outcome = try home.importFiles(["\(fixtures)/\(documents)"])
    #expect(outcome.refused == 0)
    return home
  }
}

@Suite struct ReportsTests {
  private var isUpdating: Bool { getenv("UPDATE_GOLDEN") != nil }

  @Test(arguments: Scenario.allCases)
  func allReportsAreTheGoldenOnes(scenario: Scenario) throws {
    let reports = try scenario.importedHome().reports()
    if isUpdating { try makeFolders(scenario.golden) }
    for (name, bytes) in reports.sorted(by: { $0.key < $1.key }) {
      let path = "\(scenario.golden)/\(name)"
      if isUpdating { try replaceFile(path, with: bytes) }
      let golden = contents(ofFile: path).map { String(decoding: $0, as: UTF8.self) }
      let text = String(decoding: bytes, as: UTF8.self)
      guard golden != text else { continue }
      let lines = (golden ?? "").split(separator: "\n")
      let changed = text.split(separator: "\n").first { !lines.contains($0) } ?? "(a line less)"
      Issue.record("Reports/\(scenario.rawValue)/\(name) differs, such as: \(changed)")
    }
    if isUpdating { Issue.record("the golden reports were written anew: look at their diff") }
    #expect(names(in: scenario.golden) == reports.keys.sorted(), "no report is left over")
  }

  @Test func theChainHasOneErrorAndNothingBroken() throws {
    let home = try Scenario.chain.importedHome()
    let exceptions = try home.rows(.exceptions)
    // One error, and one warning about a total below zero.
    #expect(exceptions.map { $0["kind"] } == ["unknown_label", "negative_settlement"])
    #expect(exceptions.map { $0["amount"] } == ["-18.40", "-81.80"])
    let broken = try home.rows(.reconciliation).filter { $0["status"] == "broken" }
    #expect(broken.isEmpty)
  }

  /// Tickets, orders, payouts, invoices and payments, all of which tie out to the bank.
  @Test func theChannelsTieOut() throws {
    let home = try Scenario.channels.importedHome()
    let broken = try home.rows(.reconciliation).filter { $0["status"] == "broken" }
    #expect(broken.isEmpty)
    let kinds = try home.rows(.exceptions).map { $0["kind"] ?? "" }
    #expect(
      kinds.sorted() == ["vendor_deduction", "vendor_rejected", "vendor_shortage"].sorted())
  }

  @Test func theTotalsAreThoseOfTheReadme() throws {
    let text = String(
      decoding: fileBytes("\(Scenario.chain.fixtures)/README.md"), as: UTF8.self)
    let stated = text.split(separator: "\n").filter { $0.hasPrefix("| 90") }.map { line in
      line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
    }
    let rows = try Scenario.chain.importedHome().rows(.settlements)
    #expect(stated.count == 13)
    for cells in stated {
      let row = try #require(rows.first { $0["settlement_id"] == cells[0] })
      #expect(row["stated_total"] == cells[3])
      #expect(row["rows"] == cells[4])
      #expect(cells[1].hasPrefix("\(row["store"] ?? "") \(row["currency"] ?? "")"))
      #expect(cells[1].hasSuffix("Invoiced Orders") == (row["account_type"] == "Invoiced Orders"))
    }
  }
}
