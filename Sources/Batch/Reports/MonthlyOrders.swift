import LedgerCore
import LedgerStore
import Reporting

/// The `orders` report with a file for each month, of which only those are written anew in which a row
/// can have changed since the last night.
struct MonthlyOrders {
  let web: WebOrderRows
  let amazon: AmazonOrderRows

  func write(_ header: ReportHeader, to months: MonthlyFiles) throws(BatchError) {
    let sources = OrderSources(amazon.settlements, web: try web.prints(), today: amazon.today)
    let changed = try months.takeOver(allBut: try changedMonths(since: months.lastStamp, sources))
    if try write(header, changed, sources, to: months) { return }
    months.startOver()
    _ = try write(header, nil, sources, to: months)
  }

  /// Writes some months or all; false where a row is of a month that was not to be written.
  private func write(
    _ header: ReportHeader, _ changed: Set<CalendarMonth>?, _ sources: OrderSources,
    to months: MonthlyFiles
  ) throws(BatchError) -> Bool {
    let keeper = try storing { () throws(StoreError) in
      try OrderMonthsWriter(amazon.ledger, changed)
    }
    try months.write(header) { append throws(BatchError) in
      try web.each { day, _, row throws(BatchError) in
        if changed?.contains(CalendarMonth(day)) ?? true { try append(day, row) }
      }
      try amazon.each(of: keeper.scope) { order, state throws(BatchError) in
        let isWritten = try storing { () throws(StoreError) in
          try keeper.add(order, isWaiting: state == .shipped || state == .settled)
        }
        if isWritten { try append(order.firstDay, amazon.cells(of: order, state)) }
      }
    }
    guard keeper.isComplete else { return false }
    guard let stamp = months.stamp else { return true }
    try storing { () throws(StoreError) in
      try keeper.finish(stamp, amazon.settlements, sources)
    }
    return true
  }

  /// Nil for all of them.
  private func changedMonths(
    since stamp: String?, _ sources: OrderSources
  ) throws(BatchError) -> Set<CalendarMonth>? {
    guard let stamp else { return nil }
    return try storing { () throws(StoreError) in
      try amazon.ledger.changedOrderMonths(
        since: stamp, amazon.settlements, sources, zone: amazon.zone)
    }
  }
}
