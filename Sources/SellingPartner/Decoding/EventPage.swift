import LedgerCore

/// The events of a v0 page, each with its sum by the rule of its list.
///
/// Totals stand beside their parts in several lists, so each list says what to add up.
///
/// - Source: Amazon SP-API, Finances v0, `FinancialEvents`.
func events(in lists: JSONValue, _ unknown: inout UnknownParts) -> [FinancialEvent] {
  var events: [FinancialEvent] = []
  for (name, list) in lists.fields.sorted(by: { $0.key < $1.key }) {
    guard case .array(let members) = list else {
      unknown.note("events field \(name)")
      continue
    }
    guard let rule = sums[name] else {
      for _ in members { unknown.note("event list \(name)") }
      continue
    }
    for event in members {
      guard let total = sum(rule.compactMap { $0(event) }.flatMap { $0 }) else {
        // An event that moves no money, such as a shipment of free goods, has no amount.
        continue
      }
      events.append(
        FinancialEvent(
          list: name, orderID: event["AmazonOrderId"].text ?? "",
          postedAt: (event["PostedDate"].text ?? event["postedDate"].text
            ?? event["TransactionPostedDate"].text ?? event["TransactionCreationDate"].text)
            .flatMap { Instant(apiText: $0) }, total: total))
    }
  }
  return events
}

private typealias Part = @Sendable (JSONValue) -> [Money]

private func sum(_ amounts: [Money]) -> Money? {
  guard let first = amounts.first else { return nil }
  return amounts.dropFirst().reduce(first) { total, amount in
    amount.currency == total.currency ? total + amount : total
  }
}

/// One field of the event that holds an amount.
private func field(_ name: String) -> Part { { [$0[name].money].compactMap { $0 } } }

/// An amount in each element of a list of the event.
private func each(_ list: String, _ name: String) -> Part {
  { $0[list].elements.compactMap { $0[name].money } }
}

private func taxesWithheld(_ list: String) -> Part {
  { event in
    event[list].elements.flatMap { each("TaxesWithheld", "ChargeAmount")($0) }
  }
}

private let itemParts: [Part] = [
  each("ItemChargeList", "ChargeAmount"), each("ItemChargeAdjustmentList", "ChargeAmount"),
  each("ItemFeeList", "FeeAmount"), each("ItemFeeAdjustmentList", "FeeAmount"),
  each("PromotionList", "PromotionAmount"), each("PromotionAdjustmentList", "PromotionAmount"),
  field("CostOfPointsGranted"), field("CostOfPointsReturned"), taxesWithheld("ItemTaxWithheldList"),
]

private func items(_ list: String) -> Part {
  { event in event[list].elements.flatMap { item in itemParts.flatMap { $0(item) } } }
}

private let shipment: [Part] = [
  each("OrderChargeList", "ChargeAmount"), each("OrderChargeAdjustmentList", "ChargeAmount"),
  each("ShipmentFeeList", "FeeAmount"), each("ShipmentFeeAdjustmentList", "FeeAmount"),
  each("OrderFeeList", "FeeAmount"), each("OrderFeeAdjustmentList", "FeeAmount"),
  each("DirectPaymentList", "DirectPaymentAmount"), items("ShipmentItemList"),
  items("ShipmentItemAdjustmentList"),
]

private let sums: [String: [Part]] = [
  "ShipmentEventList": shipment,
  "ShipmentSettleEventList": shipment,
  "RefundEventList": shipment,
  "GuaranteeClaimEventList": shipment,
  "ChargebackEventList": shipment,
  "EBTRefundReimbursementOnlyEventList": [field("Amount")],
  "PayWithAmazonEventList": [
    { [$0["Charge"]["ChargeAmount"].money].compactMap { $0 } }, each("FeeList", "FeeAmount"),
  ],
  "ServiceProviderCreditEventList": [field("TransactionAmount")],
  "RetrochargeEventList": [
    field("BaseTax"), field("ShippingTax"), taxesWithheld("RetrochargeTaxWithheldList"),
  ],
  "RentalTransactionEventList": [
    each("RentalChargeList", "ChargeAmount"), each("RentalFeeList", "FeeAmount"),
    field("RentalReimbursement"), taxesWithheld("RentalTaxWithheldList"),
  ],
  "ProductAdsPaymentEventList": [field("transactionValue")],
  "ServiceFeeEventList": [each("FeeList", "FeeAmount")],
  "SellerDealPaymentEventList": [field("totalAmount")],
  "DebtRecoveryEventList": [field("RecoveryAmount")],
  "LoanServicingEventList": [field("LoanAmount")],
  "AdjustmentEventList": [field("AdjustmentAmount")],
  "SAFETReimbursementEventList": [field("ReimbursedAmount")],
  "SellerReviewEnrollmentPaymentEventList": [field("TotalAmount")],
  "FBALiquidationEventList": [field("LiquidationProceedsAmount"), field("LiquidationFeeAmount")],
  "CouponPaymentEventList": [field("TotalAmount")],
  "ImagingServicesFeeEventList": [each("FeeList", "FeeAmount")],
  "NetworkComminglingTransactionEventList": [field("TaxExclusiveAmount"), field("TaxAmount")],
  "AffordabilityExpenseEventList": [field("TotalExpense")],
  "AffordabilityExpenseReversalEventList": [field("TotalExpense")],
  "RemovalShipmentEventList": [
    each("RemovalShipmentItemList", "Revenue"), each("RemovalShipmentItemList", "FeeAmount"),
    each("RemovalShipmentItemList", "TaxAmount"), each("RemovalShipmentItemList", "TaxWithheld"),
  ],
  "RemovalShipmentAdjustmentEventList": [
    each("RemovalShipmentItemAdjustmentList", "RevenueAdjustment"),
    each("RemovalShipmentItemAdjustmentList", "TaxAmountAdjustment"),
    each("RemovalShipmentItemAdjustmentList", "TaxWithheldAdjustment"),
  ],
  "TrialShipmentEventList": [each("FeeList", "FeeAmount")],
  "TDSReimbursementEventList": [field("ReimbursedAmount")],
  "AdhocDisbursementEventList": [field("TransactionAmount")],
  "FailedAdhocDisbursementEventList": [field("TransferAmount")],
  "TaxWithholdingEventList": [field("WithheldAmount")],
  "ChargeRefundEventList": [each("ChargeRefundTransactions", "ChargeAmount")],
  "ValueAddedServiceChargeEventList": [field("TransactionAmount")],
  "CapacityReservationBillingEventList": [field("TransactionAmount")],
]
