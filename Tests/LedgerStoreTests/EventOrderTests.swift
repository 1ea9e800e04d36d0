import LedgerCore
import LedgerStore
import Testing

/// Orders of which no transaction tells, only v0 events of their groups.
@Suite struct EventOrderTests {
  private func event(_ order: String, _ minor: Int64, _ list: String = "ShipmentEventList")
    -> FinancialEvent
  {
    FinancialEvent(list: list, orderID: order, postedAt: day("2026-03-05"), total: usd(minor))
  }

  private func orders(_ told: ToldLedger) throws -> [AmazonOrder] {
    var orders: [AmazonOrder] = []
    let settlements = try told.ledger.orderSettlements()
    try told.ledger.amazonOrders(
      settlements, zone: { _, _ in nil }, { orders.append($0) })
    return orders
  }

  @Test func anOrderThatOnlyEventsTellOfIsOpenForTheirSum() throws {
    let told = try ToldLedger()
    try told.tell(
      .events(
        [event("o-1", 1200), event("o-1", -200, "RefundEventList")], groupID: "g", since: nil))
    try told.tell(.events([event("o-1", 50)], groupID: "h", since: nil))
    try told.tell(.events([event("", -30, "ServiceFeeEventList")], groupID: "i", since: nil))
    let orders = try orders(told)
    #expect(orders.map(\.id) == ["o-1"], "charges of the account are no order")
    #expect(orders[0].openMinor == 1050)
    #expect(orders[0].open.count == 2, "one for each group")
    #expect(orders[0].open.allSatisfy { $0.isPlaced && !$0.isHeldBack })
    #expect(orders[0].shippedOn == CalendarDate("2026-03-05"))
    #expect(orders[0].currency == Currency("USD"))
  }

  @Test func whatTransactionsTellIsNotToldAgainByEvents() throws {
    let told = try ToldLedger()
    try told.tell(.transactions([transaction("1", .released, 1000, group: "g")]))
    try told.tell(.events([event("o-1", 1000), event("o-2", 700)], groupID: "g", since: nil))
    let orders = try orders(told)
    #expect(orders.map(\.id) == ["o-1", "o-2"])
    #expect(orders.map(\.openMinor) == [1000, 700])
    #expect(orders.map(\.accountType) == ["Standard Orders", ""])
  }

  @Test func eventsThatCancelOutAreNoOrder() throws {
    let told = try ToldLedger()
    try told.tell(
      .events([event("o-1", 900), event("o-1", -900, "RefundEventList")], groupID: "g", since: nil))
    #expect(try orders(told).isEmpty)
  }
}
