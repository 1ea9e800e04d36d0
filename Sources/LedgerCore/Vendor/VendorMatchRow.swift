/// One line of an invoice beside its order, its shipment, its receipt and its payment, or one
/// deduction of Amazon's. Quantities are pieces, amounts minor units of `currency`.
package struct VendorMatchRow: Sendable, Equatable {
  package var order = ""
  package var line = ""
  package var product = VendorProduct()
  package var vendorCode = ""
  package var ordered: Int64?
  package var accepted: Int64?
  package var notified: Int64?
  package var received: Int64?
  package var invoice: String
  /// What no other invoice or deduction has; its number where Amazon states no identifier.
  package var id: String
  package var invoiced: Int64?
  package var orderCost: UnitCost?
  package var invoiceCost: UnitCost?
  package var currency: Currency
  /// With tax; negative for a deduction.
  package var invoicedMinor: Int64
  /// In `invoicedMinor`, of its sign; of a deduction only where it takes back what was sold.
  package var taxMinor: Int64 = 0
  /// What the goods that were really shipped are worth at the order's cost; nil where unknown.
  package var expectedMinor: Int64?
  /// Net of discount; negative for a deduction.
  package var paidMinor: Int64 = 0
  package var discountMinor: Int64 = 0
  /// Tax that Amazon has paid to the tax office instead.
  package var withheldMinor: Int64 = 0
  package var variance = Variance.none
  package var state = State.open
  package var recoverableMinor: Int64 = 0
  package var issued: CalendarDate
  package var due: CalendarDate?
  package var paidOn: CalendarDate?
  /// The due date of an invoice of which more was to come after its last payment, and did not.
  package var keptOn: CalendarDate?
  package var payments: [String] = []
  /// The remittances that paid it, by their unique ids.
  package var remittances: [String] = []
  package var deductedQuantity: Int64 = 0
  package var deductedMinor: Int64 = 0
  /// What the vendor's own credit notes give back of it, and their numbers.
  package var creditedMinor: Int64 = 0
  /// The tax in it.
  package var creditedTaxMinor: Int64 = 0
  package var creditNotes: [String] = []
  package var verdict: VendorVerdict?
  package var why = ""
  package var evidence = ""

  package enum Variance: String, Sendable {
    case none
    case shortageInvalid = "shortage_claim_invalid"
    case shortageValid = "shortage_valid"
    /// Amazon received less, and no shipment notice says what was sent.
    case shortageUnproved = "shortage_unproved"
    case price = "price_variance"
    case duplicate = "duplicate_invoice"
    case rejected
    case unpaid = "unpaid_overdue"
    case shortPaid = "short_paid"
    case chargeback, coop, returns, shortage
    case debitMemo = "debit_memo"
  }

  package enum State: String, Sendable {
    case open, overdue, paid, rejected
    /// Amazon calls it paid, but no remittance is in the books.
    case paidUnproved = "paid_without_remittance"
    /// The vendor has sent it; Amazon does not show it.
    case sent = "not_at_amazon"
    /// Deductions: the verdict.
    case valid, recoverable, undetermined
  }

  package init(invoice: String, currency: Currency, invoicedMinor: Int64, issued: CalendarDate) {
    self.invoice = invoice
    self.id = invoice
    self.currency = currency
    self.invoicedMinor = invoicedMinor
    self.issued = issued
  }

  /// What payments have settled of it.
  package var settledMinor: Int64 { paidMinor + discountMinor + withheldMinor }
}

/// Money that Amazon kept back or took, with what speaks for and against it.
package struct VendorRecovery: Sendable, Equatable {
  package var kind: VendorDeductionKind
  /// The invoice or deduction, and its line; the line is empty for the whole of it.
  package var number: String
  /// The invoice's identifier, where its number may be another payee's as well.
  package var id: String
  package var line = ""
  package var order = ""
  package var vendorCode = ""
  package var currency: Currency
  /// What Amazon kept or took: not negative.
  package var amountMinor: Int64
  package var recoverableMinor: Int64
  package var verdict: VendorVerdict
  package var why: String
  package var evidence: String
  package var issued: CalendarDate
  package var paidOn: CalendarDate?
  package var deadline: CalendarDate?
  /// `open`, `expired`, or what the claims file says.
  package var claim = "open"
  package var claimedMinor: Int64 = 0
  /// What can still be claimed: recoverable less claimed, nothing after the deadline.
  package var claimableMinor: Int64 = 0
}

/// One line of a purchase order with the sums over all its documents.
package struct VendorLineSummary: Sendable, Equatable {
  package var order: String
  package var line: String
  package var product: VendorProduct
  package var vendorCode: String
  package var currency: Currency
  package var cost: UnitCost?
  package var ordered: Int64?
  package var accepted: Int64?
  package var notified: Int64?
  package var received: Int64?
  package var invoiced: Int64 = 0
  package var paidQuantity: Int64 = 0
  package var orderedMinor: Int64?
  package var acceptedMinor: Int64?
  package var notifiedMinor: Int64?
  package var receivedMinor: Int64?
  /// With tax.
  package var invoicedMinor: Int64 = 0
  package var taxMinor: Int64 = 0
  package var paidMinor: Int64 = 0
  package var discountMinor: Int64 = 0
  package var withheldMinor: Int64 = 0
  package var deductedMinor: Int64 = 0
  package var invoices: [String] = []
}
