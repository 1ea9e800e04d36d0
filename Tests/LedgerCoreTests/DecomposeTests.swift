import LedgerCore
import TestSupport
import Testing

/// A settlement with random labels, days and amounts.
private func arbitraryReading(using random: inout SplitMix64) throws -> SettlementReading {
  let currency = try #require(Currency("EUR"))
  let start = try #require(Instant("2026-03-01"))
  let labels = [
    LabelTriple("Order", "ItemPrice", "Principal"), LabelTriple("Order", "ItemFees", "Commission"),
    LabelTriple("Refund", "ItemPrice", "Principal"), LabelTriple("Never", "Seen", "Before"),
  ]
  let dimensions = (0..<3).map { offset in
    let day = CalendarDate(dayNumber: start.day().dayNumber + Int32(offset))
    return Dimensions(
      marketplace: "DE", postedDay: day, localDay: day, category: "C", outlet: "(unassigned)")
  }
  var total: Int64 = 0
  var groups: [PostingGroup] = []
  for _ in 0..<Int.random(in: 0...40, using: &random) {
    var group = PostingGroup(
      label: Int32.random(in: 0..<4, using: &random),
      dimensions: Int32.random(in: 0..<3, using: &random))
    group.amountMinor = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
    group.rows = 1
    total += group.amountMinor
    groups.append(group)
  }
  let summary = SettlementSummary(
    settlementID: "1", currency: currency, start: start,
    end: Instant(seconds: start.seconds + 1_209_600), deposit: nil, statedTotalMinor: total,
    lineNumber: 2)
  return SettlementReading(
    summary: summary, labels: labels, dimensions: dimensions, groups: groups,
    rows: groups.count, rowsTotalMinor: total, rowsWithoutOrder: [:])
}

@Suite struct DecomposeTests {
  @Test func entriesSumToZeroAndClearingTakesTheTotal() throws {
    let rules = try ComponentRules.builtIn()
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      let reading = try arbitraryReading(using: &random)
      let entry = decompose(reading, using: rules)
      let clearing = entry.postings.filter { $0.account == ChartOfAccounts.clearing }
      #expect(entry.balanceMinor == 0, "seed \(seed)")
      #expect(clearing.map(\.amountMinor) == [reading.rowsTotalMinor], "seed \(seed)")
      #expect(entry.postings.count == reading.groups.count + 1, "seed \(seed)")
    }
  }

  @Test func aSaleCreditsIncomeAndAFeeDebitsExpense() throws {
    var random = SplitMix64(seed: 1)
    var reading = try arbitraryReading(using: &random)
    var (sale, fee) = (PostingGroup(label: 0, dimensions: 0), PostingGroup(label: 1, dimensions: 0))
    (sale.amountMinor, fee.amountMinor) = (10000, -1500)
    reading.groups = [sale, fee]
    reading.rowsTotalMinor = 8500
    let entry = decompose(reading, using: try ComponentRules.builtIn())
    #expect(
      entry.postings.map(\.account) == [
        "Assets:Amazon:Clearing", "Income:Amazon:ProductSales", "Expenses:Amazon:ReferralFees",
      ])
    #expect(entry.postings.map(\.amountMinor) == [8500, -10000, 1500])
  }

  @Test func anUnknownLabelGoesToSuspenseAndStaysInTheSum() throws {
    var random = SplitMix64(seed: 2)
    var reading = try arbitraryReading(using: &random)
    var unknown = PostingGroup(label: 3, dimensions: 0)
    unknown.amountMinor = -1840
    reading.groups = [unknown]
    reading.rowsTotalMinor = -1840
    let entry = decompose(reading, using: try ComponentRules.builtIn())
    #expect(entry.postings.last?.account == "Suspense:Amazon:Unclassified")
    #expect(entry.postings.last?.component == .unclassified)
    #expect(entry.balanceMinor == 0)
  }

  @Test func aDatedRuleDecidesByThePostedDayOfEachGroup() throws {
    var rules = try ComponentRules.builtIn()
    let own =
      "transaction_type\tamount_type\tamount_description\tcomponent\tvalid_from\n"
      + "Never\tSeen\tBefore\tother_fees\t2026-03-02\n"
    try rules.add(Array(own.utf8), origin: "own")
    var random = SplitMix64(seed: 3)
    var reading = try arbitraryReading(using: &random)
    reading.groups = (0..<3).map { PostingGroup(label: 3, dimensions: $0) }
    reading.rowsTotalMinor = 0
    let components = decompose(reading, using: rules).postings.dropFirst().map(\.component)
    #expect(components == [.unclassified, .otherFees, .otherFees])
  }
}
