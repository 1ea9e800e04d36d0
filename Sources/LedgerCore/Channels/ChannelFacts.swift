/// Takings that an outlet brought to the bank, or that its acquirer pays out.
package struct TillDeposit: Hashable, Sendable {
  package let id: ByteString
  package let outlet: ByteString
  /// First and last day of the takings.
  package let from: CalendarDate
  package let to: CalendarDate
  package let tender: ByteString
  /// Signed: the takings, the acquirer's fee (negative), what was too much or too little in the
  /// drawer, and their sum.
  package let grossMinor, feeMinor, overShortMinor, netMinor: Int64
  package let currency: Currency
  /// As the till's export names it; not an account number.
  package let bank: ByteString
  /// When the bank is expected to book it.
  package let bankDay: CalendarDate?

  package init(
    id: ByteString, outlet: ByteString, from: CalendarDate, to: CalendarDate, tender: ByteString,
    grossMinor: Int64, feeMinor: Int64, overShortMinor: Int64, netMinor: Int64,
    currency: Currency, bank: ByteString, bankDay: CalendarDate?
  ) {
    self.id = id
    self.outlet = outlet
    self.from = from
    self.to = to
    self.tender = tender
    self.grossMinor = grossMinor
    self.feeMinor = feeMinor
    self.overShortMinor = overShortMinor
    self.netMinor = netMinor
    self.currency = currency
    self.bank = bank
    self.bankDay = bankDay
  }

  package var differenceMinor: Int64 { netMinor - grossMinor - feeMinor - overShortMinor }
}

/// A charge, refund, dispute or adjustment of a web store's payment provider.
///
/// - Source: Shopify Help Center, "Exporting your Shopify Payments transactions": net = amount − fee.
package struct WebTransaction: Hashable, Sendable {
  package let store: String
  /// The local day of the store.
  package let day: CalendarDate
  /// Lower case: `charge`, `refund`, `chargeback`, `adjustment` and what else the provider has.
  package let type: ByteString
  package let order: ByteString
  /// Empty while it is in no payout.
  package let payoutID: ByteString
  package let payoutStatus: ByteString
  package let amountMinor, feeMinor, netMinor: Int64
  package let currency: Currency

  package init(
    store: String, day: CalendarDate, type: ByteString, order: ByteString, payoutID: ByteString,
    payoutStatus: ByteString, amountMinor: Int64, feeMinor: Int64, netMinor: Int64,
    currency: Currency
  ) {
    self.store = store
    self.day = day
    self.type = type
    self.order = order
    self.payoutID = payoutID
    self.payoutStatus = payoutStatus
    self.amountMinor = amountMinor
    self.feeMinor = feeMinor
    self.netMinor = netMinor
    self.currency = currency
  }
}

/// A transfer of a web store's payment provider to the bank, with its control totals.
package struct WebPayout: Hashable, Sendable {
  package let store: String
  package let id: ByteString
  package let day: CalendarDate
  /// Lower case: `scheduled`, `in_transit`, `paid`, `failed`, `canceled`.
  package let status: ByteString
  /// Signed as the provider writes them: fees and refunds are negative.
  package let chargesMinor, refundsMinor, adjustmentsMinor, reservedMinor: Int64
  package let feesMinor, retriedMinor, totalMinor: Int64
  package let currency: Currency

  package init(
    store: String, id: ByteString, day: CalendarDate, status: ByteString, chargesMinor: Int64,
    refundsMinor: Int64, adjustmentsMinor: Int64, reservedMinor: Int64, feesMinor: Int64,
    retriedMinor: Int64, totalMinor: Int64, currency: Currency
  ) {
    self.store = store
    self.id = id
    self.day = day
    self.status = status
    self.chargesMinor = chargesMinor
    self.refundsMinor = refundsMinor
    self.adjustmentsMinor = adjustmentsMinor
    self.reservedMinor = reservedMinor
    self.feesMinor = feesMinor
    self.retriedMinor = retriedMinor
    self.totalMinor = totalMinor
    self.currency = currency
  }
}
