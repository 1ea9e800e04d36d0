/// Judges Amazon's own claims: chargebacks, debit memos, co-op, returns.
///
/// Vendor Central shows a claim, seldom what proves it: without a contradiction in the documents
/// or a review of the user's the verdict is `undetermined`, with what speaks for and against.
struct VendorDeductionReview {
  let books: VendorBooks
  let index: VendorOrderIndex
  private let charges: [String: VendorCharge]
  private let reviews: [String: VendorClaim]
  private let repeated: [String: String]

  init(_ books: VendorBooks, _ index: VendorOrderIndex) {
    self.books = books
    self.index = index
    charges = Dictionary(
      books.charges.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    reviews = vendorReviews(books.claims)
    var first: [String: String] = [:]
    var repeated: [String: String] = [:]
    for charge in books.charges.sorted(by: { ($0.issued, $0.number) < ($1.issued, $1.number) })
    where charge.isChargeback && !charge.order.isEmpty {
      let key = [
        charge.order, charge.vendorCode, charge.text, charge.amount.description,
        charge.quantity.map(String.init) ?? "",
      ].joined(separator: "\u{1f}")
      if let earlier = first[key] {
        repeated[charge.number] = earlier
      } else {
        first[key] = charge.number
      }
    }
    self.repeated = repeated
  }

  func charge(_ number: String) -> VendorCharge? { charges[number] }

  /// The row of a deduction invoice of the API; the payment is filled in by the caller.
  func row(_ invoice: VendorInvoice) -> VendorMatchRow {
    let charge = charges[invoice.number]
    var row = VendorMatchRow(
      invoice: invoice.number, currency: invoice.amount.currency,
      invoicedMinor: -invoice.amount.minorUnits, issued: invoice.issuedAt.day())
    row.id = invoice.id
    row.vendorCode = invoice.vendorCode.isEmpty ? charge?.vendorCode ?? "" : invoice.vendorCode
    row.due = invoice.dueAt?.day()
    row.variance = variance(invoice, charge)
    // Tax on a service of Amazon's is part of its cost, as of the fees of a seller.
    if row.variance == .returns || row.variance == .shortage {
      row.taxMinor = -(invoice.tax?.minorUnits ?? 0)
    }
    judge(
      &row, charge, agreement: invoice.related["AGREEMENT_IDS"]?.first ?? charge?.agreement ?? "")
    return row
  }

  /// The row of a line of Vendor Central's lists that the API does not show.
  func row(_ charge: VendorCharge) -> VendorMatchRow {
    var row = VendorMatchRow(
      invoice: charge.number, currency: charge.amount.currency,
      invoicedMinor: -charge.amount.minorUnits, issued: charge.issued)
    row.vendorCode = charge.vendorCode
    row.variance =
      charge.isChargeback ? .chargeback : VendorDeductionReview.variance(ofText: charge.text)
    judge(&row, charge, agreement: charge.agreement)
    return row
  }

  // MARK: - Kind

  private func variance(
    _ invoice: VendorInvoice, _ charge: VendorCharge?
  ) -> VendorMatchRow.Variance {
    if charge?.isChargeback ?? false { return .chargeback }
    if invoice.related["RETURN_IDS"] != nil { return .returns }
    if invoice.related["SHORTAGE_INVOICE_IDS"] != nil { return .shortage }
    if invoice.related["AGREEMENT_IDS"] != nil { return .coop }
    if invoice.lines.contains(where: { $0.serviceChargeType == "DAMAGE_ALLOWANCE" }) {
      return .coop
    }
    let text = (invoice.lines.map(\.text) + [charge?.text ?? ""]).joined(separator: " ")
    return VendorDeductionReview.variance(ofText: text)
  }

  private static func variance(ofText text: String) -> VendorMatchRow.Variance {
    let text = ByteString(text).lowercasedASCII
    let words: [(ByteString, VendorMatchRow.Variance)] = [
      ("chargeback", .chargeback), ("co-op", .coop), ("coop", .coop), ("return", .returns),
      ("shortage", .shortage),
    ]
    return words.first { text.contains($0.0) }?.1 ?? .debitMemo
  }

  // MARK: - Verdict

  private func judge(_ row: inout VendorMatchRow, _ charge: VendorCharge?, agreement: String) {
    let (verdict, why) = verdict(row, charge)
    row.verdict = verdict
    row.why = why
    row.evidence = evidence(charge, agreement: agreement)
    switch verdict {
    case .justified: (row.state, row.expectedMinor) = (.valid, row.invoicedMinor)
    case .disputable: (row.state, row.expectedMinor) = (.recoverable, 0)
    case .undetermined: row.state = .undetermined
    }
  }

  private func verdict(
    _ row: VendorMatchRow, _ charge: VendorCharge?
  ) -> (VendorVerdict, String) {
    if let review = reviews[row.invoice], let verdict = review.verdict {
      let reason = review.reason.isEmpty ? "" : ": \(review.reason)"
      return (verdict, "reviewed on \(review.day)\(reason)")
    }
    guard let charge else {
      return (.undetermined, "Vendor Central's list does not show it: import the export")
    }
    if charge.amount.minorUnits != -row.invoicedMinor || charge.amount.currency != row.currency {
      return (
        .disputable,
        "the list says \(charge.amount), the deduction is \(Money(minorUnits: -row.invoicedMinor, row.currency))"
      )
    }
    if let quantity = charge.quantity, let perUnit = charge.perUnit,
      let product = scaled(perUnit.minorUnits, by: quantity, over: 1),
      product != charge.amount.minorUnits
    {
      return (
        .disputable,
        "\(quantity) at \(perUnit) make \(Money(minorUnits: product, perUnit.currency)), not \(charge.amount)"
      )
    }
    if let earlier = repeated[charge.number] {
      return (.disputable, "the same charge as \(earlier)")
    }
    if charge.isChargeback, !charge.order.isEmpty, !books.orders.isEmpty,
      !index.knows(charge.order)
    {
      return (.undetermined, "purchase order \(charge.order) is not in the books")
    }
    return (
      .undetermined,
      charge.isChargeback
        ? "the documents do not prove it; compare Amazon's proof with your own"
        : "the agreement is not among the documents; compare it with the charge"
    )
  }

  /// What the documents say about a charge.
  private func evidence(_ charge: VendorCharge?, agreement: String) -> String {
    var parts: [String] = []
    if let charge {
      parts.append(charge.text)
      if let quantity = charge.quantity, let perUnit = charge.perUnit {
        parts.append("\(quantity) at \(perUnit)")
      }
      if !charge.order.isEmpty { parts.append(orderEvidence(charge)) }
    }
    if !agreement.isEmpty { parts.append("agreement \(agreement)") }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private func orderEvidence(_ charge: VendorCharge) -> String {
    let lines = index.members(of: charge.order)
    guard let first = lines.first else { return "PO \(charge.order)" }
    var parts = ["PO \(charge.order)"]
    if first.vendorCode != charge.vendorCode { parts.append("of vendor code \(first.vendorCode)") }
    let shipments = books.shipments.filter { shipment in
      shipment.lines.contains { $0.order == charge.order }
    }.sorted { $0.id < $1.id }
    for shipment in shipments {
      var text = "ASN \(shipment.id) sent \(shipment.confirmedAt)"
      if let shipped = shipment.shippedAt { text += ", shipped \(shipped)" }
      if let delivery = shipment.deliveryAt { text += ", delivery estimated \(delivery)" }
      parts.append(text)
    }
    if let until = first.deliverUntil { parts.append("delivery window until \(until)") }
    if charge.text.utf8.count > 0, lines.allSatisfy({ $0.accepted != nil && $0.received != nil }) {
      let over = lines.reduce(Int64(0)) { $0 + max(($1.received ?? 0) - ($1.accepted ?? 0), 0) }
      parts.append(over == 0 ? "received no more than confirmed" : "received \(over) too many")
    }
    return parts.joined(separator: ", ")
  }
}

/// The last review with a verdict of each whole deduction.
func vendorReviews(_ claims: [VendorClaim]) -> [String: VendorClaim] {
  var reviews: [String: VendorClaim] = [:]
  for claim in claims.sorted(by: { ($0.day, $0.reason) < ($1.day, $1.reason) })
  where claim.line.isEmpty && claim.verdict != nil {
    reviews[claim.deduction] = claim
  }
  return reviews
}
