/// Which accounts the rows of a till, a web store or a vendor go to. Each function takes sums of
/// rows of one kind, as the documents sign them, and gives legs: a debit is positive.

// MARK: - Tills

/// Tickets of one category and means of payment. The taking stands on the till's clearing account
/// until it is deposited; vouchers given as payment are never.
package func ticketLegs(
  outlet: ByteString, category: ByteString, tender: ByteString, isRefund: Bool, totalMinor: Int64,
  taxMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  [
    ChannelLeg(
      isRefund ? JournalRole.tillRefunds : JournalRole.tillSales, taxMinor - totalMinor,
      category: category, text: text),
    ChannelLeg(JournalRole.tillTax, -taxMinor, text: text),
    tenderLeg(outlet, tender, totalMinor, text),
  ]
}

/// Deposits by one means of payment: fees and what a drawer lacked are negative.
package func depositLegs(
  outlet: ByteString, tender: ByteString, grossMinor: Int64, feeMinor: Int64,
  overShortMinor: Int64, netMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  [
    tenderLeg(outlet, tender, -grossMinor, text),
    ChannelLeg(JournalRole.tillFees, -feeMinor, text: text),
    ChannelLeg(JournalRole.tillOverShort, -overShortMinor, text: text),
    ChannelLeg(JournalRole.tillInTransit, netMinor, text: text),
  ]
}

private func tenderLeg(
  _ outlet: ByteString, _ tender: ByteString, _ minor: Int64, _ text: String
) -> ChannelLeg {
  ChannelLeg(
    isVoucher(tender) ? JournalRole.tillVouchers : JournalRole.tillClearing, minor,
    reference: tender.isEmpty ? "" : "\(outlet) \(tender)", text: text)
}

/// Transactions of one type of a web store's payment provider, of orders that a till took by one
/// means of payment: what the till has taken stands with the provider until it is paid out.
package func tillPaymentLegs(
  outlet: ByteString, tender: ByteString, type: ByteString, webStore: String, amountMinor: Int64,
  feeMinor: Int64, netMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  let fees = ChannelLeg(JournalRole.tillFees, feeMinor, text: text)
  guard let role = paymentRole(type) else {
    return [
      fees, ChannelLeg(JournalRole.webstoreClearing, -feeMinor, reference: webStore, text: text),
    ]
  }
  let isTaking = role == JournalRole.webstoreOrders || role == JournalRole.webstoreRefunds
  return [
    isTaking
      ? tenderLeg(outlet, tender, -amountMinor, text) : ChannelLeg(role, -amountMinor, text: text),
    fees, ChannelLeg(JournalRole.webstoreClearing, netMinor, reference: webStore, text: text),
  ]
}

/// By the name of the means of payment, in lower case; several, `cash + gift card`, are none.
package func isVoucher(_ tender: ByteString) -> Bool {
  !tender.contains(" + ")
    && ["voucher", "gift", "gutschein"].contains { tender.contains($0) }
}

// MARK: - Web stores

/// Lines of orders, as priced; a discount is positive.
package func orderLineLegs(
  category: ByteString, grossMinor: Int64, discountMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  [
    ChannelLeg(JournalRole.webstoreSales, -grossMinor, category: category, text: text),
    ChannelLeg(JournalRole.webstoreDiscounts, discountMinor, category: category, text: text),
  ]
}

/// Orders without their lines. Tax that the prices hold is taken out of them; tax that was added
/// stands beside.
package func orderLegs(
  shippingMinor: Int64, taxMinor: Int64, addedTaxMinor: Int64, totalMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  [
    ChannelLeg(JournalRole.webstoreOrders, totalMinor, text: text),
    ChannelLeg(JournalRole.webstoreShipping, -shippingMinor, text: text),
    ChannelLeg(JournalRole.webstoreTax, -taxMinor, text: text),
    ChannelLeg(JournalRole.webstoreTaxInPrices, taxMinor - addedTaxMinor, text: text),
  ]
}

/// What orders say was given back beyond what their payment provider tells, positive: by another
/// provider, or by hand.
package func orderRefundLegs(refundedMinor: Int64, text: String = "") -> [ChannelLeg] {
  [
    ChannelLeg(JournalRole.webstoreRefunds, refundedMinor, text: text),
    ChannelLeg(JournalRole.webstoreOrders, -refundedMinor, text: text),
  ]
}

/// Transactions of one type. Transfers to the bank come from the export of payouts.
package func paymentLegs(
  type: ByteString, amountMinor: Int64, feeMinor: Int64, netMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  let fees = ChannelLeg(JournalRole.webstoreFees, feeMinor, text: text)
  guard let role = paymentRole(type) else {
    return [fees, ChannelLeg(JournalRole.webstoreClearing, -feeMinor, text: text)]
  }
  return [
    ChannelLeg(role, -amountMinor, text: text), fees,
    ChannelLeg(JournalRole.webstoreClearing, netMinor, text: text),
  ]
}

private func paymentRole(_ type: ByteString) -> String? {
  if type.contains("refund") { return JournalRole.webstoreRefunds }
  if type == "charge" || type == "sale" || type == "capture" { return JournalRole.webstoreOrders }
  if type.bytes.starts(with: "payout".utf8) { return nil }
  return type.contains("chargeback") || type.contains("dispute")
    ? JournalRole.webstoreChargebacks : JournalRole.webstoreAdjustments
}

/// Payouts of one status; those that are not sent, or came to nothing, move no money.
package func payoutLegs(
  status: ByteString, totalMinor: Int64, text: String = ""
) -> [ChannelLeg] {
  guard !["scheduled", "failed", "canceled", "cancelled"].contains(status) else { return [] }
  return [
    ChannelLeg(JournalRole.webstoreInTransit, totalMinor, text: text),
    ChannelLeg(JournalRole.webstoreClearing, -totalMinor, text: text),
  ]
}
