import LedgerCore

/// A settlement in force, as the settlements report shows it.
package struct SettlementRow: Sendable {
  package let settlementID, store, accountType, homeMarketplace: String
  package let currency: Currency
  package let start, end: Instant
  package let deposit: Instant?
  package let statedTotalMinor, rowsTotalMinor: Int64
  package let rows, unclassifiedRows, version: Int
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
        (SELECT total(p.row_count) FROM posting p JOIN account a USING (account_id)
          WHERE p.version_id = s.version_id AND a.component = 'unclassified'),
        home_marketplace
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
          version: Int(select.integer(10))))
    }
  }

  /// Component rows of the settlements in force, in the order of the report's columns.
  package func componentRows(
    byLabel: Bool, from: CalendarDate?, to: CalendarDate?, settlementID: String? = nil,
    _ body: (ComponentRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let labels = byLabel ? ", transaction_type, amount_type, amount_description" : ""
    let select = try Statement(
      """
      SELECT settlement_id, store, marketplace, currency, posted_day, local_day, category, outlet,
        component, -sum(amount_minor), sum(p.row_count), sum(order_count), sum(units),
        sum(units_without_cost), sum(cost_minor), max(cost_currency)\(labels)
      FROM settlement_version s JOIN posting p USING (version_id) JOIN account USING (account_id)
        JOIN dimension USING (dimension_id) JOIN label USING (label_id)
      WHERE is_current = 1 AND local_day BETWEEN ?1 AND ?2
        AND settlement_id = coalesce(?3, settlement_id)
      GROUP BY settlement_id, store, marketplace, currency, posted_day, local_day, category,
        outlet, component\(labels)
      ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9\(byLabel ? ", 17, 18, 19" : "")
      """, on: database)
    try select.bind(
      .integer(Int64(from?.dayNumber ?? .min)), .integer(Int64(to?.dayNumber ?? .max)),
      .optional(settlementID))
    while try select.step() {
      guard let component = Component(name: select.text(8)) else { continue }
      try body(
        ComponentRow(
          settlementID: select.text(0), store: select.text(1), marketplace: select.text(2),
          currency: try currency(select.text(3)), postedDay: day(select.integer(4)),
          localDay: day(select.integer(5)), category: select.text(6), outlet: select.text(7),
          component: component,
          label: byLabel
            ? LabelTriple(
              ByteString(select.bytes(16)), ByteString(select.bytes(17)),
              ByteString(select.bytes(18))) : nil,
          amountMinor: select.integer(9), rows: select.integer(10), orders: select.integer(11),
          units: select.integer(12), unitsWithoutCost: select.integer(13),
          costMinor: select.integer(14),
          costCurrency: select.optionalText(15).flatMap { Currency($0) }))
    }
  }

  /// Text rows of a table that is kept as it is reported.
  package func textRows(
    _ sql: String, columns: Int32, _ body: ([String]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(sql, on: database)
    while try select.step() { try body((0..<columns).map { select.text($0) }) }
  }

  private func day(_ number: Int64) -> CalendarDate {
    CalendarDate(dayNumber: Int32(truncatingIfNeeded: number))
  }

  private func currency(_ code: String) throws(StoreError) -> Currency {
    guard let currency = Currency(code) else {
      throw StoreError(.damaged("currency '\(code)'"), at: database.path)
    }
    return currency
  }
}
