import LedgerCore

extension VendorInvoice {
  init(wire: JSONValue) throws(VendorWireError) {
    let (head, items) = VendorWire.parts(wire)
    let number = try VendorFields(value: head, place: "invoice").text("invoiceNumber")
    let fields = VendorFields(value: head, place: "invoice \(number)")
    var lines: [Line] = []
    for (place, item) in (items ?? []).enumerated() {
      lines.append(try Line(wire: item, place: fields.at("item", place)))
    }
    let amount = try fields.money("invoiceAmount")
    self.init(
      number: number, identifier: head["invoiceIdentifier"].text ?? "",
      status: try fields.text("invoiceStatus"),
      // Amazon's claims are the invoices that the vendor pays.
      isDeduction: head["payer"]["partnerType"].text.map { $0 == "VENDOR" }
        ?? (head["invoiceType"].text == "OTHER"),
      issuedAt: try fields.instant("issueDate"), dueAt: head["dueDate"].instant,
      terms: head["paymentTerms"].text ?? "", amount: amount,
      tax: head["invoiceAmountBreakdowns"].breakdown("TaxAmount", in: amount.currency),
      related: head["relatedIdentifiers"].related, lines: lines)
  }

  /// The same invoice as a later header tells it.
  package func updated(by header: VendorInvoice) -> VendorInvoice {
    var invoice = header
    invoice.lines = lines
    return invoice
  }
}

extension VendorInvoice.Line {
  fileprivate init(wire: JSONValue, place: String) throws(VendorWireError) {
    let fields = VendorFields(value: wire, place: place)
    let context = wire["lineItemContext"]
    var names: [String: String] = [:]
    for identifier in context["itemIdentifiers"].elements {
      guard let name = identifier["itemIdentifierName"].text,
        let value = identifier["itemIdentifierValue"].word
      else { continue }
      names[name] = value
    }
    let gtin = names["EAN"] ?? names["UPC"] ?? ""
    let total = try fields.money("totalAmount")
    self.init(
      line: try fields.line("lineItemId"),
      orders: wire["relatedItemIdentifiers"].related["PURCHASE_ORDER_IDS"] ?? [],
      product: VendorProduct(
        asin: names["ASIN"] ?? "", sku: names["SKU"] ?? "", gtin: VendorFields.gtin(gtin)),
      quantity: try fields.optionalPieces("quantity"), cost: try fields.optionalCost("unitCost"),
      total: total,
      tax: wire["totalAmountBreakdown"].breakdown("ItemTaxAmount", in: total.currency),
      text: context["itemDescription"].text ?? "",
      serviceChargeType: context["serviceChargeType"].text ?? "",
      matching: try VendorInvoice.Matching(wire: context["matchingContext"], place: place))
  }
}

extension JSONValue {
  /// The first amount of that type in a list of breakdowns, which may have breakdowns of their own.
  fileprivate func breakdown(_ type: String, in currency: Currency) -> Money? {
    for part in elements {
      if part["breakdownType"].text == type {
        return VendorFields(value: part, place: type)
          .lenientMoney("breakdownAmount", in: currency)
      }
      if let inner = part["breakdowns"].breakdown(type, in: currency) { return inner }
    }
    return nil
  }
}

extension VendorInvoice.Matching {
  fileprivate init?(wire: JSONValue, place: String) throws(VendorWireError) {
    guard wire.isPresent else { return nil }
    let fields = VendorFields(value: wire, place: "\(place), matchingContext")
    self.init(
      quantityVariance: try fields.optionalPieces("quantityVariance"),
      paidQuantity: try fields.optionalPieces("paidQuantity"),
      paid: try fields.optionalMoney("paidAmount"),
      matched: try fields.optionalMoney("matchedAmount"),
      reasons: wire["varianceReasons"].elements.flatMap { reason in
        let defects = reason["defectTypes"].elements.compactMap(\.text)
        return defects.isEmpty ? [reason["varianceType"].text].compactMap { $0 } : defects
      })
  }
}

extension VendorRemittance {
  init(wire: JSONValue) throws(VendorWireError) {
    let (head, items) = VendorWire.parts(wire)
    let id = try VendorFields(value: head, place: "remittance").text("uniquePaymentId")
    let fields = VendorFields(value: head, place: "remittance \(id)")
    var all: [Item] = []
    for (place, item) in (items ?? []).enumerated() {
      all.append(try Item(wire: item, place: fields.at("item", place)))
    }
    self.init(
      id: id, number: head["paymentNumber"].word ?? id, paidAt: try fields.instant("paymentDate"),
      amount: try fields.money("paymentAmount"),
      invoiceAmount: try fields.optionalMoney("paymentAmountInInvoiceCurrency"),
      exchangeRate: head["exchangeRate"].word ?? "", status: try fields.text("remittanceStatus"),
      vendorCodes: head["relatedIdentifiers"].related["VENDOR_CODE"] ?? [],
      payeeCodes: head["relatedIdentifiers"].related["PAYEE_CODE"] ?? [],
      itemCount: head["lineItemCount"].whole, items: all)
  }

  /// The same remittance with the state of a later header.
  package func updated(by header: VendorRemittance) -> VendorRemittance {
    var remittance = header
    remittance.items = items
    return remittance
  }
}

extension VendorRemittance.Item {
  fileprivate init(wire: JSONValue, place: String) throws(VendorWireError) {
    let fields = VendorFields(value: wire, place: place)
    var discount: Money?
    for part in wire["netAmountPaidBreakdown"].elements
    where part["breakdownType"].text == "TermsDiscountTaken" {
      discount = try VendorFields(value: part, place: "\(place), TermsDiscountTaken")
        .optionalMoney("breakdownAmount")
    }
    let related = wire["relatedItemIdentifiers"].related
    self.init(
      invoice: try fields.text("invoiceNumber"), total: try fields.optionalMoney("totalAmount"),
      net: try fields.money("netAmountPaid"), discount: discount,
      withheld: try fields.optionalMoney("withholdingAmount"),
      codes: (related["PAYEE_CODE"] ?? []) + (related["VENDOR_CODE"] ?? []))
  }
}
