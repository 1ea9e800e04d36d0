import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct RestatementTests {
  private let first = SmallWorld.settlement(
    "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")

  /// The settlement as it was issued again, with one more row.
  private var second: MadeSettlement {
    var made = first
    var lost = MadeRow(2500, made.start).ofAccount("FBA Inventory Reimbursement", "WAREHOUSE_LOST")
    lost.type = "other-transaction"
    made.rows.append(lost)
    return made
  }

  private func home(_ order: [MadeSettlement]) throws -> TestHome {
    let home = SmallWorld.home()
    for (index, made) in order.enumerated() {
      // The same name in either order, as downloads of one report have.
      let name = "in\(made.rows.count)/NA1_90100000011.txt"
      try home.importFiles(
        [home.folder.write(name, SettlementFile(made).bytes)], at: "2026-05-0\(index + 1)T08:00:00Z"
      )
    }
    return home
  }

  @Test func bothOrdersOfImportGiveTheSameBooks() throws {
    let (one, other) = (try home([first, second]), try home([second, first]))
    #expect(try one.reports() == other.reports())
    #expect(try one.with { try $0.contentDigest() } == other.with { try $0.contentDigest() })
  }

  @Test func theLaterVersionIsInForceAndItsDeltaIsShown() throws {
    let home = try home([second, first])
    let settlements = try home.rows(.settlements)
    #expect(settlements.map { $0["version"] } == ["2"])
    #expect(settlements.map { $0["status"] } == ["restated"])
    #expect(cents(settlements.first?["stated_total"]) == second.rowsTotalMinor)
    let exceptions = try home.rows(.exceptions).filter { $0["kind"] == "restatement" }
    #expect(exceptions.map { $0["amount"] } == ["25.00"])
    let reimbursed = try home.rows(.components).filter { $0["component"] == "reimbursements" }
    #expect(reimbursed.map { $0["amount"] } == ["25.00"])
  }

  @Test func publishingTimesBeatTheCountOfRows() throws {
    let home = SmallWorld.home()
    let shorter = home.folder.write("a/NA1_90100000011.txt", SettlementFile(first).bytes)
    let longer = home.folder.write("b/NA1_90100000011.txt", SettlementFile(second).bytes)
    try home.with {
      _ = try $0.importFiles([shorter], store: "", publishedAt: Instant("2026-03-18"))
      _ = try $0.importFiles([longer], store: "", publishedAt: Instant("2026-03-17"))
    }
    let settlements = try home.rows(.settlements)
    #expect(cents(settlements.first?["stated_total"]) == first.rowsTotalMinor)
  }
}

@Suite struct AsKnownOnTests {
  private let march = "2026-04-01T08:00:00Z"

  @Test func anEarlierDaysReportsComeBackByteForByte() throws {
    let home = SmallWorld.home()
    try home.importFiles(
      SmallWorld.write(["NA1_90100000011.txt", "EU1_90200000014.txt"], for: home), at: march)
    let asOfThen = try home.reports(asKnownOn: march)
    let plain = try home.reports()
    // A forecast looks ahead from its own day, which is another one here.
    for (name, bytes) in plain where name.hasSuffix(".csv") && name != "cashflow.csv" {
      #expect(asOfThen[name] == bytes, "\(name) says no more than what was known")
    }
    // More documents, and another catalog, come later.
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home), at: "2026-05-01T08:00:00Z")
    #expect(try home.reports(asKnownOn: march) == asOfThen)
    home.folder.write(
      "home/catalog.csv",
      SmallWorld.catalog.replacing("Cups", with: "Mugs").replacing("3.00", with: "9.99"))
    #expect(try home.reports(asKnownOn: march) == asOfThen)
    #expect(try home.reports() != plain)
    try home.importFiles(
      SmallWorld.write(["NA1_90110000013.txt"], for: home), at: "2026-06-01T08:00:00Z")
    #expect(try home.reports(asKnownOn: march) == asOfThen)
    let later = try home.reports(asKnownOn: "2026-06-01T08:00:00Z")
    #expect(String(decoding: later["profit.csv"] ?? [], as: UTF8.self).contains("Mugs"))
    #expect(names(in: home.path).filter { $0.hasPrefix("as-known-on") } == [])
  }

  @Test func beforeTheFirstImportNothingWasKnown() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(["NA1_90100000011.txt"], for: home), at: march)
    var request = ReportRequest(.settlements)
    request.asKnownOn = Instant("2026-03-31T23:59:59Z")
    #expect(try home.rows(request).isEmpty)
    request.asKnownOn = Instant(march)
    #expect(try home.rows(request).count == 1)
  }

  @Test func anEditedCatalogIsInTodaysReportsWithoutAnImport() throws {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    #expect(try home.rows(.profit).contains { $0["category"] == "Cups" })
    home.folder.write("home/catalog.csv", SmallWorld.catalog.replacing("Cups", with: "Mugs"))
    #expect(try home.rows(.profit).contains { $0["category"] == "Mugs" })
    #expect(try !home.rows(.profit).contains { $0["category"] == "Cups" })
  }
}

extension RestatementTests {
  private func since(_ instant: String, _ home: TestHome) throws -> [[String: String]] {
    var request = ReportRequest(.restatements)
    request.since = Instant(instant)
    return try home.rows(request)
  }

  @Test func whatAReissueChangedSinceADayIsTold() throws {
    let home = try home([first, second])
    let rows = try since("2026-05-01T12:00:00Z", home)
    #expect(rows.map { $0["component"] } == ["reimbursements"])
    #expect(rows.map { $0["old_amount"] } == ["0.00"])
    #expect(rows.map { $0["difference"] } == ["25.00"])
    #expect(rows.first?["cause"]?.hasPrefix("reissued: ") == true)
    #expect(try since("2026-05-03T00:00:00Z", home).isEmpty)
    // What was not in the books then is news, not a restatement.
    #expect(try since("2026-04-01T00:00:00Z", home).isEmpty)
  }

  @Test func whatAChangedCatalogMovedIsToldWithItsCause() throws {
    let home = try home([first])
    let header = SmallWorld.catalog.prefix { $0 != "\n" }
    home.folder.write("home/catalog.csv", "\(header)\n")
    try home.importFiles(
      [home.folder.write("in/NA1_90100000011.txt", SettlementFile(first).bytes)],
      at: "2026-05-05T08:00:00Z")
    let rows = try since("2026-05-03T00:00:00Z", home)
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0["cause"] == "changed: catalog" })
    #expect(rows.contains { $0["category"] == "(uncatalogued)" })
    // Money only moves between categories.
    #expect(rows.reduce(0) { $0 + cents($1["difference"]) } == 0)
  }
}
