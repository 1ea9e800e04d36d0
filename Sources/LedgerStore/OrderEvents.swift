import LedgerCore

/// What the v0 events of orders claim: for each event group one claim, the sum of its events there.
struct OrderEvents {
  private struct Row: RowOfOrder {
    let order, group: Stretch
    let account, zone: Int32
    let settlement: Int?
    let isShipment: Bool
    let postedAt: Int64?
    /// For groups of which no event says when it was posted.
    let groupStartsAt: Int64
    let amountMinor: Int64
  }

  private var rows = RowsByOrder<Row>()

  init(
    _ ledger: Ledger, _ settlements: OrderSettlements, _ scope: OrderScope, zone: ZoneFinder
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT store, order_id, group_id, '', currency, list LIKE 'Shipment%', posted_at,
        CASE WHEN posted_at IS NULL THEN coalesce((SELECT g.start_at FROM event_group g
          WHERE g.store = group_event.store AND g.group_id = group_event.group_id), 0) END,
        amount_minor
      FROM \(scope.rows(of: "group_event")) WHERE order_id <> ''
      """, on: ledger.database)
    while try select.step() {
      let store = rows.storePlace(select, 0)
      let name = rows.name(ofStore: store)
      let settlement = settlements.byGroup[name]?[select.text(2)]
      // Events do not say which account they are of; the settlement of their group does.
      let account = rows.accounts.place(
        select, type: 3, currency: 4, typeOf: settlement.map { settlements.all[$0] })
      guard let account else { continue }
      rows.append(
        Row(
          order: rows.stretch(select, 1), group: rows.stretch(select, 2), account: account,
          zone: rows.zones.place(select, marketplace: 3, ofStore: store) { zone(name, $0) },
          settlement: settlement, isShipment: select.integer(5) == 1,
          postedAt: select.optionalInteger(6), groupStartsAt: select.integer(7),
          amountMinor: select.integer(8)),
        ofStore: store)
    }
    rows.sort()
  }

  var place: OrderPlace? { rows.place }

  mutating func next() { rows.next() }

  /// What is claimed of the order at hand, by day and group.
  func claims() -> [(OrderAccount, OrderClaim)] {
    var groups: [[Row]] = []
    for row in rows.rows {
      let known = groups.firstIndex {
        $0[0].account == row.account && rows.compare($0[0].group, row.group) == 0
      }
      if let known { groups[known].append(row) } else { groups.append([row]) }
    }
    return groups.map { ($0, $0.compactMap(\.postedAt).min() ?? $0[0].groupStartsAt) }
      .sorted {
        $0.1 == $1.1 ? rows.compare($0.0[0].group, $1.0[0].group) < 0 : $0.1 < $1.1
      }
      .compactMap { group, postedAt in
        let totalMinor = group.reduce(0) { $0 + $1.amountMinor }
        guard totalMinor != 0 else { return nil }
        let claim = OrderClaim(
          isHeldBack: false, isShipment: group.contains(where: \.isShipment),
          settlement: group[0].settlement, isPlaced: true,
          postedOn: rows.zones.day(group[0].zone, postedAt), maturesOn: nil, totalMinor: totalMinor)
        return (rows.accounts[group[0].account], claim)
      }
  }
}
