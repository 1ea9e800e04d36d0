import LedgerCore
import TestSupport
import Testing

@testable import LedgerStore

/// What SKUs come to is kept: it must be what the settlements in force say, whatever came when.
@Suite struct SkuTotalTests {
  private let folder = TemporaryFolder()
  private let ledger: Ledger

  init() throws {
    ledger = try Ledger(path: "\(folder.path)/ledger.sqlite")
    for number in 1...4 { try post(number, "NA1") }
  }

  /// A document with one settlement, `S1` in documents 1 and 2.
  private func post(_ number: Int, _ store: String) throws {
    try ledger.database.run(
      """
      INSERT OR REPLACE INTO document VALUES (\(number), 'd\(number)', 'n', '\(store)', 'posted',
        'V2', 'UTF-8', 1, 1, 0, 0, NULL, NULL, NULL, NULL, 1);
      INSERT OR REPLACE INTO settlement_version (version_id, document_id, settlement_id, store,
          currency, minor_digits, start_at, end_at, stated_total_minor, rows_total_minor, row_count,
          account_level_rows, read_for_marketplace, account_type, is_current)
        VALUES (\(number), \(number), 'S\(max(1, number - 1))', '\(store)', 'USD', 2, 0, 9, 0, 0, 1,
          0, 'US', 'Standard Orders', 1);
      """)
  }

  private func readMissing(_ random: inout SplitMix64) throws {
    for document in try ledger.documentsWithoutSkuSums() {
      let id = try #require(Int(document.sha256.dropFirst()))
      var sums: [SkuSum.Key: SkuSum] = [:]
      for _ in 0..<4 {
        let key = SkuSum.Key(
          settlementID: "S\(max(1, id - 1))", sku: random.pick(["", "A", "B"]),
          month: random.pick(["2026-01", "2026-02"]),
          component: random.pick([.productSales, .referralFees]), outlet: "o", category: "c")
        sums[key] = SkuSum(
          key: key, amountMinor: Int64.random(in: -9...9, using: &random),
          units: Int64.random(in: 0...2, using: &random))
      }
      try ledger.save(skuSums: Array(sums.values), of: document)
    }
  }

  /// Units and amounts by store and SKU.
  private func totals(from: CalendarDate?) throws -> [String: [Int64]] {
    var totals: [String: [Int64]] = [:]
    try ledger.amazonSkuRows(from: from, to: nil) { row in
      let amounts = [row.sums.unitsMilli, row.sums.grossSales, row.sums.fees]
      totals["\(row.store) \(row.sku)"] = zip(
        totals["\(row.store) \(row.sku)"] ?? [0, 0, 0], amounts
      ).map(+)
    }
    return totals
  }

  @Test func theyAreWhatTheSettlementsInForceSay() throws {
    for seed in UInt64(1)...30 {
      var random = SplitMix64(seed: seed)
      try readMissing(&random)
      let number = Int.random(in: 1...4, using: &random)
      switch random.pick([0, 1, 2]) {
      case 0:
        try ledger.database.run(
          "UPDATE settlement_version SET is_current = 1 - is_current WHERE version_id = \(number)")
      case 1: try post(number, random.pick(["NA1", "EU1"]))
      default: break
      }
      try readMissing(&random)
      // With a first day the sums of each settlement are read, without one the totals.
      #expect(
        try totals(from: nil) == totals(from: CalendarDate("2020-01-01")), "seed \(seed)")
      #expect(try ledger.integrityProblems() == [], "seed \(seed)")
    }
  }
}
