import LedgerCore

/// The events of a v0 page, each with its sum by the rule of its list.
///
/// Totals stand beside their parts in several lists, so each list says what to add up.
///
/// - Source: Amazon SP-API, Finances v0, `FinancialEvents`.
func events(in lists: JSONValue, _ unknown: inout UnknownParts) -> [FinancialEvent] {
  var events: [FinancialEvent] = []
  for (name, list) in lists.fields {
    guard list.isArray else {
      unknown.note("events field \(name)")
      continue
    }
    guard let rule = sums[name] else {
      for _ in list.elements { unknown.note("event list \(name)") }
      continue
    }
    for event in list.elements {
      let amounts = rule.flatMap { $0(event) }.filter(\.hasAmount)
      // An event that moves no money, such as a shipment of free goods, has no amount.
      guard !amounts.isEmpty else { continue }
      guard let total = sum(amounts) else {
        unknown.note("event in \(name) with \(UnknownParts.unusableAmount)")
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

/// The amounts that an event states in one of its places.
private typealias Part = @Sendable (JSONValue) -> [JSONValue]

/// Nil where one of the amounts cannot be read or is of another currency: the sum is unknown then.
private func sum(_ amounts: [JSONValue]) -> Money? {
  let money = amounts.compactMap(\.smallMoney)
  guard let currency = money.first?.currency, money.count == amounts.count,
    money.allSatisfy({ $0.currency == currency })
  else { return nil }
  return exactSum(money.map(\.minorUnits)).map { Money(minorUnits: $0, currency) }
}

/// One field of the event that holds an amount.
private func field(_ name: String) -> Part { { [$0[name]] } }

/// An amount in each element of a list of the event.
private func each(_ list: String, _ name: String) -> Part {
  { $0[list].elements.map { $0[name] } }
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
    { [$0["Charge"]["ChargeAmount"]] }, each("FeeList", "FeeAmount"),
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
