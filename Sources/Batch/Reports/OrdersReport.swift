import LedgerCore
import LedgerStore
import Reporting

/// What takes a row of the `orders` report, with the day of its order.
typealias OrderRow = (CalendarDate, [Cell]) throws(BatchError) -> Void

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
    if let months = request.months {
      try months.write(header) { row throws(BatchError) in try rows(request, row) }
    } else {
      var stream = ReportStream(header, request, to: sink)
      try rows(request) { _, row throws(BatchError) in try stream.append(row) }
      try stream.finish()
    }
  }

  /// Hands out all rows, each with the day of its order.
  private func rows(_ request: ReportRequest, _ row: OrderRow) throws(BatchError) {
    let today = try storing { () throws(StoreError) in try ledger.lastKnownDay() }
    try webOrders(request, today, row)
    try AmazonOrderRows(ledger: ledger, master: master).make(request, today: today, row)
  }

  private func webOrders(
    _ request: ReportRequest, _ today: CalendarDate, _ row: OrderRow
  ) throws(BatchError) {
    let (orders, transactions, sides, fulfillment) = try storing { () throws(StoreError) in
      (
        try ledger.webOrders(), try ledger.webTransactions(),
        try ledger.bankSides(isTill: false), try ledger.fulfillmentSums()
      )
    }
    let payments = ChannelReview.payments(transactions)
    for order in orders where request.includes(order.day) {
      guard let store = master.configuration.webStores.first(where: { $0.id == order.store })
      else { continue }
      let bank = sides[order.store] ?? [:]
      let arrived = Set(bank.filter { $0.value.status == "paid" }.map(\.key))
      let state = order.state(payments[OrderKey(order)], arrived: arrived)
      guard request.includes(state) else { continue }
      let cells = cells(
        order, state, store, payments[OrderKey(order)], bank,
        fulfillment[store.merchantOrder(order.name)])
      try row(order.day, cells + waiting(order, state, today))
    }
  }

  /// The columns that came with Amazon's orders.
  private func waiting(
    _ order: WebOrderFacts, _ state: OrderState, _ today: CalendarDate
  ) -> [Cell] {
    guard state == .shipped, let shipped = order.shippedDay else {
      return [.text(""), .empty, .amount(0, digits: order.total.currency.minorDigits)]
        + [.empty, .empty, .empty]
    }
    return [
      .text(""), .empty, .money(order.total), .empty, .empty,
      .integer(Int64(max(0, today.dayNumber - shipped.dayNumber))),
    ]
  }

  private func cells(
    _ order: WebOrderFacts, _ state: OrderState, _ store: WebStoreProfile,
    _ payments: OrderPayments?, _ bank: [ByteString: BankSide], _ amazon: FulfillmentSum?
  ) -> [Cell] {
    let digits = order.total.currency.minorDigits
    let payouts = (payments?.payouts ?? []).filter { !$0.isEmpty }.sorted()
    let paidOn = payouts.compactMap { bank[$0]?.bookedOn }.max()
    let isAmazons = amazon != nil || store.isFulfilledByAmazon(order.shippingMethod)
    let fees = amazon?.minor.sorted { $0.key < $1.key } ?? []
    return [
      .text(store.platform), .text(order.store), .text(order.name.text),
      .day(order.day), .text(order.total.currency.code), .money(order.total),
      .plain(state.rawValue), order.shippedDay.map(Cell.day) ?? .empty,
      .amount(payments?.chargedMinor ?? 0, digits: digits),
      .amount((payments?.refundedMinor ?? 0) - order.refundBeyondMinor, digits: digits),
      .amount(-(payments?.feeMinor ?? 0), digits: digits),
      .text(payouts.map(\.text).joined(separator: "|")),
      state == .paid ? paidOn.map(Cell.day) ?? .empty : .empty,
      .text(isAmazons ? "amazon" : "own"),
      .text(amazon?.orderIDs.sorted().joined(separator: "|") ?? ""),
      fees.count == 1 ? .amount(fees[0].value, digits: fees[0].key.minorDigits) : .empty,
      fees.count == 1 ? .text(fees[0].key.code) : .empty,
      .text(amazon?.settlements.sorted().joined(separator: "|") ?? ""),
      .quantity(milli: order.unitsMilli),
    ]
  }
}

extension WebStoreProfile {
  /// What Amazon calls an order: the prefix and the order's name without its sign.
  func merchantOrder(_ name: ByteString) -> String {
    let plain = name.bytes.first == UInt8(ascii: "#") ? ByteString(name.bytes.dropFirst()) : name
    return merchantOrderPrefix + plain.text
  }

  /// Shops name the way of shipping after Amazon's multi-channel fulfilment.
  func isFulfilledByAmazon(_ shippingMethod: ByteString) -> Bool {
    let method = shippingMethod.lowercasedASCII.text
    return method.contains("amazon") || method.contains("mcf")
  }
}
