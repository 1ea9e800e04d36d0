import LedgerCore
import TestSupport
import Testing

@testable import LedgerStore

/// What is kept of orders by month: a night that writes only what it names as changed has the rows of
/// one that writes everything.
@Suite struct OrderMonthsTests {
  /// The rows of orders by month, as a report has them.
  private typealias Rows = [CalendarMonth: [String]]

  private let told: ToldLedger
  private var ledger: Ledger { told.ledger }
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

  private func allRows(_ today: CalendarDate) throws -> Rows {
    let settlements = try ledger.orderSettlements()
    var rows: Rows = [:]
    try ledger.amazonOrders(settlements, zone: Self.zone) {
      rows[$0.month, default: []].append(row($0, settlements, today))
    }
    return rows
  }

  /// A night after one that left `before`: what it writes anew replaces it. Nil where it gave up.
  private func write(
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

  private func changed(
    since stamp: String, web: [CalendarMonth: Fingerprint] = [:], _ today: CalendarDate
  ) throws -> (months: Set<CalendarMonth>?, sources: OrderSources) {
    let settlements = try ledger.orderSettlements()
    let sources = OrderSources(settlements, web: web, today: today)
    return (
      try ledger.changedOrderMonths(since: stamp, settlements, sources, zone: Self.zone), sources
    )
  }

  // MARK: - What can happen in a night

  private func settle(
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
    try stand(id, accountType: accountType)
  }

  private func post(_ id: String, in document: String) throws {
    try ledger.database.run(
      """
      INSERT INTO settlement_version (document_id, settlement_id, store, currency, minor_digits,
          start_at, end_at, stated_total_minor, rows_total_minor, row_count, account_level_rows,
          read_for_marketplace)
        SELECT document_id, '\(id)', 'NA1', 'USD', 2, \(id)0, \(id)9, 100, 0, 1, 0, 'US'
        FROM document WHERE sha256 = '\(document)'
      """)
  }

  private func stand(_ id: String, accountType: String = "Standard Orders", isCurrent: Int = 1)
    throws
  {
    try ledger.database.run(
      """
      UPDATE settlement_version SET version = 1, account_type = '\(accountType)',
        is_current = \(isCurrent) WHERE settlement_id = '\(id)'
      """)
  }

  private func pay(_ id: String, on dayNumber: Int32) throws {
    try ledger.database.run(
      """
      INSERT OR IGNORE INTO bank_line
        VALUES ('l\(id)', 'A', 'USD', \(dayNumber), NULL, 100, '', '');
      INSERT OR IGNORE INTO deposit_match VALUES ('NA1', 'p\(id)', '\(id)', 'l\(id)', 'exact', '');
      """)
  }

  private func group(_ id: String, of settlement: String) throws {
    try ledger.database.run(
      """
      INSERT OR REPLACE INTO event_group (store, group_id, processing_status, currency, start_at, end_at)
        VALUES ('NA1', '\(id)', 'Closed', 'USD', \(settlement)0, \(settlement)9)
      """)
  }

  private func claim(
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

  private func event(_ order: String, _ minor: Int64, on dayNumber: Int32?, group: String) throws {
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
  private func tellSomething(_ night: Int32, _ random: inout SplitMix64) throws {
    let today = firstDay + night * 15
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

  private var firstDay: Int32 { CalendarDate("2026-01-10")!.dayNumber }

  // MARK: - Tests

  @Test func whatIsWrittenAnewMakesUpAllThatHasChanged() throws {
    var kept = 0
    for seed in UInt64(1)...30 {
      let home = try OrderMonthsTests()
      var random = SplitMix64(seed: seed)
      var (rows, stamp): (Rows, String) = ([:], "none")
      for night in Int32(1)...14 {
        try home.tellSomething(night, &random)
        let today = CalendarDate(dayNumber: firstDay + night * 15)
        let (changed, sources) = try home.changed(since: stamp, today)
        stamp = "night \(night)"
        kept += rows.keys.count { !(changed?.contains($0) ?? true) }
        rows =
          try home.write(rows, changed, sources, today, stamp)
          ?? #require(try home.write(rows, nil, sources, today, stamp))
        let all = try home.allRows(today)
        #expect(rows == all, "seed \(seed), night \(night)")
      }
    }
    #expect(kept > 100, "months that are those of the night before")
  }

  /// Its transaction turns out to be of another account than the settlement that has the order.
  @Test func aRowThatComesUpInAMonthWithoutChangesIsTold() throws {
    try settle("10", [("o-1", firstDay)])
    try settle("11", [("o-2", firstDay + 70)], accountType: "Invoiced Orders")
    try claim(1, of: "o-1", on: firstDay + 35, group: "g", account: "")
    let today = CalendarDate(dayNumber: firstDay + 80)
    let first = try changed(since: "none", today)
    let rows = try #require(try write([:], first.months, first.sources, today, "a"))
    try group("g", of: "11")
    let (months, sources) = try changed(since: "a", today)
    #expect(months?.sorted().map(\.description) == ["2026-01", "2026-03"])
    #expect(try write(rows, months, sources, today, "b") == nil, "it is in February")
    #expect(try changed(since: "a", today).months == months, "nothing is kept")
    #expect(try write(rows, nil, sources, today, "b") == (try allRows(today)))
  }

  @Test func aNightWithoutNewsChangesNothing() throws {
    try settle("10", [("o-1", firstDay), ("o-2", firstDay + 40)])
    try pay("10", on: firstDay + 50)
    try claim(1, of: "o-3", on: firstDay + 45)
    let today = CalendarDate(dayNumber: firstDay + 60)
    let rows = try #require(
      try write(
        [:], nil, OrderSources(ledger.orderSettlements(), web: [:], today: today), today, "a"))
    #expect(try changed(since: "a", today).months == [])
    #expect(try changed(since: "b", today).months == nil, "of another night")
    let later = CalendarDate(dayNumber: firstDay + 61)
    let open = CalendarMonth(CalendarDate(dayNumber: firstDay + 45))
    #expect(try changed(since: "a", later).months == [open], "it waits a day longer")
    #expect(rows.keys.count == 2)
  }

  @Test func webStoresOrdersAreSourcesOfTheirMonth() throws {
    let today = CalendarDate(dayNumber: firstDay)
    let (march, april) = (CalendarMonth("2026-03")!, CalendarMonth("2026-04")!)
    var print = Fingerprint()
    let sources = OrderSources(try ledger.orderSettlements(), web: [march: print], today: today)
    _ = try write([:], nil, sources, today, "a")
    #expect(try changed(since: "a", web: [march: print], today).months == [])
    #expect(try changed(since: "a", web: [march: print, april: print], today).months == [april])
    #expect(try changed(since: "a", today).months == [march], "they are gone")
    print.add(1)
    #expect(try changed(since: "a", web: [march: print], today).months == [march])
  }

  @Test func aDocumentThatIsSummedAgainAndAVersionThatCountsOtherwiseLeaveNothing() throws {
    let today = CalendarDate(dayNumber: firstDay)
    for change in 0..<4 {
      let told = try OrderMonthsTests()
      try told.settle("10", [("o-1", firstDay)])
      let sources = OrderSources(try told.ledger.orderSettlements(), web: [:], today: today)
      _ = try told.write([:], nil, sources, today, "a")
      #expect(try told.changed(since: "a", today).months != nil)
      switch change {
      case 0: try told.stand("10", isCurrent: 0)
      case 1: try told.stand("10", accountType: "Invoiced Orders")
      case 2: try told.ledger.database.run("DELETE FROM settlement_version")
      default:
        try told.ledger.save(
          orderSums: OrderSums(),
          of: Ledger.PostedDocument(sha256: "d10", name: "n", store: "NA1", homeMarketplace: "US"))
      }
      #expect(try told.changed(since: "a", today).months == nil, "\(change)")
    }
  }

  /// Such as one that was refused for another store, and then imported for its own again.
  @Test func aDocumentThatIsTakenOutAndComesBackLeavesNothing() throws {
    try settle("10", [("o-1", firstDay)])
    try settle("11", [("o-2", firstDay)])
    let today = CalendarDate(dayNumber: firstDay)
    try ledger.database.run("DELETE FROM settlement_version WHERE settlement_id = '10'")
    let sources = OrderSources(try ledger.orderSettlements(), web: [:], today: today)
    _ = try write([:], nil, sources, today, "a")
    try post("10", in: "d10")
    let posted = try ledger.database.integer("SELECT max(version_id) FROM settlement_version")
    try ledger.save([
      VersionStanding(
        versionID: posted, accountType: "Standard Orders", homeMarketplace: "US", version: 1,
        isCurrent: true)
    ])
    #expect(try allRows(today).values.joined().contains { $0.hasPrefix("NA1 o-1") })
    #expect(try changed(since: "a", today).months == nil)
  }

  /// Events of service fees have no date.
  @Test func anOrderThatItsGroupDatesIsToldAnewWithTheGroup() throws {
    let today = CalendarDate(dayNumber: firstDay)
    try event("o-1", -70, on: nil, group: "g")
    let (all, sources) = try changed(since: "none", today)
    let rows = try #require(try write([:], all, sources, today, "a"))
    try told.tell(
      .groups([
        FinancialEventGroup(
          id: "g", processingStatus: "Open",
          start: Instant(seconds: Int64(firstDay) * 86_400))
      ]))
    let (months, later) = try changed(since: "a", today)
    #expect(try write(rows, months, later, today, "b") == (try allRows(today)))
  }

  @Test func whatIsNotFinishedIsNotKept() throws {
    try settle("10", [("o-1", firstDay)])
    let today = CalendarDate(dayNumber: firstDay)
    let sources = OrderSources(try ledger.orderSettlements(), web: [:], today: today)
    _ = try write([:], nil, sources, today, "a")
    try claim(1, of: "o-1", on: firstDay)
    _ = try OrderMonthsWriter(ledger, nil)
    #expect(
      try told.rows("SELECT * FROM order_month") == ["\(CalendarMonth(today).number) NA1 o-1"])
    #expect(try changed(since: "a", today).months == [CalendarMonth(today)])
  }

  @Test func withoutAStampNothingIsNoted() throws {
    try settle("10", [("o-1", firstDay)])
    try claim(1, of: "o-1", on: firstDay)
    try event("o-2", 5, on: firstDay, group: "g")
    #expect(try told.rows("SELECT * FROM order_change").isEmpty)
  }
}
