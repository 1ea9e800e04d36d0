import LedgerCore

/// A settlement in the books, as orders name it.
package struct OrderSettlement: Sendable {
  package let store, settlementID, accountType: String
  package let currency: Currency
  package let end: Instant
  package let statedTotalMinor: Int64
  /// Payouts of it that did not fail, ascending, joined by `|`; and the day of its last bank line.
  package let payoutIDs: String
  package let paidOn: CalendarDate?
}

/// The settlements in the books, by the ways in which orders name them.
package struct OrderSettlements: Sendable {
  package fileprivate(set) var all: [OrderSettlement] = []
  fileprivate var byNumber: [Int64: Int] = [:]
  fileprivate var byID: [String: [String: Int]] = [:]
  fileprivate var byGroup: [String: [String: Int]] = [:]
  /// By store, account type and currency: when its last settlement ended.
  private var ends: [[String]: Instant] = [:]

  package func lastEnd(store: String, accountType: String, _ currency: Currency) -> Instant? {
    ends[[store, accountType, currency.code]]
  }

  fileprivate mutating func append(_ settlement: OrderSettlement, number: Int64?) {
    if let number { byNumber[number] = all.count }
    byID[settlement.store, default: [:]][settlement.settlementID] = all.count
    let account = [settlement.store, settlement.accountType, settlement.currency.code]
    ends[account] = max(ends[account] ?? settlement.end, settlement.end)
    all.append(settlement)
  }
}

extension Ledger {
  package func orderSettlements() throws(StoreError) -> OrderSettlements {
    let payouts = try settlementTexts(
      """
      SELECT store, settlement_id, payout_id FROM payout
      WHERE settlement_id IS NOT NULL AND status NOT IN ('FAILED', 'CANCELLED', 'NO_PAYOUT')
      ORDER BY 1, 2, 3
      """)
    let select = try Statement(
      """
      SELECT v.store, v.settlement_id, coalesce(account_type, ''), currency, end_at,
        stated_total_minor, settlement_number,
        (SELECT max(booking_day) FROM deposit_match m JOIN bank_line USING (line_id)
          WHERE m.settlement_id = v.settlement_id AND m.store = v.store), version_id
      FROM settlement_version v JOIN document d USING (document_id)
        LEFT JOIN order_settlement o
          ON o.sha256 = d.sha256 AND o.settlement_id = v.settlement_id
      WHERE is_current = 1 ORDER BY v.store, end_at, v.settlement_id
      """, on: database)
    var settlements = OrderSettlements()
    var places: [Int64: Int] = [:]
    while try select.step() {
      places[select.integer(8)] = settlements.all.count
      let (store, id) = (select.text(0), select.text(1))
      settlements.append(
        OrderSettlement(
          store: store, settlementID: id, accountType: select.text(2),
          currency: try currencyOf(select.text(3)), end: Instant(seconds: select.integer(4)),
          statedTotalMinor: select.integer(5),
          payoutIDs: payouts[store]?[id]?.joined(separator: "|") ?? "",
          paidOn: select.optionalInteger(7).map { CalendarDate(dayNumber: Int32($0)) }),
        number: select.optionalInteger(6))
    }
    let groups = try Statement(
      """
      SELECT g.store, g.group_id, version_id FROM event_group g JOIN settlement_version v
        ON v.store = g.store AND v.currency = g.currency AND v.start_at = g.start_at
          AND v.end_at = g.end_at
      WHERE is_current = 1 ORDER BY g.store, g.group_id, v.settlement_id
      """, on: database)
    while try groups.step() {
      settlements.byGroup[groups.text(0), default: [:]][groups.text(1)] = places[groups.integer(2)]
    }
    return settlements
  }

  private func settlementTexts(
    _ sql: String
  ) throws(StoreError) -> [String: [String: [String]]] {
    let select = try Statement(sql, on: database)
    var texts: [String: [String: [String]]] = [:]
    while try select.step() {
      texts[select.text(0), default: [:]][select.text(1), default: []].append(select.text(2))
    }
    return texts
  }

  /// The last day that the books know of: ages are counted to it.
  package func lastKnownDay() throws(StoreError) -> CalendarDate {
    CalendarDate(
      dayNumber: Int32(
        try database.integer(
          """
          SELECT coalesce(max(day), 0) / 86400 FROM (SELECT max(end_at) AS day FROM settlement_version
            UNION ALL SELECT max(posted_at) FROM amazon_transaction
            UNION ALL SELECT max(to_day) * 86400 FROM bank_statement)
          """)))
  }

  /// Whether a transaction of an order was to be in a settlement before a day and may be in none.
  package func hasOverdueOrders(before day: CalendarDate) throws(StoreError) -> Bool {
    let select = try Statement(
      """
      SELECT 1 FROM amazon_transaction
      WHERE order_id IS NOT NULL AND release_id IS NULL AND total_minor > 0
        AND CASE status WHEN 'DEFERRED' THEN matures_at
          ELSE CASE WHEN group_id IS NULL AND settlement_id IS NULL
            THEN coalesce(matures_at, posted_at) END END < ?
      LIMIT 1
      """, on: database)
    try select.bind(.integer(Int64(day.dayNumber) * 86_400))
    return try select.step()
  }

  /// Every order at Amazon on each of its accounts, by store and order id.
  ///
  /// The sums of settlement rows and the transactions are each read once, in the order of their
  /// orders, and joined in passing.
  ///
  /// - Parameter day: the local day of an instant at a marketplace (Amazon's id) of a store.
  package func amazonOrders(
    _ settlements: OrderSettlements,
    day: (_ store: String, _ marketplaceID: String, Instant) -> CalendarDate,
    _ body: (AmazonOrder) throws(StoreError) -> Void
  ) throws(StoreError) {
    var parts = try PartCursor(self, settlements)
    var claims = try ClaimCursor(self, settlements)
    while let key = [parts.key, claims.key].compactMap({ $0 }).min() {
      var accounts: [OrderAccount: (parts: [OrderPart], claims: [OrderClaim])] = [:]
      while parts.key == key {
        if let (account, part) = parts.current {
          accounts[account, default: ([], [])].0.append(part)
        }
        try parts.next()
      }
      while claims.key == key {
        if let (account, claim) = claims.current(day) {
          let known =
            account.accountType.isEmpty
            ? accounts.keys.filter { $0.currency == account.currency }.min() : nil
          accounts[known ?? account, default: ([], [])].1.append(claim)
        }
        try claims.next()
      }
      for (account, found) in accounts.sorted(by: { $0.key < $1.key }) {
        let order = AmazonOrder(
          store: key.store, id: key.order, accountType: account.accountType,
          currency: account.currency, parts: found.parts, claims: found.claims)
        if let order { try body(order) }
      }
    }
  }
}

private struct OrderPlace: Comparable {
  let store: String
  let order: ByteString

  /// Of the next row, which begins with store and order; nil after the last.
  init?(nextOf rows: Statement) throws(StoreError) {
    guard try rows.step() else { return nil }
    store = rows.text(0)
    order = ByteString(rows.bytes(1))
  }

  static func < (lhs: OrderPlace, rhs: OrderPlace) -> Bool {
    lhs.store == rhs.store ? lhs.order < rhs.order : ByteString(lhs.store) < ByteString(rhs.store)
  }
}

private struct OrderAccount: Hashable, Comparable {
  let accountType: String
  let currency: Currency

  static func < (lhs: OrderAccount, rhs: OrderAccount) -> Bool {
    lhs.currency == rhs.currency
      ? ByteString(lhs.accountType) < ByteString(rhs.accountType) : lhs.currency < rhs.currency
  }
}

/// The sums of settlement rows by order.
private struct PartCursor {
  private let select: Statement
  private let settlements: OrderSettlements
  private(set) var key: OrderPlace?

  init(_ ledger: Ledger, _ settlements: OrderSettlements) throws(StoreError) {
    self.settlements = settlements
    select = try Statement(
      """
      SELECT store, order_id, settlement_number, first_day, last_day, charged_minor,
        refunded_minor, fee_minor, total_minor, units
      FROM order_sum ORDER BY store, order_id, settlement_number
      """, on: ledger.database)
    try next()
  }

  mutating func next() throws(StoreError) { key = try OrderPlace(nextOf: select) }

  /// Nil where its settlement is of a version that is not in force.
  var current: (OrderAccount, OrderPart)? {
    guard let place = settlements.byNumber[select.integer(2)] else { return nil }
    let settlement = settlements.all[place]
    return (
      OrderAccount(accountType: settlement.accountType, currency: settlement.currency),
      OrderPart(
        settlement: place, firstDay: CalendarDate(dayNumber: Int32(select.integer(3))),
        lastDay: CalendarDate(dayNumber: Int32(select.integer(4))),
        chargedMinor: select.integer(5), refundedMinor: select.integer(6),
        feeMinor: select.integer(7), totalMinor: select.integer(8), units: select.integer(9))
    )
  }
}

/// The transactions of orders; of a deferred one and its release, the release. An order of which only
/// v0 event groups tell has one for each group, the sum of its events there.
private struct ClaimCursor {
  private let select: Statement
  private let settlements: OrderSettlements
  private(set) var key: OrderPlace?

  init(_ ledger: Ledger, _ settlements: OrderSettlements) throws(StoreError) {
    self.settlements = settlements
    select = try Statement(
      """
      SELECT t.store, t.order_id, t.account_type, t.currency, t.status = 'DEFERRED',
        lower(t.type) = 'shipment', t.settlement_id,
        CASE WHEN t.settlement_id IS NULL THEN t.group_id END, coalesce(d.posted_at, t.posted_at),
        coalesce(d.matures_at, t.matures_at), t.total_minor, t.marketplace_id, t.transaction_id
      FROM amazon_transaction t LEFT JOIN amazon_transaction d
        ON d.store = t.store AND d.transaction_id = t.deferred_id
      WHERE t.order_id IS NOT NULL AND t.release_id IS NULL AND t.total_minor <> 0
      UNION ALL
      SELECT store, order_id, '', currency, 0, max(list LIKE 'Shipment%'), NULL, group_id,
        coalesce(min(posted_at), (SELECT coalesce(g.start_at, 0) FROM event_group g
          WHERE g.store = e.store AND g.group_id = e.group_id), 0),
        NULL, sum(amount_minor), '', group_id
      FROM group_event e
      WHERE order_id <> '' AND (store, order_id) NOT IN (
        SELECT store, order_id FROM amazon_transaction WHERE order_id IS NOT NULL)
      GROUP BY store, order_id, currency, group_id HAVING sum(amount_minor) <> 0
      ORDER BY 1, 2, 9, 13
      """, on: ledger.database)
    try next()
  }

  mutating func next() throws(StoreError) { key = try OrderPlace(nextOf: select) }

  func current(
    _ day: (String, String, Instant) -> CalendarDate
  ) -> (OrderAccount, OrderClaim)? {
    guard let key, let currency = Currency(select.text(3)) else { return nil }
    let marketplace = select.text(11)
    func localDay(_ seconds: Int64) -> CalendarDate {
      day(key.store, marketplace, Instant(seconds: seconds))
    }
    let (id, group) = (select.optionalText(6), select.optionalText(7))
    let named = id.flatMap { settlements.byID[key.store]?[$0] }
    let grouped = group.flatMap { settlements.byGroup[key.store]?[$0] }
    // Events do not say which account they are of; the settlement of their group does.
    let place = named ?? grouped
    let accountType =
      select.text(2).isEmpty ? place.map { settlements.all[$0].accountType } : select.text(2)
    return (
      OrderAccount(accountType: accountType ?? "", currency: currency),
      OrderClaim(
        isHeldBack: select.integer(4) == 1, isShipment: select.integer(5) == 1,
        settlement: place, isPlaced: id != nil || group != nil,
        postedOn: localDay(select.integer(8)), maturesOn: select.optionalInteger(9).map(localDay),
        totalMinor: select.integer(10))
    )
  }
}
