import AccountingExports
import Batch
import LedgerCore
import TestSupport
import Testing

/// Exports of months that are locked.
extension PeriodTests {
  private static func rates(_ usd: String) -> String {
    "date,base,quote,rate\n2026-03-02,EUR,USD,1.0837\n2026-04-02,EUR,USD,\(usd)\n"
  }

  /// A home of the books in euros, with the first settlement and March locked.
  private func lockedHome(_ functional: String? = "EUR") throws -> TestHome {
    var configuration = SmallWorld.configuration
    configuration.functionalCurrency = functional.flatMap { Currency($0) }
    (configuration.accounting.registration, configuration.accounting.contact) = ("1", "Nora")
    let home = TestHome(
      configuration, master: [.catalog: SmallWorld.catalog, .fx: PeriodTests.rates("1.1013")])
    try take(first, home, at: "2026-04-05T08:00:00Z")
    try home.with("2026-04-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-03")!) }
    return home
  }

  private func march(_ home: TestHome, as format: ExportFormat) throws -> [[UInt8]] {
    try home.with {
      try $0.export(format, from: nil, to: CalendarDate("2026-03-31")!).files.map(\.bytes)
    }
  }

  /// Sums of a Xero export by account.
  private func xero(_ home: TestHome, from: String? = nil) throws -> [String: Int64] {
    let files = try home.with {
      try $0.export(.xero, from: from.flatMap { CalendarDate($0) }, to: nil).files
    }
    let lines = files.flatMap {
      String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
    }
    return lines.reduce(into: [:]) { sums, line in
      let cells = csvCells(String(line))
      sums[cells[3], default: 0] += cents(cells[5])
    }
  }

  @Test(arguments: ExportFormat.allCases)
  func aLockedMonthIsExportedTheSameForEverWhateverTheRatesSayLater(
    format: ExportFormat
  ) throws {
    let home = try lockedHome()
    let before = try march(home, as: format)
    home.folder.write("home/fx.csv", PeriodTests.rates("1.2500"))
    #expect(try march(home, as: format) == before)
    home.folder.write("home/fx.csv", "date,base,quote,rate\n")
    #expect(try march(home, as: format) == before)
    try home.with { try $0.rebuild() }
    #expect(try march(home, as: format) == before)
  }

  /// The settlement straddles the lock: its rows of April, what is taken back and what is said anew
  /// pass through the clearing account at the rates that March was locked with.
  @Test func whatContinuesALockedEntryIsWorthTheSameWhateverTheRatesSayLater() throws {
    let home = try lockedHome()
    home.folder.write("home/fx.csv", PeriodTests.rates("1.2500"))
    try take(second, home, at: "2026-04-11T08:00:00Z")
    let scratch = TestHome(
      home.configuration,
      master: [.catalog: SmallWorld.catalog, .fx: PeriodTests.rates("1.1013")])
    try take(first, scratch, at: "2026-04-05T08:00:00Z")
    try take(second, scratch, at: "2026-04-11T08:00:00Z")
    #expect(try xero(home) == xero(scratch))
    // Locked in its turn, April is worth what it was while it was open.
    let april = try xero(home, from: "2026-04-01")
    try home.with("2026-05-06T08:00:00Z") { _ = try $0.lock(CalendarMonth("2026-04")!) }
    home.folder.write("home/fx.csv", PeriodTests.rates("1.5000"))
    #expect(try xero(home, from: "2026-04-01") == april)
  }

  /// A catalog that was edited since stands otherwise for the rows of what is locked.
  @Test func whatIsLockedAndStandsOtherwiseTodayStaysSummedAndIsTold() throws {
    let home = try lockedHome()
    func export() throws -> Export {
      try home.with {
        try $0.export(.hledger, from: nil, to: CalendarDate("2026-03-31")!, byRowGroup: true)
      }
    }
    let before = try export()
    #expect(before.warnings == [])
    home.folder.write("home/catalog.csv", PeriodTests.renamedCatalog)
    let after = try export()
    #expect(after.warnings.count == 1)
    #expect(after.warnings.allSatisfy { $0.hasPrefix("1 entry is summed as booked, not line by") })
    #expect(after.files[0].bytes.count < before.files[0].bytes.count)
  }

  private static let renamedCatalog = SmallWorld.catalog.replacing("Cups", with: "Mugs")

  @Test func linesOfALockedMonthStayOnTheAccountsThatItWasBookedTo() throws {
    let home = try lockedHome()
    func lines() throws -> [[UInt8]] {
      try home.with {
        try $0.export(.xero, from: nil, to: CalendarDate("2026-03-31")!, byRowGroup: true)
          .files.map(\.bytes)
      }
    }
    let before = try lines()
    home.configuration.masterFiles[.chart] = "chart.tsv"
    home.folder.write("home/chart.tsv", "role\txero\nproduct_sales\t999\n")
    #expect(try lines() == before)
    try home.with("2026-04-12T08:00:00Z") {
      try $0.unlock(CalendarMonth("2026-03")!, reason: "the chart was wrong", by: "Ann")
    }
    #expect(try lines().contains { String(decoding: $0, as: UTF8.self).contains(",999,") })
  }

  @Test func anotherFunctionalCurrencyThanThatOfALockedMonthIsToldNotUsed() throws {
    let home = try lockedHome()
    home.configuration.functionalCurrency = Currency("USD")
    for format in [ExportFormat.xero, .datev, .saft, .erp, .kingdee] {
      let error = #expect(throws: BatchError.self) { _ = try march(home, as: format) }
      #expect(
        error?.description.contains("was locked while functional_currency was EUR") == true)
    }
    for format in [ExportFormat.hledger, .beancount, .quickbooks] {
      #expect(try !march(home, as: format).isEmpty)
    }
  }

  @Test func aMonthLockedWithoutAFunctionalCurrencyFollowsTodaysRates() throws {
    let home = try lockedHome(nil)
    home.configuration.functionalCurrency = Currency("EUR")
    let before = try march(home, as: .xero)
    home.folder.write("home/fx.csv", PeriodTests.rates("1.2500"))
    #expect(try march(home, as: .xero) != before)
  }
}
