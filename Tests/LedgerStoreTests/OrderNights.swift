import LedgerCore
import TestSupport

@testable import LedgerStore

/// A ledger that is told of orders, and nights that write their months.
struct OrderNights {
  /// The rows of orders by month, as a report has them.
  typealias Rows = [CalendarMonth: [String]]

  static let firstDay = CalendarDate("2026-01-10")!.dayNumber

  let told: ToldLedger
  var ledger: Ledger { told.ledger }
  private static var zone: ZoneFinder { { _, _ in nil } }

  init() throws { told = try ToldLedger() }

  // MARK: - Rows

  private func row(
    _ order: AmazonOrder, _ settlements: OrderSettlements, _ today: CalendarDate
  ) -> String {
    let places = order.settlements.map { settlements.all[$0] }
    let named = places.map {
      "\($0.settlementID) \($0.statedTotalMinor) \($0.payoutIDs) \($0.paidOn?.description ?? "")"
    }
    let wait = isWaiting(order, settlements) ? "\(today)" : ""
    return
      "\(order.store) \(order.id) \(order.accountType) \(order.currency) \(order.firstDay)"
      + " \(order.lastDay) \(order.settledMinor) \(order.openMinor) \(named) \(wait)"
  }

  private func isWaiting(_ order: AmazonOrder, _ settlements: OrderSettlements) -> Bool {
    let isPaid = { settlements.all[$0].paidOn != nil }
    let hasNothing = { settlements.all[$0].statedTotalMinor <= 0 }
    let state = order.state(isPaid: isPaid, hasNothingToPay: hasNothing)
    return state == .shipped || state == .settled
  }

  func allRows(_ today: CalendarDate) throws -> Rows {
    let settlements = try ledger.orderSettlements()
    var rows: Rows = [:]
    try ledger.amazonOrders(settlements, zone: Self.zone) {
      rows[$0.month, default: []].append(row($0, settlements, today))
    }
    return rows
  }

  /// A night after one that left `before`: what it writes anew replaces it. Nil where it gave up.
  func write(
    _ before: Rows, _ changed: Set<CalendarMonth>?, _ sources: OrderSources,
    _ today: CalendarDate, _ stamp: String
  ) throws -> Rows? {
    let settlements = try ledger.orderSettlements()
    var rows = changed == nil ? [:] : before.filter { !changed!.contains($0.key) }
    let writer = try OrderMonthsWriter(ledger, changed)
    try ledger.amazonOrders(settlements, of: writer.scope, zone: Self.zone) {
      order throws(StoreError) in
      if try writer.add(order, isWaiting: isWaiting(order, settlements)) {
        rows[order.month, default: []].append(row(order, settlements, today))
      }
    }
    guard writer.isComplete else { return nil }
    try writer.finish(stamp, settlements, sources)
    return rows
  }

  func changed(
    since stamp: String, web: [CalendarMonth: Fingerprint] = [:], _ today: CalendarDate
  ) throws -> (months: Set<CalendarMonth>?, sources: OrderSources) {
    let settlements = try ledger.orderSettlements()
    let sources = OrderSources(settlements, web: web, today: today)
    return (
      try ledger.changedOrderMonths(since: stamp, settlements, sources, zone: Self.zone), sources
    )
  }

  // MARK: - What can happen in a night

  func settle(
    _ id: String, _ orders: [(id: String, day: Int32)], accountType: String = "Standard Orders"
  ) throws {
    let document = "d\(id)"
    try ledger.database.run(
      """
      INSERT INTO document (sha256, name, store, outcome, layout, encoding, line_count, row_count,
          blank_count, repeated_header_count)
        VALUES ('\(document)', 'n', 'NA1', 'posted', 'V2', 'UTF-8', 1, 1, 0, 0)
      """)
    try post(id, in: document)
    try stand(id, accountType: accountType)
    var sums = OrderSums()
    sums.settlements = [id]
    sums.sums = orders.map { order in
      let day = CalendarDate(dayNumber: order.day)
      return (
        ByteString(order.id),
        OrderPart(
          settlement: 0, firstDay: day, lastDay: day, chargedMinor: 100, refundedMinor: 0,
          feeMinor: 0, totalMinor: 100, refundTotalMinor: 0, units: 1)
      )
    }
    try ledger.save(
      orderSums: sums,
      of: Ledger.PostedDocument(sha256: document, name: "n", store: "NA1", homeMarketplace: "US"))
  }

  func post(_ id: String, in document: String) throws {
    try ledger.database.run(
      """
      INSERT INTO settlement_version (document_id, settlement_id, store, currency, minor_digits,
          start_at, end_at, stated_total_minor, rows_total_minor, row_count, account_level_rows,
          read_for_marketplace)
        SELECT document_id, '\(id)', 'NA1', 'USD', 2, \(id)0, \(id)9, 100, 0, 1, 0, 'US'
        FROM document WHERE sha256 = '\(document)'
      """)
  }

  func stand(_ id: String, accountType: String = "Standard Orders", isCurrent: Int = 1)
    throws
  {
    try ledger.database.run(
      """
      UPDATE settlement_version SET version = 1, account_type = '\(accountType)',
        is_current = \(isCurrent) WHERE settlement_id = '\(id)'
      """)
  }

  func pay(_ id: String, on dayNumber: Int32) throws {
    try ledger.database.run(
      """
      INSERT OR IGNORE INTO bank_line
        VALUES ('l\(id)', 'A', 'USD', \(dayNumber), NULL, 100, '', '');
      INSERT OR IGNORE INTO deposit_match VALUES ('NA1', 'p\(id)', '\(id)', 'l\(id)', 'exact', '');
      """)
  }

  func group(_ id: String, of settlement: String) throws {
    try ledger.database.run(
      """
      INSERT OR REPLACE INTO event_group (store, group_id, processing_status, currency, start_at, end_at)
        VALUES ('NA1', '\(id)', 'Closed', 'USD', \(settlement)0, \(settlement)9)
      """)
  }

  func claim(
    _ number: Int, of order: String, on dayNumber: Int32, settlement: String? = nil,
    group: String? = nil, account: String = "Standard Orders"
  ) throws {
    try told.tell(
      .transactions([
        Transaction(
          id: "t\(number)", status: .released, type: "Shipment", description: "",
          postedAt: Instant(seconds: Int64(dayNumber) * 86_400), total: usd(100),
          accountType: account, marketplaceID: "M", orderID: order, groupID: group,
          settlementID: settlement)
      ]))
    try ledger.refreshMovements()
  }

  func event(_ order: String, _ minor: Int64, on dayNumber: Int32?, group: String) throws {
    let posted = dayNumber.map { Instant(seconds: Int64($0) * 86_400) }
    try told.tell(
      .events(
        [
          FinancialEvent(
            list: "ShipmentEventList", orderID: order, postedAt: posted, total: usd(minor))
        ], groupID: group, since: nil))
    try ledger.refreshMovements()
  }

  /// What is told in a night: mostly what comes to rest, now and then something of long ago.
  func tellSomething(_ night: Int32, _ random: inout SplitMix64) throws {
    let today = OrderNights.firstDay + night * 15
    let known = (10...9 + Int(night)).map(String.init)
    let order =
      "o-\(Int.random(in: max(0, Int(night) * 4 - 12)...Int(night) * 4 + 3, using: &random))"
    for number in 0..<4 {
      let place = random.once(in: 8) ? random.pick(known) : known[known.count - 1]
      let isGrouped = random.once(in: 2)
      let isPlaced = !random.once(in: 12)
      try claim(
        Int(night) * 4 + number, of: random.once(in: 4) ? order : "o-\(Int(night) * 4 + number)",
        on: today - Int32(random.pick([0, 3, 3, 40])),
        settlement: isPlaced && !isGrouped ? place : nil,
        group: isPlaced && isGrouped ? "g\(place)" : nil,
        account: random.pick(["Standard Orders", "Standard Orders", "Invoiced Orders", ""]))
    }
    if random.once(in: 3) {
      try event("e\(night)", 70, on: today, group: "g\(random.pick(known))")
    }
    for id in known.suffix(4) {
      if !random.once(in: 3), try isUnknown(id) {
        try settle(id, [(order, today - 1), ("s-\(id)", today - Int32(random.pick([1, 50])))])
      }
      if random.once(in: 2) { try group("g\(id)", of: random.once(in: 9) ? known[0] : id) }
      if random.once(in: 2) { try pay(id, on: today) }
    }
    if random.once(in: 9) {
      try stand(
        random.pick(known), accountType: random.pick(["Standard Orders", "Invoiced Orders"]))
    }
    if random.once(in: 9) { try stand(random.pick(known), isCurrent: 0) }
    if random.once(in: 9) {
      try ledger.database.run("DELETE FROM event_group WHERE group_id = 'g\(random.pick(known))'")
    }
  }

  private func isUnknown(_ settlement: String) throws -> Bool {
    try told.rows("SELECT 1 FROM order_settlement WHERE settlement_id = '\(settlement)'").isEmpty
  }
}
