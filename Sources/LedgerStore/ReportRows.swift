import LedgerCore

/// A settlement in force, as the settlements report shows it.
package struct SettlementRow: Sendable {
  package let settlementID, store, accountType, homeMarketplace: String
  package let currency: Currency
  package let start, end: Instant
  package let deposit: Instant?
  package let statedTotalMinor, rowsTotalMinor: Int64
  package let rows, unclassifiedRows, version: Int
  /// An earlier version has other content.
  package let isRestated: Bool
}

/// Postings with the same dimensions, as most reports are made from.
package struct ComponentRow: Sendable {
  package let settlementID, store, marketplace: String
  package let currency: Currency
  package let postedDay, localDay: CalendarDate
  package let category, outlet: String
  package let component: Component
  /// Known where the rows are told apart by label.
  package let label: LabelTriple?
  package let amountMinor: Int64
  package let rows, orders, units, unitsWithoutCost: Int64
  package let costMinor: Int64
  package let costCurrency: Currency?
}

extension Ledger {
  package func settlementRows(
    _ body: (SettlementRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT settlement_id, store, account_type, currency, start_at, end_at, deposit_at,
        stated_total_minor, rows_total_minor, row_count, version,
        (SELECT total(p.row_count) FROM version_amount p JOIN account a USING (account_id)
          WHERE p.version_id = s.version_id AND a.component = 'unclassified'),
        home_marketplace,
        EXISTS (SELECT 1 FROM settlement_version o
          WHERE o.store = s.store AND o.settlement_id = s.settlement_id AND o.version < s.version
            AND coalesce(o.content_sha256 <> s.content_sha256, 1))
      FROM settlement_version s WHERE is_current = 1
      ORDER BY store, currency, account_type, end_at, settlement_id
      """, on: database)
    while try select.step() {
      try body(
        SettlementRow(
          settlementID: select.text(0), store: select.text(1), accountType: select.text(2),
          homeMarketplace: select.text(12),
          currency: try currency(select.text(3)), start: Instant(seconds: select.integer(4)),
          end: Instant(seconds: select.integer(5)),
          deposit: select.optionalInteger(6).map { Instant(seconds: $0) },
          statedTotalMinor: select.integer(7), rowsTotalMinor: select.integer(8),
          rows: Int(select.integer(9)), unclassifiedRows: Int(select.integer(11)),
          version: Int(select.integer(10)), isRestated: select.integer(13) == 1))
    }
  }

  /// Text rows of a table that is kept as it is reported.
  package func textRows(
    _ sql: String, columns: Int32, _ body: ([String]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try select(sql)
    while try select.step() { try body((0..<columns).map { select.text($0) }) }
  }

  /// The rows of a query, one after the other.
  package func select(_ sql: String) throws(StoreError) -> Statement {
    try Statement(sql, on: database)
  }

  func currency(_ code: String) throws(StoreError) -> Currency {
    guard let currency = Currency(code) else {
      throw StoreError(.damaged("currency '\(code)'"), at: database.path)
    }
    return currency
  }
}
