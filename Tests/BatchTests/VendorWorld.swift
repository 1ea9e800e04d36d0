import Batch
import LedgerCore
import TestSupport

/// A small vendor: one order of two lines, shipped, billed, paid; each part can be changed.
struct VendorWorld {
  var unit = "Eaches"
  var unitSize = 1
  var invoicedUnits = [24, 12]
  var invoiceUnit = "Eaches"
  var invoiceUnitSize = 1
  var billedOrder = "4ABCDEF1"
  var costs = ["10.00", "5.50"]
  var billedASINs = ["B000000001", "B000000002"]
  var matchedPieces = [24, 12]
  var paid = ["240.00", "66.00"]
  var reasons = [[String](), []]
  var status = "PAID"
  var shippedAt = "2026-03-05T08:00:00Z"
  var confirmedAt = "2026-03-05T09:00:00Z"
  var terms = "Net 60"
  var due = "2026-05-05T08:00:00Z"

  static let chargebacks = """
    Chargeback ID,Issue date,Vendor code,PO,Issue type,Issue sub-type,Quantity,Charge per unit,\
    Financial charge,Currency,Status,Dispute by,Dispute status
    CB0000000001,2026-03-10,VEND1,4ABCDEF1,Prep,Labels,4,3.00,12.00,USD,Charged,2026-04-09,
    """

  private func quantity(_ pieces: Int, _ unit: String, _ size: Int) -> String {
    #"{"amount":\#(pieces),"unitOfMeasure":"\#(unit)","unitSize":\#(size)}"#
  }

  private func items(_ item: (Int) -> String) -> String {
    "[" + (0..<2).map(item).joined(separator: ",") + "]"
  }

  var order: String {
    let items = items { place in
      """
      {"itemSequenceNumber":"\(place + 1)","amazonProductIdentifier":"B00000000\(place + 1)",\
      "vendorProductIdentifier":"SKU-\(place + 1)","isBackOrderAllowed":false,\
      "orderedQuantity":\(quantity([24, 12][place] / unitSize, unit, unitSize)),\
      "netCost":{"currencyCode":"USD","amount":"\(["10.00", "5.50"][place])"}}
      """
    }
    return """
      {"purchaseOrderNumber":"4ABCDEF1","purchaseOrderState":"Acknowledged","orderDetails":{\
      "purchaseOrderDate":"2026-03-01T08:00:00Z","purchaseOrderStateChangedDate":"2026-03-02T08:00:00Z",\
      "sellingParty":{"partyId":"VEND1"},"items":\(items)}}
      """
  }

  var orderStatus: String {
    let items = items { place in
      """
      {"itemSequenceNumber":"\(place + 1)","buyerProductIdentifier":"B00000000\(place + 1)",\
      "vendorProductIdentifier":"SKU-\(place + 1)","acknowledgementStatus":{\
      "confirmationStatus":"ACCEPTED","acceptedQuantity":\(quantity([24, 12][place], "Eaches", 1))},\
      "receivingStatus":{"receiveStatus":"RECEIVED",\
      "receivedQuantity":\(quantity(matchedPieces[place], "Eaches", 1))}}
      """
    }
    return """
      {"purchaseOrderNumber":"4ABCDEF1","purchaseOrderStatus":"CLOSED",\
      "lastUpdatedDate":"2026-03-15T08:00:00Z","itemStatus":\(items)}
      """
  }

  var shipment: String {
    let items = items { place in
      """
      {"itemSequenceNumber":"\(place + 1)","amazonProductIdentifier":"B00000000\(place + 1)",\
      "vendorProductIdentifier":"SKU-\(place + 1)",\
      "shippedQuantity":\(quantity([24, 12][place], "Eaches", 1)),\
      "itemDetails":{"purchaseOrderNumber":"4ABCDEF1"}}
      """
    }
    return """
      {"shipmentConfirmations":[{"shipmentIdentifier":"ASN1","shipmentConfirmationType":"Original",\
      "shipmentConfirmationDate":"\(confirmedAt)","shippedDate":"\(shippedAt)",\
      "sellingParty":{"partyId":"VEND1"},"shippedItems":\(items)}]}
      """
  }

  private var total: String { "306.00" }

  var sentInvoice: String {
    let items = items { place in
      """
      {"itemSequenceNumber":\(place + 1),"amazonProductIdentifier":"\(billedASINs[place])",\
      "invoicedQuantity":\(quantity(invoicedUnits[place], invoiceUnit, invoiceUnitSize)),\
      "netCost":{"currencyCode":"USD","amount":"\(costs[place])"},\
      "purchaseOrderNumber":"\(billedOrder)"}
      """
    }
    return """
      {"invoices":[{"invoiceType":"Invoice","id":"INV-1","date":"2026-03-06T08:00:00Z",\
      "remitToParty":{"partyId":"PAYEE"},"invoiceTotal":{"currencyCode":"USD","amount":"\(total)"},\
      "items":\(items)}]}
      """
  }

  func invoice(number: String = "INV-1", updated: String = "2026-05-08T12:00:00Z") -> String {
    let items = items { place in
      let named = reasons[place].map { "\"\($0)\"" }.joined(separator: ",")
      let variance =
        reasons[place].isEmpty ? "" : #"{"varianceType":"PQV","defectTypes":[\#(named)]}"#
      return """
        {"lineItemId":"\(place + 1)","quantity":\([24, 12][place]),\
        "unitCost":{"currencyCode":"USD","currencyAmount":"\(costs[place])"},\
        "totalAmount":{"currencyCode":"USD","currencyAmount":"\(["240.00", "66.00"][place])"},\
        "lineItemContext":{"lineItemType":"GOODS","itemIdentifiers":[{"itemIdentifierName":"ASIN",\
        "itemIdentifierValue":"B00000000\(place + 1)"}],"matchingContext":{\
        "matchedQuantity":\(matchedPieces[place]),\
        "matchedAmount":{"currencyCode":"USD","currencyAmount":"\(paid[place])"},\
        "quantityVariance":\([24, 12][place] - matchedPieces[place]),\
        "paidQuantity":\(matchedPieces[place]),\
        "paidAmount":{"currencyCode":"USD","currencyAmount":"\(paid[place])"},\
        "varianceReasons":[\(variance)]}}}
        """
    }
    return """
      {"invoiceHeader":{"invoiceNumber":"\(number)","invoiceIdentifier":"\(number)~PAYEE",\
      "invoiceStatus":"\(status)","invoiceType":"AP_INVENTORY","payer":{"partnerType":"AMAZON"},\
      "issueDate":"2026-03-06T08:00:00Z","dueDate":"\(due)","paymentTerms":"\(terms)",\
      "invoiceAmount":{"currencyCode":"USD","currencyAmount":"306.00"},"relatedIdentifiers":[\
      {"relatedIdentifierName":"VENDOR_CODE","relatedIdentifierValue":["VEND1"]},\
      {"relatedIdentifierName":"PURCHASE_ORDER_IDS","relatedIdentifierValue":["4ABCDEF1"]}],\
      "lastUpdatedDate":"\(updated)"},"invoiceItems":\(items)}
      """
  }

  func remittance(
    id: String = "7001", number: String = "40000001", net: String = "306.00",
    currency: String = "USD", invoiceAmount: String? = nil, itemCurrency: String? = nil,
    discount: String = "0.00", day: String = "2026-05-08"
  ) -> String {
    let inInvoices = invoiceAmount.map { #""paymentAmountInInvoiceCurrency":\#($0),"# } ?? ""
    let item = itemCurrency ?? "USD"
    return """
      {"remittanceHeader":{"paymentDate":"\(day)T10:00:00Z","paymentNumber":"\(number)",\
      "uniquePaymentId":"\(id)","exchangeRate":1,\(inInvoices)\
      "paymentAmount":{"currencyCode":"\(currency)","currencyAmount":"\(net)"},\
      "remittanceStatus":"SUCCESSFUL","lineItemCount":1,"relatedIdentifiers":[\
      {"relatedIdentifierName":"VENDOR_CODE","relatedIdentifierValue":["VEND1"]}]},\
      "remittanceItems":[{"invoiceNumber":"INV-1",\
      "netAmountPaid":{"currencyCode":"\(item)","currencyAmount":"\(itemCurrency == nil && invoiceAmount == nil ? net : "306.00")"},\
      "netAmountPaidBreakdown":[{"breakdownType":"TermsDiscountTaken",\
      "breakdownAmount":{"currencyCode":"\(item)","currencyAmount":"\(discount)"}}]}]}
      """
  }

  /// The usual documents by file name.
  var files: [String: String] {
    [
      "orders.json": order, "status.json": orderStatus, "asn.json": shipment,
      "sent.json": sentInvoice, "invoices.json": invoice(), "remittances.json": remittance(),
    ]
  }
}

/// A home with vendor documents imported one file after the other.
func vendorHome(
  _ files: [String: String], order: [String]? = nil, claims: String? = nil
) throws -> TestHome {
  let home = TestHome(SmallWorld.configuration, master: [.catalog: SmallWorld.catalog])
  for name in order ?? files.keys.sorted() {
    home.folder.write("in/\(name)", files[name] ?? "")
    try home.importFiles(["\(home.folder.path)/in/\(name)"])
  }
  if let claims {
    home.folder.write("in/claims.csv", claims)
    try home.importFiles(["\(home.folder.path)/in/claims.csv"])
  }
  return home
}

extension TestHome {
  /// The exceptions of the vendor side.
  func vendorFindings() throws -> [[String: String]] {
    try rows(.exceptions).filter { ($0["kind"] ?? "").hasPrefix("vendor_") }
  }
}
