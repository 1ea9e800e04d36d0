import LedgerCore

// The months that a night's orders are of are kept for the night after it, which makes anew only those
// in which a row can have changed. What is kept counts for the files that it was kept with and for no
// others: it bears the stamp of the notes that are written once these are published.

/// What the rows of orders follow from besides what is told of an order itself, as fingerprints.
package struct OrderSources: Sendable {
  fileprivate static let webOrders = "web orders"
  fileprivate static let today = "today"
  /// As long as something of an order is in none of them yet, it can come to be in any.
  fileprivate static let allSettlements = "all settlements"
  /// Of an order with rows in several months, which are written together; it is never the same.
  fileprivate static let otherMonths = "other months"

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

  fileprivate static func name(_ settlement: OrderSettlement) -> String {
    "settlement \(settlement.store) \(settlement.settlementID)"
  }

  fileprivate var webMonths: Set<CalendarMonth> { Set(webPrints.keys) }

  fileprivate func print(of source: String, in month: CalendarMonth) -> Fingerprint? {
    source == OrderSources.webOrders ? webPrints[month] : prints[source]
  }
}

extension Ledger {
  fileprivate static let stamp = "order_months"

  func keepsOrderMonths() throws(StoreError) -> Bool { try meta(Ledger.stamp) != nil }

  /// Throws all of it away where a document that was summed before is posted again and its versions
  /// do not stand yet: its orders come back without any of their rows being written.
  func forgetOrderMonthsOfReturningVersions() throws(StoreError) {
    try database.run(
      """
      DELETE FROM meta WHERE key = '\(Ledger.stamp)' AND EXISTS (
        SELECT 1 FROM settlement_version JOIN document USING (document_id)
          JOIN order_document USING (sha256) WHERE version IS NULL)
      """)
  }

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
    guard try meta(Ledger.stamp) == stamp else { return nil }
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
  fileprivate func chooseOrders(of months: Set<CalendarMonth>) throws(StoreError) {
    try chooseOrders(
      ["SELECT store, order_id FROM order_change"]
        + months.sorted().map {
          "SELECT store, order_id FROM order_month WHERE month = \($0.number)"
        })
  }
}

/// Keeps the orders of months that are written anew, and what their rows follow from: all of it once
/// it is finished, or nothing.
package final class OrderMonthsWriter {
  private struct Sources {
    var settlements: Set<Int> = []
    /// Of those that are the same for all orders.
    var names: Set<String> = []
  }

  package let scope: OrderScope
  /// Whether each row is of a month that is written anew; else all of them must be.
  package private(set) var isComplete = true

  private let ledger: Ledger
  private let changed: Set<CalendarMonth>?
  private let insert: Statement
  private var months: [CalendarMonth: Sources] = [:]
  private var last: (store: String, id: ByteString, month: CalendarMonth)?
  private var isFinished = false

  /// - Parameter changed: the months that are written anew; nil for all.
  package init(_ ledger: Ledger, _ changed: Set<CalendarMonth>?) throws(StoreError) {
    (self.ledger, self.changed) = (ledger, changed)
    scope = changed == nil ? .all : .chosen
    let database = ledger.database
    if let changed { try ledger.chooseOrders(of: changed) }
    insert = try Statement(
      "INSERT INTO order_month VALUES (?, ?, ?) ON CONFLICT DO NOTHING", on: database)
    // It cannot be done within the transaction.
    try ledger.refreshMovements()
    try database.run("BEGIN IMMEDIATE")
    guard let changed else {
      try database.run("DELETE FROM order_month; DELETE FROM order_month_source")
      return
    }
    try database.run(
      "DELETE FROM order_month WHERE (store, order_id) IN (SELECT * FROM order_change)")
    let remove = try Statement("DELETE FROM order_month_source WHERE month = ?", on: database)
    for month in changed { try remove.run(.integer(Int64(month.number))) }
  }

  deinit {
    if !isFinished { try? ledger.database.run("ROLLBACK") }
  }

  /// - Parameter isWaiting: whether its row counts days.
  /// - Returns: whether its month is written anew.
  package func add(_ order: AmazonOrder, isWaiting: Bool) throws(StoreError) -> Bool {
    let month = order.month
    guard changed?.contains(month) ?? true else {
      isComplete = false
      return false
    }
    try insert.run(.integer(Int64(month.number)), .text(order.store), .bytes(order.id.bytes))
    months[month, default: Sources()].settlements.formUnion(order.settlements)
    if isWaiting { note(OrderSources.today, month) }
    if !order.isPlaced { note(OrderSources.allSettlements, month) }
    if let last, last.month != month, last.id == order.id, last.store == order.store {
      for month in [last.month, month] { note(OrderSources.otherMonths, month) }
    }
    last = (order.store, order.id, month)
    return true
  }

  private func note(_ name: String, _ month: CalendarMonth) {
    months[month, default: Sources()].names.insert(name)
  }

  /// Keeps it under a stamp; nothing was told anew by then.
  package func finish(
    _ stamp: String, _ settlements: OrderSettlements, _ sources: OrderSources
  ) throws(StoreError) {
    let insert = try Statement(
      "INSERT INTO order_month_source VALUES (?, ?, ?, ?)", on: ledger.database)
    func keep(_ source: String, of month: CalendarMonth) throws(StoreError) {
      let print = sources.print(of: source, in: month) ?? Fingerprint()
      try insert.run(
        .integer(Int64(month.number)), .text(source), .integer(print.words.0),
        .integer(print.words.1))
    }
    for month in sources.webMonths where changed?.contains(month) ?? true {
      try keep(OrderSources.webOrders, of: month)
    }
    for (month, found) in months {
      for place in found.settlements {
        try keep(OrderSources.name(settlements.all[place]), of: month)
      }
      for name in found.names { try keep(name, of: month) }
    }
    try ledger.database.run("DELETE FROM order_change")
    try ledger.setMeta(Ledger.stamp, stamp)
    try ledger.database.run("COMMIT")
    isFinished = true
  }
}

extension AmazonOrder {
  package var month: CalendarMonth { CalendarMonth(firstDay) }
}
