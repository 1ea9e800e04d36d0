import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct ConsolidatedProfitTests {
  private let rates = """
    date,base,quote,rate
    2026-03-02,EUR,USD,1.0837
    2026-03-02,EUR,CAD,1.4791
    2026-03-30,EUR,USD,1.1013

    """

  private func home() throws -> TestHome {
    var configuration = SmallWorld.configuration
    configuration.functionalCurrency = Currency("EUR")
    let home = TestHome(configuration, master: [.catalog: SmallWorld.catalog, .fx: rates])
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    return home
  }

  private func rows(_ home: TestHome, allocated: Bool, consolidated: Bool) throws -> [[String:
    String]]
  {
    var request = ReportRequest(.profit)
    (request.isAllocated, request.isConsolidated) = (allocated, consolidated)
    return try home.rows(request)
  }

  /// The sum of each component of a store, month and currency, converted once, by store and month.
  private func converted(_ rows: [[String: String]]) -> [String: Int64] {
    var direct: [String: [String: Int64]] = [:]
    for row in rows {
      for component in Component.incomeAndCost {
        direct["\(row["store"] ?? "") \(row["month"] ?? "") \(component.name)", default: [:]][
          row["currency"] ?? "", default: 0] += cents(row[component.name])
      }
    }
    return direct.mapValues { amounts in
      amounts.reduce(0) { sum, amount in
        let rate: Int64 = ["USD": 11_013, "CAD": 14_791][amount.key] ?? 10_000
        return sum + scaled(amount.value, by: 10_000, over: rate)!
      }
    }
  }

  private func sums(_ rows: [[String: String]]) -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for row in rows {
      for component in Component.incomeAndCost {
        sums["\(row["store"] ?? "") \(row["month"] ?? "") \(component.name)", default: 0] +=
          cents(row[component.name])
      }
    }
    return sums
  }

  @Test func consolidationAndAllocationSumToTheSameCentAsTheDirectView() throws {
    let home = try home()
    let direct = try rows(home, allocated: false, consolidated: false)
    let expected = converted(direct)
    #expect(expected.values.contains { $0 != 0 })
    for isAllocated in [false, true] {
      let consolidated = try rows(home, allocated: isAllocated, consolidated: true)
      #expect(consolidated.allSatisfy { $0["currency"] == "EUR" })
      #expect(sums(consolidated) == expected, "allocated: \(isAllocated)")
      for row in consolidated {
        let net = Component.incomeAndCost.reduce(Int64(0)) { $0 + cents(row[$1.name]) }
        #expect(net == cents(row["net_before_cogs"]))
        if row["profit"] != "" { #expect(cents(row["profit"]) == net + cents(row["cogs"])) }
      }
    }
  }

  @Test func withoutARateTheViewIsRefusedWithWhatIsMissing() throws {
    var configuration = SmallWorld.configuration
    configuration.functionalCurrency = Currency("EUR")
    let home = TestHome(configuration, master: [.catalog: SmallWorld.catalog])
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    do {
      _ = try rows(home, allocated: false, consolidated: true)
      Issue.record("it was made")
    } catch let error as BatchError {
      #expect(error.description.hasPrefix("there is no rate from "))
    }
  }
}
