import LedgerCore

/// What a till or web store deposit was found to be at the bank.
package struct ChannelMatchRow: Sendable {
  package let isTill: Bool
  package let store: String
  package let depositID: ByteString
  package let status: String
  /// Empty where there is no line.
  package let lineID: String
  package let evidence: String

  package init(
    isTill: Bool, store: String, depositID: ByteString, status: String, lineID: String,
    evidence: String
  ) {
    self.isTill = isTill
    self.store = store
    self.depositID = depositID
    self.status = status
    self.lineID = lineID
    self.evidence = evidence
  }
}

/// What tying out tills and web stores takes from the ledger.
extension Ledger {
  package func hasChannels() throws(StoreError) -> Bool {
    try database.integer("SELECT EXISTS (SELECT 1 FROM channel_document)") == 1
  }

  /// What each outlet's till reports, by outlet and currency.
  package func outletTakings(
    storeOfOutlet: (ByteString) -> String?
  ) throws(StoreError) -> [OutletTakings] {
    struct Place: Hashable {
      let outlet: ByteString
      let currency: String
    }
    var takings: [Place: OutletTakings] = [:]
    func place(_ statement: Statement) throws(StoreError) -> Place {
      let place = Place(outlet: ByteString(statement.bytes(0)), currency: statement.text(1))
      if takings[place] == nil {
        takings[place] = OutletTakings(
          outlet: place.outlet, store: storeOfOutlet(place.outlet) ?? "",
          currency: try currencyOf(place.currency))
      }
      return place
    }
    let tickets = try Statement(
      """
      SELECT outlet, currency, day, tender, sum(total_minor) FROM till_line WHERE is_counted = 1
      GROUP BY 1, 2, 3, 4
      """, on: database)
    while try tickets.step() {
      takings[try place(tickets)]?.tickets[key(tickets)] = tickets.integer(4)
    }
    let closings = try Statement(
      """
      SELECT outlet, currency, day, tender, sum(amount_minor) FROM tender_total
      WHERE is_counted = 1 GROUP BY 1, 2, 3, 4
      """, on: database)
    while try closings.step() {
      takings[try place(closings)]?.closings[key(closings)] = closings.integer(4)
    }
    for deposit in try tillDeposits() {
      let place = Place(outlet: deposit.outlet, currency: deposit.currency.code)
      if takings[place] == nil {
        takings[place] = OutletTakings(
          outlet: deposit.outlet, store: storeOfOutlet(deposit.outlet) ?? "",
          currency: deposit.currency)
      }
      takings[place]?.deposits.append(deposit)
    }
    return takings.values.sorted {
      ($0.outlet, $0.currency) < ($1.outlet, $1.currency)
    }
  }

  private func key(_ statement: Statement) -> TakingsKey {
    TakingsKey(
      day: CalendarDate(dayNumber: Int32(statement.integer(2))),
      tender: ByteString(statement.bytes(3)))
  }

  package func tillDeposits() throws(StoreError) -> [TillDeposit] {
    let select = try Statement(
      """
      SELECT deposit_id, outlet, from_day, to_day, tender, gross_minor, fee_minor,
        over_short_minor, net_minor, currency, bank, bank_day
      FROM till_deposit WHERE is_counted = 1 ORDER BY outlet, to_day, deposit_id
      """, on: database)
    var deposits: [TillDeposit] = []
    while try select.step() {
      deposits.append(
        TillDeposit(
          id: ByteString(select.bytes(0)), outlet: ByteString(select.bytes(1)),
          from: CalendarDate(dayNumber: Int32(select.integer(2))),
          to: CalendarDate(dayNumber: Int32(select.integer(3))),
          tender: ByteString(select.bytes(4)), grossMinor: select.integer(5),
          feeMinor: select.integer(6), overShortMinor: select.integer(7),
          netMinor: select.integer(8), currency: try currencyOf(select.text(9)),
          bank: ByteString(select.bytes(10)),
          bankDay: select.optionalInteger(11).map { CalendarDate(dayNumber: Int32($0)) }))
    }
    return deposits
  }

  package func webPayouts() throws(StoreError) -> [WebPayout] {
    let select = try Statement(
      """
      SELECT store, payout_id, day, status, charges_minor, refunds_minor, adjustments_minor,
        reserved_minor, fees_minor, retried_minor, total_minor, currency
      FROM web_payout WHERE is_counted = 1 ORDER BY store, day, payout_id
      """, on: database)
    var payouts: [WebPayout] = []
    while try select.step() {
      payouts.append(
        WebPayout(
          store: select.text(0), id: ByteString(select.bytes(1)),
          day: CalendarDate(dayNumber: Int32(select.integer(2))),
          status: ByteString(select.bytes(3)), chargesMinor: select.integer(4),
          refundsMinor: select.integer(5), adjustmentsMinor: select.integer(6),
          reservedMinor: select.integer(7), feesMinor: select.integer(8),
          retriedMinor: select.integer(9), totalMinor: select.integer(10),
          currency: try currencyOf(select.text(11))))
    }
    return payouts
  }

  package func webTransactions() throws(StoreError) -> [WebTransaction] {
    let select = try Statement(
      """
      SELECT store, day, type, order_name, payout_id, payout_status, amount_minor, fee_minor,
        net_minor, currency
      FROM web_transaction WHERE is_counted = 1 ORDER BY store, day, record_key
      """, on: database)
    var transactions: [WebTransaction] = []
    while try select.step() {
      transactions.append(
        WebTransaction(
          store: select.text(0), day: CalendarDate(dayNumber: Int32(select.integer(1))),
          type: ByteString(select.bytes(2)), order: ByteString(select.bytes(3)),
          payoutID: ByteString(select.bytes(4)), payoutStatus: ByteString(select.bytes(5)),
          amountMinor: select.integer(6), feeMinor: select.integer(7),
          netMinor: select.integer(8), currency: try currencyOf(select.text(9))))
    }
    return transactions
  }

  package func webOrders() throws(StoreError) -> [WebOrderFacts] {
    let select = try Statement(
      """
      SELECT store, order_name, day, shipped_day, cancelled_day, payment_method,
        shipping_method, total_minor, refunded_minor, unit_count_milli, currency, is_sale,
        refund_beyond_minor
      FROM web_order WHERE is_counted = 1 ORDER BY store, day, order_name
      """, on: database)
    var orders: [WebOrderFacts] = []
    func day(_ column: Int32) -> CalendarDate? {
      select.optionalInteger(column).map { CalendarDate(dayNumber: Int32($0)) }
    }
    while try select.step() {
      orders.append(
        WebOrderFacts(
          store: select.text(0), name: ByteString(select.bytes(1)),
          day: CalendarDate(dayNumber: Int32(select.integer(2))), shippedDay: day(3),
          cancelledDay: day(4), paymentMethod: ByteString(select.bytes(5)),
          shippingMethod: ByteString(select.bytes(6)),
          total: Money(minorUnits: select.integer(7), try currencyOf(select.text(10))),
          refundedMinor: select.integer(8), refundBeyondMinor: select.integer(12),
          unitsMilli: select.integer(9), isSale: select.integer(11) == 1))
    }
    return orders
  }

  /// Orders of web stores' exports that tills took by one means of payment, as far as a provider's
  /// charges can be compared with them.
  package func tillOrders() throws(StoreError) -> [WebOrderFacts] {
    let select = try Statement(
      """
      SELECT store, order_name, day, tender, total_minor, currency
      FROM till_order WHERE is_counted = 1 AND instr(tender, ' + ') = 0
      ORDER BY store, day, order_name
      """, on: database)
    var orders: [WebOrderFacts] = []
    while try select.step() {
      orders.append(
        WebOrderFacts(
          store: select.text(0), name: ByteString(select.bytes(1)),
          day: CalendarDate(dayNumber: Int32(select.integer(2))), shippedDay: nil,
          cancelledDay: nil, paymentMethod: ByteString(select.bytes(3)), shippingMethod: "",
          total: Money(minorUnits: select.integer(4), try currencyOf(select.text(5))),
          refundedMinor: 0, unitsMilli: 0))
    }
    return orders
  }

  /// Outlets that sold outside their dates or that the outlets file does not have: first and last
  /// day and the takings, by outlet, currency and day.
  package func outletDaySums(
    _ body: (ByteString, Currency, CalendarDate, Int64) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT outlet, currency, day, sum(total_minor) FROM till_line WHERE is_counted = 1
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """, on: database)
    while try select.step() {
      try body(
        ByteString(select.bytes(0)), try currencyOf(select.text(1)),
        CalendarDate(dayNumber: Int32(select.integer(2))), select.integer(3))
    }
  }

  /// Tickets of which an export that does not count has lines that the one that counts has not: by
  /// outlet, the first one, how many, their day. Lines that were added are a ticket going on.
  package func conflictingTickets() throws(StoreError) -> [(
    outlet: ByteString, ticket: ByteString, tickets: Int, day: CalendarDate
  )] {
    let same = ["sku", "quantity_milli", "total_minor", "tax_minor", "tender"]
    let select = try Statement(
      """
      SELECT outlet, min(ticket), count(DISTINCT ticket_key), min(day) FROM (
        -- What was given back of an order grows from export to export.
        SELECT outlet, ticket, ticket_key, day, \(same.joined(separator: ", ")), count(*) AS n
        FROM till_line
        WHERE is_counted = 0 AND instr(record_key, char(31) || 'refund ') = 0
        GROUP BY document_id, outlet, ticket, ticket_key, day, \(same.joined(separator: ", "))
      ) lost
      WHERE n > (SELECT count(*) FROM till_line w WHERE w.ticket_key = lost.ticket_key
        AND w.is_counted = 1 AND w.day = lost.day
        AND \(same.map { "w.\($0) = lost.\($0)" }.joined(separator: " AND ")))
      GROUP BY outlet ORDER BY outlet
      """, on: database)
    var conflicts: [(outlet: ByteString, ticket: ByteString, tickets: Int, day: CalendarDate)] = []
    while try select.step() {
      conflicts.append(
        (
          ByteString(select.bytes(0)), ByteString(select.bytes(1)), Int(select.integer(2)),
          CalendarDate(dayNumber: Int32(select.integer(3)))
        ))
    }
    return conflicts
  }

  /// Replaces what was found at the bank.
  package func save(channelMatches matches: [ChannelMatchRow]) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try database.run("DELETE FROM channel_match")
      let insert = try Statement(
        "INSERT INTO channel_match VALUES (?, ?, ?, ?, ?, ?)", on: database)
      for match in matches {
        try insert.run(
          .text(match.isTill ? "till" : "webstore"), .text(match.store),
          .bytes(match.depositID.bytes), .text(match.status), .text(match.lineID),
          .text(match.evidence))
      }
    }
  }
}
