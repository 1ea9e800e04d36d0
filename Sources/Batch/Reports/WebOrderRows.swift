import LedgerCore
import LedgerStore
import Reporting

/// Web stores' part of the `orders` report: a row for each order.
struct WebOrderRows {
  private let master: MasterData
  /// The last day that the books know of.
  private let today: CalendarDate
  private let orders: [WebOrderFacts]
  private let payments: [OrderKey: OrderPayments]
  private let sides: [String: [ByteString: BankSide]]
  private let fulfillment: [String: FulfillmentSum]

  init(_ ledger: Ledger, _ master: MasterData, today: CalendarDate) throws(BatchError) {
    (self.master, self.today) = (master, today)
    (orders, payments, sides, fulfillment) = try storing { () throws(StoreError) in
      (
        try ledger.webOrders(), ChannelReview.payments(try ledger.webTransactions()),
        try ledger.bankSides(isTill: false), try ledger.fulfillmentSums()
      )
    }
  }

  /// All rows, each with the day of its order and how far it has come.
  func each(
    _ body: (CalendarDate, OrderState, [Cell]) throws(BatchError) -> Void
  ) throws(BatchError) {
    for order in orders {
      guard let store = master.configuration.webStores.first(where: { $0.id == order.store })
      else { continue }
      let bank = sides[order.store] ?? [:]
      let arrived = Set(bank.filter { $0.value.status == "paid" }.map(\.key))
      let payments = payments[OrderKey(order)]
      let state = order.state(payments, arrived: arrived)
      let cells = cells(
        order, state, store, payments, bank, fulfillment[store.merchantOrder(order.name)])
      try body(order.day, state, cells + waiting(order, state))
    }
  }

  /// Of the rows of each month that has some.
  func prints() throws(BatchError) -> [CalendarMonth: Fingerprint] {
    var prints: [CalendarMonth: Fingerprint] = [:]
    try each { day, _, row throws(BatchError) in
      prints[CalendarMonth(day), default: Fingerprint()].add(row)
    }
    return prints
  }

  /// The columns that came with Amazon's orders.
  private func waiting(_ order: WebOrderFacts, _ state: OrderState) -> [Cell] {
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

extension Fingerprint {
  fileprivate mutating func add(_ row: [Cell]) {
    for cell in row {
      switch cell {
      case .text(let text): add(1, text)
      case .integer(let number): add(2, number)
      case .amount(let units, let digits): add(3 + Int64(digits) << 8, units)
      case .plain(let text): add(4, text)
      case .day(let day): add(5, Int64(day.dayNumber))
      case .empty: add(6)
      }
    }
  }

  private mutating func add(_ kind: Int64, _ text: String) {
    add(kind)
    add(text)
  }

  private mutating func add(_ kind: Int64, _ number: Int64) {
    add(kind)
    add(number)
  }
}
