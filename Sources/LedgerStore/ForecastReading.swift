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
        start_at, end_at, deposit_at, stated_total_minor, sha256,
        (SELECT min(created_at) FROM payout p
          WHERE p.store = v.store AND p.settlement_id = v.settlement_id),
        (SELECT min(booking_day) FROM deposit_match m JOIN bank_line USING (line_id)
          WHERE m.store = v.store AND m.settlement_id = v.settlement_id),
        \(seen("PAID")), \(seen("NO_PAYOUT")), \(seen("FAILED"))
      FROM settlement_version v JOIN document USING (document_id)
      WHERE is_current = 1 ORDER BY v.store, end_at, v.settlement_id
      """, on: database)
    let held = try heldAmounts()
    var settlements: [ForecastSettlement] = []
    while try select.step() {
      guard let currency = Currency(select.text(5)) else { continue }
      let held = held[select.integer(0)] ?? (0, 0, 0)
      func instant(_ column: Int32) -> Instant? {
        select.optionalInteger(column).map { Instant(seconds: $0) }
      }
      settlements.append(
        ForecastSettlement(
          versionID: select.integer(0), settlementID: select.text(1), store: select.text(2),
          accountType: select.text(3), homeMarketplace: select.text(4), currency: currency,
          start: Instant(seconds: select.integer(6)), end: Instant(seconds: select.integer(7)),
          depositAt: instant(8), totalMinor: select.integer(9),
          previousReserveMinor: held.previousReserve, currentReserveMinor: held.currentReserve,
          sha256: select.text(10), initiatedAt: instant(11),
          bankDay: select.optionalInteger(12).map { CalendarDate(dayNumber: Int32($0)) },
          paidSeenAt: instant(13), carriedInMinor: held.carriedIn,
          notPaidSeenAt: instant(14), failedSeenAt: instant(15)))
    }
    return settlements
  }

  /// A scalar subquery: when a payout of the settlement was first seen in a state.
  private func seen(_ status: String) -> String {
    """
    (SELECT min(known_from) FROM payout p CROSS JOIN payout_state s USING (store, payout_id)
      WHERE p.store = v.store AND p.settlement_id = v.settlement_id AND s.status = '\(status)')
    """
  }

  /// By version: what its rows credit again and hold back as reserve, and carry over.
  private func heldAmounts() throws(StoreError) -> [Int64: (
    previousReserve: Int64, currentReserve: Int64, carriedIn: Int64
  )] {
    func sum(_ component: String, _ description: String? = nil) -> String {
      let label =
        description.map {
          "AND label_id IN (SELECT label_id FROM label WHERE lower(amount_description) = '\($0)')"
        } ?? ""
      return """
        coalesce(-sum(amount_minor) FILTER (WHERE account_id IN
          (SELECT account_id FROM account WHERE component = '\(component)') \(label)), 0)
        """
    }
    let select = try Statement(
      """
      SELECT version_id, \(sum("reserve", "previous reserve amount balance")),
        \(sum("reserve", "current reserve amount")), \(sum("carry_over"))
      FROM version_label GROUP BY version_id
      """, on: database)
    var held: [Int64: (previousReserve: Int64, currentReserve: Int64, carriedIn: Int64)] = [:]
    while try select.step() {
      held[select.integer(0)] = (select.integer(1), select.integer(2), select.integer(3))
    }
    return held
  }

  /// A settlement's rows of one day, component and label.
  package struct ForecastFlow: Sendable {
    package let day: CalendarDate
    package let component: Component
    package let label: String
    package let transactionType: String
    package let amountMinor: Int64
  }

  /// A closed event group with a total, and when that was first seen.
  package struct ForecastGroup: Sendable {
    package let store: String
    package let currency: Currency
    package let start, end: Instant
    package let totalMinor: Int64
    package let seenAt: Instant
    package let initiatedAt: Instant?
    package let id: String
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
        transfer_at, group_id,
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
          id: select.text(7),
          failedSeenAt: select.optionalInteger(8).map { Instant(seconds: $0) }))
    }
    return groups
  }

  /// What a group's transactions hold back at its close; negative.
  package func currentReserveMinor(ofGroup id: String, store: String) throws(StoreError) -> Int64 {
    let select = try Statement(
      """
      SELECT total(amount_minor) FROM amazon_transaction
        JOIN transaction_line USING (transaction_number) JOIN line_path USING (path_id)
      WHERE store = ? AND group_id = ? AND path LIKE '%Current Reserve Amount'
      """, on: database)
    try select.bind(.text(store), .text(id))
    return try select.step() ? select.integer(0) : 0
  }

  /// What Amazon expected to pay next, each time it was asked.
  package struct ForecastExpectation: Sendable {
    package let accountType, marketplaceID, status: String
    package let knownFrom: Instant
    package let amount: Money?
    package let scheduled: CalendarDate?
  }

  package func forecastExpectations(
    of store: String
  ) throws(StoreError) -> [ForecastExpectation] {
    let select = try Statement(
      """
      SELECT account_type, marketplace_id, status, known_from, currency, amount_minor, scheduled_day
      FROM expected_payout WHERE store = ? ORDER BY known_from, account_type, marketplace_id
      """, on: database)
    try select.bind(.text(store))
    var expectations: [ForecastExpectation] = []
    while try select.step() {
      let currency = select.optionalText(4).flatMap { Currency($0) }
      expectations.append(
        ForecastExpectation(
          accountType: select.text(0), marketplaceID: select.text(1), status: select.text(2),
          knownFrom: Instant(seconds: select.integer(3)),
          amount: currency.flatMap { currency in
            select.optionalInteger(5).map { Money(minorUnits: $0, currency) }
          },
          scheduled: select.optionalInteger(6).map { CalendarDate(dayNumber: Int32($0)) }))
    }
    return expectations
  }
}

/// Reads the rows of versions that are money earned or spent, without reserve, debt and transfers out.
package struct ForecastFlowReader {
  private let select: Statement

  package init(_ ledger: Ledger) throws(StoreError) {
    // The days of a version are few and its postings many: without such a day none is looked at.
    select = try Statement(
      """
      SELECT posted_day, component, transaction_type,
        CASE WHEN amount_type = 'other-transaction' THEN amount_description ELSE amount_type END,
        -sum(amount_minor)
      FROM posting CROSS JOIN account USING (account_id) JOIN label USING (label_id)
      WHERE version_id = (SELECT d.version_id FROM version_day d
          WHERE d.version_id = ?1 AND (d.posted_day < ?2 OR d.posted_day >= ?3) LIMIT 1)
        AND (posted_day < ?2 OR posted_day >= ?3)
        AND component IS NOT NULL AND component NOT IN ('reserve', 'carry_over')
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      """, on: ledger.database)
  }

  /// The rows of a version, but not those of the days `except`, which are told in another way.
  package func rows(
    of versionID: Int64, except days: Range<CalendarDate>?,
    _ body: (Ledger.ForecastFlow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let none = Int64(Int32.max)
    try select.bind(
      .integer(versionID), .integer(days.map { Int64($0.lowerBound.dayNumber) } ?? none),
      .integer(days.map { Int64($0.upperBound.dayNumber) } ?? none))
    while try select.step() {
      guard let component = Component(name: select.text(1)) else { continue }
      try body(
        Ledger.ForecastFlow(
          day: CalendarDate(dayNumber: Int32(truncatingIfNeeded: select.integer(0))),
          component: component, label: select.text(3), transactionType: select.text(2),
          amountMinor: select.integer(4)))
    }
  }
}
