import LedgerCore
import LedgerStore

/// Looks for orders that were shipped and that no settlement pays.
struct OrderReview {
  let context: RunContext
  let archive: Archive
  let master: MasterData

  /// Settlement rows are summed by order only where some transaction is overdue: a clean night
  /// costs one look at the transactions, any other a look at the orders that may be.
  ///
  /// - Parameters:
  ///   - today: the day on which Amazon was asked last.
  ///   - askedOn: the same for a store.
  func findings(
    in ledger: Ledger, today: CalendarDate, askedOn: (_ store: String) -> CalendarDate?
  ) throws(BatchError) -> [Finding] {
    var review = ShippedNotSettled(
      graceDays: master.configuration.thresholds.unsettledDays, today: today)
    let limit = review.firstDayNotTold
    let isAnyOverdue = try storing { () throws(StoreError) in
      try ledger.chooseOverdueOrders(before: limit)
    }
    guard isAnyOverdue else { return [] }
    try OrderIntake(context: context, archive: archive, master: master).run(into: ledger)
    try storing { () throws(StoreError) in
      let settlements = try ledger.orderSettlements()
      try ledger.amazonOrders(settlements, of: .chosen, zone: master.zone(of:at:)) { order in
        guard !order.open.isEmpty else { return }
        review.add(
          order,
          lastEnd: settlements.lastEnd(
            store: order.store, accountType: order.accountType, order.currency),
          askedOn: askedOn(order.store))
      }
    }
    return review.findings
  }
}
