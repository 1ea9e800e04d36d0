import AccountingExports
import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct StaleRateTests {
  private func home(_ rates: [String], functional: String? = "EUR") throws -> TestHome {
    var configuration = SmallWorld.configuration
    configuration.functionalCurrency = functional.flatMap { Currency($0) }
    let home = TestHome(
      configuration,
      master: [
        .catalog: SmallWorld.catalog,
        .fx: (["date,base,quote,rate"] + rates).joined(separator: "\n"),
      ])
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    return home
  }

  private func told(_ home: TestHome) throws -> [[String?]] {
    try home.rows(.exceptions).filter { ($0["kind"] ?? "").hasSuffix("_rate") }.map {
      [$0["kind"], $0["severity"], $0["opened"], $0["what"], $0["where"]]
    }
  }

  private let fresh = [
    "2026-03-10,EUR,USD,1.0837", "2026-03-26,EUR,USD,1.0841", "2026-03-10,EUR,CAD,1.4791",
  ]

  @Test func ratesOfTheDaysAreNoException() throws {
    let home = try home(fresh)
    #expect(try told(home).isEmpty)
    #expect(try home.with { try $0.rateWarnings() }.isEmpty)
    let made = try home.with { try $0.export(.xero, from: nil, to: nil) }
    #expect(made.warnings.isEmpty)
  }

  @Test func anOldRateIsToldWhereItIsUsed() throws {
    let home = try home(["2026-03-01,EUR,USD,1.0837", "2026-03-10,EUR,CAD,1.4791"])
    let what =
      "the rate from USD to EUR of 2026-03-01 is used for 2 settlements (2026-03-15 to 2026-03-29),"
      + " up to 28 days later"
    // Costs in dollars of the Canadian settlement need the dollar's rate, too.
    let costs =
      "the rate from USD to CAD of 2026-03-01 is used for 1 settlement (2026-03-17), up to 16 days"
      + " later"
    #expect(
      try told(home) == [
        ["stale_rate", "warning", "2026-03-17", costs, "rates from USD to CAD"],
        ["stale_rate", "warning", "2026-03-15", what, "rates from USD to EUR"],
      ])
    #expect(try home.with { try $0.rateWarnings() } == [costs, what])
    for format in ExportFormat.allCases where format != .saft {
      let warnings = try home.with { try $0.export(format, from: nil, to: nil).warnings }
      let isTold = warnings.contains {
        $0.hasPrefix(
          "the rate from USD to EUR of 2026-03-01 is used for 2 entries (2026-03-15 to 2026-03-29)")
      }
      #expect(isTold == ![.hledger, .beancount, .quickbooks].contains(format), "\(format)")
    }
    try home.with("2026-05-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    #expect(try home.with { try $0.export(.xero, from: nil, to: nil).warnings }.isEmpty)
    home.configuration.thresholds.rateDays = 30
    home.folder.write("home/acorn.toml", "# rate_days = 30\n")
    #expect(try told(home).isEmpty)
  }

  @Test func aRateThatIsMissingIsToldWithWhatItKeepsFromBeingMade() throws {
    let told = try told(home(fresh.filter { !$0.contains("CAD") }))
    #expect(told.map { $0[4] } == ["rates from CAD to EUR", "rates from USD to CAD"])
    #expect(told.allSatisfy { $0[0] == "missing_rate" })
    #expect(
      told[0][3]?.hasPrefix(
        "there is no rate from CAD to EUR for 1 settlement (2026-03-17);")
        == true)
    // Without a functional currency only costs need rates.
    #expect(try self.told(home([], functional: nil)).map { $0[4] } == ["rates from USD to CAD"])
  }

  @Test func theDoctorLooksAtTheRatesOfToday() throws {
    let home = try home(fresh)
    func rates(_ now: String) -> [String] {
      Doctor(home.context(now), environment: { _ in nil }).examine(readData: false)
        .filter(\.isWarning).map(\.text).filter { $0.hasPrefix("rates: ") }
    }
    #expect(rates("2026-03-20T08:00:00Z").isEmpty)
    #expect(
      rates("2026-04-06T08:00:00Z") == [
        "rates: the last one from CAD to EUR is of 2026-03-10, 27 days ago",
        "rates: the last one from USD to EUR is of 2026-03-26, 11 days ago",
      ])
  }
}
