import LedgerCore

// The months that a night's orders are of are kept for the night after it, which makes anew only those
// in which a row can have changed. What is kept counts for the files that it was kept with and for no
// others: it bears the stamp of the notes that are written once these are published.

/// What the rows of orders follow from besides what is told of an order itself, as fingerprints.
package struct OrderSources: Sendable {
  static let webOrders = "web orders"
  static let today = "today"
  /// As long as something of an order is in none of them yet, it can come to be in any.
  static let allSettlements = "all settlements"
  /// Of an order with rows in several months, which are written together; it is never the same.
  static let otherMonths = "other months"

  private var prints: [String: Fingerprint] = [:]
  private let webPrints: [CalendarMonth: Fingerprint]

  /// - Parameters:
  ///   - web: the rows of web stores' orders of each month that has some.
  ///   - today: the day that open orders wait until.
  package init(
    _ settlements: OrderSettlements, web: [CalendarMonth: Fingerprint], today: CalendarDate
  ) {
    webPrints = web
    var (day, all) = (Fingerprint(), Fingerprint())
    day.add(Int64(today.dayNumber))
    for place in settlements.all.indices {
      let print = settlements.print(of: place)
      prints[OrderSources.name(settlements.all[place])] = print
      all.add(print.words.0)
      all.add(print.words.1)
    }
    prints[OrderSources.today] = day
    prints[OrderSources.allSettlements] = all
  }

  static func name(_ settlement: OrderSettlement) -> String {
    "settlement \(settlement.store) \(settlement.settlementID)"
  }

  var webMonths: Set<CalendarMonth> { Set(webPrints.keys) }

  func print(of source: String, in month: CalendarMonth) -> Fingerprint? {
    source == OrderSources.webOrders ? webPrints[month] : prints[source]
  }
}

extension Ledger {
  static let orderMonthsStamp = "order_months"

  func keepsOrderMonths() throws(StoreError) -> Bool { try meta(Ledger.orderMonthsStamp) != nil }

  /// Notes the orders of a group's events that have no day but the one on which their group starts.
  func noteOrders(datedBy groupID: String, of store: String) throws(StoreError) {
    guard try keepsOrderMonths() else { return }
    try Statement(
      """
      INSERT OR IGNORE INTO order_change SELECT store, order_id FROM group_event
      WHERE store = ? AND group_id = ? AND posted_at IS NULL AND order_id <> ''
      """, on: database
    ).run(.text(store), .text(groupID))
  }

  /// The months of which a row can differ from those that were kept under a stamp; nil where none
  /// were, and each row can.
  package func changedOrderMonths(
    since stamp: String, _ settlements: OrderSettlements, _ sources: OrderSources,
    zone: @escaping ZoneFinder
  ) throws(StoreError) -> Set<CalendarMonth>? {
    guard try meta(Ledger.orderMonthsStamp) == stamp else { return nil }
    var changed: Set<CalendarMonth> = []
    var unknownWeb = sources.webMonths
    let kept = try Statement(
      "SELECT month, source, print_high, print_low FROM order_month_source", on: database)
    while try kept.step() {
      let (month, source) = (CalendarMonth(number: Int32(kept.integer(0))), kept.text(1))
      if source == OrderSources.webOrders { unknownWeb.remove(month) }
      let print = Fingerprint(words: (kept.integer(2), kept.integer(3)))
      if sources.print(of: source, in: month) != print { changed.insert(month) }
    }
    changed.formUnion(unknownWeb)
    // Where orders were that were told anew, and where they are now.
    let before = try Statement(
      """
      SELECT DISTINCT month FROM order_change CROSS JOIN order_month USING (store, order_id)
      """, on: database)
    while try before.step() { changed.insert(CalendarMonth(number: Int32(before.integer(0)))) }
    try chooseOrders(of: [])
    try amazonOrders(settlements, of: .chosen, zone: zone) { changed.insert($0.month) }
    return changed
  }

  /// Chooses the kept orders of some months, and those that were told anew.
  func chooseOrders(of months: Set<CalendarMonth>) throws(StoreError) {
    try chooseOrders(
      ["SELECT store, order_id FROM order_change"]
        + months.sorted().map {
          "SELECT store, order_id FROM order_month WHERE month = \($0.number)"
        })
  }
}

extension AmazonOrder {
  package var month: CalendarMonth { CalendarMonth(firstDay) }
}
