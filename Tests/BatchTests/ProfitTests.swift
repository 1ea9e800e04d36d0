import Batch
import LedgerCore
import TestSupport
import Testing

/// Columns of the profit report that hold an amount of a component.
private let components = Component.incomeAndCost.map(\.name)

private func imported(
  _ allocation: AllocationRule = .sales, master: [MasterRole: String] = [:]
) throws -> TestHome {
  var configuration = SmallWorld.configuration
  configuration.allocation = allocation
  let home = TestHome(
    configuration, master: [.catalog: SmallWorld.catalog].merging(master) { $1 })
  try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
  return home
}

/// Sums of every component by the given columns.
private func sums(_ rows: [[String: String]], by keys: [String]) -> [[String]: [Int64]] {
  var sums: [[String]: [Int64]] = [:]
  for row in rows {
    let key = keys.map { row[$0] ?? "" }
    let amounts = (components + ["net_before_cogs", "units"]).map { cents(row[$0]) }
    sums[key] = zip(sums[key] ?? amounts.map { _ in 0 }, amounts).map(+)
  }
  return sums
}

@Suite struct ProfitTests {
  private let keys = ["store", "month", "currency"]

  @Test(arguments: [
    AllocationRule.sales, .units, .weights(["Cups": 2, "Plates": 1, "Tassen": 5]),
    .weights(["Cups": 1]), .weights([:]),
  ])
  func theAllocatedViewSumsToTheSameCent(rule: AllocationRule) throws {
    let home = try imported(rule)
    var request = ReportRequest(.profit)
    let direct = try home.rows(request)
    request.isAllocated = true
    let allocated = try home.rows(request)
    #expect(sums(direct, by: keys) == sums(allocated, by: keys))
    if rule == .sales || rule == .units {
      #expect(!allocated.contains { $0["category"] == "(none)" }, "all of it was spread")
      #expect(direct.contains { $0["category"] == "(none)" })
    }
  }

  @Test func weightsAreSharedAsStated() throws {
    var request = ReportRequest(.profit)
    request.isAllocated = true
    let rows = try imported(.weights(["Cups": 2, "Plates": 1])).rows(request)
      .filter { $0["store"] == "NA1" && $0["currency"] == "USD" && $0["month"] == "2026-03" }
    let storage = Dictionary(
      uniqueKeysWithValues: rows.map { ($0["category"], $0["storage_fees"]) })
    // Two storage fees of 10.07 each.
    #expect(storage["Cups"] == "-13.43")
    #expect(storage["Plates"] == "-6.71")
    #expect(storage["(uncatalogued)"] == "0.00")
  }

  @Test(arguments: [
    ["store"], ["store", "month"], ["category"], ["currency"], ["month", "outlet"],
  ])
  func groupingSumsTheRowsOfTheFullReport(by columns: [String]) throws {
    let home = try imported()
    var request = ReportRequest(.profit)
    let full = try home.rows(request)
    request.by = columns
    let grouped = try home.rows(request)
    let keys = columns.contains("currency") ? columns : columns + ["currency"]
    #expect(sums(full, by: keys) == sums(grouped, by: keys))
    #expect(grouped.count == sums(full, by: keys).count, "one row for each")
    #expect(
      Set(grouped.first?.keys.filter(["store", "category", "outlet", "month"].contains) ?? [])
        == Set(columns.filter { $0 != "currency" }))
  }

  @Test func aColumnThatIsNotThereIsRefused() throws {
    let home = try imported()
    for name in [ReportName.profit, .components, .settlements] {
      var request = ReportRequest(name)
      request.by = ["colour"]
      #expect(throws: BatchError.self) { try home.rows(request) }
    }
  }

  @Test func componentsMayBeGroupedByMonth() throws {
    let home = try imported()
    var request = ReportRequest(.components)
    let all = try home.rows(request).reduce(0) { $0 + cents($1["amount"]) }
    request.by = ["month", "component"]
    let grouped = try home.rows(request)
    #expect(grouped.reduce(0) { $0 + cents($1["amount"]) } == all)
    #expect(Set(grouped.compactMap { $0["month"] }) == ["2026-03"])
  }

  @Test func daysFromAndToAreBothIncluded() throws {
    let home = try imported()
    var request = ReportRequest(.components)
    let rows = try home.rows(request)
    let days = rows.compactMap { $0["local_date"] }.sorted()
    let middle = days[days.count / 2]
    (request.from, request.to) = (CalendarDate(middle), CalendarDate(middle))
    #expect(try home.rows(request).count == days.count { $0 == middle })
    request.to = nil
    #expect(try home.rows(request).count == days.count { $0 >= middle })
  }

  @Test func profitIsNetLessCostOfTheUnitsSold() throws {
    let rows = try imported().rows(.profit)
    let cups = try #require(
      rows.first { $0["store"] == "NA1" && $0["category"] == "Cups" && $0["currency"] == "USD" })
    // Two settlements with one mug of 20.76 and 20.83, each with a fee of 3.13.
    #expect(cups["units"] == "2")
    #expect(cups["product_sales"] == "41.59")
    #expect(cups["net_before_cogs"] == "35.33")
    #expect(cups["cogs"] == "-6.00")
    #expect(cups["profit"] == "29.33")
    #expect(cups["margin"] == "0.7052")
    let lamps = try #require(
      rows.first { $0["store"] == "NA1" && $0["category"] == "(uncatalogued)" })
    #expect(lamps["units"] == lamps["units_without_cost"])
  }

  @Test func withoutARateProfitIsBlankAndWithOneItIsConverted() throws {
    func cups(_ home: TestHome) throws -> [String: String] {
      try #require(
        try home.rows(.profit).first { $0["category"] == "Cups" && $0["currency"] == "CAD" })
    }
    let without = try cups(imported())
    #expect(without["cogs"] == "-3.00")
    #expect(without["cogs_currency"] == "USD")
    #expect(without["profit"] == "")
    let with = try cups(
      imported(master: [.fx: "date,base,quote,rate\n2026-03-30,USD,CAD,1.4\n2026-04-01,USD,CAD,9\n"]
      ))
    #expect(cents(with["profit"]) == cents(with["net_before_cogs"]) - 420)
    #expect(with["rate_date"] == "2026-03-30")
  }

  @Test(arguments: [["store"], ["category"], ["store", "month"], ["currency"]])
  func groupedProfitIsTheSumOfTheRows(by columns: [String]) throws {
    let home = try imported(master: [
      .fx: "date,base,quote,rate\n2026-03-30,USD,CAD,1.4\n2026-03-30,EUR,USD,1.1\n"
    ])
    var request = ReportRequest(.profit)
    let keys = columns.contains("currency") ? columns : columns + ["currency"]
    let full = Dictionary(grouping: try home.rows(request)) { row in keys.map { row[$0] ?? "" } }
    request.by = columns
    for row in try home.rows(request) {
      let members = full[keys.map { row[$0] ?? "" }] ?? []
      #expect(row["profit"] != "")
      #expect(cents(row["profit"]) == members.reduce(0) { $0 + cents($1["profit"]) })
    }
  }

  @Test func profitOfAGroupIsBlankWhereThatOfARowIs() throws {
    let home = try imported()
    var request = ReportRequest(.profit)
    request.by = ["store"]
    let canada = try #require(
      try home.rows(request).first { $0["store"] == "NA1" && $0["currency"] == "CAD" })
    #expect(canada["profit"] == "", "no rate from USD to CAD is known")
  }

  /// Names that look the same and have other bytes are two names, in every run.
  @Test func categoriesAreToldApartByTheirBytes() throws {
    let composed = "K\u{FC}che"
    let decomposed = "Ku\u{308}che"
    let catalog = SmallWorld.catalog.replacing("Cups", with: composed)
      .replacing("Plates", with: decomposed)
    let categories = try imported(master: [.catalog: catalog]).rows(.profit)
      .filter { $0["store"] == "NA1" && $0["currency"] == "USD" && $0["units"] != "0" }
      .map { Array(($0["category"] ?? "").utf8) }
    #expect(categories.filter { $0 == Array(composed.utf8) }.count == 1)
    #expect(categories.filter { $0 == Array(decomposed.utf8) }.count == 1)
  }
}
