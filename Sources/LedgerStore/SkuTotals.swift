import LedgerCore

/// What SKUs come to in all settlements in force: kept, and changed by the settlements that came into
/// force or left it since.
extension Ledger {
  /// A settlement of a document whose sums are to be in the totals, or are.
  struct CountedSettlement: Hashable {
    let sha256, settlementID, store, currency: String
  }

  /// Makes the totals those of the settlements in force now. All documents must be summed before.
  package func refreshSkuTotals() throws(StoreError) {
    let (counted, inForce) = (Set(try settlementsCounted()), Set(try settlementsToCount()))
    guard counted != inForce else { return }
    try database.transaction { () throws(StoreError) in
      try countOut(Array(counted.subtracting(inForce)))
      let note = try Statement("INSERT INTO sku_counted VALUES (?, ?, ?, ?)", on: database)
      for settlement in inForce.subtracting(counted) {
        try note.run(
          .text(settlement.sha256), .text(settlement.settlementID), .text(settlement.store),
          .text(settlement.currency))
        try add(settlement, sign: 1)
      }
    }
  }

  func settlementsCounted() throws(StoreError) -> [CountedSettlement] {
    try settlements("SELECT sha256, settlement_id, store, currency FROM sku_counted")
  }

  private func settlementsToCount() throws(StoreError) -> [CountedSettlement] {
    try settlements(
      """
      SELECT sha256, settlement_id, s.store, currency
      FROM settlement_version s JOIN document USING (document_id) WHERE is_current = 1
      """)
  }

  private func settlements(_ sql: String) throws(StoreError) -> [CountedSettlement] {
    let select = try Statement(sql, on: database)
    var settlements: [CountedSettlement] = []
    while try select.step() {
      settlements.append(
        CountedSettlement(
          sha256: select.text(0), settlementID: select.text(1), store: select.text(2),
          currency: select.text(3)))
    }
    return settlements
  }

  /// Takes settlements out of the totals; what none has any more goes.
  func countOut(_ settlements: [CountedSettlement]) throws(StoreError) {
    guard !settlements.isEmpty else { return }
    let forget = try Statement(
      "DELETE FROM sku_counted WHERE sha256 = ? AND settlement_id = ?", on: database)
    for settlement in settlements {
      try add(settlement, sign: -1)
      try forget.run(.text(settlement.sha256), .text(settlement.settlementID))
    }
    for store in Set(settlements.map(\.store)) {
      try Statement(
        "DELETE FROM sku_total WHERE store = ? AND settlement_count = 0", on: database
      ).run(.text(store))
    }
  }

  private func add(_ settlement: CountedSettlement, sign: Int64) throws(StoreError) {
    try Statement(
      """
      INSERT INTO sku_total
      SELECT ?1, sku, outlet, category, ?2, component, ?5 * sum(amount_minor), ?5 * sum(units), ?5
      FROM sku_sum WHERE sha256 = ?3 AND settlement_id = ?4 AND sku <> ''
      GROUP BY sku, outlet, category, component
      ON CONFLICT DO UPDATE SET amount_minor = amount_minor + excluded.amount_minor,
        units = units + excluded.units,
        settlement_count = settlement_count + excluded.settlement_count
      """, on: database
    ).run(
      .text(settlement.store), .text(settlement.currency), .text(settlement.sha256),
      .text(settlement.settlementID), .integer(sign))
  }
}
