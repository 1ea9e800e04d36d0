import LedgerCore
import TestSupport
import Testing

@testable import SellingPartner

/// `$12.50` in a text stands for an amount in dollars.
private func expanded(_ text: String) -> String {
  var expanded = ""
  var rest = text[...]
  while let sign = rest.firstIndex(of: "$") {
    let number = rest[rest.index(after: sign)...].prefix { "-.0123456789".contains($0) }
    expanded += rest[..<sign] + "{\"CurrencyCode\": \"USD\", \"CurrencyAmount\": \(number)}"
    rest = rest[number.endIndex...]
  }
  return expanded + rest
}

private func read(_ lists: String) throws -> (events: [FinancialEvent], unknown: [String: Int]) {
  let text = "{\"payload\": {\"FinancialEvents\": {\(expanded(lists))}}}"
  let page = try #require(APIPage(Array(text.utf8), of: .listFinancialEventsByGroupId))
  guard case .events(let events) = page.content else { return ([], [:]) }
  return (events, page.unknown.counts)
}

/// One event of a list with every amount that the model gives it, each on another power of two, so
/// that a sum tells which of them are in it.
private struct ListCase: Sendable, CustomTestStringConvertible {
  let list: String
  let event: String
  /// Cents.
  let sum: Int64

  init(_ list: String, _ event: String, _ sum: Int64) {
    (self.list, self.event, self.sum) = ("\(list)EventList", event, sum)
  }

  var testDescription: String { list }

  static let shipment = """
    "OrderChargeList": [{"ChargeAmount": $0.01}],
    "OrderChargeAdjustmentList": [{"ChargeAmount": $0.02}],
    "ShipmentFeeList": [{"FeeAmount": $0.04}],
    "ShipmentFeeAdjustmentList": [{"FeeAmount": $0.08}],
    "OrderFeeList": [{"FeeAmount": $0.16}], "OrderFeeAdjustmentList": [{"FeeAmount": $0.32}],
    "DirectPaymentList": [{"DirectPaymentAmount": $0.64}],
    "ShipmentItemList": [{
      "ItemChargeList": [{"ChargeAmount": $1.28}, {"ChargeType": "Tax", "ChargeAmount": null}],
      "ItemFeeList": [{"FeeAmount": $2.56}], "PromotionList": [{"PromotionAmount": $5.12}],
      "ItemTaxWithheldList": [{"TaxesWithheld": [{"ChargeAmount": $10.24}]}],
      "CostOfPointsGranted": $20.48}],
    "ShipmentItemAdjustmentList": [{
      "ItemChargeAdjustmentList": [{"ChargeAmount": $40.96}],
      "ItemFeeAdjustmentList": [{"FeeAmount": $81.92}],
      "PromotionAdjustmentList": [{"PromotionAmount": $163.84}],
      "CostOfPointsReturned": $327.68}]
    """

  static let all = [
    ListCase("Shipment", shipment, 65535), ListCase("ShipmentSettle", shipment, 65535),
    ListCase("Refund", shipment, 65535), ListCase("GuaranteeClaim", shipment, 65535),
    ListCase("Chargeback", shipment, 65535),
    ListCase("EBTRefundReimbursementOnly", "\"OrderId\": \"1\", \"Amount\": $0.01", 1),
    ListCase(
      "PayWithAmazon",
      "\"Charge\": {\"ChargeAmount\": $0.01}, \"FeeList\": [{\"FeeAmount\": $0.02}]", 3),
    ListCase("ServiceProviderCredit", "\"TransactionAmount\": $-0.01", -1),
    ListCase(
      "Retrocharge",
      """
      "BaseTax": $0.01, "ShippingTax": $0.02,
      "RetrochargeTaxWithheldList": [{"TaxesWithheld": [{"ChargeAmount": $0.04}]}]
      """, 7),
    ListCase(
      "RentalTransaction",
      """
      "RentalChargeList": [{"ChargeAmount": $0.01}], "RentalFeeList": [{"FeeAmount": $0.02}],
      "RentalReimbursement": $0.04, "RentalInitialValue": $0.08,
      "RentalTaxWithheldList": [{"TaxesWithheld": [{"ChargeAmount": $0.16}]}]
      """, 23),
    ListCase(
      "ProductAdsPayment", "\"baseValue\": $0.01, \"taxValue\": $0.02, \"transactionValue\": $0.03",
      3),
    ListCase("ServiceFee", "\"FeeList\": [{\"FeeAmount\": $0.01}, {\"FeeAmount\": $0.02}]", 3),
    ListCase(
      "SellerDealPayment", "\"feeAmount\": $0.01, \"taxAmount\": $0.02, \"totalAmount\": $0.03", 3),
    ListCase(
      "DebtRecovery",
      """
      "RecoveryAmount": $0.01, "OverPaymentCredit": $0.02,
      "DebtRecoveryItemList": [{"RecoveryAmount": $0.04, "OriginalAmount": $0.08}],
      "ChargeInstrumentList": [{"Amount": $0.16}]
      """, 1),
    ListCase("LoanServicing", "\"LoanAmount\": $0.01", 1),
    ListCase(
      "Adjustment",
      """
      "AdjustmentAmount": $0.01,
      "AdjustmentItemList": [{"PerUnitAmount": $0.02, "TotalAmount": $0.04}]
      """, 1),
    ListCase(
      "SAFETReimbursement",
      """
      "ReimbursedAmount": $0.01,
      "SAFETReimbursementItemList": [{"itemChargeList": [{"ChargeAmount": $0.02}]}]
      """, 1),
    ListCase(
      "SellerReviewEnrollmentPayment",
      """
      "FeeComponent": {"FeeAmount": $0.01}, "ChargeComponent": {"ChargeAmount": $0.02},
      "TotalAmount": $0.03
      """, 3),
    ListCase(
      "FBALiquidation", "\"LiquidationProceedsAmount\": $0.01, \"LiquidationFeeAmount\": $0.02", 3),
    ListCase(
      "CouponPayment",
      """
      "FeeComponent": {"FeeAmount": $0.01}, "ChargeComponent": {"ChargeAmount": $0.02},
      "TotalAmount": $0.03
      """, 3),
    ListCase("ImagingServicesFee", "\"FeeList\": [{\"FeeAmount\": $0.01}]", 1),
    ListCase(
      "NetworkComminglingTransaction", "\"TaxExclusiveAmount\": $0.01, \"TaxAmount\": $0.02", 3),
    ListCase(
      "AffordabilityExpense",
      "\"BaseExpense\": $0.01, \"TaxTypeCGST\": $0.02, \"TotalExpense\": $0.03", 3),
    ListCase(
      "AffordabilityExpenseReversal",
      "\"BaseExpense\": $0.01, \"TaxTypeIGST\": $0.02, \"TotalExpense\": $0.03", 3),
    ListCase(
      "RemovalShipment",
      """
      "RemovalShipmentItemList": [
        {"Revenue": $0.01, "FeeAmount": $0.02, "TaxAmount": $0.04, "TaxWithheld": $0.08}]
      """, 15),
    ListCase(
      "RemovalShipmentAdjustment",
      """
      "RemovalShipmentItemAdjustmentList": [{"RevenueAdjustment": $0.01,
        "TaxAmountAdjustment": $0.02, "TaxWithheldAdjustment": $0.04}]
      """, 7),
    ListCase("TrialShipment", "\"FeeList\": [{\"FeeAmount\": $0.01}]", 1),
    ListCase("TDSReimbursement", "\"ReimbursedAmount\": $0.01", 1),
    ListCase("AdhocDisbursement", "\"TransactionAmount\": $-0.01", -1),
    ListCase("FailedAdhocDisbursement", "\"TransferAmount\": $0.01", 1),
    ListCase("TaxWithholding", "\"BaseAmount\": $0.01, \"WithheldAmount\": $0.02", 2),
    ListCase(
      "ChargeRefund",
      "\"ChargeRefundTransactions\": [{\"ChargeAmount\": $0.01}, {\"ChargeAmount\": $0.02}]", 3),
    ListCase("ValueAddedServiceCharge", "\"TransactionAmount\": $0.01", 1),
    ListCase("CapacityReservationBilling", "\"TransactionAmount\": $0.01", 1),
  ]
}

@Suite struct EventPageTests {
  @Test(arguments: ListCase.all)
  private func eachListAddsUpWhatIsCashAndNothingTwice(example: ListCase) throws {
    let (events, unknown) = try read("\"\(example.list)\": [{\(example.event)}]")
    #expect(events.map(\.total) == [usd(example.sum)])
    #expect(events.map(\.list) == [example.list])
    #expect(unknown == [:])
  }

  @Test func allListsOfTheModelAreKnown() {
    #expect(Set(ListCase.all.map(\.list)).count == 34)
  }

  @Test func aListThatTheModelDoesNotKnowIsCounted() throws {
    let (events, unknown) = try read(
      "\"PixieDustEventList\": [{\"Amount\": $1}, {}], \"Mood\": \"fine\"")
    #expect(events == [])
    #expect(unknown == ["event list PixieDustEventList": 2, "events field Mood": 1])
  }

  @Test func debtsFeesAndLoansHaveNoDate() throws {
    let (events, _) = try read(
      """
      "DebtRecoveryEventList": [{"RecoveryAmount": $-1}],
      "ServiceFeeEventList": [{"FeeList": [{"FeeAmount": $-2}]}],
      "LoanServicingEventList": [{"LoanAmount": $3}]
      """)
    #expect(events.map(\.postedAt) == [nil, nil, nil])
    #expect(events.map(\.total.minorUnits) == [-100, 300, -200])
  }

  @Test(arguments: [
    "PostedDate", "postedDate", "TransactionPostedDate", "TransactionCreationDate",
  ])
  func aDateIsFoundUnderEachOfItsNames(name: String) throws {
    let (events, _) = try read(
      "\"LoanServicingEventList\": [{\"LoanAmount\": $1, \"\(name)\": \"2026-03-05T01:02:03Z\"}]")
    #expect(events.map(\.postedAt) == [instant("2026-03-05T01:02:03Z")])
  }

  @Test func anEventWithoutAnAmountMovesNothing() throws {
    let (events, unknown) = try read(
      "\"ShipmentEventList\": [{\"AmazonOrderId\": \"1\"}], \"RefundEventList\": []")
    #expect(events == [])
    #expect(unknown == [:])
  }

  @Test(arguments: [
    "$0.001", "{\"CurrencyCode\": \"USD\", \"CurrencyAmount\": 1e99}",
    "{\"CurrencyAmount\": 1}", "{\"CurrencyCode\": \"EUR\", \"CurrencyAmount\": 1}",
  ])
  func anEventWithOneAmountThatCannotBeReadIsUnknownAsAWhole(amount: String) throws {
    let (events, unknown) = try read(
      "\"ServiceFeeEventList\": [{\"FeeList\": [{\"FeeAmount\": $1}, {\"FeeAmount\": \(amount)}]}]")
    #expect(events == [])
    #expect(
      unknown == [
        "event in ServiceFeeEventList with an amount that cannot be read or is too large for exact sums":
          1
      ])
  }

  @Test func amountsBeyondAllReasonDoNotStopTheProgram() throws {
    let huge = Array(repeating: "{\"FeeAmount\": $99999999999999.99}", count: 1000)
    let (events, _) = try read(
      "\"ServiceFeeEventList\": [{\"FeeList\": [\(huge.joined(separator: ","))]}]")
    #expect(events == [])
  }
}
