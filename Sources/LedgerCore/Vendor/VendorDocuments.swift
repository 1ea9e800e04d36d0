/// A purchase order of Amazon's in its last known state.
///
/// - Source: SP-API vendor orders v1, `Order`.
package struct VendorOrder: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// The line's number as the order counts it, without leading zeros.
    package var line: String
    package var product: VendorProduct
    package var ordered: VendorQuantity
    /// What Amazon pays for a piece.
    package var cost: UnitCost?

    package init(line: String, product: VendorProduct, ordered: VendorQuantity, cost: UnitCost?) {
      self.line = line
      self.product = product
      self.ordered = ordered
      self.cost = cost
    }
  }

  package var number: String
  package var state: String
  package var vendorCode: String
  package var orderedAt: Instant?
  /// The last instant of the ship window and of the delivery window.
  package var shipUntil: Instant?
  package var deliverUntil: Instant?
  package var lines: [Line]

  package init(
    number: String, state: String, vendorCode: String, orderedAt: Instant?, shipUntil: Instant?,
    deliverUntil: Instant?, lines: [Line]
  ) {
    self.number = number
    self.state = state
    self.vendorCode = vendorCode
    self.orderedAt = orderedAt
    self.shipUntil = shipUntil
    self.deliverUntil = deliverUntil
    self.lines = lines
  }
}

/// What names an article: any of these may be empty.
package struct VendorProduct: Hashable, Sendable {
  package var asin: String
  package var sku: String
  /// UPC, EAN or GTIN, digits without leading zeros.
  package var gtin: String

  package init(asin: String = "", sku: String = "", gtin: String = "") {
    self.asin = asin
    self.sku = sku
    self.gtin = gtin
  }

  /// Whether the two can be one article: no name that both have differs, and one is the same.
  package func fits(_ other: VendorProduct) -> Bool {
    let pairs = [(asin, other.asin), (gtin, other.gtin), (sku, other.sku)]
      .filter { !$0.0.isEmpty && !$0.1.isEmpty }
    return pairs.contains { $0.0 == $0.1 } && pairs.allSatisfy { $0.0 == $0.1 }
  }

  package var isEmpty: Bool { asin.isEmpty && sku.isEmpty && gtin.isEmpty }
}

extension VendorProduct: CustomStringConvertible {
  package var description: String {
    [("ASIN", asin), ("SKU", sku), ("GTIN", gtin)].filter { !$0.1.isEmpty }
      .map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}

/// What Amazon says of an order's lines: confirmed, received.
///
/// - Source: SP-API vendor orders v1, `OrderStatus`.
package struct VendorOrderStatus: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package var line: String
    package var product: VendorProduct
    package var accepted: VendorQuantity?
    package var rejected: VendorQuantity?
    package var received: VendorQuantity?
    /// NOT_RECEIVED, PARTIALLY_RECEIVED, RECEIVED
    package var receiveStatus: String

    package init(
      line: String, product: VendorProduct, accepted: VendorQuantity?, rejected: VendorQuantity?,
      received: VendorQuantity?, receiveStatus: String
    ) {
      self.line = line
      self.product = product
      self.accepted = accepted
      self.rejected = rejected
      self.received = received
      self.receiveStatus = receiveStatus
    }
  }

  package var number: String
  package var status: String
  package var lines: [Line]

  package init(number: String, status: String, lines: [Line]) {
    self.number = number
    self.status = status
    self.lines = lines
  }
}

/// A shipment confirmation (ASN) that the vendor has sent.
///
/// - Source: SP-API vendor shipments v1, `ShipmentConfirmation`.
package struct VendorShipment: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package var line: String
    package var order: String
    package var product: VendorProduct
    package var shipped: VendorQuantity

    package init(line: String, order: String, product: VendorProduct, shipped: VendorQuantity) {
      self.line = line
      self.order = order
      self.product = product
      self.shipped = shipped
    }
  }

  package var id: String
  package var confirmedAt: Instant
  package var shippedAt: Instant?
  package var deliveryAt: Instant?
  package var vendorCode: String
  package var lines: [Line]

  package init(
    id: String, confirmedAt: Instant, shippedAt: Instant?, deliveryAt: Instant?,
    vendorCode: String, lines: [Line]
  ) {
    self.id = id
    self.confirmedAt = confirmedAt
    self.shippedAt = shippedAt
    self.deliveryAt = deliveryAt
    self.vendorCode = vendorCode
    self.lines = lines
  }
}

/// An invoice or credit note as the vendor has sent it.
///
/// - Source: SP-API vendor retail invoices v1, `Invoice`.
package struct VendorSentInvoice: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package var line: String
    package var order: String
    package var product: VendorProduct
    package var invoiced: VendorQuantity
    /// Without tax.
    package var cost: UnitCost
    /// Nil where the line does not state it.
    package var tax: Money?
    /// Of a credit note: the invoice or debit note that it answers.
    package var credits: String

    package init(
      line: String, order: String, product: VendorProduct, invoiced: VendorQuantity,
      cost: UnitCost, tax: Money? = nil, credits: String = ""
    ) {
      self.line = line
      self.order = order
      self.product = product
      self.invoiced = invoiced
      self.cost = cost
      self.tax = tax
      self.credits = credits
    }
  }

  package var number: String
  /// Whom Amazon is to pay, as the vendor names it; empty where it is not stated.
  package var payee: String
  package var isCreditNote: Bool
  package var issuedAt: Instant
  package var shipmentID: String
  /// With tax.
  package var total: Money
  /// As it states it in its header, else in its lines; nil where neither does.
  package var tax: Money?
  /// Of its charges less that of its allowances: whether it is part of `tax` is not stated.
  package var taxOfCharges: Money?
  /// Charges less allowances, without tax.
  package var charges: Money?
  package var lines: [Line]

  package init(
    number: String, payee: String = "", isCreditNote: Bool, issuedAt: Instant, shipmentID: String,
    total: Money, tax: Money? = nil, taxOfCharges: Money? = nil, charges: Money? = nil,
    lines: [Line]
  ) {
    self.number = number
    self.payee = payee
    self.isCreditNote = isCreditNote
    self.issuedAt = issuedAt
    self.shipmentID = shipmentID
    self.total = total
    self.tax = tax
    self.taxOfCharges = taxOfCharges
    self.charges = charges
    self.lines = lines
  }

  /// What no other has: two payees may use one number.
  package var id: String { payee.isEmpty ? number : "\(number)~\(payee)" }
}
