import LedgerCore
import TestSupport
import Testing

@testable import LedgerStore

/// What is kept of orders by month: a night that writes only what it names as changed has the rows of
/// one that writes everything.
@Suite struct OrderMonthsTests {
  private let nights: OrderNights
  private let firstDay = OrderNights.firstDay

  init() throws { nights = try OrderNights() }

  @Test func whatIsWrittenAnewMakesUpAllThatHasChanged() throws {
    var kept = 0
    for seed in UInt64(1)...30 {
      let home = try OrderNights()
      var random = SplitMix64(seed: seed)
      var (rows, stamp): (OrderNights.Rows, String) = ([:], "none")
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
    try nights.settle("10", [("o-1", firstDay)])
    try nights.settle("11", [("o-2", firstDay + 70)], accountType: "Invoiced Orders")
    try nights.claim(1, of: "o-1", on: firstDay + 35, group: "g", account: "")
    let today = CalendarDate(dayNumber: firstDay + 80)
    let first = try nights.changed(since: "none", today)
    let rows = try #require(try nights.write([:], first.months, first.sources, today, "a"))
    try nights.group("g", of: "11")
    let (months, sources) = try nights.changed(since: "a", today)
    #expect(months?.sorted().map(\.description) == ["2026-01", "2026-03"])
    #expect(try nights.write(rows, months, sources, today, "b") == nil, "it is in February")
    #expect(try nights.changed(since: "a", today).months == months, "nothing is kept")
    #expect(try nights.write(rows, nil, sources, today, "b") == (try nights.allRows(today)))
  }

  @Test func aNightWithoutNewsChangesNothing() throws {
    try nights.settle("10", [("o-1", firstDay), ("o-2", firstDay + 40)])
    try nights.pay("10", on: firstDay + 50)
    try nights.claim(1, of: "o-3", on: firstDay + 45)
    let today = CalendarDate(dayNumber: firstDay + 60)
    let rows = try #require(
      try nights.write(
        [:], nil, OrderSources(nights.ledger.orderSettlements(), web: [:], today: today), today, "a"
      ))
    #expect(try nights.changed(since: "a", today).months == [])
    #expect(try nights.changed(since: "b", today).months == nil, "of another night")
    let later = CalendarDate(dayNumber: firstDay + 61)
    let open = CalendarMonth(CalendarDate(dayNumber: firstDay + 45))
    #expect(try nights.changed(since: "a", later).months == [open], "it waits a day longer")
    #expect(rows.keys.count == 2)
  }

  @Test func webStoresOrdersAreSourcesOfTheirMonth() throws {
    let today = CalendarDate(dayNumber: firstDay)
    let (march, april) = (CalendarMonth("2026-03")!, CalendarMonth("2026-04")!)
    var print = Fingerprint()
    let sources = OrderSources(
      try nights.ledger.orderSettlements(), web: [march: print], today: today)
    _ = try nights.write([:], nil, sources, today, "a")
    #expect(try nights.changed(since: "a", web: [march: print], today).months == [])
    #expect(
      try nights.changed(since: "a", web: [march: print, april: print], today).months == [april])
    #expect(try nights.changed(since: "a", today).months == [march], "they are gone")
    print.add(1)
    #expect(try nights.changed(since: "a", web: [march: print], today).months == [march])
  }

  @Test func aDocumentThatIsSummedAgainAndAVersionThatCountsOtherwiseLeaveNothing() throws {
    let today = CalendarDate(dayNumber: firstDay)
    for change in 0..<4 {
      let nights = try OrderNights()
      try nights.settle("10", [("o-1", firstDay)])
      let sources = OrderSources(try nights.ledger.orderSettlements(), web: [:], today: today)
      _ = try nights.write([:], nil, sources, today, "a")
      #expect(try nights.changed(since: "a", today).months != nil)
      switch change {
      case 0: try nights.stand("10", isCurrent: 0)
      case 1: try nights.stand("10", accountType: "Invoiced Orders")
      case 2: try nights.ledger.database.run("DELETE FROM settlement_version")
      default:
        try nights.ledger.save(
          orderSums: OrderSums(),
          of: Ledger.PostedDocument(sha256: "d10", name: "n", store: "NA1", homeMarketplace: "US"))
      }
      #expect(try nights.changed(since: "a", today).months == nil, "\(change)")
    }
  }

  /// Such as one that was refused for another store, and then imported for its own again.
  @Test func aDocumentThatIsTakenOutAndComesBackLeavesNothing() throws {
    try nights.settle("10", [("o-1", firstDay)])
    try nights.settle("11", [("o-2", firstDay)])
    let today = CalendarDate(dayNumber: firstDay)
    try nights.ledger.database.run("DELETE FROM settlement_version WHERE settlement_id = '10'")
    let sources = OrderSources(try nights.ledger.orderSettlements(), web: [:], today: today)
    _ = try nights.write([:], nil, sources, today, "a")
    try nights.post("10", in: "d10")
    let posted = try nights.ledger.database.integer(
      "SELECT max(version_id) FROM settlement_version")
    try nights.ledger.save([
      VersionStanding(
        versionID: posted, accountType: "Standard Orders", homeMarketplace: "US", version: 1,
        isCurrent: true)
    ])
    #expect(try nights.allRows(today).values.joined().contains { $0.hasPrefix("NA1 o-1") })
    #expect(try nights.changed(since: "a", today).months == nil)
  }

  /// Events of service fees have no date.
  @Test func anOrderThatItsGroupDatesIsToldAnewWithTheGroup() throws {
    let today = CalendarDate(dayNumber: firstDay)
    try nights.event("o-1", -70, on: nil, group: "g")
    let (all, sources) = try nights.changed(since: "none", today)
    let rows = try #require(try nights.write([:], all, sources, today, "a"))
    try nights.told.tell(
      .groups([
        FinancialEventGroup(
          id: "g", processingStatus: "Open",
          start: Instant(seconds: Int64(firstDay) * 86_400))
      ]))
    let (months, later) = try nights.changed(since: "a", today)
    #expect(try nights.write(rows, months, later, today, "b") == (try nights.allRows(today)))
  }

  @Test func whatIsNotFinishedIsNotKept() throws {
    try nights.settle("10", [("o-1", firstDay)])
    let today = CalendarDate(dayNumber: firstDay)
    let sources = OrderSources(try nights.ledger.orderSettlements(), web: [:], today: today)
    _ = try nights.write([:], nil, sources, today, "a")
    try nights.claim(1, of: "o-1", on: firstDay)
    _ = try OrderMonthsWriter(nights.ledger, nil)
    #expect(
      try nights.told.rows("SELECT * FROM order_month") == [
        "\(CalendarMonth(today).number) NA1 o-1"
      ])
    #expect(try nights.changed(since: "a", today).months == [CalendarMonth(today)])
  }

  @Test func withoutAStampNothingIsNoted() throws {
    try nights.settle("10", [("o-1", firstDay)])
    try nights.claim(1, of: "o-1", on: firstDay)
    try nights.event("o-2", 5, on: firstDay, group: "g")
    #expect(try nights.told.rows("SELECT * FROM order_change").isEmpty)
  }
}
