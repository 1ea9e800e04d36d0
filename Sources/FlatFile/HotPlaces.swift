/// The places of the columns that every row needs, looked up once a layout.
struct HotPlaces {
  var columnCount = -1
  var isV1 = false
  var settlementID = -1
  var totalAmount = -1
  var transactionType = -1
  var orderID = -1
  var merchantOrderID = -1
  var marketplaceName = -1
  var amountType = -1
  var amountDescription = -1
  var amount = -1
  var fulfillmentID = -1
  var postedDate = -1
  var postedDateTime = -1
  var sku = -1
  var quantity = -1
  /// A line with fewer fields than this and one more has lost its amount or its date.
  var lastNeeded = -1

  /// Before the header is read: no line has this many fields.
  init() {}

  init(_ layout: ColumnLayout) {
    columnCount = layout.columnCount
    isV1 = layout.version == .v1
    settlementID = layout[.settlementID]
    totalAmount = layout[.totalAmount]
    transactionType = layout[.transactionType]
    orderID = layout[.orderID]
    merchantOrderID = layout[.merchantOrderID]
    marketplaceName = layout[.marketplaceName]
    amountType = layout[.amountType]
    amountDescription = layout[.amountDescription]
    amount = layout[.amount]
    fulfillmentID = layout[.fulfillmentID]
    postedDate = layout[.postedDate]
    postedDateTime = layout[.postedDateTime]
    sku = layout[.sku]
    quantity = layout[.quantityPurchased]
    lastNeeded = max(transactionType, amount)
  }
}
