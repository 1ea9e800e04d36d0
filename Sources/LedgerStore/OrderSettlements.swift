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
  private(set) var byNumber: [Int64: Int] = [:]
  private(set) var byID: [String: [String: Int]] = [:]
  fileprivate(set) var byGroup: [String: [String: Int]] = [:]
  private var byPeriod: [Period: Int] = [:]
  /// By place: where the sums of its orders are, its start, and its event groups.
  private var numbers: [Int64?] = []
  private var starts: [Int64] = []
  private var groups: [Int: [String]] = [:]
  /// By store, account type and currency: when its last settlement ended.
  private var ends: [[String]: Instant] = [:]

  /// What an event group and its settlement have in common.
  fileprivate struct Period: Hashable {
    let store, currency: String
    let start, end: Int64
  }

  package func lastEnd(store: String, accountType: String, _ currency: Currency) -> Instant? {
    ends[[store, accountType, currency.code]]
  }

  fileprivate mutating func append(_ settlement: OrderSettlement, start: Int64, number: Int64?) {
    if let number { byNumber[number] = all.count }
    let period = Period(
      store: settlement.store, currency: settlement.currency.code, start: start,
      end: settlement.end.seconds)
    // They come by id where the period is the same: the last one counts.
    byPeriod[period] = all.count
    byID[settlement.store, default: [:]][settlement.settlementID] = all.count
    let account = [settlement.store, settlement.accountType, settlement.currency.code]
    ends[account] = max(ends[account] ?? settlement.end, settlement.end)
    numbers.append(number)
    starts.append(start)
    all.append(settlement)
  }

  fileprivate mutating func place(group: String, of period: Period) {
    guard let place = byPeriod[period] else { return }
    byGroup[period.store, default: [:]][group] = place
    groups[place, default: []].append(group)
  }

  /// Of all that an order's row can take from a settlement.
  func print(of place: Int) -> Fingerprint {
    let settlement = all[place]
    var print = Fingerprint()
    print.add(settlement.accountType)
    print.add(settlement.currency.code)
    print.add(settlement.payoutIDs)
    for number in [
      starts[place], settlement.end.seconds, settlement.statedTotalMinor, numbers[place] ?? -1,
      Int64(settlement.paidOn?.dayNumber ?? .min),
    ] { print.add(number) }
    for group in (groups[place] ?? []).sorted() { print.add(group) }
    return print
  }
}

extension Ledger {
  package func orderSettlements() throws(StoreError) -> OrderSettlements {
    let (payouts, paidOn) = (try payoutsOfSettlements(), try lastBankDays())
    let select = try Statement(
      """
      SELECT v.store, v.settlement_id, coalesce(account_type, ''), currency, end_at,
        stated_total_minor, settlement_number, start_at
      FROM settlement_version v JOIN document d USING (document_id)
        LEFT JOIN order_settlement o
          ON o.sha256 = d.sha256 AND o.settlement_id = v.settlement_id
      WHERE is_current = 1 ORDER BY v.store, end_at, v.settlement_id
      """, on: database)
    var settlements = OrderSettlements()
    while try select.step() {
      let (store, id) = (select.text(0), select.text(1))
      settlements.append(
        OrderSettlement(
          store: store, settlementID: id, accountType: select.text(2),
          currency: try currencyOf(select.text(3)), end: Instant(seconds: select.integer(4)),
          statedTotalMinor: select.integer(5),
          payoutIDs: payouts[store]?[id]?.joined(separator: "|") ?? "",
          paidOn: paidOn[store]?[id]),
        start: select.integer(7), number: select.optionalInteger(6))
    }
    // Joined here: no index finds a settlement by its period.
    let groups = try Statement(
      """
      SELECT store, group_id, currency, start_at, end_at FROM event_group
      WHERE currency IS NOT NULL AND start_at IS NOT NULL AND end_at IS NOT NULL
      """, on: database)
    while try groups.step() {
      settlements.place(
        group: groups.text(1),
        of: .init(
          store: groups.text(0), currency: groups.text(2), start: groups.integer(3),
          end: groups.integer(4)))
    }
    return settlements
  }

  /// By store and settlement, its payouts that did not fail, ascending.
  private func payoutsOfSettlements() throws(StoreError) -> [String: [String: [String]]] {
    let select = try Statement(
      """
      SELECT store, settlement_id, payout_id FROM payout
      WHERE settlement_id IS NOT NULL AND status NOT IN ('FAILED', 'CANCELLED', 'NO_PAYOUT')
      ORDER BY 1, 2, 3
      """, on: database)
    var payouts: [String: [String: [String]]] = [:]
    while try select.step() {
      payouts[select.text(0), default: [:]][select.text(1), default: []].append(select.text(2))
    }
    return payouts
  }

  /// By store and settlement, the day of its last bank line.
  private func lastBankDays() throws(StoreError) -> [String: [String: CalendarDate]] {
    let select = try Statement(
      """
      SELECT store, settlement_id, max(booking_day)
      FROM deposit_match JOIN bank_line USING (line_id) GROUP BY 1, 2
      """, on: database)
    var days: [String: [String: CalendarDate]] = [:]
    while try select.step() {
      days[select.text(0), default: [:]][select.text(1)] = CalendarDate(
        dayNumber: Int32(select.integer(2)))
    }
    return days
  }
}
