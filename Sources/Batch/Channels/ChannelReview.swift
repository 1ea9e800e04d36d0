import LedgerCore
import LedgerStore

/// Draws the conclusions from tills and web stores: what ties out, and what does not.
struct ChannelReview {
  /// Days after shipping within which a charge may still come.
  private static let graceDays = 10

  let ledger: Ledger
  let master: MasterData

  /// The bank lines that name deposits of tills and web stores, and are these to the cent.
  func namedLines() throws(BatchError) -> Set<ByteString> {
    try storing { () throws(StoreError) in
      guard try ledger.hasChannels() else { return [] }
      let deposits = try ledger.tillDeposits().filter {
        !(master.outlets[$0.outlet]?.store ?? "").isEmpty
      }
      return try bankReview([]).namedLines(of: deposits, ledger.webPayouts())
    }
  }

  private func bankReview(_ taken: Set<String>) throws(StoreError) -> ChannelBankReview {
    ChannelBankReview(
      lines: try ledger.bankLines().filter { !taken.contains($0.id) },
      statements: try ledger.bankStatements(), master: master)
  }

  /// - Parameter taken: bank lines that are, name or may be Amazon's payouts and payments to vendors.
  /// - Returns: the bank lines that are deposits of tills and web stores.
  func conclude(
    into conclusions: inout Conclusions, taken: Set<String>
  ) throws(BatchError) -> Set<String> {
    let hasChannels = try storing { () throws(StoreError) in try ledger.hasChannels() }
    guard hasChannels else { return [] }
    let (result, deposits) = try storing { () throws(StoreError) in
      var result = ChannelTieOut()
      result.findings = Conclusions.merged(try ledger.channelFindings())
      result.findings += try outletFindings() + orderFindings()
      let takings = try ledger.outletTakings { master.outlets[$0]?.store }
      for outlet in takings where !outlet.store.isEmpty {
        result = result + tenderTieOut(of: outlet) + depositTieOut(of: outlet)
      }
      let payouts = try ledger.webPayouts()
      let transactions = try ledger.webTransactions()
      result = result + payoutTieOut(of: payouts, transactions)
      let orders = try ledger.webOrders()
      result = result + tieOut(of: orders, tillOrders: try ledger.tillOrders(), transactions)
      let bank = try bankReview(taken).conclude(
        takings.filter { !$0.store.isEmpty }.flatMap(\.deposits), payouts)
      try ledger.save(channelMatches: bank.matches)
      return (result + bank.tieOut, Set(bank.matches.map(\.lineID)))
    }
    conclusions.add(
      identities: result.identities, findings: result.findings,
      severities: master.configuration.severities)
    return deposits
  }

  private func tieOut(
    of orders: [WebOrderFacts], tillOrders: [WebOrderFacts], _ transactions: [WebTransaction]
  ) -> ChannelTieOut {
    let payments = ChannelReview.payments(transactions)
    var today: [String: CalendarDate] = [:]
    for transaction in transactions {
      today[transaction.store] = max(today[transaction.store] ?? transaction.day, transaction.day)
    }
    let charged = tillOrders.filter { (payments[OrderKey($0)]?.charges ?? 0) > 0 }
    var result = orderTieOut(of: orders.filter(\.isSale) + charged, payments)
    result.findings += unsettledFindings(
      orders, payments, graceDays: ChannelReview.graceDays, today: today)
    return result
  }

  static func payments(_ transactions: [WebTransaction]) -> [OrderKey: OrderPayments] {
    var payments: [OrderKey: OrderPayments] = [:]
    for transaction in transactions where !transaction.order.isEmpty {
      payments[
        OrderKey(store: transaction.store, name: transaction.order), default: OrderPayments()
      ].add(transaction)
    }
    return payments
  }

  private func orderFindings() throws(StoreError) -> [Finding] {
    try ledger.conflictingOrders().map { conflict in
      Finding(
        kind: .orderConflict, opened: conflict.day.description, store: conflict.store,
        settlementID: "", currency: "",
        what: "two exports that reach as far tell"
          + " \(conflict.orders == 1 ? "an order" : "\(conflict.orders) orders") differently, first"
          + " \(conflict.order); what the export tells that knows more of its end, or was received"
          + " later, counts",
        place: "order \(conflict.order)",
        whatToDo: "nothing, if the order was edited; otherwise export its days once more")
    }
  }

  // MARK: - Outlets

  /// Outlets that the outlets file does not have, and sales outside an outlet's dates.
  private func outletFindings() throws(StoreError) -> [Finding] {
    struct Strange {
      var from, to: CalendarDate
      var sum: Int64
    }
    struct Place: Hashable {
      let outlet: ByteString
      let currency: Currency
    }
    var order: [Place] = []
    var strange: [Place: Strange] = [:]
    try ledger.outletDaySums { outlet, currency, day, sum in
      guard !(master.outlets[outlet]?.isOpen(on: day) ?? false) else { return }
      let place = Place(outlet: outlet, currency: currency)
      if strange[place] == nil { order.append(place) }
      let known = strange[place] ?? Strange(from: day, to: day, sum: 0)
      strange[place] = Strange(from: known.from, to: day, sum: known.sum + sum)
    }
    var findings = order.compactMap { place -> Finding? in
      guard let days = strange[place] else { return nil }
      let outlet = master.outlets[place.outlet]
      let dates =
        "\(outlet?.opened.map { "opened \($0)" } ?? "")"
        + "\(outlet?.closed.map { ", closed \($0)" } ?? "")"
      return Finding(
        kind: outlet == nil ? .unknownOutlet : .outletClosed, opened: days.from.description,
        store: outlet?.store ?? "", settlementID: "",
        amount: Money(minorUnits: days.sum, place.currency), currency: place.currency.code,
        what: outlet == nil
          ? "tickets of outlet \(place.outlet), which the outlets file does not have, do not count"
          : "outlet \(place.outlet) sold from \(days.from) to \(days.to), outside its dates"
            + " (\(dates))",
        place: "outlet \(place.outlet)",
        whatToDo: outlet == nil
          ? "add the outlet to outlets.csv, or name it in outlets of its [[till]] or [[webstore]]"
          : "correct its dates in outlets.csv, or ask who used its till")
    }
    for conflict in try ledger.conflictingTickets() {
      findings.append(
        Finding(
          kind: .ticketConflict, opened: conflict.day.description,
          store: master.outlets[conflict.outlet]?.store ?? "", settlementID: "", currency: "",
          what: "two exports tell"
            + " \(conflict.tickets == 1 ? "a ticket" : "\(conflict.tickets) tickets") differently,"
            + " first \(conflict.ticket); what the export tells that reaches further, or was"
            + " received later, counts",
          place: "outlet \(conflict.outlet), ticket \(conflict.ticket)",
          whatToDo: "ask why a closed ticket has changed"))
    }
    return findings
  }
}
