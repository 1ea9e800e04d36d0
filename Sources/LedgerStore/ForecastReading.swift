import LedgerCore

/// What a forecast takes from the ledger.
extension Ledger {
  /// A settlement in force, with what it says of reserves and of its payout.
  package struct ForecastSettlement: Sendable {
    package let versionID: Int64
    package let settlementID, store, accountType, homeMarketplace: String
    package let currency: Currency
    package let start, end: Instant
    package let depositAt: Instant?
    package let totalMinor: Int64
    /// As the rows say: credited again positive, held back negative.
    package let previousReserveMinor, currentReserveMinor: Int64
    package let sha256: String
    package let initiatedAt: Instant?
    /// The first day on which a matched bank line was booked.
    package let bankDay: CalendarDate?
    /// When Amazon was first seen to call the payout paid.
    package let paidSeenAt: Instant?
    /// What the rows say was carried from the close before: a debt negative.
    package let carriedInMinor: Int64
    /// When Amazon was first seen to say that nothing is paid, and that the transfer failed.
    package let notPaidSeenAt, failedSeenAt: Instant?
  }

  package func forecastSettlements() throws(StoreError) -> [ForecastSettlement] {
    let select = try Statement(
      """
      SELECT v.version_id, v.settlement_id, v.store, account_type, home_marketplace, currency,
        start_at, end_at, deposit_at, stated_total_minor, \(reserve("previous reserve amount balance")),
        \(reserve("current reserve amount")), sha256,
        (SELECT min(created_at) FROM payout p
          WHERE p.store = v.store AND p.settlement_id = v.settlement_id),
        (SELECT min(booking_day) FROM deposit_match m JOIN bank_line USING (line_id)
          WHERE m.store = v.store AND m.settlement_id = v.settlement_id),
        \(seen("PAID")),
        (SELECT coalesce(-sum(amount_minor), 0) FROM posting p JOIN account USING (account_id)
          WHERE p.version_id = v.version_id AND component = 'carry_over'),
        \(seen("NO_PAYOUT")), \(seen("FAILED"))
      FROM settlement_version v JOIN document USING (document_id)
      WHERE is_current = 1 ORDER BY v.store, end_at, v.settlement_id
      """, on: database)
    var settlements: [ForecastSettlement] = []
    while try select.step() {
      guard let currency = Currency(select.text(5)) else { continue }
      func instant(_ column: Int32) -> Instant? {
        select.optionalInteger(column).map { Instant(seconds: $0) }
      }
      settlements.append(
        ForecastSettlement(
          versionID: select.integer(0), settlementID: select.text(1), store: select.text(2),
          accountType: select.text(3), homeMarketplace: select.text(4), currency: currency,
          start: Instant(seconds: select.integer(6)), end: Instant(seconds: select.integer(7)),
          depositAt: instant(8), totalMinor: select.integer(9),
          previousReserveMinor: select.integer(10), currentReserveMinor: select.integer(11),
          sha256: select.text(12), initiatedAt: instant(13),
          bankDay: select.optionalInteger(14).map { CalendarDate(dayNumber: Int32($0)) },
          paidSeenAt: instant(15), carriedInMinor: select.integer(16),
          notPaidSeenAt: instant(17), failedSeenAt: instant(18)))
    }
    return settlements
  }

  /// A scalar subquery: when a payout of the settlement was first seen in a state.
  private func seen(_ status: String) -> String {
    """
    (SELECT min(known_from) FROM payout p JOIN payout_state s USING (store, payout_id)
      WHERE p.store = v.store AND p.settlement_id = v.settlement_id AND s.status = '\(status)')
    """
  }

  /// A scalar subquery: what the rows of a version with a reserve's label sum to.
  private func reserve(_ description: String) -> String {
    """
    (SELECT coalesce(-sum(p.amount_minor), 0) FROM posting p JOIN account a USING (account_id)
      JOIN label l USING (label_id) WHERE p.version_id = v.version_id
      AND a.component = 'reserve' AND lower(l.amount_description) = '\(description)')
    """
  }

  /// A settlement's rows of one day, component and label.
  package struct ForecastFlow: Sendable {
    package let versionID: Int64
    package let day: CalendarDate
    package let component: Component
    package let label: String
    package let transactionType: String
    package let amountMinor: Int64
  }

  /// Rows that are money earned or spent, without reserve, debt and transfers out.
  package func forecastFlows(
    _ body: (ForecastFlow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT version_id, posted_day, component, transaction_type,
        CASE WHEN amount_type = 'other-transaction' THEN amount_description ELSE amount_type END,
        -sum(amount_minor)
      FROM posting JOIN account USING (account_id) JOIN label USING (label_id)
        JOIN settlement_version USING (version_id)
      WHERE is_current = 1 AND component IS NOT NULL AND component NOT IN ('reserve', 'carry_over')
        AND posted_day IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """, on: database)
    while try select.step() {
      guard let component = Component(name: select.text(2)) else { continue }
      try body(
        ForecastFlow(
          versionID: select.integer(0),
          day: CalendarDate(dayNumber: Int32(truncatingIfNeeded: select.integer(1))),
          component: component, label: select.text(4), transactionType: select.text(3),
          amountMinor: select.integer(5)))
    }
  }

  /// A closed event group with a total, and when that was first seen.
  package struct ForecastGroup: Sendable {
    package let store: String
    package let currency: Currency
    package let start, end: Instant
    package let totalMinor: Int64
    package let seenAt: Instant
    package let initiatedAt: Instant?
    /// As the group's transactions say: held back at its close, negative.
    package let currentReserveMinor: Int64
    /// When its transfer was first seen to have failed.
    package let failedSeenAt: Instant?
  }

  package func forecastGroups() throws(StoreError) -> [ForecastGroup] {
    let select = try Statement(
      """
      SELECT g.store, currency, start_at, end_at, g.original_total_minor,
        (SELECT min(known_from) FROM event_group_state s WHERE s.store = g.store
          AND s.group_id = g.group_id AND lower(s.processing_status) = 'closed'
          AND s.original_total_minor IS NOT NULL),
        transfer_at,
        (SELECT total(amount_minor) FROM amazon_transaction t
          JOIN transaction_line USING (transaction_number) JOIN line_path USING (path_id)
          WHERE t.store = g.store AND t.group_id = g.group_id
            AND path LIKE '%Current Reserve Amount'),
        (SELECT min(known_from) FROM event_group_state s WHERE s.store = g.store
          AND s.group_id = g.group_id AND lower(s.transfer_status) = 'failed')
      FROM event_group g
      WHERE lower(processing_status) = 'closed' AND g.original_total_minor IS NOT NULL
        AND start_at IS NOT NULL AND end_at IS NOT NULL
      ORDER BY g.store, end_at, g.group_id
      """, on: database)
    var groups: [ForecastGroup] = []
    while try select.step() {
      guard let currency = Currency(select.text(1)), let seen = select.optionalInteger(5) else {
        continue
      }
      groups.append(
        ForecastGroup(
          store: select.text(0), currency: currency, start: Instant(seconds: select.integer(2)),
          end: Instant(seconds: select.integer(3)), totalMinor: select.integer(4),
          seenAt: Instant(seconds: seen),
          initiatedAt: select.optionalInteger(6).map { Instant(seconds: $0) },
          currentReserveMinor: select.integer(7),
          failedSeenAt: select.optionalInteger(8).map { Instant(seconds: $0) }))
    }
    return groups
  }
}
