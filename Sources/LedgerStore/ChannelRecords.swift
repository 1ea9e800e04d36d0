import LedgerCore

/// A row of a till's or a web store's export as it goes into the ledger.
package protocol ChannelRecord: Sendable {
  static var table: String { get }
  /// The line of the document, from 1.
  var line: Int { get }
  /// The columns after `document_id` and `line`, without `is_counted`.
  var values: [Value] { get }
  static var columns: [String] { get }
}

extension CalendarDate {
  var value: Value { .integer(Int64(dayNumber)) }
}

/// One line of a ticket. Amounts of a refund are negative; a discount is negative on a sale.
package struct TillLineRecord: ChannelRecord {
  package static let table = "till_line"
  package static let columns = [
    "record_key", "outlet", "store", "ticket", "day", "is_refund", "sku", "category",
    "quantity_milli", "discount_minor", "tax_minor", "total_minor", "currency", "tender",
    "cost_minor", "ticket_key",
  ]
  package var line = 0
  package var key = ""
  /// What the lines of one ticket share: an export tells a ticket whole.
  package var ticketKey = ""
  package var outlet: ByteString = ""
  /// Of the outlet; empty for one that is not in the outlets file: such rows do not count.
  package var store = ""
  package var ticket: ByteString = ""
  package var day = CalendarDate(dayNumber: 0)
  package var isRefund = false
  package var sku: ByteString = ""
  package var category: ByteString = ""
  package var quantityMilli: Int64 = 0
  package var discountMinor: Int64 = 0
  package var taxMinor: Int64 = 0
  /// What was paid, tax included.
  package var totalMinor: Int64 = 0
  package var currency: Currency
  package var tender: ByteString = ""
  /// Of the store's cost currency, with the quantity's sign; 0 for refunds and goods without a
  /// known cost.
  package var costMinor: Int64 = 0

  package init(currency: Currency) { self.currency = currency }

  package var values: [Value] {
    [
      .text(key), .bytes(outlet.bytes), .text(store), .bytes(ticket.bytes), day.value,
      .integer(isRefund ? 1 : 0), .bytes(sku.bytes), .bytes(category.bytes),
      .integer(quantityMilli), .integer(discountMinor), .integer(taxMinor), .integer(totalMinor),
      .text(currency.code), .bytes(tender.bytes), .integer(costMinor), .text(ticketKey),
    ]
  }
}

/// What an outlet took on a day by one means of payment, as the till's closing says.
package struct TenderRecord: ChannelRecord {
  package static let table = "tender_total"
  package static let columns = [
    "record_key", "outlet", "day", "tender", "amount_minor", "currency",
  ]
  package var line: Int
  package var key: String
  package var outlet: ByteString
  package var day: CalendarDate
  package var tender: ByteString
  package var amount: Money

  package init(
    line: Int, key: String, outlet: ByteString, day: CalendarDate, tender: ByteString,
    amount: Money
  ) {
    self.line = line
    self.key = key
    self.outlet = outlet
    self.day = day
    self.tender = tender
    self.amount = amount
  }

  package var values: [Value] {
    [
      .text(key), .bytes(outlet.bytes), day.value, .bytes(tender.bytes),
      .integer(amount.minorUnits), .text(amount.currency.code),
    ]
  }
}

/// Takings that an outlet brought to the bank, or that its acquirer pays out.
package struct TillDepositRecord: ChannelRecord {
  package static let table = "till_deposit"
  package static let columns = [
    "record_key", "deposit_id", "outlet", "from_day", "to_day", "tender", "gross_minor",
    "fee_minor", "over_short_minor", "net_minor", "currency", "bank", "bank_day",
  ]
  package var line: Int
  package var facts: TillDeposit

  package init(line: Int, facts: TillDeposit) {
    self.line = line
    self.facts = facts
  }

  package var values: [Value] {
    [
      .text("\(facts.outlet)\u{1f}\(facts.id)"), .bytes(facts.id.bytes),
      .bytes(facts.outlet.bytes), facts.from.value, facts.to.value, .bytes(facts.tender.bytes),
      .integer(facts.grossMinor), .integer(facts.feeMinor), .integer(facts.overShortMinor),
      .integer(facts.netMinor), .text(facts.currency.code), .bytes(facts.bank.bytes),
      .optional(facts.bankDay.map { Int64($0.dayNumber) }),
    ]
  }
}
