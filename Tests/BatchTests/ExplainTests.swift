import Batch
import LedgerCore
import TestSupport
import Testing

/// What `explain` shows of a figure sums to the figure.
@Suite struct ExplainTests {
  private func home() throws -> TestHome {
    let home = SmallWorld.home()
    try home.importFiles(SmallWorld.write(SmallWorld.names, for: home))
    // Of each kind that a report counts for itself, and of cash that only moves.
    var made = SmallWorld.settlement(
      "90100000018", "USD", from: "2026-03-29T20:00:00Z", to: "2026-04-12T20:00:00Z")
    let posted = Instant(seconds: made.start.seconds + 3600)
    func add(_ minor: Int64, _ labels: (String, String, String)) {
      var row = MadeRow(minor, posted).labelled(labels.0, labels.1, labels.2)
      (row.sku, row.marketplace, row.quantity) = ("MUG-1", "Amazon.com", "")
      row.orderID = "111-9999999-1"
      made.rows.append(row)
    }
    add(-1500, ("Refund", "ItemPrice", "Principal"))
    add(225, ("Refund", "ItemFees", "Commission"))
    add(-300, ("Order", "Promotion", "Shipping"))
    made.rows.append(
      MadeRow(-5000, posted).ofAccount("other-transaction", "Current Reserve Amount"))
    try home.importFiles(
      [home.folder.write("in/NA1_\(made.id).txt", SettlementFile(made).bytes)])
    return home
  }

  /// The sum that stands in the last line, as text with its currency.
  private func sum(
    _ home: TestHome, _ report: ReportName, _ conditions: [(column: String, value: String)]
  ) throws -> String {
    var last = ""
    try home.with { try $0.explain(.figure(report, conditions)) { last = $0 } }
    return String(last.split(separator: " ").suffix(2).joined(separator: " "))
  }

  private func minor(_ text: String?) -> Int64 {
    ExactDecimal(Array((text ?? "").utf8))?.minorUnits(digits: 2) ?? 0
  }

  @Test(
    arguments: [
      (.components, ["settlement_id", "posted_date", "category", "component"], "amount"),
      (.components, ["store", "currency", "component"], "amount"),
      (.fees, ["store", "currency", "category"], "amount"),
      (.fees, ["settlement_id", "amount_description", "local_date"], "amount"),
      (.refunds, ["store", "currency"], "amount"), (.promotions, ["store", "currency"], "amount"),
      (.profit, ["store", "category", "outlet", "month", "currency"], "net_before_cogs"),
      (.profit, ["store", "currency"], "net_before_cogs"),
      (.settlements, ["settlement_id"], "rows_total"),
      (.settlements, ["store", "account_type", "currency"], "rows_total"),
    ] as [(ReportName, [String], String)])
  func theRowsOfAFigureSumToIt(report: ReportName, keys: [String], column: String) throws {
    let home = try home()
    var sums: [[String]: Int64] = [:]
    var currencies: [[String]: String] = [:]
    for row in try home.rows(report) {
      let key = keys.map { row[$0] ?? "" }
      sums[key, default: 0] += minor(row[column])
      currencies[key] = row["currency"]
    }
    #expect(!sums.isEmpty)
    for (key, expected) in sums {
      let conditions = zip(keys, key).map { (column: $0, value: $1) }
      let found = try sum(home, report, conditions).split(separator: " ").map(String.init)
      #expect(minor(found[0]) == expected, "\(report) \(key)")
      #expect(found[1] == currencies[key])
    }
  }

  @Test func aComponentOfProfitIsItsColumn() throws {
    let home = try home()
    for row in try home.rows(.profit) {
      for component in Component.incomeAndCost where minor(row[component.name]) != 0 {
        let keys = ["store", "category", "outlet", "month", "currency"]
        let conditions =
          keys.map { (column: $0, value: row[$0] ?? "") } + [("component", component.name)]
        let found = try sum(home, .profit, conditions)
        #expect(found.hasPrefix(row[component.name] ?? ""), "\(component)")
      }
    }
  }

  /// A document with two settlements of which one was reissued shows the other one alone.
  @Test func whatWasReplacedIsNoPartOfAFigure() throws {
    let home = try home()
    var reissued = SmallWorld.settlement(
      "90100000011", "USD", from: "2026-03-01T20:00:00Z", to: "2026-03-15T20:00:00Z")
    reissued.rows.append(
      MadeRow(-77, reissued.start).ofAccount("other-transaction", "Storage Fee"))
    try home.importFiles(
      [home.folder.write("in/NA1_again.txt", SettlementFile(reissued).bytes)])
    let total = try home.rows(.settlements).first { $0["settlement_id"] == "90100000011" }
    #expect(
      try sum(home, .settlements, [("settlement_id", "90100000011")])
        == "\(total?["rows_total"] ?? "") USD")
  }

  @Test func whatTheReportDoesNotCountIsSaid() throws {
    let home = try home()
    func refusal(_ report: ReportName, _ conditions: [(column: String, value: String)]) -> String {
      let error = #expect(throws: BatchError.self) { try sum(home, report, conditions) }
      #expect(error?.kind == .usage)
      return error?.description ?? ""
    }
    #expect(refusal(.cashflow, [("store", "NA1")]).contains("no sums of settlement rows"))
    #expect(
      refusal(.fees, [("category", "Nothing")])
        == "report fees: it counts no row with category=Nothing; take columns and values from its rows"
    )
    #expect(
      refusal(.profit, [("store", "EU1"), ("category", "Cups")])
        .contains("it counts no row with category=Cups"))
    #expect(
      refusal(.components, [("category", "Cups"), ("component", "storage_fees")])
        .contains("with all of category=Cups component=storage_fees"))
  }
}
