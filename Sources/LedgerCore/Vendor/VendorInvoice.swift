/// An invoice as Amazon holds it: the vendor's own (AP_INVENTORY), or Amazon's claim (OTHER).
///
/// - Source: SP-API finances invoices 2026-06-25, `InvoiceHeader`, `InvoiceItem`.
package struct VendorInvoice: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    package var line: String
    package var orders: [String]
    package var product: VendorProduct
    package var quantity: Int64?
    package var cost: UnitCost?
    package var total: Money
    /// Nil where the line does not state it; the total may be with it or without, as `VendorTaxes`
    /// finds out.
    package var tax: Money?
    package var text: String
    package var serviceChargeType: String
    package var matching: Matching?

    package init(
      line: String, orders: [String], product: VendorProduct, quantity: Int64?, cost: UnitCost?,
      total: Money, tax: Money? = nil, text: String, serviceChargeType: String,
      matching: Matching?
    ) {
      self.line = line
      self.orders = orders
      self.product = product
      self.quantity = quantity
      self.cost = cost
      self.total = total
      self.tax = tax
      self.text = text
      self.serviceChargeType = serviceChargeType
      self.matching = matching
    }
  }

  /// What Amazon found when it matched a line, and what it pays for it.
  package struct Matching: Sendable, Equatable {
    package var quantityVariance: Int64?
    package var paidQuantity: Int64?
    package var paid: Money?
    /// What Amazon found to be right; what is paid of it may come later.
    package var matched: Money?
    /// Such as SHORTAGES_IN_TRANSIT, OVERBILLING, DUPLICATE_INVOICE_DEFECT.
    package var reasons: [String]

    package init(
      quantityVariance: Int64?, paidQuantity: Int64?, paid: Money?, matched: Money? = nil,
      reasons: [String]
    ) {
      self.quantityVariance = quantityVariance
      self.paidQuantity = paidQuantity
      self.paid = paid
      self.matched = matched
      self.reasons = reasons
    }
  }

  package var number: String
  /// Amazon's own, `number~payee code` for the vendor's invoices; empty where it is not stated.
  package var identifier: String
  /// IN_PROGRESS, REJECTED, PARTIALLY_PAID, PAID, PARTIALLY_DEDUCTED, DEDUCTED
  package var status: String
  /// Whether Amazon claims this money from the vendor.
  package var isDeduction: Bool
  package var issuedAt: Instant
  package var dueAt: Instant?
  package var terms: String
  /// Not negative, whoever owes it.
  package var amount: Money
  /// As its header states it.
  package var tax: Money?
  /// Related identifiers, such as VENDOR_CODE, PURCHASE_ORDER_IDS, AGREEMENT_IDS.
  package var related: [String: [String]]
  package var lines: [Line]

  package init(
    number: String, identifier: String = "", status: String, isDeduction: Bool, issuedAt: Instant,
    dueAt: Instant?, terms: String, amount: Money, tax: Money? = nil,
    related: [String: [String]], lines: [Line]
  ) {
    self.number = number
    self.identifier = identifier
    self.status = status
    self.isDeduction = isDeduction
    self.issuedAt = issuedAt
    self.dueAt = dueAt
    self.terms = terms
    self.amount = amount
    self.tax = tax
    self.related = related
    self.lines = lines
  }

  package var isRejected: Bool { status == "REJECTED" }
  package var vendorCode: String { related["VENDOR_CODE"]?.first ?? "" }

  /// What no other invoice has: two payees may use one number.
  package var id: String { identifier.isEmpty ? number : identifier }

  /// What Amazon pays of it when all is paid, in minor units: what it matched of the lines that it
  /// has nothing against, what it paid of the others. Nil where a line does not say.
  package var payableMinor: Int64? {
    guard !lines.isEmpty else { return nil }
    var sum: Int64 = 0
    for line in lines {
      guard let matching = line.matching, let paid = matching.paid else { return nil }
      let matched = matching.reasons.isEmpty ? matching.matched ?? paid : paid
      let next = sum.addingReportingOverflow(max(matched.minorUnits, paid.minorUnits))
      guard !next.overflow else { return nil }
      sum = next.partialValue
    }
    return sum
  }

  /// Percent in hundredths and days of a quick-pay discount: `2% 30 Net 60` is (200, 30).
  package var quickPay: (hundredths: Int64, days: Int)? {
    let words = terms.split(separator: " ")
    guard words.count >= 2, words[0].hasSuffix("%"), let days = Int(words[1]),
      let percent = ExactDecimal(Array(words[0].dropLast().utf8)),
      let hundredths = percent.minorUnits(digits: 2), hundredths > 0
    else { return nil }
    return (hundredths, days)
  }
}

/// The advice of what one payment of Amazon's covers.
///
/// - Source: SP-API finance remittances 2026-03-17.
package struct VendorRemittance: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package var invoice: String
    package var total: Money?
    package var net: Money
    package var discount: Money?
    /// As the item states it; `taxWithheld` is what of it lowers the payment.
    package var withheld: Money?
    /// Vendor and payee codes of the invoice, where Amazon states them.
    package var codes: [String]

    package init(
      invoice: String, total: Money?, net: Money, discount: Money?, withheld: Money?,
      codes: [String] = []
    ) {
      self.invoice = invoice
      self.total = total
      self.net = net
      self.discount = discount
      self.withheld = withheld
      self.codes = codes
    }

    /// The tax that Amazon has paid to the tax office instead of the vendor, never negative. Where the
    /// item's total is made up without it, or Amazon takes money, it lowers no payment.
    package var taxWithheld: Money {
      let none = Money(minorUnits: 0, net.currency)
      guard let withheld, withheld.currency == net.currency, net.minorUnits >= 0,
        total?.minorUnits != net.minorUnits + (discount?.minorUnits ?? 0)
      else { return none }
      return Money(minorUnits: Int64(withheld.minorUnits.magnitude), net.currency)
    }
  }

  package var id: String
  package var number: String
  package var paidAt: Instant
  package var amount: Money
  /// The payment in the currency of its invoices, where Amazon states it.
  package var invoiceAmount: Money?
  package var exchangeRate: String
  /// IN_PROGRESS, SUCCESSFUL, FAILED
  package var status: String
  package var vendorCodes: [String]
  package var payeeCodes: [String]
  /// How many items there are, where Amazon says so.
  package var itemCount: Int64?
  package var items: [Item]

  package init(
    id: String, number: String, paidAt: Instant, amount: Money, invoiceAmount: Money?,
    exchangeRate: String, status: String, vendorCodes: [String], payeeCodes: [String] = [],
    itemCount: Int64?, items: [Item]
  ) {
    self.id = id
    self.number = number
    self.paidAt = paidAt
    self.amount = amount
    self.invoiceAmount = invoiceAmount
    self.exchangeRate = exchangeRate
    self.status = status
    self.vendorCodes = vendorCodes
    self.payeeCodes = payeeCodes
    self.itemCount = itemCount
    self.items = items
  }

  package var isFailed: Bool { status == "FAILED" }
}

/// A line of Vendor Central's lists of chargebacks and debit memos, for which there is no API.
package struct VendorCharge: Sendable, Equatable {
  package var number: String
  package var isChargeback: Bool
  package var issued: CalendarDate
  package var vendorCode: String
  package var order: String
  /// The issue and its sub-type, or the memo's description.
  package var text: String
  package var agreement: String
  package var quantity: Int64?
  package var perUnit: Money?
  /// What Amazon takes: not negative.
  package var amount: Money
  package var disputeBy: CalendarDate?

  package init(
    number: String, isChargeback: Bool, issued: CalendarDate, vendorCode: String, order: String,
    text: String, agreement: String, quantity: Int64?, perUnit: Money?, amount: Money,
    disputeBy: CalendarDate?
  ) {
    self.number = number
    self.isChargeback = isChargeback
    self.issued = issued
    self.vendorCode = vendorCode
    self.order = order
    self.text = text
    self.agreement = agreement
    self.quantity = quantity
    self.perUnit = perUnit
    self.amount = amount
    self.disputeBy = disputeBy
  }
}

/// What the vendor has claimed back or decided about a deduction: a line of the user's claims file.
package struct VendorClaim: Sendable, Equatable {
  package enum Status: String, Sendable {
    /// Looked into, not claimed; the verdict is what counts.
    case reviewed
    case claimed, granted, denied
  }

  package var deduction: String
  /// The invoice line; empty for the whole invoice or deduction.
  package var line: String
  package var day: CalendarDate
  package var amount: Money?
  package var status: Status
  package var verdict: VendorVerdict?
  package var reason: String

  package init(
    deduction: String, line: String, day: CalendarDate, amount: Money?, status: Status,
    verdict: VendorVerdict?, reason: String
  ) {
    self.deduction = deduction
    self.line = line
    self.day = day
    self.amount = amount
    self.status = status
    self.verdict = verdict
    self.reason = reason
  }
}

/// Whether Amazon may keep what it took.
package enum VendorVerdict: String, Sendable {
  case justified, disputable, undetermined
}
