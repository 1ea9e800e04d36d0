import LedgerCore

extension ChannelLayout {
  /// The layouts that come with Acorn, told by their headers.
  static let builtIn: [ChannelLayout] =
    [
      genericSales, genericTenders, genericDeposits, shopifyOrders, shopifyTransactions,
      shopifyPayouts, squareItems, lightspeedSales,
    ]

  // MARK: - Acorn's own layout, for tills that can be told what to write

  static let genericSales = layout(
    .tillSales, "acorn",
    [
      .ticket: "ticket", .outlet: "outlet", .time: "local_time", .type: "type", .sku: "sku",
      .quantity: "quantity", .unitPrice: "unit_price", .discount: "discount", .tax: "tax",
      .total: "total", .currency: "currency", .tender: "tender",
    ], signature: ["ticket", "outlet", "local_time"])

  static let genericTenders = layout(
    .tillTenders, "acorn",
    [
      .time: "date", .outlet: "outlet", .tender: "tender", .amount: "amount",
      .currency: "currency",
    ], signature: ["outlet", "tender", "amount"])

  static let genericDeposits = layout(
    .tillDeposits, "acorn",
    [
      .deposit: "deposit_id", .outlet: "outlet", .from: "from", .to: "to", .tender: "tender",
      .gross: "gross", .fee: "fee", .overShort: "over_short", .net: "net",
      .currency: "currency", .bank: "bank", .bankDate: "bank_date",
    ], signature: ["deposit_id", "outlet"])

  // MARK: - Shopify

  /// - Source: Shopify Help Center, "Exporting orders": order columns stand on an order's first
  ///   row only; orders of Shopify POS have the source `pos` and their location.
  static let shopifyOrders: ChannelLayout = {
    var made = layout(
      .webOrders, "shopify",
      [
        .order: "Name", .status: "Financial Status", .paid: "Paid at", .shipped: "Fulfilled at",
        .currency: "Currency", .subtotal: "Subtotal", .shipping: "Shipping", .tax: "Taxes",
        .total: "Total", .discount: "Discount Amount", .shippingMethod: "Shipping Method",
        .created: "Created at", .quantity: "Lineitem quantity", .unitPrice: "Lineitem price",
        .sku: "Lineitem sku", .cancelled: "Cancelled at", .refunded: "Refunded Amount",
        .lineDiscount: "Lineitem discount", .source: "Source", .outlet: "Location",
        .tender: "Payment Method",
      ], optional: [.lineDiscount, .source, .outlet, .cancelled, .tender],
      signature: ["Name", "Financial Status", "Lineitem quantity"])
    made.tillSource = "pos"
    return made
  }()

  /// - Source: Shopify Help Center, "Payouts", export of payment transactions: net = amount − fee.
  static let shopifyTransactions = layout(
    .webTransactions, "shopify",
    [
      .time: "Transaction Date", .type: "Type", .order: "Order", .payoutStatus: "Payout Status",
      .payout: "Payout ID", .amount: "Amount", .fee: "Fee", .net: "Net", .checkout: "Checkout",
      .currency: "Currency",
    ], optional: [.checkout], signature: ["Transaction Date", "Payout Status", "Fee"])

  static let shopifyPayouts = layout(
    .webPayouts, "shopify",
    [
      .time: "Payout Date", .status: "Status", .charges: "Charges", .refunds: "Refunds",
      .adjustments: "Adjustments", .reserved: "Reserved Funds", .fees: "Fees",
      .retried: "Retried Amount", .total: "Total", .currency: "Currency", .payout: "Payout ID",
    ], optional: [.reserved, .retried], signature: ["Payout Date", "Charges", "Adjustments"])

  // MARK: - Square and Lightspeed

  /// Square's items detail: net sales are without tax; amounts carry the currency's sign.
  ///
  /// - Source: Square Support, "Summaries and reports", columns of the item sales export.
  static let squareItems: ChannelLayout = {
    var made = layout(
      .tillSales, "square",
      [
        .time: "Date", .quantity: "Qty", .sku: "SKU", .gross: "Gross Sales",
        .discount: "Discounts", .net: "Net Sales", .tax: "Tax", .ticket: "Transaction ID",
        .type: "Event Type", .outlet: "Location",
      ], signature: ["Gross Sales", "Net Sales", "Transaction ID", "Event Type"])
    made.tax = .exclusive
    return made
  }()

  /// Lightspeed Retail's sales history, X-Series: one row for the sale, for each line and payment;
  /// the lines count.
  ///
  /// - Source: Lightspeed Retail (X-Series) help, "Exporting your sales history".
  static let lightspeedSales: ChannelLayout = {
    var made = layout(
      .tillSales, "lightspeed",
      [
        .time: "Date", .ticket: "Receipt Number", .rowType: "Line Type", .quantity: "Quantity",
        .net: "Subtotal", .tax: "Sales Tax", .discount: "Discount", .sku: "Sku",
        .outlet: "Register",
      ], optional: [.discount], signature: ["Receipt Number", "Line Type", "Sales Tax"])
    made.rowType = "Sale Line"
    made.tax = .exclusive
    return made
  }()

  private static func layout(
    _ kind: ChannelKind, _ name: String, _ columns: [ChannelField: String],
    optional: Set<ChannelField> = [], signature: [String]
  ) -> ChannelLayout {
    var layout = ChannelLayout(kind: kind, name: name, columns: columns)
    layout.optional = optional
    layout.signature = signature
    return layout
  }
}
