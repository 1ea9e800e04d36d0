import LedgerCore
import LedgerStore
import Reporting

/// The way from what tills, web stores and vendors sold to what the bank credited, by month.
struct ChannelBridge {
  let books: Books
  let from, to: CalendarDate

  /// Columns of what was earned, and of where it stands; the first sum to the second.
  private static let earned: [(name: String, roles: [String])] = [
    ("sales", [JournalRole.tillSales, JournalRole.webstoreSales, JournalRole.vendorSales]),
    ("shipping", [JournalRole.webstoreShipping]),
    (
      "refunds",
      [JournalRole.tillRefunds, JournalRole.webstoreRefunds, JournalRole.vendorReturns]
    ),
    ("discounts", [JournalRole.webstoreDiscounts, JournalRole.vendorDiscounts]),
    (
      "tax",
      [
        JournalRole.tillTax, JournalRole.webstoreTax, JournalRole.webstoreTaxInPrices,
        Component.taxCollected.name, Component.taxWithheld.name,
      ]
    ),
    ("fees", [JournalRole.tillFees, JournalRole.webstoreFees]),
    (
      "deductions",
      [
        JournalRole.webstoreChargebacks, JournalRole.vendorShortages,
        JournalRole.vendorPriceDifferences, JournalRole.vendorOtherDeductions,
        JournalRole.vendorChargebacks, JournalRole.vendorCoop, JournalRole.vendorDebitMemos,
      ]
    ),
    (
      "other",
      [
        JournalRole.tillOverShort, JournalRole.webstoreAdjustments, JournalRole.exchange,
        JournalRole.fxDifference,
      ]
    ),
    ("differences", [JournalRole.channelDifferences]),
  ]
  private static let standing: [(name: String, roles: [String])] = [
    ("vouchers", [JournalRole.tillVouchers]),
    (
      "still_open",
      [
        JournalRole.tillClearing, JournalRole.webstoreOrders, JournalRole.webstoreClearing,
        JournalRole.vendorReceivable,
      ]
    ),
    (
      "sent",
      [JournalRole.tillInTransit, JournalRole.webstoreInTransit, JournalRole.vendorInTransit]
    ),
  ]

  private struct Key: Hashable, Comparable {
    let channel, store, outlet, currency, month: String

    static func < (lhs: Key, rhs: Key) -> Bool {
      (lhs.channel, lhs.store, lhs.outlet, lhs.currency, lhs.month)
        < (rhs.channel, rhs.store, rhs.outlet, rhs.currency, rhs.month)
    }
  }

  private struct Sums {
    var roles: [String: Int64] = [:]
    var bank: Int64 = 0
  }

  func bytes() throws(BatchError) -> [UInt8] {
    let maker = try books.journalMaker()
    var months: [Key: Sums] = [:]
    func isWanted(_ entry: AccountingEntry) -> Bool { from <= entry.date && entry.date <= to }
    func key(_ channel: String, _ line: AccountingLine, _ entry: AccountingEntry) -> Key {
      Key(
        channel: channel, store: line.dimensions.store.text, outlet: line.dimensions.outlet.text,
        currency: line.amount.currency.code, month: entry.date.monthText)
    }
    for entry in try maker.channelEntries(byRowGroup: false) where isWanted(entry) {
      for line in entry.lines {
        months[key(entry.origin.channel, line, entry), default: Sums()]
          .roles[line.role, default: 0] += line.amount.minorUnits
      }
    }
    for entry in try maker.payoutEntries() where isWanted(entry) {
      for line in entry.lines {
        guard let channel = ChannelBridge.sender(line.role) else { continue }
        months[key(channel.rawValue, line, entry), default: Sums()].bank -= line.amount.minorUnits
      }
    }
    return try table(months)
  }

  private static func sender(_ role: String) -> SalesChannel? {
    switch role {
    case JournalRole.tillInTransit: .till
    case JournalRole.webstoreInTransit: .webstore
    case JournalRole.vendorInTransit: .vendor
    default: nil
    }
  }

  private func table(_ months: [Key: Sums]) throws(BatchError) -> [UInt8] {
    var table = ReportTable(
      "channels",
      ["channel", "store", "outlet", "currency", "month"] + ChannelBridge.earned.map(\.name)
        + ChannelBridge.standing.map(\.name) + ["bank"])
    for (key, sums) in months.sorted(by: { $0.key < $1.key }) {
      let digits = Currency(key.currency)?.minorDigits ?? 2
      func sum(_ roles: [String]) -> Int64 { roles.reduce(0) { $0 + (sums.roles[$1] ?? 0) } }
      var cells: [Cell] = [
        .text(key.channel), .text(key.store), .text(key.outlet), .text(key.currency),
        .plain(key.month),
      ]
      cells += ChannelBridge.earned.map { .amount(-sum($0.roles), digits: digits) }
      cells += ChannelBridge.standing.map { .amount(sum($0.roles), digits: digits) }
      cells.append(.amount(sums.bank, digits: digits))
      try table.append(cells)
    }
    return try table.finished()
  }
}
