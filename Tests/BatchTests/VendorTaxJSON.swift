/// Vendor documents with taxes, of one line each: 24 pieces at 10.00 and 48.00 of tax, or as told.
struct VendorTaxJSON {
  /// Where Amazon's record states the tax.
  enum Place { case line, header, nowhere }

  var currency = "GBP"
  var tax = "48.00"
  var gross = "288.00"
  var place = Place.line
  /// Whether Amazon's line is without the tax.
  var isNetLine = false
  /// What was matched and paid: Amazon states it without tax.
  var matched = (pieces: 24, amount: "240.00")
  var status = "PAID"

  func money(_ amount: String) -> String {
    #"{"currencyCode":"\#(currency)","currencyAmount":"\#(amount)"}"#
  }

  private func sentMoney(_ amount: String) -> String {
    #"{"currencyCode":"\#(currency)","amount":"\#(amount)"}"#
  }

  private func part(_ type: String, _ amount: String, _ parts: String = "") -> String {
    #"{"breakdownType":"\#(type)","breakdownAmount":\#(money(amount)),"breakdowns":[\#(parts)]}"#
  }

  private func head(_ number: String, _ type: String, payer: String, _ related: String) -> String {
    let inner = place == .header ? part("TaxAmount", tax) : ""
    return """
      "invoiceNumber":"\(number)","invoiceIdentifier":"\(number)~PAYEE","invoiceType":"\(type)",\
      "payer":{"partnerType":"\(payer)"},"issueDate":"2026-03-06T08:00:00Z",\
      "dueDate":"2026-05-05T08:00:00Z","paymentTerms":"Net 60","invoiceAmount":\(money(gross)),\
      "invoiceAmountBreakdowns":[\(part("Total", gross, inner))],"relatedIdentifiers":[\(related)\
      {"relatedIdentifierName":"VENDOR_CODE","relatedIdentifierValue":["VEND1"]}],\
      "lastUpdatedDate":"2026-05-08T12:00:00Z"
      """
  }

  var invoice: String {
    let parts = place == .line ? part("ItemTaxAmount", tax) : ""
    return """
      {"invoiceHeader":{"invoiceStatus":"\(status)",\
      \(head("INV-1", "AP_INVENTORY", payer: "AMAZON", ""))},\
      "invoiceItems":[{"lineItemId":"1","quantity":24,"unitCost":\(money("10.00")),\
      "totalAmount":\(money(isNetLine ? "240.00" : gross)),"totalAmountBreakdown":[\(parts)],\
      "lineItemContext":{"lineItemType":"GOODS","itemIdentifiers":[{"itemIdentifierName":"ASIN",\
      "itemIdentifierValue":"B000000001"}],"matchingContext":{"matchedQuantity":\(matched.pieces),\
      "matchedAmount":\(money(matched.amount)),"quantityVariance":\(24 - matched.pieces),\
      "paidQuantity":\(matched.pieces),"paidAmount":\(money(matched.amount)),\
      "varianceReasons":[]}}}]}
      """ + "\n"
  }

  /// A claim of Amazon's for `gross`, by its header.
  func claim(_ number: String, related: String? = nil) -> String {
    let name = related.map {
      #"{"relatedIdentifierName":"\#($0)","relatedIdentifierValue":["X1"]},"#
    }
    return """
      {"invoiceHeader":{"invoiceStatus":"DEDUCTED",\
      \(head(number, "OTHER", payer: "VENDOR", name ?? ""))},"invoiceItems":[]}
      """ + "\n"
  }

  /// As the vendor has sent it; `extra` are fields of the header, `lineTax` that of the line.
  func sent(
    _ number: String = "INV-1", kind: String = "Invoice", pieces: Int = 24, lineTax: String? = nil,
    extra: String = "", of answered: String = ""
  ) -> String {
    let taxes = lineTax.map { ",\"taxDetails\":\(taxDetails($0))" } ?? ""
    let credit =
      answered.isEmpty ? "" : #","creditNoteDetails":{"referenceInvoiceNumber":"\#(answered)"}"#
    return """
      {"invoiceType":"\(kind)","id":"\(number)","date":"2026-03-06T08:00:00Z",\
      "remitToParty":{"partyId":"PAYEE"},"invoiceTotal":\(sentMoney(gross)),\(extra)\
      "items":[{"itemSequenceNumber":1,"amazonProductIdentifier":"B000000001",\
      "invoicedQuantity":{"amount":\(pieces),"unitOfMeasure":"Eaches","unitSize":1},\
      "netCost":\(sentMoney("10.00"))\(taxes)\(credit)}]}
      """ + "\n"
  }

  func taxDetails(_ amount: String) -> String {
    #"[{"taxType":"VAT","taxRate":"0.2","taxAmount":\#(sentMoney(amount))}]"#
  }

  /// A charge or an allowance with its tax, for the header.
  func charge(_ list: String, _ name: String, _ amount: String, tax: String) -> String {
    """
    "\(list)":[{"type":"Freight","\(name)":\(sentMoney(amount)),"taxDetails":\(taxDetails(tax))}],
    """
  }

  func remittance(
    _ net: String, of invoice: String = "INV-1", withheld: String? = nil, total: String? = nil,
    discount: String = "0.00"
  ) -> String {
    let fields =
      (withheld.map { "\"withholdingAmount\":\(money($0))," } ?? "")
      + (total.map { "\"totalAmount\":\(money($0))," } ?? "")
    return """
      {"remittanceHeader":{"paymentDate":"2026-05-08T10:00:00Z","paymentNumber":"40000001",\
      "uniquePaymentId":"7001","paymentAmount":\(money(net)),"remittanceStatus":"SUCCESSFUL",\
      "lineItemCount":1,"relatedIdentifiers":[{"relatedIdentifierName":"VENDOR_CODE",\
      "relatedIdentifierValue":["VEND1"]}]},"remittanceItems":[{"invoiceNumber":"\(invoice)",\(fields)\
      "netAmountPaid":\(money(net)),"netAmountPaidBreakdown":[\
      {"breakdownType":"TermsDiscountTaken","breakdownAmount":\(money(discount))}]}]}
      """ + "\n"
  }
}
