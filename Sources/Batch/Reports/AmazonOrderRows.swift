import LedgerCore
import LedgerStore
import Reporting

/// Amazon's part of the `orders` report: a row for each order on each of its accounts.
struct AmazonOrderRows {
  let ledger: Ledger
  let settlements: OrderSettlements
  /// The last day that the books know of.
  let today: CalendarDate
  private let master: MasterData

  init(_ ledger: Ledger, _ master: MasterData, today: CalendarDate) throws(BatchError) {
    (self.ledger, self.master, self.today) = (ledger, master, today)
    settlements = try storing { () throws(StoreError) in try ledger.orderSettlements() }
  }

  var zone: ZoneFinder { master.zone(of:at:) }

  /// Orders by store and order id, each with how far it has come.
  func each(
    of scope: OrderScope = .all, _ body: (AmazonOrder, OrderState) throws(BatchError) -> Void
  ) throws(BatchError) {
    var failure: BatchError?
    try storing { () throws(StoreError) in
      try ledger.amazonOrders(settlements, of: scope, zone: zone) { order in
        guard failure == nil else { return }
        do throws(BatchError) {
          try body(order, order.state(settlements))
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  func cells(of order: AmazonOrder, _ state: OrderState) -> [Cell] {
    let digits = order.currency.minorDigits
    var (chargedMinor, refundedMinor, feeMinor, units): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    for part in order.parts {
      chargedMinor += part.chargedMinor
      refundedMinor += part.refundedMinor
      feeMinor += part.feeMinor
      units += part.units
    }
    func joined(_ text: (OrderSettlement) -> String) -> Cell {
      if order.settlements.count == 1 { return .text(text(settlements.all[order.settlements[0]])) }
      return .text(
        order.settlements.map { text(settlements.all[$0]) }.filter { !$0.isEmpty }
          .joined(separator: "|"))
    }
    func day(_ day: CalendarDate?) -> Cell { day.map(Cell.day) ?? .empty }
    let paidOn =
      state == .paid ? order.settlements.lazy.compactMap { settlements.all[$0].paidOn }.max() : nil
    return [
      .text(CrossChannelReport.amazon), .text(order.store), .text(order.id.text),
      .day(order.firstDay), .text(order.currency.code), .empty, .plain(state.rawValue),
      day(order.shippedOn), .amount(chargedMinor, digits: digits),
      .amount(refundedMinor, digits: digits), .amount(feeMinor, digits: digits),
      joined { $0.payoutIDs }, day(paidOn), .text(""), .text(""), .empty, .empty,
      joined { $0.settlementID }, .integer(units), .text(order.accountType),
      .amount(order.settledMinor, digits: digits), .amount(order.openMinor, digits: digits),
      .day(order.lastDay), day(order.open.lazy.map(\.dueOn).max()),
      waiting(order, state),
    ]
  }

  /// Days to the last day that the books know of: of what is open since it was posted, of what is
  /// settled and not at the bank since the settlement's end.
  private func waiting(_ order: AmazonOrder, _ state: OrderState) -> Cell {
    let since: CalendarDate? =
      switch state {
      case .shipped: order.open.map(\.postedOn).min()
      case .settled:
        order.settlements.map { settlements.all[$0] }
          .filter { $0.paidOn == nil && $0.statedTotalMinor > 0 }.map { $0.end.day() }.min()
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
  /// The zone of a marketplace of Amazon's id; that of the store's home where it is not known.
  func zone(of store: String, at marketplaceID: String) -> ZoneRules? {
    let home = configuration.stores.first { $0.id == store }?.homeMarketplace ?? ""
    let marketplace =
      marketplaces.identified(by: marketplaceID) ?? marketplaces.coded(home)
    return marketplace.flatMap { zones[$0.timeZone] }
  }
}
