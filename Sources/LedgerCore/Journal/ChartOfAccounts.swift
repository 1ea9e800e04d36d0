/// The ledger's accounts: one for each component, and the clearing account of settlements.
///
/// Signs are those of double entry: an income account is credited (negative) by a sale, an expense
/// account debited (positive) by a fee, and the clearing account takes what Amazon owes.
package enum ChartOfAccounts {
  /// What Amazon owes from closed settlements until the payout is booked.
  package static let clearing = "Assets:Amazon:Clearing"

  package static func account(for component: Component) -> String {
    switch component {
    case .productSales: "Income:Amazon:ProductSales"
    case .shippingCredits: "Income:Amazon:ShippingCredits"
    case .giftWrapCredits: "Income:Amazon:GiftWrapCredits"
    case .productRefunds: "Income:Amazon:ProductRefunds"
    case .shippingRefunds: "Income:Amazon:ShippingRefunds"
    case .giftWrapRefunds: "Income:Amazon:GiftWrapRefunds"
    case .promotions: "Income:Amazon:Promotions"
    case .promotionRefunds: "Income:Amazon:PromotionRefunds"
    case .points: "Income:Amazon:Points"
    case .taxCollected: "Liabilities:Amazon:TaxCollected"
    case .taxWithheld: "Liabilities:Amazon:TaxWithheld"
    case .referralFees: "Expenses:Amazon:ReferralFees"
    case .referralFeeRefunds: "Expenses:Amazon:ReferralFeeRefunds"
    case .refundAdminFees: "Expenses:Amazon:RefundAdminFees"
    case .fulfillmentFees: "Expenses:Amazon:FulfillmentFees"
    case .storageFees: "Expenses:Amazon:StorageFees"
    case .inboundFees: "Expenses:Amazon:InboundFees"
    case .removalFees: "Expenses:Amazon:RemovalFees"
    case .advertising: "Expenses:Amazon:Advertising"
    case .couponDealFees: "Expenses:Amazon:CouponDealFees"
    case .subscription: "Expenses:Amazon:Subscription"
    case .otherFees: "Expenses:Amazon:OtherFees"
    case .reimbursements: "Income:Amazon:Reimbursements"
    case .liquidations: "Income:Amazon:Liquidations"
    case .adjustments: "Income:Amazon:Adjustments"
    case .unclassified: "Suspense:Amazon:Unclassified"
    case .reserve: "Assets:Amazon:Reserve"
    case .carryOver: "Assets:Amazon:CarriedOver"
    case .cardCharge: "Assets:CardCharges"
    case .transfer: "Assets:Bank:Transfers"
    case .loan: "Liabilities:Amazon:Loan"
    }
  }
}
