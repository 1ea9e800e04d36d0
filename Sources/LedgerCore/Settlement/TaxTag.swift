extension Component {
  /// What an amount is to a tax return, before any rule of a country: the `tax_tag` of audit rows.
  package var taxTag: String {
    switch self {
    case .productSales, .shippingCredits, .giftWrapCredits: "supply"
    case .productRefunds, .shippingRefunds, .giftWrapRefunds: "supply_taken_back"
    case .promotions, .promotionRefunds, .points: "discount"
    case .taxCollected: "tax_on_supply"
    case .taxWithheld: "tax_withheld_by_marketplace"
    case .referralFees, .referralFeeRefunds, .refundAdminFees, .fulfillmentFees, .storageFees,
      .inboundFees, .removalFees, .advertising, .couponDealFees, .subscription, .otherFees:
      "service_received"
    case .reimbursements: "compensation"
    case .liquidations: "supply_to_marketplace"
    case .adjustments: "adjustment"
    case .unclassified: "unclassified"
    case .reserve, .carryOver, .cardCharge, .transfer, .loan: "no_supply"
    }
  }
}
