/// What an amount is: the closed list into which every settlement row falls.
///
/// The order is that of the profit report's columns, then the kinds that only move cash.
package enum Component: UInt8, CaseIterable, Sendable, Hashable {
  case productSales, shippingCredits, giftWrapCredits
  case productRefunds, shippingRefunds, giftWrapRefunds
  case promotions, promotionRefunds, points
  case taxCollected, taxWithheld
  case referralFees, referralFeeRefunds, refundAdminFees
  case fulfillmentFees, storageFees, inboundFees, removalFees
  case advertising, couponDealFees, subscription, otherFees
  case reimbursements, liquidations, adjustments, unclassified
  case reserve, carryOver, cardCharge, transfer, loan

  /// `product_sales`: the name in rules and reports.
  package var name: String {
    switch self {
    case .productSales: "product_sales"
    case .shippingCredits: "shipping_credits"
    case .giftWrapCredits: "gift_wrap_credits"
    case .productRefunds: "product_refunds"
    case .shippingRefunds: "shipping_refunds"
    case .giftWrapRefunds: "gift_wrap_refunds"
    case .promotions: "promotions"
    case .promotionRefunds: "promotion_refunds"
    case .points: "points"
    case .taxCollected: "tax_collected"
    case .taxWithheld: "tax_withheld"
    case .referralFees: "referral_fees"
    case .referralFeeRefunds: "referral_fee_refunds"
    case .refundAdminFees: "refund_admin_fees"
    case .fulfillmentFees: "fulfillment_fees"
    case .storageFees: "storage_fees"
    case .inboundFees: "inbound_fees"
    case .removalFees: "removal_fees"
    case .advertising: "advertising"
    case .couponDealFees: "coupon_deal_fees"
    case .subscription: "subscription"
    case .otherFees: "other_fees"
    case .reimbursements: "reimbursements"
    case .liquidations: "liquidations"
    case .adjustments: "adjustments"
    case .unclassified: "unclassified"
    case .reserve: "reserve"
    case .carryOver: "carry_over"
    case .cardCharge: "card_charge"
    case .transfer: "transfer"
    case .loan: "loan"
    }
  }

  package init?(name: String) {
    guard let found = Component.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Moves cash between Amazon and the seller; neither income nor cost.
  package var isCashOnly: Bool { rawValue >= Component.reserve.rawValue }

  package static let incomeAndCost = allCases.filter { !$0.isCashOnly }

  /// What Amazon keeps for its services; the `fees` report.
  package var isFee: Bool {
    switch self {
    case .referralFees, .referralFeeRefunds, .refundAdminFees, .fulfillmentFees, .storageFees,
      .inboundFees, .removalFees, .advertising, .couponDealFees, .subscription, .otherFees:
      true
    default: false
    }
  }

  /// Money given back to buyers; the `refunds` report.
  package var isRefund: Bool {
    switch self {
    case .productRefunds, .shippingRefunds, .giftWrapRefunds: true
    default: false
    }
  }

  /// Discounts the seller pays for; the `promotions` report.
  package var isPromotion: Bool { self == .promotions || self == .promotionRefunds }
}
