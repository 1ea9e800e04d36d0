import LedgerCore
import LedgerStore
import Reporting

/// How far each order has come: sold, shipped, settled, paid. Web stores' orders first, with what
/// Amazon took for those that it fulfilled; then Amazon's own, by store and order id.
struct OrdersReport {
  let ledger: Ledger
  let master: MasterData

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "orders",
      columns: [
        "channel", "store", "order", "date", "currency", "total", "state", "shipped",
        "charged", "refunded", "fees", "payouts", "paid_on", "fulfilled_by", "amazon_order",
        "amazon_fees", "amazon_currency", "amazon_settlements", "units", "account_type",
        "settled", "open", "last_date", "due", "days_waiting",
      ],
      currencyNote: "amounts are in the row's currency, amazon_fees in amazon_currency, exact;"
        + " state is sold, shipped (something is in no payout or settlement: open), settled, paid"
        + " (at the bank), offset (settled where nothing was to pay) or cancelled; of Amazon's"
        + " orders charged, refunded and fees are what settlements have of them, settled is all of"
        + " it; days_waiting: to the last day known, from shipping or from the settlement's end")
    let today = try storing { () throws(StoreError) in try ledger.lastKnownDay() }
    let web = try WebOrderRows(ledger, master, today: today)
    let amazon = try AmazonOrderRows(ledger, master, today: today)
    if let months = request.months {
      try MonthlyOrders(web: web, amazon: amazon).write(header, to: months)
      return
    }
    var stream = ReportStream(header, request, to: sink)
    try web.each { day, state, row throws(BatchError) in
      guard request.includes(day), request.includes(state) else { return }
      try stream.append(row)
    }
    try amazon.each { order, state throws(BatchError) in
      guard request.includes(order.firstDay), request.includes(state) else { return }
      try stream.append(amazon.cells(of: order, state))
    }
    try stream.finish()
  }
}
