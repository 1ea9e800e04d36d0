import LedgerCore
import LedgerStore
import Reporting

/// Amazon's part of the `orders` report: a row for each order on each of its accounts.
struct AmazonOrderRows {
  let ledger: Ledger
  let master: MasterData

  func append(
    _ request: ReportRequest, to stream: inout ReportStream
  ) throws(BatchError) {
    let (settlements, today) = try storing { () throws(StoreError) in
      (try ledger.orderSettlements(), try ledger.lastKnownDay())
    }
    var failure: BatchError?
    try storing { () throws(StoreError) in
      try ledger.amazonOrders(settlements, day: master.localDay(of:at:_:)) { order in
        guard failure == nil, request.includes(order.firstDay) else { return }
        let state = order.state(settlements)
        guard request.includes(state) else { return }
        do throws(BatchError) {
          try stream.append(cells(order, state, settlements, today))
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  private func cells(
    _ order: AmazonOrder, _ state: OrderState, _ settlements: OrderSettlements,
    _ today: CalendarDate
  ) -> [Cell] {
    let digits = order.currency.minorDigits
    let own = order.settlements.map { settlements.all[$0] }
    func sum(_ amount: (OrderPart) -> Int64) -> Cell {
      .amount(order.parts.reduce(0) { $0 + amount($1) }, digits: digits)
    }
    func joined(_ texts: [String]) -> Cell {
      texts.count == 1
        ? .text(texts[0]) : .text(texts.filter { !$0.isEmpty }.joined(separator: "|"))
    }
    let paidOn = state == .paid ? own.compactMap(\.paidOn).max() : nil
    return [
      .text(CrossChannelReport.amazon), .text(order.store), .text(order.id.text),
      .plain(order.firstDay.description), .text(order.currency.code), .empty,
      .plain(state.rawValue), order.shippedOn.map { .plain($0.description) } ?? .empty,
      sum(\.chargedMinor), sum(\.refundedMinor), sum(\.feeMinor), joined(own.map(\.payoutIDs)),
      paidOn.map { .plain($0.description) } ?? .empty, .text(""), .text(""), .empty, .empty,
      joined(own.map(\.settlementID)), .integer(order.parts.reduce(0) { $0 + $1.units }),
      .text(order.accountType), .amount(order.settledMinor, digits: digits),
      .amount(order.openMinor, digits: digits), .plain(order.lastDay.description),
      order.open.map(\.dueOn).max().map { .plain($0.description) } ?? .empty,
      waiting(order, state, own, today),
    ]
  }

  /// Days to the last day that the books know of: of what is open since it was posted, of what is
  /// settled and not at the bank since the settlement's end.
  private func waiting(
    _ order: AmazonOrder, _ state: OrderState, _ settlements: [OrderSettlement],
    _ today: CalendarDate
  ) -> Cell {
    let since: CalendarDate? =
      switch state {
      case .shipped: order.open.map(\.postedOn).min()
      case .settled:
        settlements.filter { $0.paidOn == nil && $0.statedTotalMinor > 0 }.map { $0.end.day() }
          .min()
      default: nil
      }
    return since.map { .integer(Int64(max(0, today.dayNumber - $0.dayNumber))) } ?? .empty
  }
}

extension AmazonOrder {
  func state(_ settlements: OrderSettlements) -> OrderState {
    state(
      isPaid: { settlements.all[$0].paidOn != nil },
      hasNothingToPay: { settlements.all[$0].statedTotalMinor <= 0 })
  }
}

extension MasterData {
  /// The local day of an instant at a marketplace of Amazon's id; at the store's home where that is
  /// not known.
  func localDay(of store: String, at marketplaceID: String, _ instant: Instant) -> CalendarDate {
    let home = configuration.stores.first { $0.id == store }?.homeMarketplace ?? ""
    let marketplace =
      marketplaces.identified(by: marketplaceID) ?? marketplaces.coded(home)
    return marketplace.flatMap { zones[$0.timeZone] }?.day(of: instant) ?? instant.day()
  }
}
