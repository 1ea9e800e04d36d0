import LedgerCore

extension VendorOrder {
  init(wire: JSONValue) throws(VendorWireError) {
    let number = try VendorFields(value: wire, place: "purchase order").text("purchaseOrderNumber")
    let details = wire["orderDetails"]
    let fields = VendorFields(value: details, place: "purchase order \(number)")
    var lines: [Line] = []
    for (place, item) in details["items"].elements.enumerated() {
      let item = VendorFields(value: item, place: fields.at("item", place))
      lines.append(
        Line(
          line: try item.line("itemSequenceNumber"), product: item.product,
          ordered: try item.quantity("orderedQuantity"), cost: try item.optionalCost("netCost")))
    }
    self.init(
      number: number, state: wire["purchaseOrderState"].text ?? "",
      vendorCode: details["sellingParty"]["partyId"].text ?? "",
      orderedAt: details["purchaseOrderDate"].instant,
      shipUntil: VendorOrder.end(of: details["shipWindow"]),
      deliverUntil: VendorOrder.end(of: details["deliveryWindow"]), lines: lines)
  }

  /// The second instant of `2026-03-14T00:00:00Z--2026-03-21T00:00:00Z`.
  private static func end(of window: JSONValue) -> Instant? {
    guard let text = window.text else { return nil }
    let parts = text.split(separator: "--", omittingEmptySubsequences: true)
    return parts.count == 2 ? Instant(apiText: String(parts[1])) : nil
  }
}

extension VendorOrderStatus {
  init(wire: JSONValue) throws(VendorWireError) {
    let number = try VendorFields(value: wire, place: "order status").text("purchaseOrderNumber")
    let fields = VendorFields(value: wire, place: "status of purchase order \(number)")
    var lines: [Line] = []
    for (place, item) in wire["itemStatus"].elements.enumerated() {
      let spot = fields.at("item", place)
      let confirmation = VendorFields(
        value: item["acknowledgementStatus"], place: "\(spot), acknowledgementStatus")
      let receipt = VendorFields(
        value: item["receivingStatus"], place: "\(spot), receivingStatus")
      let item = VendorFields(value: item, place: spot)
      let isConfirmed =
        ![nil, "UNCONFIRMED"].contains(confirmation.value["confirmationStatus"].text)
      lines.append(
        Line(
          line: try item.line("itemSequenceNumber"), product: item.product,
          accepted: try isConfirmed ? confirmation.optionalQuantity("acceptedQuantity") : nil,
          rejected: try isConfirmed ? confirmation.optionalQuantity("rejectedQuantity") : nil,
          received: try receipt.optionalQuantity("receivedQuantity"),
          receiveStatus: receipt.value["receiveStatus"].text ?? ""))
    }
    self.init(number: number, status: wire["purchaseOrderStatus"].text ?? "", lines: lines)
  }
}

extension VendorShipment {
  init(wire: JSONValue) throws(VendorWireError) {
    let id = try VendorFields(value: wire, place: "shipment").text("shipmentIdentifier")
    let fields = VendorFields(value: wire, place: "shipment \(id)")
    var lines: [Line] = []
    for (place, item) in wire["shippedItems"].elements.enumerated() {
      let order = item["itemDetails"]["purchaseOrderNumber"].text
      let item = VendorFields(value: item, place: fields.at("item", place))
      lines.append(
        Line(
          line: try item.line("itemSequenceNumber"), order: order ?? "", product: item.product,
          shipped: try item.quantity("shippedQuantity")))
    }
    self.init(
      id: id, confirmedAt: try fields.instant("shipmentConfirmationDate"),
      shippedAt: wire["shippedDate"].instant, deliveryAt: wire["estimatedDeliveryDate"].instant,
      vendorCode: wire["sellingParty"]["partyId"].text ?? "", lines: lines)
  }
}

extension VendorSentInvoice {
  init(wire: JSONValue) throws(VendorWireError) {
    let number = try VendorFields(value: wire, place: "invoice").text("id")
    let fields = VendorFields(value: wire, place: "invoice \(number)")
    let total = try fields.money("invoiceTotal")
    var lines: [Line] = []
    let items = wire["items"].elements
    for (place, item) in items.enumerated() {
      let item = VendorFields(value: item, place: fields.at("item", place))
      guard let cost = try item.optionalCost("netCost") else {
        throw VendorWireError(what: "\(item.place): netCost is missing")
      }
      lines.append(
        Line(
          line: try item.line("itemSequenceNumber"),
          order: item.value["purchaseOrderNumber"].text ?? "", product: item.product,
          invoiced: try item.quantity("invoicedQuantity"), cost: cost,
          tax: SentAmounts(item.value, in: total.currency).tax,
          credits: VendorSentInvoice.answered(item.value["creditNoteDetails"])))
    }
    let amounts = SentAmounts(wire, items: items, in: total.currency)
    self.init(
      number: number, payee: wire["remitToParty"]["partyId"].word ?? "",
      isCreditNote: wire["invoiceType"].text == "CreditNote",
      issuedAt: try fields.instant("date"), shipmentID: wire["referenceNumber"].text ?? "",
      total: total, tax: amounts.tax, taxOfCharges: amounts.taxOfCharges, charges: amounts.charges,
      lines: lines)
  }

  /// The invoice that a credit note gives back, else Amazon's debit note, agreement or return.
  private static func answered(_ details: JSONValue) -> String {
    let names = [
      "referenceInvoiceNumber", "debitNoteNumber", "coopReferenceNumber",
      "returnsReferenceNumber",
    ]
    return names.lazy.compactMap { details[$0].text }.first { !$0.isEmpty } ?? ""
  }
}

/// Tax, charges and allowances of an invoice that was sent, or of one of its lines; nil where they are
/// not stated.
///
/// - Source: SP-API vendor retail invoices v1: what the header has is the total over all lines.
private struct SentAmounts {
  private(set) var tax: Money?
  /// Of charges less allowances.
  private(set) var taxOfCharges: Money?
  /// Less allowances.
  private(set) var charges: Money?

  init(_ wire: JSONValue, in currency: Currency) {
    addTaxes(wire, 1, currency, to: \.tax)
    for (list, name, sign) in [
      ("chargeDetails", "chargeAmount", Int64(1)), ("allowanceDetails", "allowanceAmount", -1),
    ] {
      for part in wire[list].elements {
        let isTax = part["type"].text == "TaxCollectedAtSource"
        add(part, name, sign, currency, to: isTax ? \.taxOfCharges : \.charges)
        addTaxes(part, sign, currency, to: \.taxOfCharges)
      }
    }
  }

  /// The header's; where it does not state one, that of the lines.
  init(_ wire: JSONValue, items: [JSONValue], in currency: Currency) {
    let header = SentAmounts(wire, in: currency)
    let lines = items.map { SentAmounts($0, in: currency) }
    let hasCharges = header.charges != nil || header.taxOfCharges != nil
    tax = header.tax ?? SentAmounts.sum(lines.map(\.tax))
    taxOfCharges = hasCharges ? header.taxOfCharges : SentAmounts.sum(lines.map(\.taxOfCharges))
    charges = hasCharges ? header.charges : SentAmounts.sum(lines.map(\.charges))
  }

  private mutating func addTaxes(
    _ wire: JSONValue, _ sign: Int64, _ currency: Currency,
    to part: WritableKeyPath<SentAmounts, Money?>
  ) {
    for tax in wire["taxDetails"].elements { add(tax, "taxAmount", sign, currency, to: part) }
  }

  private mutating func add(
    _ wire: JSONValue, _ name: String, _ sign: Int64, _ currency: Currency,
    to part: WritableKeyPath<SentAmounts, Money?>
  ) {
    let fields = VendorFields(value: wire, place: name)
    guard let amount = fields.lenientMoney(name, in: currency) else { return }
    self[keyPath: part] = Money(
      minorUnits: (self[keyPath: part]?.minorUnits ?? 0) + sign * amount.minorUnits, currency)
  }

  private static func sum(_ amounts: [Money?]) -> Money? {
    let stated = amounts.compactMap { $0 }
    return stated.dropFirst().reduce(stated.first) { sum, amount in sum.map { $0 + amount } }
  }
}
