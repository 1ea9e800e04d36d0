import LedgerCore

extension Ledger {
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

  /// The orders at Amazon on each of their accounts, by store and order id.
  ///
  /// The sums of settlement rows and what transactions and events claim come in the order of their
  /// orders, and are joined in passing.
  package func amazonOrders(
    _ settlements: OrderSettlements, of scope: OrderScope = .all, zone: @escaping ZoneFinder,
    _ body: (AmazonOrder) throws(StoreError) -> Void
  ) throws(StoreError) {
    var parts = try PartCursor(self, settlements, scope)
    var movements = try OrderMovements(self, settlements, scope, zone: zone)
    var events = try OrderEvents(self, settlements, scope, zone: zone)
    while let place = OrderPlace.first(
      parts.place, OrderPlace.first(movements.place, events.place))
    {
      var order = OrderAccounts()
      while parts.place == place {
        if let (account, part) = parts.current { order.add(part, of: account) }
        try parts.next()
      }
      let isInTransactions = movements.place == place
      if isInTransactions {
        for (account, claim) in movements.claims { order.add(claim, of: account) }
        try movements.next()
      }
      if events.place == place {
        // What transactions tell is not told again by events.
        if !isInTransactions {
          for (account, claim) in events.claims() { order.add(claim, of: account) }
        }
        events.next()
      }
      for found in order.sorted {
        let order = AmazonOrder(
          store: place.store, id: place.order, accountType: found.account.accountType,
          currency: found.account.currency, parts: found.parts, claims: found.claims)
        if let order { try body(order) }
      }
    }
  }
}

/// A place in what is read by store and order id, byte by byte.
struct OrderPlace: Comparable {
  let store: String
  let order: ByteString

  static func < (lhs: OrderPlace, rhs: OrderPlace) -> Bool {
    lhs.store == rhs.store ? lhs.order < rhs.order : ByteString(lhs.store) < ByteString(rhs.store)
  }

  static func first(_ one: OrderPlace?, _ other: OrderPlace?) -> OrderPlace? {
    guard let one, let other else { return one ?? other }
    return other < one ? other : one
  }
}

struct OrderAccount: Hashable, Comparable {
  let accountType: String
  let currency: Currency

  static func < (lhs: OrderAccount, rhs: OrderAccount) -> Bool {
    lhs.currency == rhs.currency
      ? ByteString(lhs.accountType) < ByteString(rhs.accountType) : lhs.currency < rhs.currency
  }
}

/// What is found of an order on each of its accounts; nearly always it is one.
private struct OrderAccounts {
  struct Found {
    let account: OrderAccount
    var parts: [OrderPart] = []
    var claims: [OrderClaim] = []
  }
  private var found: [Found] = []

  var sorted: [Found] { found.count > 1 ? found.sorted { $0.account < $1.account } : found }

  mutating func add(_ part: OrderPart, of account: OrderAccount) {
    found[place(of: account)].parts.append(part)
  }

  /// Where a claim does not say which account it is of, it is of the first that is known in its
  /// currency.
  mutating func add(_ claim: OrderClaim, of account: OrderAccount) {
    let known =
      account.accountType.isEmpty
      ? found.map(\.account).filter { $0.currency == account.currency }.min() : nil
    found[place(of: known ?? account)].claims.append(claim)
  }

  private mutating func place(of account: OrderAccount) -> Int {
    if let known = found.firstIndex(where: { $0.account == account }) { return known }
    found.append(Found(account: account))
    return found.count - 1
  }
}

/// The sums of settlement rows by order.
private struct PartCursor {
  private let select: Statement
  private let settlements: OrderSettlements
  private(set) var place: OrderPlace?

  init(
    _ ledger: Ledger, _ settlements: OrderSettlements, _ scope: OrderScope
  ) throws(StoreError) {
    self.settlements = settlements
    select = try Statement(
      """
      SELECT store, order_id, settlement_number, first_day, last_day, charged_minor,
        refunded_minor, fee_minor, total_minor, units, refund_total_minor
      FROM \(scope.rows(of: "order_sum")) ORDER BY store, order_id, settlement_number
      """, on: ledger.database)
    try next()
  }

  mutating func next() throws(StoreError) {
    guard try select.step() else {
      place = nil
      return
    }
    // The store changes seldom; a row of the same order changes nothing.
    let store = place.flatMap { select.holds($0.store, 0) ? $0.store : nil }
    if let place, store != nil, select.holds(place.order, 1) { return }
    place = OrderPlace(
      store: store ?? select.text(0), order: ByteString(select.bytes(1)))
  }

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
        feeMinor: select.integer(7), totalMinor: select.integer(8),
        refundTotalMinor: select.integer(10), units: select.integer(9))
    )
  }
}
