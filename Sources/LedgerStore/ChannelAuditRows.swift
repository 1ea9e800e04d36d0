import LedgerCore

/// A row of a document of a till, a web store or a vendor that counts, with what the journal books of
/// it.
package struct ChannelAuditRow: Sendable {
  package let sha256: String
  /// Nil of a vendor's records, which have none.
  package let line: Int64?
  /// The entry that books it, without its currency's rates.
  package let entry: ChannelMonth
  /// The ticket, deposit, order, payout or invoice.
  package let record: String
  package let day: CalendarDate
  package let legs: [ChannelLeg]

  package init(
    sha256: String, line: Int64?, entry: ChannelMonth, record: String, day: CalendarDate,
    legs: [ChannelLeg]
  ) {
    self.sha256 = sha256
    self.line = line
    self.entry = entry
    self.record = record
    self.day = day
    self.legs = legs
  }
}

/// Every row of tills and web stores, once, in the order of documents and lines.
extension Ledger {
  /// Rows of these days; those of outlets that the outlets file does not have are left out, as
  /// everywhere.
  package func channelAuditRows(
    from: CalendarDate, to: CalendarDate, storeOfOutlet: (ByteString) -> String?,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard try hasChannels() else { return }
    try eachTicketLine(from, to, body)
    try eachDeposit(from, to, storeOfOutlet, body)
    try eachOrder(from, to, body)
    try eachOrderRefund(from, to, body)
    try eachOrderLine(from, to, body)
    try eachPayment(from, to, body)
    try eachWebPayout(from, to, body)
  }

  /// Columns after digest, line, day, store and currency.
  private func auditRows(
    _ table: String, day: String, store: String, _ columns: String,
    where condition: String = "1", from: CalendarDate, to: CalendarDate, then order: String
  ) throws(StoreError) -> Statement {
    let select = try Statement(
      """
      SELECT d.sha256, t.line, \(day), \(store), t.currency, \(columns)
      FROM \(table) JOIN channel_document d ON d.document_id = t.document_id
      WHERE t.is_counted = 1 AND \(condition) AND \(day) BETWEEN ?1 AND ?2
      ORDER BY d.sha256, \(order)
      """, on: database)
    try select.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    return select
  }

  private func row(
    _ select: Statement, _ channel: SalesChannel, _ part: ChannelMonth.Part, store: String,
    outlet: ByteString = Dimensions.unassigned, line: Int64? = nil, record: String,
    _ legs: [ChannelLeg]
  ) throws(StoreError) -> ChannelAuditRow {
    let day = CalendarDate(dayNumber: Int32(select.integer(2)))
    return ChannelAuditRow(
      sha256: select.text(0), line: line ?? select.integer(1),
      entry: ChannelMonth(
        channel, part, store: store, outlet: outlet, currency: try currencyOf(select.text(4)),
        month: CalendarMonth(day)),
      record: record, day: day, legs: legs)
  }

  private func eachTicketLine(
    _ from: CalendarDate, _ to: CalendarDate,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "till_line t", day: "t.day", store: "t.store",
      "t.outlet, ticket, category, tender, is_refund, total_minor, tax_minor", from: from, to: to,
      then: "t.line, t.record_key")
    while try select.step() {
      guard !select.text(3).isEmpty else { continue }
      let outlet = ByteString(select.bytes(5))
      try body(
        try row(
          select, .till, .tickets, store: select.text(3), outlet: outlet, record: select.text(6),
          ticketLegs(
            outlet: outlet, category: ByteString(select.bytes(7)),
            tender: ByteString(select.bytes(8)), isRefund: select.integer(9) == 1,
            totalMinor: select.integer(10), taxMinor: select.integer(11))))
    }
  }

  private func eachDeposit(
    _ from: CalendarDate, _ to: CalendarDate, _ storeOfOutlet: (ByteString) -> String?,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "till_deposit t", day: "t.to_day", store: "''",
      "outlet, deposit_id, tender, gross_minor, fee_minor, over_short_minor, net_minor",
      from: from, to: to, then: "t.line")
    while try select.step() {
      let outlet = ByteString(select.bytes(5))
      guard let store = storeOfOutlet(outlet), !store.isEmpty else { continue }
      try body(
        try row(
          select, .till, .deposits, store: store, outlet: outlet, record: select.text(6),
          depositLegs(
            outlet: outlet, tender: ByteString(select.bytes(7)), grossMinor: select.integer(8),
            feeMinor: select.integer(9), overShortMinor: select.integer(10),
            netMinor: select.integer(11))))
    }
  }

  private func eachOrder(
    _ from: CalendarDate, _ to: CalendarDate,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "web_order t", day: "t.day", store: "t.store",
      "order_name, shipping_minor, tax_minor, added_tax_minor, total_minor", where: "is_sale = 1",
      from: from, to: to, then: "t.line")
    while try select.step() {
      try body(
        try row(
          select, .webstore, .orders, store: select.text(3), record: select.text(5),
          orderLegs(
            shippingMinor: select.integer(6), taxMinor: select.integer(7),
            addedTaxMinor: select.integer(8), totalMinor: select.integer(9))))
    }
  }

  private func eachOrderRefund(
    _ from: CalendarDate, _ to: CalendarDate,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "web_order t", day: Ledger.refundDay, store: "t.store", "order_name, refund_beyond_minor",
      where: "refund_beyond_minor <> 0", from: from, to: to, then: "t.line")
    while try select.step() {
      try body(
        try row(
          select, .webstore, .orders, store: select.text(3), record: select.text(5),
          orderRefundLegs(refundedMinor: select.integer(6))))
    }
  }

  private func eachOrderLine(
    _ from: CalendarDate, _ to: CalendarDate,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "web_order t JOIN web_order_line l ON l.document_id = t.document_id AND l.order_line = t.line",
      day: "t.day", store: "t.store",
      "order_name, l.line, l.category, l.gross_minor, l.discount_minor", where: "is_sale = 1",
      from: from, to: to, then: "l.line")
    while try select.step() {
      try body(
        try row(
          select, .webstore, .orders, store: select.text(3), line: select.integer(6),
          record: select.text(5),
          orderLineLegs(
            category: ByteString(select.bytes(7)), grossMinor: select.integer(8),
            discountMinor: select.integer(9))))
    }
  }

  private func eachPayment(
    _ from: CalendarDate, _ to: CalendarDate,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "web_transaction t LEFT JOIN till_order o ON \(Ledger.isTillPayment)", day: "t.day",
      store: "t.store",
      "t.order_name, type, amount_minor, fee_minor, net_minor, o.outlet, o.outlet_store, o.tender",
      from: from, to: to, then: "t.line")
    while try select.step() {
      let (type, record) = (ByteString(select.bytes(6)), select.text(5))
      let (amount, fee, net) = (select.integer(7), select.integer(8), select.integer(9))
      guard let outletStore = select.optionalText(11) else {
        try body(
          try row(
            select, .webstore, .payments, store: select.text(3), record: record,
            paymentLegs(type: type, amountMinor: amount, feeMinor: fee, netMinor: net)))
        continue
      }
      let outlet = ByteString(select.bytes(10))
      try body(
        try row(
          select, .till, .payments, store: outletStore, outlet: outlet, record: record,
          tillPaymentLegs(
            outlet: outlet, tender: ByteString(select.bytes(12)), type: type,
            webStore: select.text(3), amountMinor: amount, feeMinor: fee, netMinor: net)))
    }
  }

  private func eachWebPayout(
    _ from: CalendarDate, _ to: CalendarDate,
    _ body: (ChannelAuditRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try auditRows(
      "web_payout t", day: "t.day", store: "t.store", "payout_id, status, total_minor",
      from: from, to: to, then: "t.line")
    while try select.step() {
      try body(
        try row(
          select, .webstore, .payouts, store: select.text(3), record: select.text(5),
          payoutLegs(status: ByteString(select.bytes(6)), totalMinor: select.integer(7))))
    }
  }
}
