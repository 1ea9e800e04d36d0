/// How far an order has come.
package enum OrderState: String, Sendable, CaseIterable {
  case cancelled
  /// Bought and not shipped.
  case sold
  /// Shipped; its money, or some of it, is in no payout or settlement.
  case shipped
  /// All of its money is in payouts or settlements.
  case settled
  /// These are at the bank.
  case paid
  /// All of its money is in settlements that had nothing to pay: it was set off there.
  case offset
}

extension WebOrderFacts {
  /// - Parameter arrived: payouts whose bank lines are known.
  package func state(_ payments: OrderPayments?, arrived: Set<ByteString>) -> OrderState {
    if let payments, payments.charges > 0, !payments.payouts.contains("") {
      return payments.payouts.isSubset(of: arrived) ? .paid : .settled
    }
    if shippedDay != nil { return .shipped }
    return cancelledDay != nil || !isSale ? .cancelled : .sold
  }
}

/// Orders that were shipped and never charged, though the provider charged others paid alike.
///
/// - Parameter today: the last day of which transactions are known.
package func unsettledFindings(
  _ orders: [WebOrderFacts], _ payments: [OrderKey: OrderPayments], graceDays: Int,
  today: [String: CalendarDate]
) -> [Finding] {
  var charged: Set<OrderKey> = []
  for order in orders where (payments[OrderKey(order)]?.charges ?? 0) > 0 {
    charged.insert(OrderKey(store: order.store, name: order.paymentMethod))
  }
  return orders.compactMap { order in
    guard let shipped = order.shippedDay, let today = today[order.store],
      Int(shipped.dayNumber) + graceDays < Int(today.dayNumber), order.total.minorUnits > 0,
      order.cancelledDay == nil, (payments[OrderKey(order)]?.charges ?? 0) == 0,
      charged.contains(OrderKey(store: order.store, name: order.paymentMethod))
    else { return nil }
    return Finding(
      kind: .orderUnsettled, opened: shipped.description, store: order.store, settlementID: "",
      amount: order.total, currency: order.total.currency.code,
      what: "order \(order.name) was shipped on \(shipped) and never charged",
      place: "order \(order.name)",
      whatToDo: "look at its payment in the shop; capture it or claim it")
  }
}
