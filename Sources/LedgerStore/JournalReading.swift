import LedgerCore

/// What the accounting journal takes from the ledger.
extension Ledger {
  /// A settlement in force; instants are turned into days by who knows its clock.
  package struct SettlementHead: Sendable {
    package let versionID: Int64
    package let settlementID, store, accountType, homeMarketplace, sha256: String
    package let currency: Currency
    package let start, end: Instant
    package let totalMinor: Int64
  }

  package func settlementHeads() throws(StoreError) -> [SettlementHead] {
    let select = try Statement(
      """
      SELECT version_id, settlement_id, v.store, account_type, home_marketplace, sha256, currency,
        start_at, end_at, rows_total_minor
      FROM settlement_version v JOIN document USING (document_id)
      WHERE is_current = 1 ORDER BY v.store, end_at, settlement_id
      """, on: database)
    var heads: [SettlementHead] = []
    while try select.step() {
      heads.append(
        SettlementHead(
          versionID: select.integer(0), settlementID: select.text(1), store: select.text(2),
          accountType: select.text(3), homeMarketplace: select.text(4), sha256: select.text(5),
          currency: try journalCurrency(select.text(6)), start: Instant(seconds: select.integer(7)),
          end: Instant(seconds: select.integer(8)), totalMinor: select.integer(9)))
    }
    return heads
  }

  /// The rows of all settlements in force, by version, each row group for itself.
  package func settlementRowGroups() throws(StoreError) -> [Int64: [SettlementBook.Slice]] {
    let select = try Statement(
      """
      SELECT version_id, strftime('%Y-%m', local_day * 86400, 'unixepoch'), component, marketplace,
        category, outlet, -sum(amount_minor), local_day, transaction_type, amount_type,
        amount_description, store
      FROM settlement_version JOIN posting USING (version_id) JOIN account USING (account_id)
        JOIN dimension USING (dimension_id) JOIN label USING (label_id)
      WHERE is_current = 1
      GROUP BY 1, 2, 3, 4, 5, 6, 8, 9, 10, 11 ORDER BY 1, 2, 3, 4, 5, 6, 8, 9, 10, 11
      """, on: database)
    var slices: [Int64: [SettlementBook.Slice]] = [:]
    while try select.step() {
      guard let component = Component(name: select.text(2)),
        let month = CalendarMonth(select.text(1))
      else {
        throw StoreError(
          .damaged("a posting of \(select.text(2)) in '\(select.text(1))'"), at: database.path)
      }
      slices[select.integer(0), default: []].append(
        SettlementBook.Slice(
          month: month, component: component,
          dimensions: EntryDimensions(
            store: ByteString(select.bytes(11)), marketplace: ByteString(select.bytes(3)),
            category: ByteString(select.bytes(4)), outlet: ByteString(select.bytes(5))),
          amountMinor: select.integer(6),
          text: CalendarDate(dayNumber: Int32(select.integer(7))).description + " "
            + (8...10).map { select.text($0) }.joined(separator: " / ")))
    }
    return slices
  }

  /// A payout and a bank line that pays it, or a part of it.
  package struct DepositPair: Sendable {
    package let store, payoutID, settlementID, homeMarketplace, documents: String
    package let payout: Money?
    package let closed: Instant?
    package let lineID, bankAccount, statement: String
    package let day: CalendarDate
    package let credited: Money
  }

  package func depositPairs() throws(StoreError) -> [DepositPair] {
    let statements = try statementPeriods()
    let select = try Statement(
      """
      SELECT m.store, m.payout_id, m.settlement_id, coalesce(s.home_marketplace, ''),
        coalesce(d.sha256, ''), coalesce(p.currency, s.currency, g.currency),
        coalesce(p.amount_minor, s.rows_total_minor, g.original_total_minor), s.end_at,
        l.line_id, l.account, l.booking_day, l.currency, l.amount_minor
      FROM deposit_match m JOIN bank_line l USING (line_id)
        LEFT JOIN payout p ON p.store = m.store AND p.payout_id = m.payout_id
        LEFT JOIN settlement_version s ON s.store = m.store AND s.settlement_id = m.settlement_id
          AND s.is_current = 1
        LEFT JOIN document d ON d.document_id = s.document_id
        LEFT JOIN event_group g ON g.store = m.store
          AND g.group_id = CASE WHEN m.payout_id GLOB 'group *' THEN substr(m.payout_id, 7) END
      ORDER BY l.line_id, m.store, m.payout_id
      """, on: database)
    var pairs: [DepositPair] = []
    while try select.step() {
      let currency = select.optionalText(5).flatMap { Currency($0) }
      let (account, day) = (select.text(9), select.integer(10))
      pairs.append(
        DepositPair(
          store: select.text(0), payoutID: select.text(1), settlementID: select.text(2),
          homeMarketplace: select.text(3), documents: select.text(4),
          payout: select.optionalInteger(6).flatMap { minor in
            currency.map { Money(minorUnits: minor, $0) }
          },
          closed: select.optionalInteger(7).map { Instant(seconds: $0) }, lineID: select.text(8),
          bankAccount: account,
          statement: statements[account]?.first { $0.days.contains(day) }?.sha256 ?? "",
          day: CalendarDate(dayNumber: Int32(day)),
          credited: Money(
            minorUnits: select.integer(12), try journalCurrency(select.text(11)))))
    }
    return pairs
  }

  /// By account, in the order of their digests: a statement and the days that it has.
  private func statementPeriods() throws(StoreError) -> [String: [(
    days: ClosedRange<Int64>, sha256: String
  )]] {
    let select = try Statement(
      "SELECT account, from_day, to_day, sha256 FROM bank_statement ORDER BY account, sha256",
      on: database)
    var periods: [String: [(days: ClosedRange<Int64>, sha256: String)]] = [:]
    while try select.step() {
      let (from, to) = (
        select.optionalInteger(1) ?? .min, select.optionalInteger(2) ?? .max
      )
      guard from <= to else { continue }
      periods[select.text(0), default: []].append((from...to, select.text(3)))
    }
    return periods
  }

  private func journalCurrency(_ code: String) throws(StoreError) -> Currency {
    guard let currency = Currency(code) else {
      throw StoreError(.damaged("currency '\(code)'"), at: database.path)
    }
    return currency
  }
}
