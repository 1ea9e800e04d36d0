import LedgerCore

/// The transactions of stores with what was known of them when.
extension Ledger {
  /// One movement on an account; a deferred transaction and its release are one.
  package struct ForecastTransaction: Sendable {
    package let accountType, marketplaceID, type, label: String
    /// The marketplace of the order, by its id; empty where none is named.
    package let soldToID: String
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

  /// The transactions of a store by the time they were posted.
  ///
  /// Transactions and their states are each read once, in the order of their ids, and joined here:
  /// a join with a look at the states of each transaction takes four times as long.
  package func forecastTransactions(
    of store: String, _ body: (ForecastTransaction) throws(StoreError) -> Void
  ) throws(StoreError) {
    let stored = try storedTransactions(of: store)
    let days = try ReleaseInstants(self, store: store)
    // They come by id, so their places decide between those of the same second.
    let order = stored.indices.sorted {
      (stored[$0].postedAt, $0) < (stored[$1].postedAt, $1)
    }
    for transaction in order.lazy.map({ stored[$0] }) {
      guard transaction.firstSeen != nil, stored.named(transaction.deferredID) == nil else {
        continue
      }
      let isCash = transaction.type == "Transfer" && transaction.totalMinor < 0
      guard !isCash, !transaction.isReserve, let currency = Currency(transaction.currency)
      else { continue }
      // A release that is a transaction of its own tells when its deferred one was let go.
      let release = stored.named(transaction.releaseID)
      try body(
        ForecastTransaction(
          accountType: transaction.accountType, marketplaceID: transaction.marketplaceID,
          type: transaction.type, label: transaction.label, soldToID: transaction.soldToID,
          currency: currency,
          postedAt: transaction.postedAt, totalMinor: transaction.totalMinor,
          isDeferred: transaction.isDeferral,
          releasedAt: try days.instant(of: transaction, releasedBy: release),
          seenAt: transaction.firstSeen ?? 0,
          releaseSeenAt: release?.firstSeen ?? transaction.releaseSeen,
          firstMaturity: transaction.firstMaturity, lastMaturity: transaction.maturesAt,
          lastMaturitySeenAt: transaction.maturitySeen))
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

/// A transaction as it stands, and what its states say of when things were known.
private final class StoredTransaction {
  let id: ByteString
  let accountType, marketplaceID, type, currency, soldToID: String
  /// The name of a charge; empty for sales and refunds.
  let label: String
  let postedAt, totalMinor: Int64
  /// Whether it was ever held back, and whether it still is.
  let isDeferral, isHeldBack: Bool
  let isReserve: Bool
  let maturesAt: Int64?
  /// Empty without one.
  let deferredID, releaseID, groupID, orderID: ByteString
  var firstSeen, releaseSeen, firstMaturity, maturitySeen: Int64?

  init(_ row: Statement, _ names: inout RepeatedTexts) {
    id = ByteString(row.bytes(0))
    accountType = names.text(row, 1)
    marketplaceID = names.text(row, 2)
    type = names.text(row, 3)
    label = names.text(row, 4)
    currency = names.text(row, 5)
    postedAt = row.integer(6)
    totalMinor = row.integer(7)
    isDeferral = row.integer(8) == 1
    isHeldBack = row.integer(9) == 1
    isReserve = row.integer(10) == 1
    maturesAt = row.optionalInteger(11)
    deferredID = ByteString(row.bytes(12))
    releaseID = ByteString(row.bytes(13))
    groupID = ByteString(row.bytes(14))
    orderID = ByteString(row.bytes(15))
    soldToID = names.text(row, 16)
  }
}

extension [StoredTransaction] {
  /// The one with an id, by bisection: they are in the order of their ids.
  fileprivate func named(_ id: ByteString) -> StoredTransaction? {
    guard !id.isEmpty else { return nil }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].id == id ? self[low] : nil
  }
}

extension Ledger {
  /// All transactions of a store by their ids, with their states.
  fileprivate func storedTransactions(
    of store: String
  ) throws(StoreError) -> [StoredTransaction] {
    let select = try Statement(
      """
      SELECT transaction_id, account_type, marketplace_id, type,
        CASE WHEN type IN ('Shipment', 'ShipmentSettle', 'Refund') THEN ''
          ELSE type || ' ' || description || ' ' || CASE WHEN order_id IS NULL THEN
            coalesce((SELECT path FROM transaction_line l JOIN line_path USING (path_id)
              WHERE l.transaction_number = t.transaction_number ORDER BY position LIMIT 1), '')
            ELSE '' END
          END,
        currency, posted_at, total_minor, deferral_reason IS NOT NULL, status = 'DEFERRED',
        description LIKE '%Reserve Amount%', matures_at, deferred_id, release_id,
        CASE WHEN deferral_reason IS NOT NULL THEN group_id END,
        CASE WHEN deferral_reason IS NOT NULL THEN order_id END, sold_to_id
      FROM amazon_transaction t WHERE store = ? ORDER BY transaction_id
      """, on: database)
    try select.bind(.text(store))
    let states = try Statement(
      """
      SELECT transaction_id, known_from, status <> 'DEFERRED', matures_at FROM transaction_state
      WHERE store = ? ORDER BY transaction_id, known_from
      """, on: database)
    try states.bind(.text(store))
    var hasState = try states.step()
    var state = ByteString(hasState ? states.bytes(0) : [])
    var transactions: [StoredTransaction] = []
    var names = RepeatedTexts()
    while try select.step() {
      let transaction = StoredTransaction(select, &names)
      while hasState {
        if state == transaction.id {
          transaction.note(
            knownFrom: states.integer(1), isReleased: states.integer(2) == 1,
            maturesAt: states.optionalInteger(3))
        } else if transaction.id < state {
          break
        }
        hasState = try states.step()
        if hasState { state = ByteString(states.bytes(0)) }
      }
      transactions.append(transaction)
    }
    return transactions
  }
}

extension StoredTransaction {
  /// States come in the order in which they were known.
  fileprivate func note(knownFrom: Int64, isReleased: Bool, maturesAt: Int64?) {
    if firstSeen == nil {
      firstSeen = knownFrom
      firstMaturity = maturesAt
    }
    if isReleased, releaseSeen == nil { releaseSeen = knownFrom }
    if let maturesAt, maturesAt == self.maturesAt, maturitySeen == nil { maturitySeen = knownFrom }
  }
}

/// When transactions came to be available: sales that were held back on their release.
private struct ReleaseInstants {
  private let store: String
  private let event, day: Statement

  init(_ ledger: Ledger, store: String) throws(StoreError) {
    self.store = store
    event = try Statement(
      """
      SELECT min(posted_at) FROM group_event
      WHERE store = ? AND group_id = ? AND order_id = ? AND amount_minor = ?
      """, on: ledger.database)
    day = try Statement(
      "SELECT day FROM release_day WHERE store = ? AND transaction_id = ?", on: ledger.database)
  }

  /// Nil while it is held back. Best is the release that is a transaction of its own, then the event
  /// of its group, then the day on which the balance moved, then its maturity.
  func instant(
    of transaction: StoredTransaction, releasedBy release: StoredTransaction?
  ) throws(StoreError) -> Int64? {
    if transaction.isHeldBack { return nil }
    guard transaction.isDeferral else { return transaction.postedAt }
    if let release, !release.deferredID.isEmpty { return release.postedAt }
    if !transaction.groupID.isEmpty, !transaction.orderID.isEmpty {
      try event.bind(
        .text(store), .bytes(transaction.groupID.bytes), .bytes(transaction.orderID.bytes),
        .integer(transaction.totalMinor))
      if try event.step(), let posted = event.optionalInteger(0) { return posted }
    }
    let noon: Int64 = 43_200
    try day.bind(.text(store), .bytes(transaction.id.bytes))
    if try day.step() { return max(day.integer(0) * 86_400 + noon, transaction.maturesAt ?? 0) }
    return transaction.maturesAt.map { $0 + noon } ?? transaction.postedAt
  }
}
