import LedgerCore

/// Reads one record in the shape of the vendor APIs, tolerant of fields that come and go.
package enum VendorWire {
  /// What a record's own bytes say of it.
  struct Facts: Sendable {
    let kind: VendorKind
    let key: String
    /// When it was so, by the record's own word; stands before what its document says.
    var own: Instant?
    /// The same where the document says nothing.
    var otherwise: Instant?
    var rank = 0
  }

  /// The record's kind, key and time, after all of it was read once.
  static func facts(of body: [UInt8]) throws(VendorWireError) -> Facts {
    guard let value = JSONValue(body) else { throw VendorWireError(what: "this is no JSON value") }
    let (head, items) = parts(value)
    if value["orderDetails"].isPresent {
      let order = try VendorOrder(wire: value)
      let details = value["orderDetails"]
      return Facts(
        kind: .order, key: order.number,
        own: details["purchaseOrderChangedDate"].instant.map { changed in
          max(changed, details["purchaseOrderStateChangedDate"].instant ?? changed)
        } ?? details["purchaseOrderStateChangedDate"].instant)
    }
    if value["itemStatus"].isPresent {
      let status = try VendorOrderStatus(wire: value)
      return Facts(kind: .status, key: status.number, own: value["lastUpdatedDate"].instant)
    }
    if value["shipmentIdentifier"].isPresent {
      let shipment = try VendorShipment(wire: value)
      return Facts(kind: .shipment, key: shipment.id, own: shipment.confirmedAt)
    }
    if head["uniquePaymentId"].isPresent {
      let remittance = try VendorRemittance(wire: value)
      // A payment's last word is that it went through or failed, whenever it was heard.
      let rank = ["SUCCESSFUL": 1, "FAILED": 2][remittance.status] ?? 0
      return Facts(
        kind: items == nil ? .remittanceHeader : .remittance, key: remittance.id,
        own: remittance.paidAt, rank: rank)
    }
    if head["invoiceStatus"].isPresent {
      let invoice = try VendorInvoice(wire: value)
      return Facts(
        kind: items == nil ? .invoiceHeader : .invoice,
        key: invoice.id,
        own: head["lastUpdatedDate"].instant)
    }
    if value["remitToParty"].isPresent || value["invoiceTotal"].isPresent {
      let invoice = try VendorSentInvoice(wire: value)
      return Facts(kind: .sentInvoice, key: invoice.id, otherwise: invoice.issuedAt)
    }
    throw VendorWireError(
      what: "this is no purchase order, status, shipment confirmation, invoice or remittance")
  }

  /// The header of a record and its lines; a bare header has none.
  static func parts(_ value: JSONValue) -> (head: JSONValue, items: [JSONValue]?) {
    for (head, items) in [
      ("header", "items"), ("invoiceHeader", "invoiceItems"),
      ("remittanceHeader", "remittanceItems"),
    ] where value[head].isPresent {
      return (value[head], value[items].elements)
    }
    return (value, nil)
  }

  /// Reads a stored record again; nil where it is not of that kind.
  package static func order(_ body: [UInt8]) -> VendorOrder? {
    JSONValue(body).flatMap { try? VendorOrder(wire: $0) }
  }
  package static func status(_ body: [UInt8]) -> VendorOrderStatus? {
    JSONValue(body).flatMap { try? VendorOrderStatus(wire: $0) }
  }
  package static func shipment(_ body: [UInt8]) -> VendorShipment? {
    JSONValue(body).flatMap { try? VendorShipment(wire: $0) }
  }
  package static func sentInvoice(_ body: [UInt8]) -> VendorSentInvoice? {
    JSONValue(body).flatMap { try? VendorSentInvoice(wire: $0) }
  }
  package static func invoice(_ body: [UInt8]) -> VendorInvoice? {
    JSONValue(body).flatMap { try? VendorInvoice(wire: $0) }
  }
  package static func remittance(_ body: [UInt8]) -> VendorRemittance? {
    JSONValue(body).flatMap { try? VendorRemittance(wire: $0) }
  }
}

// MARK: - Values

extension JSONValue {
  /// A text, or a number as text.
  var word: String? { text ?? number }

  var whole: Int64? { word.flatMap { Int64($0) } }

  /// The values of the related identifiers of a record, by name.
  var related: [String: [String]] {
    var related: [String: [String]] = [:]
    for identifier in elements {
      guard let name = identifier["relatedIdentifierName"].text else { continue }
      let value = identifier["relatedIdentifierValue"]
      related[name, default: []] += value.text.map { [$0] } ?? value.elements.compactMap(\.text)
    }
    return related
  }
}

/// Required parts of a record; the errors name the place inside it.
struct VendorFields {
  let value: JSONValue
  let place: String

  func text(_ name: String) throws(VendorWireError) -> String {
    guard let text = value[name].word else {
      throw VendorWireError(what: "\(place): \(name) is missing")
    }
    return text
  }

  func instant(_ name: String) throws(VendorWireError) -> Instant {
    guard let instant = value[name].instant else {
      throw VendorWireError(
        what: "\(place): \(name) is \(shown(name)), not a time such as 2026-03-14T08:49:04Z")
    }
    return instant
  }

  func money(_ name: String) throws(VendorWireError) -> Money {
    guard let money = try optionalMoney(name) else {
      throw VendorWireError(what: "\(place): \(name) is missing")
    }
    return money
  }

  /// Amounts of both spellings: `amount` of the vendor APIs, `currencyAmount` of the finances APIs.
  func optionalMoney(_ name: String) throws(VendorWireError) -> Money? {
    guard value[name].isPresent else { return nil }
    guard let cost = try optionalCost(name),
      let minor = cost.value.minorUnits(digits: cost.currency.minorDigits)
    else {
      throw VendorWireError(what: "\(place): \(name) is no amount in whole minor units")
    }
    guard minor.magnitude <= AmountLimits.mostMinor else {
      throw VendorWireError(
        what: "\(place): \(name) is \(Money(minorUnits: minor, cost.currency)), more than an amount"
          + " may be")
    }
    return Money(minorUnits: minor, cost.currency)
  }

  func optionalCost(_ name: String) throws(VendorWireError) -> UnitCost? {
    let amount = value[name]
    guard amount.isPresent else { return nil }
    let number = amount["amount"].word ?? amount["currencyAmount"].word
    guard let currency = amount["currencyCode"].text.flatMap({ Currency($0) }),
      let decimal = number.flatMap({ ExactDecimal(Array($0.utf8)) }),
      decimal.units.magnitude < 1_000_000_000_000_000
    else {
      throw VendorWireError(
        what: "\(place): \(name) is '\(number ?? "")' '\(amount["currencyCode"].text ?? "")',"
          + " not a decimal amount in a currency")
    }
    return UnitCost(decimal, currency)
  }

  /// An amount that nothing but the tax depends on, rounded to minor units: one that cannot be read, or
  /// is in another currency, is as good as missing.
  func lenientMoney(_ name: String, in currency: Currency) -> Money? {
    guard let cost = try? optionalCost(name), cost.currency == currency else { return nil }
    return cost.minorUnits(of: 1).map { Money(minorUnits: $0, currency) }
  }

  /// A whole number of pieces, of either sign; nil where it is not stated.
  func optionalPieces(_ name: String) throws(VendorWireError) -> Int64? {
    guard value[name].isPresent else { return nil }
    guard let pieces = value[name].whole else { return nil }
    guard pieces.magnitude <= VendorLimits.mostPieces.magnitude else {
      throw VendorWireError(
        what: "\(place): \(name) is \(pieces), more pieces than a line may have")
    }
    return pieces
  }

  func quantity(_ name: String) throws(VendorWireError) -> VendorQuantity {
    guard let quantity = try optionalQuantity(name) else {
      throw VendorWireError(what: "\(place): \(name) is missing")
    }
    return quantity
  }

  func optionalQuantity(_ name: String) throws(VendorWireError) -> VendorQuantity? {
    let wire = value[name]
    guard wire.isPresent else { return nil }
    guard let amount = wire["amount"].whole, (0...VendorLimits.mostPieces).contains(amount) else {
      throw VendorWireError(
        what: "\(place): \(name) is '\(wire["amount"].word ?? "")', not a whole number of goods")
    }
    let unitSize = wire["unitSize"].whole
    guard unitSize ?? 0 <= VendorLimits.mostInCase else {
      throw VendorWireError(
        what: "\(place): \(name) has \(unitSize ?? 0) pieces in a case, more than a case may hold")
    }
    let unit: VendorQuantity.Unit
    switch wire["unitOfMeasure"].text {
    case "Eaches", "EACHES", "Each", nil: unit = .eaches
    case "Cases", "CASES", "Case": unit = .cases
    case let other?: unit = .other(other)
    }
    return VendorQuantity(amount: amount, unit: unit, unitSize: unitSize)
  }

  /// The line's number without leading zeros.
  func line(_ name: String) throws(VendorWireError) -> String {
    let text = try text(name)
    let plain = text.drop { $0 == "0" }
    return plain.isEmpty ? text : String(plain)
  }

  var product: VendorProduct {
    VendorProduct(
      asin: value["amazonProductIdentifier"].text ?? value["buyerProductIdentifier"].text ?? "",
      sku: value["vendorProductIdentifier"].text ?? "",
      gtin: VendorFields.gtin(value["globalTradeItemNumber"].word ?? ""))
  }

  static func gtin(_ text: String) -> String { String(text.drop { $0 == "0" }) }

  func at(_ part: String, _ place: Int) -> String { "\(self.place), \(part) \(place + 1)" }

  private func shown(_ name: String) -> String {
    value[name].isPresent ? "'\(value[name].word ?? "")'" : "missing"
  }
}
