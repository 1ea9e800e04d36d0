import LedgerCore
import LedgerStore
import TestSupport
import Testing

/// Orders put together from the sums of settlement rows and from transactions.
@Suite struct OrderReadingTests {
  /// With the settlements `90`, of Standard Orders, and `91`, of Invoiced Orders.
  private let told: ToldLedger

  init() throws {
    told = try ToldLedger()
    try told.ledger.database.run(
      """
      INSERT INTO document VALUES (1, 'd', 'n', 'NA1', 'posted', 'V2', 'UTF-8', 1, 1, 0, 0,
        NULL, NULL, NULL, NULL, 1);
      INSERT INTO settlement_version (document_id, settlement_id, store, currency, minor_digits,
          start_at, end_at, stated_total_minor, rows_total_minor, row_count, account_level_rows,
          read_for_marketplace, account_type, is_current)
        VALUES (1, '90', 'NA1', 'USD', 2, 0, 9, 0, 0, 1, 0, 'US', 'Standard Orders', 1),
          (1, '91', 'NA1', 'USD', 2, 0, 9, 0, 0, 1, 0, 'US', 'Invoiced Orders', 1);
      INSERT INTO order_settlement VALUES (1, 'd', '90'), (2, 'd', '91');
      """)
  }

  private func sum(_ order: String, _ number: Int, _ minor: Int, store: String = "NA1") throws {
    try told.ledger.database.run(
      """
      INSERT INTO order_sum
        VALUES ('\(store)', '\(order)', \(number), 20000, 20001, \(minor), 0, 0, \(minor), 1, 0)
      """)
  }

  private func claim(
    _ id: String, of order: String?, _ minor: Int64 = 100, on posted: String = "2026-03-05",
    deferred: String? = nil, account: String = "Standard Orders", settlement: String? = nil
  ) -> Transaction {
    Transaction(
      id: id, status: .released, type: "Refund", description: "", postedAt: day(posted),
      total: usd(minor), accountType: account, marketplaceID: "M", orderID: order,
      settlementID: settlement, deferredID: deferred)
  }

  private func orders() throws -> [AmazonOrder] {
    var orders: [AmazonOrder] = []
    try told.ledger.amazonOrders(
      told.ledger.orderSettlements(), zone: { _, _ in nil }, { orders.append($0) })
    return orders
  }

  @Test func ordersComeByStoreAndIDWhereverTheyAreTold() throws {
    try sum("o-2", 1, 100)
    try sum("o-4", 1, 100)
    try sum("o-1", 1, 100, store: "NA2")
    try told.tell(.transactions([claim("t", of: "o-3"), claim("u", of: "o-2")]))
    try told.tell(.transactions([claim("t", of: "o-9")]), store: "EU1")
    try told.tell(
      .events(
        [FinancialEvent(list: "RefundEventList", orderID: "o-10", postedAt: nil, total: usd(5))],
        groupID: "g", since: nil))
    let orders = try orders()
    #expect(
      orders.map { "\($0.store) \($0.id)" } == [
        "EU1 o-9", "NA1 o-10", "NA1 o-2", "NA1 o-3", "NA1 o-4", "NA2 o-1",
      ])
    #expect(orders.map(\.parts.count) == [0, 0, 1, 0, 1, 1])
    #expect(orders.map(\.open.count) == [1, 1, 1, 1, 0, 0])
  }

  /// What an order claims of it is dated by its sale.
  @Test func aReleaseIsOverdueWhenItsSaleWasDue() throws {
    var sale = claim("sale", of: "o-1", on: "2026-01-05")
    sale.status = .deferredReleased
    sale.deferral = Deferral(reason: "DD7", maturesAt: day("2026-01-20"))
    sale.releaseID = "release"
    try told.tell(
      .transactions([sale, claim("release", of: "o-1", on: "2026-03-05", deferred: "sale")]))
    #expect(try orders().flatMap(\.open).map(\.dueOn.description) == ["2026-01-20"])
    let ledger = told.ledger
    #expect(try !ledger.chooseOverdueOrders(before: #require(CalendarDate("2026-01-15"))))
    #expect(try ledger.chooseOverdueOrders(before: #require(CalendarDate("2026-02-01"))))
  }

  @Test func ordersAreSummedAgainWhereRefundsWereNotToldApart() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/before.sqlite"
    let first = try Ledger(path: path)
    try first.database.run(
      """
      INSERT INTO order_document (sha256, home_marketplace) VALUES ('d', 'US');
      INSERT INTO order_settlement VALUES (1, 'd', '90');
      INSERT INTO order_sum VALUES ('NA1', 'o-1', 1, 20000, 20001, 500, 0, 0, 500, 1, 0);
      """)
    try first.database.goBack(before: "refund_total_minor")
    first.database.close()
    let second = try Ledger(path: path)
    for table in ["order_sum", "order_document"] {
      #expect(try second.database.integer("SELECT count(*) FROM \(table)") == 0)
    }
    #expect(try second.integrityProblems() == [])
  }

  @Test func anOrderOnTwoAccountsIsARowOnEach() throws {
    try sum("o-1", 1, 300)
    try sum("o-1", 2, 500)
    try told.tell(
      .transactions([
        claim("t", of: "o-1", account: "Invoiced Orders"), claim("u", of: "o-1", account: ""),
        claim("v", of: "o-1", 7, account: "", settlement: "90"),
      ]))
    let orders = try orders()
    #expect(orders.map(\.accountType) == ["Invoiced Orders", "Standard Orders"])
    #expect(orders.map(\.settledMinor) == [500, 300])
    #expect(
      orders.map(\.open.count) == [2, 0], "a claim of no account is of the first in its currency")
    #expect(orders.map(\.settlements.count) == [1, 1])
  }

  @Test func aReleaseCountsFromTheDayOfTheSaleThatWasHeldBack() throws {
    var held = claim("h", of: "o-1", on: "2026-03-01")
    held.status = .deferred
    held.deferral = Deferral(reason: "DD7", maturesAt: day("2026-03-09"))
    var elsewhere = held
    elsewhere.id = "e"
    elsewhere.orderID = nil
    try told.tell(.transactions([held, elsewhere]))
    try told.tell(
      .transactions([
        claim("r", of: "o-1", on: "2026-03-10", deferred: "h"),
        claim("s", of: "o-2", on: "2026-03-11", deferred: "e"),
        claim("t", of: "o-3", on: "2026-03-12", deferred: "never told"),
      ]))
    let orders = try orders()
    #expect(orders.map { $0.firstDay.description } == ["2026-03-01", "2026-03-01", "2026-03-12"])
    #expect(
      orders.map { $0.open.first?.maturesOn?.description } == ["2026-03-09", "2026-03-09", nil])
    #expect(orders.map(\.openMinor) == [100, 100, 100], "the release, not the deferred one too")
  }

  @Test func claimsOfAnOrderComeByDayAndThenByID() throws {
    try told.tell(
      .transactions([
        claim("b", of: "o-1", 2, on: "2026-03-05"), claim("c", of: "o-1", 3, on: "2026-03-04"),
        claim("a", of: "o-1", 1, on: "2026-03-05"), claim("d", of: "o-1", 0, on: "2026-03-01"),
      ]))
    let orders = try orders()
    #expect(orders.flatMap { $0.open.map(\.totalMinor) } == [3, 1, 2])
  }
}
