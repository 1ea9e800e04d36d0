/// Vendor documents of one line each, for what `VendorWorld` does not tell: several vendors, lists.
enum VendorJSON {
  /// A line of an invoice: pieces at 10.00, and what Amazon says it matched and paid of it.
  struct Line {
    var pieces: Int
    var asin = "B000000001"
    var matched: (pieces: Int, paid: Int)?
    var reasons: [String] = []
  }

  private static func money(_ amount: String, _ currency: String = "USD") -> String {
    #"{"currencyCode":"\#(currency)","currencyAmount":"\#(amount)"}"#
  }

  private static func related(_ name: String, _ values: [String]) -> String {
    let values = values.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"relatedIdentifierName":"\#(name)","relatedIdentifierValue":[\#(values)]}"#
  }

  static func invoice(
    _ number: String, payee: String = "PAYEE", code: String = "VEND1", _ lines: [Line],
    status: String = "PAID", issued: String = "2026-03-06", due: String = "2026-05-05",
    order: String? = nil, amount: String? = nil
  ) -> String {
    let items = lines.enumerated().map { place, line in
      let reasons = line.reasons.map { "\"\($0)\"" }.joined(separator: ",")
      let variance =
        line.reasons.isEmpty ? "" : #"{"varianceType":"PQV","defectTypes":[\#(reasons)]}"#
      let matching = line.matched.map {
        """
        ,"matchingContext":{"matchedQuantity":\($0.pieces),\
        "matchedAmount":\(money("\($0.pieces * 10).00")),"paidQuantity":\($0.paid),\
        "quantityVariance":\(line.pieces - $0.pieces),"paidAmount":\(money("\($0.paid * 10).00")),\
        "varianceReasons":[\(variance)]}
        """
      }
      let orders = order.map {
        ",\"relatedItemIdentifiers\":[\(related("PURCHASE_ORDER_IDS", [$0]))]"
      }
      return """
        {"lineItemId":"\(place + 1)","quantity":\(line.pieces),"unitCost":\(money("10.00")),\
        "totalAmount":\(money("\(line.pieces * 10).00")),"lineItemContext":{"lineItemType":"GOODS",\
        "itemIdentifiers":[{"itemIdentifierName":"ASIN","itemIdentifierValue":"\(line.asin)"}]\
        \(matching ?? "")}\(orders ?? "")}
        """
    }
    let total = amount ?? "\(lines.reduce(0) { $0 + $1.pieces } * 10).00"
    return """
      {"invoiceHeader":{"invoiceNumber":"\(number)","invoiceIdentifier":"\(number)~\(payee)",\
      "invoiceStatus":"\(status)","invoiceType":"AP_INVENTORY","payer":{"partnerType":"AMAZON"},\
      "issueDate":"\(issued)T08:00:00Z","dueDate":"\(due)T08:00:00Z","paymentTerms":"Net 60",\
      "invoiceAmount":\(money(total)),"relatedIdentifiers":[\(related("VENDOR_CODE", [code]))],\
      "lastUpdatedDate":"2026-05-08T12:00:00Z"},"invoiceItems":[\(items.joined(separator: ","))]}
      """ + "\n"
  }

  /// Items are invoice numbers with what is paid of each; `itemCodes` are vendor codes by place.
  static func remittance(
    _ id: String, day: String, _ items: [(invoice: String, net: String)], total: String? = nil,
    codes: [String] = ["VEND1"], itemCodes: [String] = []
  ) -> String {
    let parts = items.enumerated().map { place, item in
      let code =
        itemCodes.isEmpty
        ? "" : ",\"relatedItemIdentifiers\":[\(related("VENDOR_CODE", [itemCodes[place]]))]"
      return #"{"invoiceNumber":"\#(item.invoice)","netAmountPaid":\#(money(item.net))\#(code)}"#
    }
    return """
      {"remittanceHeader":{"paymentDate":"\(day)T10:00:00Z","paymentNumber":"4\(id)",\
      "uniquePaymentId":"\(id)","paymentAmount":\(money(total ?? items[0].net)),\
      "remittanceStatus":"SUCCESSFUL","lineItemCount":\(items.count),\
      "relatedIdentifiers":[\(related("VENDOR_CODE", codes))]},\
      "remittanceItems":[\(parts.joined(separator: ","))]}
      """ + "\n"
  }

  /// An invoice as it was sent, of 10 pieces at 10.00.
  static func sent(
    _ number: String, payee: String, kind: String = "Invoice", of answered: String = ""
  )
    -> String
  {
    let credit =
      answered.isEmpty ? "" : #","creditNoteDetails":{"referenceInvoiceNumber":"\#(answered)"}"#
    return """
      {"invoiceType":"\(kind)","id":"\(number)","date":"2026-03-06T08:00:00Z",\
      "remitToParty":{"partyId":"\(payee)"},"invoiceTotal":{"currencyCode":"USD","amount":"100.00"},\
      "items":[{"itemSequenceNumber":1,"amazonProductIdentifier":"B000000001",\
      "invoicedQuantity":{"amount":10,"unitOfMeasure":"Eaches","unitSize":1},\
      "netCost":{"currencyCode":"USD","amount":"10.00"}\(credit)}]}
      """ + "\n"
  }
}
