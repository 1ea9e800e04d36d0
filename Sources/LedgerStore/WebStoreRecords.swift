import LedgerCore

/// An order of a web store. Amounts are positive; `discount` is what the lines cost less.
package struct WebOrderRecord: ChannelRecord {
  package static let table = "web_order"
  package static let columns = [
    "record_key", "store", "order_name", "day", "paid_day", "shipped_day", "cancelled_day",
    "payment_status", "payment_method", "shipping_method", "lines_minor", "discount_minor",
    "shipping_minor",
    "tax_minor", "added_tax_minor", "total_minor", "refunded_minor", "unit_count_milli",
    "currency",
  ]
  package var line = 0
  package var store = ""
  package var name: ByteString = ""
  package var day = CalendarDate(dayNumber: 0)
  package var paidDay, shippedDay, cancelledDay: CalendarDate?
  package var paymentStatus: ByteString = ""
  package var paymentMethod: ByteString = ""
  package var shippingMethod: ByteString = ""
  package var linesMinor: Int64 = 0
  package var discountMinor: Int64 = 0
  package var shippingMinor: Int64 = 0
  package var taxMinor: Int64 = 0
  /// The tax, where the lines' prices are without it; 0 where they hold it.
  package var addedTaxMinor: Int64 = 0
  package var totalMinor: Int64 = 0
  package var refundedMinor: Int64 = 0
  package var unitsMilli: Int64 = 0
  package var currency: Currency

  package init(currency: Currency) { self.currency = currency }

  package var values: [Value] {
    func day(_ day: CalendarDate?) -> Value { .optional(day.map { Int64($0.dayNumber) }) }
    return [
      .text("\(store)\u{1f}\(name)"), .text(store), .bytes(name.bytes), self.day.value,
      day(paidDay), day(shippedDay), day(cancelledDay), .bytes(paymentStatus.bytes),
      .bytes(paymentMethod.bytes), .bytes(shippingMethod.bytes), .integer(linesMinor),
      .integer(discountMinor),
      .integer(shippingMinor), .integer(taxMinor), .integer(addedTaxMinor), .integer(totalMinor),
      .integer(refundedMinor), .integer(unitsMilli), .text(currency.code),
    ]
  }
}

/// A line of an order; it counts where its order counts.
package struct WebOrderLineRecord: ChannelRecord {
  package static let table = "web_order_line"
  package static let columns = [
    "order_line", "sku", "category", "quantity_milli", "gross_minor", "discount_minor",
    "cost_minor",
  ]
  package var line = 0
  /// The line of the document on which its order begins.
  package var orderLine = 0
  package var sku: ByteString = ""
  package var category: ByteString = ""
  package var quantityMilli: Int64 = 0
  package var grossMinor: Int64 = 0
  /// The line's own discount and its share of the order's, positive.
  package var discountMinor: Int64 = 0
  package var costMinor: Int64 = 0

  package init() {}

  package var values: [Value] {
    [
      .integer(Int64(orderLine)), .bytes(sku.bytes), .bytes(category.bytes),
      .integer(quantityMilli), .integer(grossMinor), .integer(discountMinor),
      .integer(costMinor),
    ]
  }
}

/// A charge, refund, dispute or adjustment of a web store's payment provider.
package struct WebTransactionRecord: ChannelRecord {
  package static let table = "web_transaction"
  package static let columns = [
    "record_key", "store", "day", "type", "order_name", "payout_id", "payout_status",
    "amount_minor", "fee_minor", "net_minor", "currency",
  ]
  package var line: Int
  package var key: String
  package var facts: WebTransaction

  package init(line: Int, key: String, facts: WebTransaction) {
    self.line = line
    self.key = key
    self.facts = facts
  }

  package var values: [Value] {
    [
      .text(key), .text(facts.store), facts.day.value, .bytes(facts.type.bytes),
      .bytes(facts.order.bytes), .bytes(facts.payoutID.bytes), .bytes(facts.payoutStatus.bytes),
      .integer(facts.amountMinor), .integer(facts.feeMinor), .integer(facts.netMinor),
      .text(facts.currency.code),
    ]
  }
}

/// A transfer of a web store's payment provider to the bank.
package struct WebPayoutRecord: ChannelRecord {
  package static let table = "web_payout"
  package static let columns = [
    "record_key", "store", "payout_id", "day", "status", "charges_minor", "refunds_minor",
    "adjustments_minor", "reserved_minor", "fees_minor", "retried_minor", "total_minor",
    "currency",
  ]
  package var line: Int
  package var facts: WebPayout

  package init(line: Int, facts: WebPayout) {
    self.line = line
    self.facts = facts
  }

  package var values: [Value] {
    [
      .text("\(facts.store)\u{1f}\(facts.id)"), .text(facts.store), .bytes(facts.id.bytes),
      facts.day.value, .bytes(facts.status.bytes), .integer(facts.chargesMinor),
      .integer(facts.refundsMinor), .integer(facts.adjustmentsMinor),
      .integer(facts.reservedMinor), .integer(facts.feesMinor), .integer(facts.retriedMinor),
      .integer(facts.totalMinor), .text(facts.currency.code),
    ]
  }
}

/// An order of a web store's export that an outlet's till took; its lines are lines of a ticket.
package struct TillOrderRecord: ChannelRecord {
  package static let table = "till_order"
  package static let columns = [
    "record_key", "store", "order_name", "day", "outlet", "outlet_store", "tender", "total_minor",
    "currency",
  ]
  package var line: Int
  /// The web store.
  package var store: String
  package var name: ByteString
  package var day: CalendarDate
  package var outlet: ByteString
  /// Empty for an outlet that the outlets file does not have: such orders do not count.
  package var outletStore: String
  package var tender: ByteString
  package var total: Money

  package init(
    line: Int, store: String, name: ByteString, day: CalendarDate, outlet: ByteString,
    outletStore: String, tender: ByteString, total: Money
  ) {
    self.line = line
    self.store = store
    self.name = name
    self.day = day
    self.outlet = outlet
    self.outletStore = outletStore
    self.tender = tender
    self.total = total
  }

  package var values: [Value] {
    [
      .text("\(store)\u{1f}\(name)"), .text(store), .bytes(name.bytes), day.value,
      .bytes(outlet.bytes), .text(outletStore), .bytes(tender.bytes),
      .integer(total.minorUnits), .text(total.currency.code),
    ]
  }
}
