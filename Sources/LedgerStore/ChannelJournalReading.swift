import LedgerCore

/// What the accounting journal takes from tills, web stores and vendors: the rows that count, summed
/// by month, document and account, or by day and row group.
extension Ledger {
  /// The books of tills and web stores; rows of outlets that the outlets file does not have are
  /// left out, as everywhere.
  package func channelBooks(
    byRowGroup: Bool, storeOfOutlet: (ByteString) -> String?
  ) throws(StoreError) -> [ChannelBook] {
    guard try hasChannels() else { return [] }
    var books: [ChannelMonth: ChannelBook] = [:]
    try addTickets(byRowGroup, to: &books)
    try addDeposits(byRowGroup, to: &books, storeOfOutlet)
    try addOrders(byRowGroup, to: &books)
    try addTillPayments(byRowGroup, to: &books)
    try addPayments(byRowGroup, to: &books)
    return books.sorted { $0.key < $1.key }.map(\.value)
  }

  private func addTickets(
    _ byRowGroup: Bool, to books: inout [ChannelMonth: ChannelBook]
  ) throws(StoreError) {
    let select = try channelSums(
      "till_line", day: "day", "t.outlet, t.store, currency, category, tender, is_refund",
      sums: "sum(total_minor), sum(tax_minor)", where: "t.store <> ''",
      text: byRowGroup ? "day" : nil)
    while try select.step() {
      let outlet = ByteString(select.bytes(3))
      try add(
        select, to: &books, .till, .tickets, store: select.text(4), outlet: outlet, currency: 5,
        ticketLegs(
          outlet: outlet, category: ByteString(select.bytes(6)),
          tender: ByteString(select.bytes(7)),
          isRefund: select.integer(8) == 1, totalMinor: select.integer(9),
          taxMinor: select.integer(10), text: select.text(11)))
    }
  }

  private func addDeposits(
    _ byRowGroup: Bool, to books: inout [ChannelMonth: ChannelBook],
    _ storeOfOutlet: (ByteString) -> String?
  ) throws(StoreError) {
    let select = try channelSums(
      "till_deposit", day: "to_day", "outlet, currency, tender",
      sums: "sum(gross_minor), sum(fee_minor), sum(over_short_minor), sum(net_minor)",
      text: byRowGroup ? "deposit_id" : nil)
    while try select.step() {
      let outlet = ByteString(select.bytes(3))
      guard let store = storeOfOutlet(outlet), !store.isEmpty else { continue }
      try add(
        select, to: &books, .till, .deposits, store: store, outlet: outlet, currency: 4,
        depositLegs(
          outlet: outlet, tender: ByteString(select.bytes(5)), grossMinor: select.integer(6),
          feeMinor: select.integer(7), overShortMinor: select.integer(8),
          netMinor: select.integer(9), text: select.text(10)))
    }
  }

  private func addOrders(
    _ byRowGroup: Bool, to books: inout [ChannelMonth: ChannelBook]
  ) throws(StoreError) {
    let lines = try channelSums(
      "web_order_line l JOIN web_order",
      on: "l.document_id = t.document_id AND l.order_line = t.line",
      day: "day", "t.store, t.currency, l.category",
      sums: "sum(l.gross_minor), sum(l.discount_minor)", where: "is_sale = 1",
      text: byRowGroup ? "day" : nil)
    while try lines.step() {
      try add(
        lines, to: &books, .webstore, .orders, store: lines.text(3), currency: 4,
        orderLineLegs(
          category: ByteString(lines.bytes(5)), grossMinor: lines.integer(6),
          discountMinor: lines.integer(7), text: lines.text(8)))
    }
    let orders = try channelSums(
      "web_order", day: "day", "t.store, currency",
      sums: "sum(shipping_minor), sum(tax_minor), sum(added_tax_minor), sum(total_minor)",
      where: "is_sale = 1", text: byRowGroup ? "day" : nil)
    while try orders.step() {
      try add(
        orders, to: &books, .webstore, .orders, store: orders.text(3), currency: 4,
        orderLegs(
          shippingMinor: orders.integer(5), taxMinor: orders.integer(6),
          addedTaxMinor: orders.integer(7), totalMinor: orders.integer(8), text: orders.text(9)))
    }
    let refunds = try channelSums(
      "web_order", day: Ledger.refundDay, "t.store, currency", sums: "sum(refund_beyond_minor)",
      where: "refund_beyond_minor <> 0", text: byRowGroup ? "day" : nil)
    while try refunds.step() {
      try add(
        refunds, to: &books, .webstore, .orders, store: refunds.text(3), currency: 4,
        orderRefundLegs(refundedMinor: refunds.integer(5), text: refunds.text(6)))
    }
  }

  /// Of orders of a web store that a till took: its takings become the payment provider's.
  private func addTillPayments(
    _ byRowGroup: Bool, to books: inout [ChannelMonth: ChannelBook]
  ) throws(StoreError) {
    let select = try channelSums(
      "till_order o JOIN web_transaction", on: Ledger.isTillPayment, day: "t.day",
      "o.outlet, o.outlet_store, t.currency, o.tender, t.type, t.store",
      sums: "sum(amount_minor), sum(fee_minor), sum(net_minor)",
      text: byRowGroup ? "t.day" : nil)
    while try select.step() {
      let outlet = ByteString(select.bytes(3))
      try add(
        select, to: &books, .till, .payments, store: select.text(4), outlet: outlet, currency: 5,
        tillPaymentLegs(
          outlet: outlet, tender: ByteString(select.bytes(6)), type: ByteString(select.bytes(7)),
          webStore: select.text(8), amountMinor: select.integer(9), feeMinor: select.integer(10),
          netMinor: select.integer(11), text: select.text(12)))
    }
  }

  private func addPayments(
    _ byRowGroup: Bool, to books: inout [ChannelMonth: ChannelBook]
  ) throws(StoreError) {
    let payments = try channelSums(
      "web_transaction", day: "day", "t.store, currency, type",
      sums: "sum(amount_minor), sum(fee_minor), sum(net_minor)",
      where: "NOT EXISTS (SELECT 1 FROM till_order o WHERE \(Ledger.isTillPayment))",
      text: byRowGroup ? "day" : nil)
    while try payments.step() {
      try add(
        payments, to: &books, .webstore, .payments, store: payments.text(3), currency: 4,
        paymentLegs(
          type: ByteString(payments.bytes(5)), amountMinor: payments.integer(6),
          feeMinor: payments.integer(7), netMinor: payments.integer(8), text: payments.text(9)))
    }
    let payouts = try channelSums(
      "web_payout", day: "day", "t.store, currency, status", sums: "sum(total_minor)",
      text: byRowGroup ? "payout_id" : nil)
    while try payouts.step() {
      try add(
        payouts, to: &books, .webstore, .payouts, store: payouts.text(3), currency: 4,
        payoutLegs(
          status: ByteString(payouts.bytes(5)), totalMinor: payouts.integer(6),
          text: payouts.text(7)))
    }
  }

  /// Rows begin with month, last day and document; the text of a row group comes last.
  private func channelSums(
    _ table: String, on join: String? = nil, day: String, _ keys: String, sums: String,
    where condition: String = "1", text: String?
  ) throws(StoreError) -> Statement {
    // The day of the store or outlet; ids that are bytes are shown as text.
    let text =
      switch text {
      case "day", "t.day": "date(\(day) * 86400, 'unixepoch')"
      case let column?: "CAST(\(column) AS TEXT)"
      case nil: "''"
      }
    return try Statement(
      """
      SELECT strftime('%Y-%m', \(day) * 86400, 'unixepoch') AS month, max(\(day)), d.sha256, \(keys),
        \(sums), \(text) AS row_group
      FROM \(table) t \(join.map { "ON \($0)" } ?? "") JOIN channel_document d
        ON d.document_id = t.document_id
      WHERE t.is_counted = 1 AND \(condition)
      GROUP BY month, d.sha256, \(keys), row_group ORDER BY month, d.sha256, \(keys), row_group
      """, on: database)
  }

  private func add(
    _ row: Statement, to books: inout [ChannelMonth: ChannelBook], _ channel: SalesChannel,
    _ part: ChannelMonth.Part, store: String, outlet: ByteString = Dimensions.unassigned,
    currency: Int32, _ legs: [ChannelLeg]
  ) throws(StoreError) {
    guard !legs.isEmpty else { return }
    guard let month = CalendarMonth(row.text(0)) else {
      throw StoreError(.damaged("a channel's month '\(row.text(0))'"), at: database.path)
    }
    let key = ChannelMonth(
      channel, part, store: store, outlet: outlet, currency: try currencyOf(row.text(currency)),
      month: month)
    books[key, default: ChannelBook(key)].add(
      legs, day: CalendarDate(dayNumber: Int32(row.integer(1))), document: row.text(2))
  }
}

// MARK: - At the bank

extension Ledger {
  /// A bank line of which a deposit, a payout of a web store or a remittance was found to be a part.
  package struct ChannelBankPair: Sendable {
    package let channel: SalesChannel
    /// Outlet, web store or nothing; and the deposit, payout or remittance.
    package let place: String
    package let id: ByteString
    package let lineID, bankAccount, statement: String
    package let day: CalendarDate
    package let credited: Money
  }

  package func channelBankPairs() throws(StoreError) -> [ChannelBankPair] {
    let select = try Statement(
      """
      SELECT source, m.store, deposit_id, l.line_id, l.account, l.booking_day, l.currency,
        l.amount_minor, coalesce((SELECT min(b.sha256) FROM bank_statement b
          WHERE b.account = l.account
          AND l.booking_day BETWEEN coalesce(b.from_day, l.booking_day)
            AND coalesce(b.to_day, l.booking_day)), '')
      FROM (SELECT source, store, deposit_id, line_id FROM channel_match WHERE status = 'paid'
        UNION ALL SELECT 'vendor', '', payment_id, line_id FROM vendor_deposit) m
        JOIN bank_line l USING (line_id)
      ORDER BY l.line_id, source, m.store, deposit_id
      """, on: database)
    var pairs: [ChannelBankPair] = []
    while try select.step() {
      guard let channel = SalesChannel(rawValue: select.text(0)) else { continue }
      pairs.append(
        ChannelBankPair(
          channel: channel, place: select.text(1), id: ByteString(select.bytes(2)),
          lineID: select.text(3), bankAccount: select.text(4), statement: select.text(8),
          day: CalendarDate(dayNumber: Int32(select.integer(5))),
          credited: Money(minorUnits: select.integer(7), try currencyOf(select.text(6)))))
    }
    return pairs
  }
}

// MARK: - Vendors

extension Ledger {
  /// Invoices and claims as they were matched; `byRowGroup` keeps their lines apart.
  package func vendorBookings(byRowGroup: Bool) throws(StoreError) -> [VendorBooking] {
    let text = byRowGroup ? "trim(po_number || ' ' || line)" : "''"
    let select = try Statement(
      """
      SELECT invoice_number, vendor_code, variance_class, state, issue_day, m.currency,
        sum(invoiced_minor), sum(deducted_minor),
        coalesce(min(coalesce(min(i.sha256, c.sha256), i.sha256, c.sha256)), ''), \(text) AS row_group,
        invoice_id, sum(tax_minor), sum(credited_tax_minor)
      FROM vendor_match m LEFT JOIN (
        -- An invoice's own document says more than a list with its header.
        SELECT key, coalesce(max(CASE kind WHEN 'invoice' THEN sha256 END), max(sha256)) AS sha256
        FROM vendor_record WHERE kind IN ('invoice', 'invoice_header') GROUP BY 1
      ) i ON i.key = invoice_id LEFT JOIN (
        SELECT key, min(sha256) AS sha256 FROM vendor_record
        WHERE kind IN ('chargeback', 'memo') GROUP BY 1
      ) c ON c.key = invoice_number
      GROUP BY invoice_number, invoice_id, vendor_code, variance_class, state, issue_day, m.currency,
        row_group
      ORDER BY invoice_number, invoice_id, vendor_code, variance_class, state, issue_day, m.currency,
        row_group
      """, on: database)
    var bookings: [VendorBooking] = []
    while try select.step() {
      guard let variance = VendorMatchRow.Variance(rawValue: select.text(2)),
        let state = VendorMatchRow.State(rawValue: select.text(3))
      else {
        throw StoreError(.damaged("vendor invoice '\(select.text(0))'"), at: database.path)
      }
      bookings.append(
        VendorBooking(
          invoice: select.text(0), id: select.text(10), vendorCode: select.text(1),
          variance: variance, state: state,
          issued: CalendarDate(dayNumber: Int32(select.integer(4))),
          invoiced: Money(minorUnits: select.integer(6), try currencyOf(select.text(5))),
          taxMinor: select.integer(11), creditedTaxMinor: select.integer(12),
          deductedMinor: select.integer(7), document: select.text(8), text: select.text(9)))
    }
    return bookings
  }

  /// The last state of the records of remittances, and the document of each.
  package func remittanceRecords() throws(StoreError) -> [(record: VendorRecord, sha256: String)] {
    let select = try Statement(
      "SELECT kind, key, known_at, rank, line, CAST(body AS TEXT), sha256 FROM vendor_record"
        + " WHERE kind IN ('remittance', 'remittance_header') ORDER BY kind, key", on: database)
    var records: [(record: VendorRecord, sha256: String)] = []
    while try select.step() {
      records.append(
        (
          VendorRecord(
            kind: select.text(0), key: select.text(1), knownAt: select.integer(2),
            rank: select.integer(3), line: select.integer(4), body: select.bytes(5)),
          select.text(6)
        ))
    }
    return records
  }
}
