/// An order of a web store, as far as tying out looks at it. Amounts are positive.
package struct WebOrderFacts: Hashable, Sendable {
  package let store: String
  package let name: ByteString
  package let day: CalendarDate
  package let shippedDay, cancelledDay: CalendarDate?
  package let paymentMethod, shippingMethod: ByteString
  package let total: Money
  package let refundedMinor: Int64
  /// What of it no transaction of its payment provider tells.
  package let refundBeyondMinor: Int64
  package let unitsMilli: Int64
  /// Not where it ended before it was paid.
  package let isSale: Bool

  package init(
    store: String, name: ByteString, day: CalendarDate, shippedDay: CalendarDate?,
    cancelledDay: CalendarDate?, paymentMethod: ByteString, shippingMethod: ByteString,
    total: Money, refundedMinor: Int64, refundBeyondMinor: Int64 = 0, unitsMilli: Int64,
    isSale: Bool = true
  ) {
    self.store = store
    self.name = name
    self.day = day
    self.shippedDay = shippedDay
    self.cancelledDay = cancelledDay
    self.paymentMethod = paymentMethod
    self.shippingMethod = shippingMethod
    self.total = total
    self.refundedMinor = refundedMinor
    self.refundBeyondMinor = refundBeyondMinor
    self.unitsMilli = unitsMilli
    self.isSale = isSale
  }

  /// As exports name several means of payment: `gift_card + shopify_payments`.
  var isPaidBySeveral: Bool { paymentMethod.contains(" + ") }
}

/// What an order's transactions sum to.
package struct OrderPayments: Sendable, Equatable {
  package var chargedMinor: Int64 = 0
  package var refundedMinor: Int64 = 0
  /// Disputes and what else there is.
  package var otherMinor: Int64 = 0
  package var feeMinor: Int64 = 0
  package var charges = 0
  /// Of charges, ascending; an empty one stands for a charge in no payout yet.
  package var payouts: Set<ByteString> = []

  package init() {}

  package mutating func add(_ transaction: WebTransaction) {
    feeMinor += transaction.feeMinor
    if transaction.isRefund {
      refundedMinor += transaction.amountMinor
    } else if transaction.isCharge {
      chargedMinor += transaction.amountMinor
      charges += 1
      payouts.insert(transaction.payoutID)
    } else {
      otherMinor += transaction.amountMinor
    }
  }
}

extension WebTransaction {
  package var isCharge: Bool { type == "charge" || type == "sale" || type == "capture" }
  package var isRefund: Bool { type.text.contains("refund") }
}

/// Checks that a payout is its transactions, and that its control totals make it.
package func payoutTieOut(
  of payouts: [WebPayout], _ transactions: [WebTransaction]
) -> ChannelTieOut {
  var result = ChannelTieOut()
  let byPayout = Dictionary(grouping: transactions.filter { !$0.payoutID.isEmpty }) {
    PayoutKey(store: $0.store, id: $0.payoutID)
  }
  // Payouts of days of which transactions are in the books must have theirs.
  var known: [String: ClosedRange<CalendarDate>] = [:]
  for payout in payouts where byPayout[PayoutKey(payout)] != nil {
    let range = known[payout.store] ?? payout.day...payout.day
    known[payout.store] = min(range.lowerBound, payout.day)...max(range.upperBound, payout.day)
  }
  for payout in payouts.sorted(by: { PayoutKey($0) < PayoutKey($1) }) {
    let own = byPayout[PayoutKey(payout)] ?? []
    let check = PayoutCheck(payout: payout, transactions: own)
    let mustBeThere = known[payout.store]?.contains(payout.day) ?? false
    if own.isEmpty, !mustBeThere, payout.totalMinor != 0 {
      result.identities.append(
        check.result(.undetermined, "its transactions are not in the books"))
      continue
    }
    let problems = check.problems
    result.identities.append(
      check.result(
        problems.isEmpty ? .holds : .broken, problems.map(\.what).joined(separator: "; ")))
    result.findings += problems.map { check.finding($0.what, $0.difference) }
  }
  return result
}

private struct PayoutKey: Hashable, Comparable {
  let store: String
  let id: ByteString

  init(store: String, id: ByteString) {
    self.store = store
    self.id = id
  }

  init(_ payout: WebPayout) { self.init(store: payout.store, id: payout.id) }

  static func < (lhs: PayoutKey, rhs: PayoutKey) -> Bool {
    (ByteString(lhs.store), lhs.id) < (ByteString(rhs.store), rhs.id)
  }
}

private struct PayoutCheck {
  let payout: WebPayout
  let transactions: [WebTransaction]

  private var sum: Int64 { transactions.reduce(0) { $0 + $1.netMinor } }

  /// The payout's own footing, then each control total; where the total differs, the parts that do
  /// say why, and are not told again.
  var problems: [(what: String, difference: Int64)] {
    var problems: [(what: String, difference: Int64)] = []
    let parts =
      payout.chargesMinor + payout.refundsMinor + payout.adjustmentsMinor + payout.reservedMinor
      + payout.feesMinor + payout.retriedMinor
    if parts != payout.totalMinor {
      problems.append(
        (
          "its parts make \(text(parts)), it says \(text(payout.totalMinor))",
          payout.totalMinor - parts
        ))
    }
    let charges = transactions.filter(\.isCharge).reduce(0) { $0 + $1.amountMinor }
    let refunds = transactions.filter(\.isRefund).reduce(0) { $0 + $1.amountMinor }
    let fees = -transactions.reduce(0) { $0 + $1.feeMinor }
    let wrong = [
      ("charges", payout.chargesMinor, charges), ("refunds", payout.refundsMinor, refunds),
      ("fees", payout.feesMinor, fees),
    ].filter { $0.1 != $0.2 }.map { "\($0.0) are \(text($0.2)), it says \(text($0.1))" }
    let why = wrong.isEmpty ? "" : " (\(wrong.joined(separator: ", ")))"
    if sum != payout.totalMinor {
      problems.append(
        (
          "its \(transactions.count) transactions make \(text(sum)), it says"
            + " \(text(payout.totalMinor))\(why)", payout.totalMinor - sum
        ))
    } else if !wrong.isEmpty, parts == payout.totalMinor {
      problems.append(("the total is right, but \(wrong.joined(separator: ", "))", 0))
    }
    return problems
  }

  func result(_ status: IdentityResult.Status, _ cause: String) -> IdentityResult {
    IdentityResult(
      identity: .webstorePayout, store: payout.store, accountType: "",
      currency: payout.currency.code, settlementID: payout.id.text, status: status,
      expected: text(payout.totalMinor), actual: transactions.isEmpty ? "" : text(sum),
      difference: transactions.isEmpty ? "" : text(payout.totalMinor - sum), cause: cause,
      evidence: "\(transactions.count) transactions")
  }

  func finding(_ what: String, _ difference: Int64) -> Finding {
    Finding(
      kind: .webPayoutMismatch, opened: payout.day.description, store: payout.store,
      settlementID: "", amount: Money(minorUnits: difference, payout.currency),
      currency: payout.currency.code, what: "payout \(payout.id): \(what)",
      place: "web payout \(payout.id)",
      whatToDo: "export the payment transactions of these days again, then ask the provider")
  }

  private func text(_ minor: Int64) -> String { Money(minorUnits: minor, payout.currency).text }
}

/// Checks that what was charged for orders is their totals, month by month.
///
/// Of an order that was paid by several means, a gift card say, the provider tells its own part: less
/// than the total proves nothing. Orders without a charge are not counted: whether they should have
/// one is their state's matter.
package func orderTieOut(
  of orders: [WebOrderFacts], _ payments: [OrderKey: OrderPayments]
) -> ChannelTieOut {
  var result = ChannelTieOut()
  let months = Dictionary(grouping: orders) { order in
    [order.store, order.total.currency.code, order.day.monthText]
  }
  for (key, orders) in months.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
    var (total, charged, uncharged, partly, wrong) = (Int64(0), Int64(0), 0, 0, 0)
    guard let currency = orders.first?.total.currency else { continue }
    for order in orders.sorted(by: { $0.name < $1.name }) {
      guard let paid = payments[OrderKey(order)], paid.charges > 0 else {
        uncharged += 1
        continue
      }
      let difference = paid.chargedMinor - order.total.minorUnits
      if difference < 0, order.isPaidBySeveral {
        partly += 1
        continue
      }
      total += order.total.minorUnits
      charged += paid.chargedMinor
      guard difference != 0 else { continue }
      wrong += 1
      result.findings.append(
        Finding(
          kind: .orderMismatch, opened: order.day.description, store: order.store,
          settlementID: "", amount: Money(minorUnits: difference, currency),
          currency: currency.code,
          what: "order \(order.name) is of \(order.total),"
            + " charged were \(Money(minorUnits: paid.chargedMinor, currency))",
          place: "order \(order.name)",
          whatToDo: "look at the order's payments in the shop; an edited order is exported again"))
    }
    let compared = orders.count - uncharged - partly
    result.identities.append(
      IdentityResult(
        identity: .webstoreOrders, store: key[0], accountType: "", currency: key[1],
        settlementID: key[2], status: wrong > 0 ? .broken : compared == 0 ? .undetermined : .holds,
        expected: Money(minorUnits: total, currency).text,
        actual: Money(minorUnits: charged, currency).text,
        difference: Money(minorUnits: charged - total, currency).text,
        cause: wrong > 0
          ? "\(wrong) orders were charged another amount"
          : compared > 0
            ? ""
            : partly > 0
              ? "its orders were paid in part by other means"
              : "no charges of its orders are in the books",
        evidence: "\(orders.count - uncharged) orders charged, \(uncharged) not yet"
          + (partly > 0 ? ", \(partly) in part by other means" : "")))
  }
  return result
}

package struct OrderKey: Hashable, Sendable {
  package let store: String
  package let name: ByteString

  package init(store: String, name: ByteString) {
    self.store = store
    self.name = name
  }

  package init(_ order: WebOrderFacts) { self.init(store: order.store, name: order.name) }
}
