import LedgerCore

/// What the transactions of orders claim; of a deferred one and its release, the release.
struct OrderTransactions {
  private struct Row: RowOfOrder {
    let order, id: Stretch
    /// The deferred transaction that it releases.
    let deferredID: Stretch
    /// Whether it claims something: it is not released by another one, and not of nothing.
    let isClaim: Bool
    let isHeldBack, isShipment, isPlaced: Bool
    /// Places in `accounts` and `zones`.
    let account, zone: Int32
    let settlement: Int?
    let postedAt: Int64
    let maturesAt: Int64?
    let totalMinor: Int64
  }

  private let origin: Statement
  private var rows = RowsByOrder<Row>()

  init(
    _ ledger: Ledger, _ settlements: OrderSettlements, zone: ZoneFinder
  ) throws(StoreError) {
    origin = try Statement(
      """
      SELECT posted_at, matures_at FROM amazon_transaction WHERE store = ? AND transaction_id = ?
      """, on: ledger.database)
    // Not by an index: it would give the rows in an order that is of no use, at a seek each.
    let select = try Statement(
      """
      SELECT store, order_id, transaction_id, deferred_id, release_id IS NULL AND total_minor <> 0,
        account_type, currency, status = 'DEFERRED', type = 'shipment' COLLATE NOCASE,
        settlement_id, CASE WHEN settlement_id IS NULL THEN group_id END, posted_at, matures_at,
        total_minor, marketplace_id
      FROM amazon_transaction NOT INDEXED WHERE order_id IS NOT NULL
      """, on: ledger.database)
    while try select.step() {
      let store = rows.storePlace(select, 0)
      let name = rows.name(ofStore: store)
      let (id, group) = (select.optionalText(9), select.optionalText(10))
      let settlement =
        id.flatMap { settlements.byID[name]?[$0] }
        ?? group.flatMap { settlements.byGroup[name]?[$0] }
      let account = rows.accounts.place(
        select, type: 5, currency: 6, typeOf: settlement.map { settlements.all[$0] })
      rows.append(
        Row(
          order: rows.stretch(select, 1), id: rows.stretch(select, 2),
          deferredID: rows.stretch(select, 3), isClaim: account != nil && select.integer(4) == 1,
          isHeldBack: select.integer(7) == 1, isShipment: select.integer(8) == 1,
          isPlaced: id != nil || group != nil, account: account ?? 0,
          zone: rows.zones.place(select, marketplace: 14, ofStore: store) { zone(name, $0) },
          settlement: settlement, postedAt: select.integer(11),
          maturesAt: select.optionalInteger(12), totalMinor: select.integer(13)),
        ofStore: store)
    }
    rows.sort()
  }

  /// Where the next order is; it can be one without claims.
  var place: OrderPlace? { rows.place }

  mutating func next() { rows.next() }

  /// What is claimed of the order at hand, by day and id.
  func claims() throws(StoreError) -> [(OrderAccount, OrderClaim)] {
    let order = rows.rows
    var found: [(row: Row, postedAt: Int64, maturesAt: Int64?)] = []
    for row in order where row.isClaim {
      let times = try deferral(of: row, in: order)
      found.append(
        (row, times?.postedAt ?? row.postedAt, times?.maturesAt ?? row.maturesAt))
    }
    if found.count > 1 {
      found.sort {
        $0.postedAt == $1.postedAt
          ? rows.compare($0.row.id, $1.row.id) < 0 : $0.postedAt < $1.postedAt
      }
    }
    return found.map { row, postedAt, maturesAt in
      let claim = OrderClaim(
        isHeldBack: row.isHeldBack, isShipment: row.isShipment, settlement: row.settlement,
        isPlaced: row.isPlaced, postedOn: rows.zones.day(row.zone, postedAt),
        maturesOn: maturesAt.map { rows.zones.day(row.zone, $0) }, totalMinor: row.totalMinor)
      return (rows.accounts[row.account], claim)
    }
  }

  /// Of the deferred transaction that one releases; nearly always it is of the same order.
  private func deferral(
    of row: Row, in order: ArraySlice<Row>
  ) throws(StoreError) -> (postedAt: Int64, maturesAt: Int64?)? {
    guard row.deferredID.count > 0 else { return nil }
    if let known = order.first(where: { rows.compare($0.id, row.deferredID) == 0 }) {
      return (known.postedAt, known.maturesAt)
    }
    try origin.bind(
      .text(rows.place?.store ?? ""), .bytes(rows.bytes(row.deferredID).bytes))
    guard try origin.step() else { return nil }
    return (origin.integer(0), origin.optionalInteger(1))
  }
}
