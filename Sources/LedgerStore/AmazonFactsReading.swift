import LedgerCore

/// What the ledger knows from SP-API.
extension Ledger {
  /// How many answers of the archive were taken in.
  package func answersTaken() throws(StoreError) -> Int {
    try meta("answers").flatMap { Int($0) } ?? 0
  }

  /// Whether something was told about a store that its last follow-up has not seen.
  ///
  /// Set with the news, in its transaction, and cleared when the follow-up is complete: a run that
  /// was stopped between the two is followed up by the next one.
  package func isFollowUpDue(_ store: String) throws(StoreError) -> Bool {
    try meta("follow-up \(store)") == "due"
  }

  package func setFollowUpDue(_ isDue: Bool, _ store: String) throws(StoreError) {
    try setMeta("follow-up \(store)", isDue ? "due" : "done")
  }

  // MARK: - Groups

  private static let groupColumns =
    "group_id, processing_status, currency, original_total_minor, converted_currency,"
    + " converted_total_minor, beginning_balance_minor, start_at, end_at, transfer_status,"
    + " transfer_at, trace_id, account_tail"

  static func group(
    _ id: String, of store: String, on database: Database
  ) throws(StoreError) -> FinancialEventGroup? {
    let select = try Statement(
      "SELECT \(groupColumns) FROM event_group WHERE store = ? AND group_id = ?", on: database)
    try select.bind(.text(store), .text(id))
    return try select.step() ? group(select) : nil
  }

  /// The groups of a store by start and id.
  package func groups(of store: String) throws(StoreError) -> [FinancialEventGroup] {
    let select = try Statement(
      "SELECT \(Ledger.groupColumns) FROM event_group WHERE store = ? ORDER BY start_at, group_id",
      on: database)
    try select.bind(.text(store))
    var groups: [FinancialEventGroup] = []
    while try select.step() { groups.append(Ledger.group(select)) }
    return groups
  }

  private static func group(_ row: Statement) -> FinancialEventGroup {
    let currency = row.optionalText(2).flatMap { Currency($0) }
    func money(_ column: Int32, _ currency: Currency?) -> Money? {
      row.optionalInteger(column).flatMap { minor in
        currency.map { Money(minorUnits: minor, $0) }
      }
    }
    func instant(_ column: Int32) -> Instant? {
      row.optionalInteger(column).map { Instant(seconds: $0) }
    }
    return FinancialEventGroup(
      id: row.text(0), processingStatus: row.text(1), originalTotal: money(3, currency),
      convertedTotal: money(5, row.optionalText(4).flatMap { Currency($0) }),
      beginningBalance: money(6, currency), start: instant(7), end: instant(8),
      transferStatus: row.optionalText(9), transferAt: instant(10), traceID: row.optionalText(11),
      accountTail: row.optionalText(12))
  }

  // MARK: - Transactions

  /// The sum of the transactions that count in each group of a store, minor units.
  package func transactionTotals(of store: String) throws(StoreError) -> [String: Int64] {
    try refreshMovements()
    let select = try Statement(
      "SELECT group_id, total_minor FROM group_sum WHERE store = ?", on: database)
    try select.bind(.text(store))
    var totals: [String: Int64] = [:]
    while try select.step() { totals[select.text(0)] = select.integer(1) }
    return totals
  }

  /// The sum of the v0 events of each group of a store, minor units.
  package func eventTotals(of store: String) throws(StoreError) -> [String: Int64] {
    let select = try Statement(
      "SELECT group_id, sum(amount_minor) FROM group_event WHERE store = ? GROUP BY group_id",
      on: database)
    try select.bind(.text(store))
    var totals: [String: Int64] = [:]
    while try select.step() { totals[select.text(0)] = select.integer(1) }
    return totals
  }

  /// When the oldest transaction that is still held back was posted.
  package func oldestDeferral(of store: String) throws(StoreError) -> Instant? {
    let select = try Statement(
      "SELECT min(posted_at) FROM amazon_transaction WHERE store = ? AND status = 'DEFERRED'",
      on: database)
    try select.bind(.text(store))
    return try select.step() ? select.optionalInteger(0).map { Instant(seconds: $0) } : nil
  }

  /// Transactions that are still held back though their maturity has passed, by posting; one whose
  /// maturity Amazon does not tell counts as mature with its posting.
  package func maturedDeferrals(
    of store: String, on now: Instant
  ) throws(StoreError) -> [MaturedDeferral] {
    let select = try Statement(
      """
      SELECT DISTINCT posted_at, coalesce(matures_at, posted_at) AS matured_at
      FROM amazon_transaction
      WHERE store = ? AND status = 'DEFERRED' AND matured_at <= ? ORDER BY 1, 2
      """, on: database)
    try select.bind(.text(store), .integer(now.seconds))
    var deferrals: [MaturedDeferral] = []
    while try select.step() {
      deferrals.append(
        MaturedDeferral(
          postedAt: Instant(seconds: select.integer(0)),
          maturedAt: Instant(seconds: select.integer(1))))
    }
    return deferrals
  }

  /// By group: from when on releases are missing whose own transaction does not tell their day.
  package func undatedReleases(of store: String) throws(StoreError) -> [String: Instant] {
    try refreshMovements()
    let select = try Statement(
      """
      SELECT group_id, min(coalesce(matures_at, posted_at))
      FROM movement JOIN movement_place USING (place_id)
      WHERE store = ? AND is_undated = 1 GROUP BY group_id
      """, on: database)
    try select.bind(.text(store))
    var instants: [String: Instant] = [:]
    while try select.step() { instants[select.text(0)] = Instant(seconds: select.integer(1)) }
    return instants
  }

  // MARK: - Reports and payouts

  /// Listed reports that are done, by creation time: report id, document id and creation time.
  package func listedReports(of store: String) throws(StoreError) -> [ReportFacts] {
    let select = try Statement(
      """
      SELECT report_id, document_id, created_at, status, start_at, end_at FROM listed_report
      WHERE store = ? ORDER BY created_at, report_id
      """, on: database)
    try select.bind(.text(store))
    var reports: [ReportFacts] = []
    while try select.step() {
      reports.append(
        ReportFacts(
          id: select.text(0), documentID: select.optionalText(1),
          createdAt: Instant(seconds: select.integer(2)), status: select.text(3),
          start: select.optionalInteger(4).map { Instant(seconds: $0) },
          end: select.optionalInteger(5).map { Instant(seconds: $0) }))
    }
    return reports
  }

  /// When the oldest payout was made that Amazon may still change.
  package func oldestOpenPayout(of store: String) throws(StoreError) -> Instant? {
    let select = try Statement(
      """
      SELECT min(created_at) FROM payout
      WHERE store = ? AND status NOT IN ('PAID', 'FAILED', 'CANCELLED', 'NO_PAYOUT')
      """, on: database)
    try select.bind(.text(store))
    return try select.step() ? select.optionalInteger(0).map { Instant(seconds: $0) } : nil
  }

  /// When the oldest settlement in the books began, of those that began since `since`.
  package func oldestSettlementStart(
    of store: String, since: Instant
  ) throws(StoreError) -> Instant? {
    let select = try Statement(
      """
      SELECT min(start_at) FROM settlement_version
      WHERE store = ? AND is_current = 1 AND start_at >= ?
      """, on: database)
    try select.bind(.text(store), .integer(since.seconds))
    return try select.step() ? select.optionalInteger(0).map { Instant(seconds: $0) } : nil
  }

  /// Settlements in the books, closed since `since`, whose control total is unknown or differs.
  package func settlementsToControl(
    of store: String, since: Instant
  ) throws(StoreError) -> [String] {
    let select = try Statement(
      """
      SELECT DISTINCT v.settlement_id FROM settlement_version v
      LEFT JOIN control_total c ON c.store = v.store AND c.settlement_id = v.settlement_id
      WHERE v.store = ? AND v.is_current = 1 AND v.end_at >= ?
        AND (c.net_proceeds_minor IS NULL OR c.net_proceeds_minor <> v.stated_total_minor)
      ORDER BY 1
      """, on: database)
    try select.bind(.text(store), .integer(since.seconds))
    var ids: [String] = []
    while try select.step() { ids.append(select.text(0)) }
    return ids
  }

  /// Parts of answers that are in no model we know: store, operation, part, how often, first seen.
  package func unknownParts() throws(StoreError) -> [UnknownPart] {
    let select = try Statement(
      "SELECT store, operation, part, count, first_seen FROM unknown_part ORDER BY 1, 2, 3",
      on: database)
    var parts: [UnknownPart] = []
    while try select.step() {
      parts.append(
        UnknownPart(
          store: select.text(0), operation: select.text(1), part: select.text(2),
          count: Int(select.integer(3)), firstSeen: Instant(seconds: select.integer(4))))
    }
    return parts
  }
}

/// A sale that could be released, and was not when Amazon told of it last.
package struct MaturedDeferral: Equatable, Sendable {
  package let postedAt: Instant
  package let maturedAt: Instant

  package init(postedAt: Instant, maturedAt: Instant) {
    self.postedAt = postedAt
    self.maturedAt = maturedAt
  }
}

/// A part of Amazon's answers that this version does not know.
package struct UnknownPart: Sendable {
  package let store: String
  package let operation: String
  package let part: String
  package let count: Int
  package let firstSeen: Instant
}
