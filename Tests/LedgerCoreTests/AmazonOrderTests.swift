import LedgerCore
import Testing

@Suite struct AmazonOrderTests {
  private let dollar = Currency("USD")!

  private func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

  private func part(
    _ settlement: Int, _ total: Int64, refunds: Int64 = 0, on text: String = "2026-03-10"
  ) -> OrderPart {
    OrderPart(
      settlement: settlement, firstDay: day(text), lastDay: day(text), chargedMinor: total,
      refundedMinor: 0, feeMinor: 0, totalMinor: total, refundTotalMinor: refunds, units: 1)
  }

  private func claim(
    _ total: Int64, in settlement: Int? = nil, isHeldBack: Bool = false, isPlaced: Bool = false,
    on posted: String = "2026-03-05", until matures: String? = nil
  ) -> OrderClaim {
    OrderClaim(
      isHeldBack: isHeldBack, isShipment: true, settlement: settlement,
      isPlaced: isPlaced || settlement != nil, postedOn: day(posted),
      maturesOn: matures.map(day), totalMinor: total)
  }

  private func order(
    _ parts: [OrderPart], _ claims: [OrderClaim], id: String = "111-1"
  ) throws -> AmazonOrder {
    try #require(
      AmazonOrder(
        store: "NA1", id: ByteString(id), accountType: "Standard Orders", currency: dollar,
        parts: parts, claims: claims))
  }

  private func state(_ order: AmazonOrder, paid: Set<Int> = [], empty: Set<Int> = []) -> OrderState
  {
    order.state(isPaid: { paid.contains($0) }, hasNothingToPay: { empty.contains($0) })
  }

  @Test func whatASettlementOfTheBooksHasIsNotOpen() throws {
    let settled = try order(
      [part(0, 900), part(1, -900)], [claim(900, in: 0), claim(-900, in: 1)])
    #expect(settled.open.isEmpty)
    #expect(settled.settledMinor == 0)
    #expect(state(settled, paid: [0]) == .settled)
    #expect(state(settled, paid: [0, 1]) == .paid)
    #expect(state(settled, paid: [0], empty: [1]) == .paid)
    #expect(state(settled, empty: [0, 1]) == .offset)
  }

  @Test func whatIsHeldBackIsOpenWhateverSettlementItNames() throws {
    let waiting = try order(
      [part(0, 900)], [claim(900, in: 0), claim(400, in: 0, isHeldBack: true)])
    #expect(waiting.openMinor == 400)
    #expect(state(waiting, paid: [0]) == .shipped)
  }

  @Test func aDeferralThatASettlementHasToTheCentIsSettledThere() throws {
    let stale = try order([part(0, 900)], [claim(900, isHeldBack: true)])
    #expect(stale.open.isEmpty)
    #expect(stale.settlements == [0])
    let other = try order([part(0, 900)], [claim(901, isHeldBack: true)])
    #expect(other.openMinor == 901)
    // Rows of before the shipment are of something else.
    let earlier = try order(
      [part(0, 900, on: "2026-03-01")], [claim(900, isHeldBack: true, on: "2026-03-05")])
    #expect(earlier.openMinor == 900)
  }

  @Test func oneSettlementExplainsOneOfTwoEqualShipments() throws {
    let twins = try order([part(0, 900)], [claim(900, isHeldBack: true), claim(900)])
    #expect(twins.openMinor == 900)
    let named = try order([part(0, 900)], [claim(900, in: 0), claim(900)])
    #expect(named.openMinor == 900, "that settlement is the other one's")
  }

  /// Amounts that wait, and what stays open of them beside one settlement.
  @Test(arguments: [
    // A sale and its refund, told both, or the one without the other.
    ([900, -400], 500, -400, []), ([900], 500, -400, []), ([-400], 500, -400, []),
    ([900, -900], 0, -900, []), ([900], 0, -900, []),
    // Told as one.
    ([500], 500, -400, []), ([500, 7], 500, -400, [7]),
    // Two shipments, or three, of which one is not in the file.
    ([500, 400], 900, 0, []), ([500, 400], 500, -400, []), ([500, 400, 7], 900, 0, [7]),
    ([600, 300, -200], 700, -200, []), ([600, 300], 700, -200, []),
    // In two ways: none is picked.
    ([500, 400, 600, 300], 900, 0, [500, 400, 600, 300]),
    ([450, 450, 450], 900, 0, [450, 450, 450]),
    // Alone comes before together.
    ([500, 400, 900], 900, 0, [500, 400]),
    // Nothing is made by it.
    ([900, -400], 501, -400, [900]), ([900, -400], 0, 0, [900, -400]),
    ([900, 0], 901, 0, [900, 0]), ([900, 0], 900, 0, [0]),
    // Too many to mean anything.
    ([1, 2, 4, 8, 16, 32, 64, 128, 256], 3, 0, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
    ([1, 2, 4, 8, 16, 32, 64, 128], 3, 0, [4, 8, 16, 32, 64, 128]),
  ])
  func transactionsThatMakeExactlyWhatASettlementHasAreThere(
    waiting: [Int64], total: Int64, refunds: Int64, open: [Int64]
  ) throws {
    let order = try order(
      [part(0, total, refunds: refunds)], waiting.map { claim($0, isHeldBack: true) })
    #expect(order.open.map(\.totalMinor) == open)
  }

  @Test func noSetIsTakenWhereItsPartsAreElsewhere() throws {
    let parts = [part(0, 900), part(1, 500), part(2, 7, on: "2026-03-01")]
    let order = try order(parts, [claim(500), claim(400), claim(900), claim(3), claim(4)])
    #expect(order.open.map(\.totalMinor) == [400, 3, 4])
  }

  @Test func moneyOfAnOpenPeriodIsShippedAndNotSettled() throws {
    let fresh = try order([], [claim(700, isPlaced: true)])
    #expect(state(fresh) == .shipped)
    #expect(fresh.firstDay == day("2026-03-05"))
    #expect(fresh.shippedOn == day("2026-03-05"))
  }

  // MARK: - Shipped and never settled

  private func findings(_ orders: [AmazonOrder], lastEnd: String? = "2026-04-20T00:00:00Z")
    -> [Finding]
  {
    var review = ShippedNotSettled(graceDays: 14, today: day("2026-04-30"))
    for order in orders { review.add(order, lastEnd: lastEnd.flatMap { Instant($0) }) }
    return review.findings
  }

  @Test func whatAmazonHoldsBackBeyondItsDayIsToldOnceAnAccount() throws {
    let orders = try (1...5).map {
      try order(
        [], [claim(100 * Int64($0), isHeldBack: true, until: "2026-04-1\($0)")], id: "o-\($0)")
    }
    let told = findings(orders)
    #expect(told.count == 1)
    #expect(told[0].kind == .shippedNotSettled)
    #expect(told[0].severity == .warning)
    #expect(told[0].amount == Money(minorUnits: 1500, dollar))
    #expect(told[0].opened == "2026-04-11")
    #expect(told[0].what.hasSuffix("2026-04-11: o-1, o-2, o-3 and 2 more"))
    #expect(told[0].place == "Standard Orders USD, held back")
  }

  @Test func whatIsDueWithinTheGraceOrOwedToAmazonIsNotTold() throws {
    let quiet = try [
      order([], [claim(100, isHeldBack: true, until: "2026-04-16")]),
      order([], [claim(-100, isHeldBack: true, until: "2026-03-16")]),
      order([], [claim(100, isHeldBack: true)]),
      order([part(0, 100)], [claim(100, isHeldBack: true, until: "2026-03-16")]),
    ]
    #expect(findings(quiet).isEmpty)
  }

  @Test func releasedMoneyIsToldWhenSettlementsWentByWithoutIt() throws {
    let lost = try order([], [claim(100, on: "2026-04-01")])
    #expect(findings([lost]).map(\.place) == ["Standard Orders USD"])
    #expect(findings([lost], lastEnd: "2026-04-15T23:00:00Z").isEmpty, "no settlement since")
    #expect(findings([lost], lastEnd: nil).isEmpty)
    let placed = try order([], [claim(100, isPlaced: true, on: "2026-04-01")])
    #expect(findings([placed]).isEmpty, "its event group is told of by itself")
  }
}
