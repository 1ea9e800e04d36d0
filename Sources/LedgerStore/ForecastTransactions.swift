import LedgerCore

/// The transactions of stores with what was known of them when.
extension Ledger {
  /// One movement on an account; a deferred transaction and its release are one.
  package struct ForecastTransaction: Sendable {
    package let accountType, marketplaceID, type, label: String
    package let currency: Currency
    package let postedAt: Int64
    package let totalMinor: Int64
    package let isDeferred: Bool
    /// Nil while it is held back.
    package let releasedAt: Int64?
    /// When it was first seen at all, and when it was first seen released.
    package let seenAt: Int64
    package let releaseSeenAt: Int64?
    /// Maturity at first sight, and now; when that was first seen.
    package let firstMaturity, lastMaturity, lastMaturitySeenAt: Int64?
  }

  private static let forecastColumns = """
    WITH release AS (
      SELECT store, transaction_id, posted_at FROM amazon_transaction WHERE deferred_id IS NOT NULL
    ), seen AS (
      SELECT store, transaction_id, min(known_from) AS first_seen,
        min(CASE WHEN status <> 'DEFERRED' THEN known_from END) AS release_seen
      FROM transaction_state WHERE store = ?1 GROUP BY transaction_id
    )
    SELECT t.account_type, t.marketplace_id, t.type,
      t.type || ' ' || t.description || ' ' || coalesce((SELECT path FROM transaction_line l
        JOIN line_path USING (path_id) WHERE l.transaction_number = t.transaction_number
        AND t.order_id IS NULL ORDER BY position LIMIT 1), ''),
      t.currency, t.posted_at, t.total_minor, t.deferral_reason IS NOT NULL,
      CASE WHEN t.status = 'DEFERRED' THEN NULL WHEN t.deferral_reason IS NULL THEN t.posted_at
        ELSE coalesce(r.posted_at,
          (SELECT min(e.posted_at) FROM group_event e WHERE e.store = t.store
            AND e.group_id = t.group_id AND e.order_id = t.order_id
            AND e.amount_minor = t.total_minor),
          (SELECT max(day * 86400 + 43200, coalesce(t.matures_at, 0)) FROM release_day d
            WHERE d.store = t.store AND d.transaction_id = t.transaction_id),
          t.matures_at + 43200, t.posted_at) END,
      s.first_seen, coalesce(rs.first_seen, s.release_seen),
      (SELECT matures_at FROM transaction_state m WHERE m.store = t.store
        AND m.transaction_id = t.transaction_id ORDER BY known_from LIMIT 1),
      t.matures_at,
      (SELECT min(known_from) FROM transaction_state m WHERE m.store = t.store
        AND m.transaction_id = t.transaction_id AND m.matures_at = t.matures_at)
    FROM amazon_transaction t
      JOIN seen s ON s.transaction_id = t.transaction_id
      LEFT JOIN release r ON r.store = t.store AND r.transaction_id = t.release_id
      LEFT JOIN seen rs ON rs.transaction_id = t.release_id
    WHERE t.store = ?1
      AND (t.deferred_id IS NULL OR NOT EXISTS (SELECT 1 FROM amazon_transaction o
        WHERE o.store = t.store AND o.transaction_id = t.deferred_id))
      AND NOT (t.type = 'Transfer' AND t.total_minor < 0)
      AND t.description NOT LIKE '%Reserve Amount%'
    ORDER BY t.posted_at, t.transaction_id
    """

  package func forecastTransactions(
    of store: String, _ body: (ForecastTransaction) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(Self.forecastColumns, on: database)
    try select.bind(.text(store))
    while try select.step() {
      guard let currency = Currency(select.text(4)) else { continue }
      try body(
        ForecastTransaction(
          accountType: select.text(0), marketplaceID: select.text(1), type: select.text(2),
          label: select.text(3), currency: currency, postedAt: select.integer(5),
          totalMinor: select.integer(6), isDeferred: select.integer(7) == 1,
          releasedAt: select.optionalInteger(8), seenAt: select.integer(9),
          releaseSeenAt: select.optionalInteger(10),
          firstMaturity: select.optionalInteger(11), lastMaturity: select.optionalInteger(12),
          lastMaturitySeenAt: select.optionalInteger(13)))
    }
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
