import LedgerCore

/// The movements from which receivables follow.
extension Ledger {
  /// A settlement's rows of a day.
  package struct DailyFlow: Sendable {
    package let versionID: Int64
    package let day: CalendarDate
    /// Without reserve and debt, and the part of it that is returned payouts.
    package let amountMinor: Int64
    package let returnedMinor: Int64
  }

  package func dailyFlows() throws(StoreError) -> [DailyFlow] {
    let select = try Statement(
      """
      SELECT version_id, posted_day, -amount_minor, -returned_minor
      FROM version_day JOIN settlement_version USING (version_id) WHERE is_current = 1
      ORDER BY version_id, posted_day
      """, on: database)
    var flows: [DailyFlow] = []
    while try select.step() {
      flows.append(
        DailyFlow(
          versionID: select.integer(0), day: CalendarDate(dayNumber: Int32(select.integer(1))),
          amountMinor: select.integer(2), returnedMinor: select.integer(3)))
    }
    return flows
  }

  /// A transaction that counts in a group, on the day on which it does.
  package struct CashMovement: Sendable {
    package let groupID, accountType, marketplaceID, type: String
    package let currency: Currency
    package let day: CalendarDate
    package let totalMinor: Int64
    /// The part of the total that is reserve, credited again or held back.
    package let previousReserveMinor, currentReserveMinor: Int64
  }

  /// The transactions of groups that no settlement in the books accounts for.
  package func cashMovements(
    of store: String, groups: Set<String>
  ) throws(StoreError) -> [CashMovement] {
    let select = try Statement(
      """
      SELECT t.group_id, t.account_type, t.marketplace_id, t.type, t.currency,
        CASE WHEN t.status = 'RELEASED' THEN t.posted_at / 86400 ELSE coalesce(
          (SELECT day FROM release_day r
            WHERE r.store = t.store AND r.transaction_id = t.transaction_id),
          (SELECT min(e.posted_at) / 86400 FROM group_event e WHERE e.store = t.store
            AND e.group_id = t.group_id AND e.order_id = t.order_id
            AND e.amount_minor = t.total_minor),
          t.matures_at / 86400, t.posted_at / 86400) END,
        t.total_minor,
        (SELECT total(amount_minor) FROM transaction_line JOIN line_path USING (path_id)
          WHERE transaction_number = t.transaction_number
            AND path LIKE '%/Previous Reserve Amount Balance'),
        (SELECT total(amount_minor) FROM transaction_line JOIN line_path USING (path_id)
          WHERE transaction_number = t.transaction_number
            AND path LIKE '%/Current Reserve Amount')
      FROM amazon_transaction t
      WHERE t.store = ? AND t.group_id = ? AND t.status <> 'DEFERRED'
        AND t.release_id IS NULL
      """, on: database)
    var movements: [CashMovement] = []
    for group in groups.sorted() {
      try select.bind(.text(store), .text(group))
      while try select.step() {
        guard let currency = Currency(select.text(4)) else { continue }
        movements.append(
          CashMovement(
            groupID: select.text(0), accountType: select.text(1), marketplaceID: select.text(2),
            type: select.text(3), currency: currency,
            day: CalendarDate(dayNumber: Int32(select.integer(5))),
            totalMinor: select.integer(6), previousReserveMinor: select.integer(7),
            currentReserveMinor: select.integer(8)))
      }
    }
    return movements
  }

  /// What Amazon has said of an account's balances: by type, on days.
  package func balances(of store: String) throws(StoreError) -> [BalanceFacts] {
    let select = try Statement(
      """
      SELECT account_type, marketplace_id, currency, day, balance_type, amount_minor FROM balance
      WHERE store = ? ORDER BY 1, 2, 3, 4, 5
      """, on: database)
    try select.bind(.text(store))
    var balances: [BalanceFacts] = []
    while try select.step() {
      guard let currency = Currency(select.text(2)) else { continue }
      balances.append(
        BalanceFacts(
          accountType: select.text(0), marketplaceID: select.text(1),
          day: CalendarDate(dayNumber: Int32(select.integer(3))), type: select.text(4),
          amount: Money(minorUnits: select.integer(5), currency)))
    }
    return balances
  }
}

/// A day of an account's receivable, as it is kept for the report.
package struct ReceivableRow: Sendable {
  package let store, accountType, marketplace: String
  package let currency: Currency
  package let day: ReceivableDay

  package init(
    store: String, accountType: String, marketplace: String, currency: Currency,
    day: ReceivableDay
  ) {
    self.store = store
    self.accountType = accountType
    self.marketplace = marketplace
    self.currency = currency
    self.day = day
  }
}

/// A payout and a bank line that are the same money.
package struct DepositMatchRow: Sendable {
  package let store, payoutID, settlementID, lineID, kind, evidence: String

  package init(
    store: String, payoutID: String, settlementID: String, lineID: String, kind: String,
    evidence: String
  ) {
    self.store = store
    self.payoutID = payoutID
    self.settlementID = settlementID
    self.lineID = lineID
    self.kind = kind
    self.evidence = evidence
  }
}

extension Ledger {
  /// Replaces receivables and deposit matches; part of the transaction that saves conclusions.
  func save(
    _ receivables: [ReceivableRow], _ matches: [DepositMatchRow]
  ) throws(StoreError) {
    struct Account: Hashable {
      let store, type, currency, marketplace: String

      init(_ row: ReceivableRow) {
        (store, type) = (row.store, row.accountType)
        (currency, marketplace) = (row.currency.code, row.marketplace)
      }

      var ordered: [ByteString] { [store, type, currency, marketplace].map { ByteString($0) } }
    }
    let byAccount = Dictionary(grouping: receivables, by: Account.init)
      .sorted { $0.key.ordered.lexicographicallyPrecedes($1.key.ordered) }.flatMap(\.value)
    try replaceConcluded("receivable", with: byAccount, section: Account.init) { row in
      let day = row.day
      return [
        .text(row.store), .text(row.accountType), .text(row.currency.code), .text(row.marketplace),
        .integer(Int64(day.day.dayNumber)), .integer(day.availableMinor),
        .integer(day.deferredMinor), .integer(day.reserveMinor), .integer(day.inTransitMinor),
        .integer(day.postedMinor), .integer(day.depositedMinor),
      ]
    }
    try database.run("DELETE FROM deposit_match")
    let match = try Statement("INSERT INTO deposit_match VALUES (?, ?, ?, ?, ?, ?)", on: database)
    for row in matches {
      try match.run(
        .text(row.store), .text(row.payoutID), .text(row.settlementID), .text(row.lineID),
        .text(row.kind), .text(row.evidence))
    }
  }

  /// The receivables by store, account and day.
  package func receivables(
    _ body: (ReceivableRow) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT store, account_type, currency, marketplace, day, available_minor, deferred_minor,
        reserve_minor, in_transit_minor, posted_minor, deposited_minor FROM receivable
      ORDER BY position
      """, on: database)
    while try select.step() {
      guard let currency = Currency(select.text(2)) else { continue }
      var day = ReceivableDay(day: CalendarDate(dayNumber: Int32(select.integer(4))))
      day.availableMinor = select.integer(5)
      day.deferredMinor = select.integer(6)
      day.reserveMinor = select.integer(7)
      day.inTransitMinor = select.integer(8)
      day.postedMinor = select.integer(9)
      day.depositedMinor = select.integer(10)
      body(
        ReceivableRow(
          store: select.text(0), accountType: select.text(1), marketplace: select.text(3),
          currency: currency, day: day))
    }
  }
}
