/// A settlement in force as the accounting journal takes it.
package struct SettlementBook: Sendable {
  /// Rows of one month, component and place, as in the file: what is good for the seller is positive.
  package struct Slice: Hashable, Sendable {
    package let month: CalendarMonth
    package let component: Component
    package let dimensions: EntryDimensions
    package let amountMinor: Int64
    /// What a single row group is; empty for sums.
    package let text: String

    package init(
      month: CalendarMonth, component: Component, dimensions: EntryDimensions, amountMinor: Int64,
      text: String = ""
    ) {
      self.month = month
      self.component = component
      self.dimensions = dimensions
      self.amountMinor = amountMinor
      self.text = text
    }
  }

  package let store, settlementID, accountType, homeMarketplace: String
  package let currency: Currency
  /// The days of its start and end on the clock of its home marketplace.
  package let opened, closed: CalendarDate
  package let totalMinor: Int64
  package let sha256: String
  package var slices: [Slice] = []

  package init(
    store: String, settlementID: String, accountType: String, homeMarketplace: String,
    currency: Currency, opened: CalendarDate, closed: CalendarDate, totalMinor: Int64,
    sha256: String
  ) {
    self.store = store
    self.settlementID = settlementID
    self.accountType = accountType
    self.homeMarketplace = homeMarketplace
    self.currency = currency
    self.opened = opened
    self.closed = closed
    self.totalMinor = totalMinor
    self.sha256 = sha256
  }

  /// Where money of the whole account stands.
  package var accountDimensions: EntryDimensions {
    EntryDimensions.ofAccount(store: store, marketplace: homeMarketplace)
  }
}

/// The entries of a settlement: one for each local month that it has rows in, and its close.
///
/// Each row group stands against its component's account. In the month of the close the total goes
/// to what is on its way to the bank, or to the debt that is carried over; what belongs to another
/// month passes through the clearing account, which is empty again when all are booked.
package func entries(of book: SettlementBook, _ chart: AccountingChart) -> [AccountingEntry] {
  let closing = CalendarMonth(book.closed)
  let months = Dictionary(grouping: book.slices, by: \.month)
  return Set(months.keys).union([closing]).sorted().compactMap { month in
    let entry = AccountingEntry(
      id: settlementEntryID(book.store, book.settlementID, month),
      date: month == closing ? book.closed : month < closing ? month.last : month.first,
      kind: .settlement,
      origin: EntryOrigin(
        channel: "amazon", store: book.store, reference: book.settlementID,
        documents: [book.sha256]),
      cause: "settlement \(book.settlementID) of \(book.opened) to \(book.closed), rows of \(month)"
        + (month == closing ? "" : ", carried to its close"),
      rateDay: book.closed,
      lines: lines(of: book, months[month] ?? [], closes: month == closing, chart))
    return entry.lines.isEmpty ? nil : entry
  }
}

/// The id of what a settlement has in a month.
package func settlementEntryID(
  _ store: String, _ settlementID: String, _ month: CalendarMonth
) -> String {
  "\(store)-\(settlementID)-\(month)"
}

private func lines(
  of book: SettlementBook, _ slices: [SettlementBook.Slice], closes: Bool,
  _ chart: AccountingChart
) -> [AccountingLine] {
  func line(_ role: String, _ dimensions: EntryDimensions, _ minor: Int64, _ text: String = "")
    -> AccountingLine
  {
    AccountingLine(
      account: chart.account(for: role, dimensions, book.currency), role: role,
      dimensions: dimensions, reference: book.settlementID,
      amount: Money(minorUnits: minor, book.currency), text: text)
  }
  let account = book.accountDimensions
  let rows = slices.reduce(0) { $0 + $1.amountMinor }
  // Assets come first: their accounts do, and lines in order need not be sorted.
  var lines = [line(JournalRole.clearing, account, closes ? rows - book.totalMinor : rows)]
  lines.reserveCapacity(slices.count + 2)
  if closes {
    lines.append(
      line(
        book.totalMinor < 0 ? Component.carryOver.name : JournalRole.inTransit,
        account, book.totalMinor))
  }
  for slice in slices {
    lines.append(
      line(slice.component.name, slice.dimensions, -slice.amountMinor, slice.text))
  }
  return lines
}

/// Places of money that are no components; the chart has an account for each.
package enum JournalRole {
  package static let clearing = "clearing"
  package static let inTransit = "in_transit"
  package static let bank = "bank"
  package static let accrued = "accrued"
  package static let deferred = "deferred"
  package static let accruedIncome = "accrued_income"
  package static let exchange = "exchange"
  package static let fxDifference = "fx_difference"

  package static let tillSales = "till_sales"
  package static let tillRefunds = "till_refunds"
  package static let tillTax = "till_tax"
  package static let tillClearing = "till_clearing"
  package static let tillVouchers = "till_vouchers"
  package static let tillFees = "till_fees"
  package static let tillOverShort = "till_over_short"
  package static let tillInTransit = "till_in_transit"

  package static let webstoreSales = "webstore_sales"
  package static let webstoreShipping = "webstore_shipping"
  package static let webstoreDiscounts = "webstore_discounts"
  package static let webstoreTax = "webstore_tax"
  package static let webstoreTaxInPrices = "webstore_tax_in_prices"
  package static let webstoreOrders = "webstore_orders"
  package static let webstoreRefunds = "webstore_refunds"
  package static let webstoreFees = "webstore_fees"
  package static let webstoreChargebacks = "webstore_chargebacks"
  package static let webstoreAdjustments = "webstore_adjustments"
  package static let webstoreClearing = "webstore_clearing"
  package static let webstoreInTransit = "webstore_in_transit"

  package static let vendorSales = "vendor_sales"
  package static let vendorDiscounts = "vendor_discounts"
  package static let vendorShortages = "vendor_shortages"
  package static let vendorPriceDifferences = "vendor_price_differences"
  package static let vendorOtherDeductions = "vendor_other_deductions"
  package static let vendorChargebacks = "vendor_chargebacks"
  package static let vendorCoop = "vendor_coop"
  package static let vendorReturns = "vendor_returns"
  package static let vendorDebitMemos = "vendor_debit_memos"
  package static let vendorReceivable = "vendor_receivable"
  package static let vendorInTransit = "vendor_in_transit"

  package static let channelDifferences = "channel_differences"
}
