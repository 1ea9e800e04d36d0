import LedgerCore

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
    try ledger.setMeta(Ledger.orderMonthsStamp, stamp)
    try ledger.database.run("COMMIT")
    isFinished = true
  }
}
