/// Judges one invoice line by its order, its shipment notice, its receipt and Amazon's matching.
struct VendorLineReview {
  let invoice: VendorInvoice
  let item: VendorInvoice.Line
  let facts: VendorOrderLine?
  let state: VendorMatchRow.State
  /// Pieces of the order's line that earlier invoices have billed.
  let billedBefore: Int64
  /// Nothing is put up for payment, though Amazon does so for other invoices, or it is overdue.
  let isForgotten: Bool

  private var pieces: Int64 { item.quantity ?? 0 }

  private var isDuplicate: Bool {
    if item.matching?.reasons.contains("DUPLICATE_INVOICE_DEFECT") ?? false { return true }
    guard billedBefore > 0, pieces > 0, let facts else { return false }
    // A notice may be missing: what was received or confirmed beyond it may be what is billed now.
    guard
      let most = [facts.notified, facts.received, facts.accepted].compactMap({ $0 }).max()
        ?? facts.ordered
    else { return false }
    let moved = facts.notified.map { max($0, facts.received ?? 0) } ?? most
    return billedBefore >= moved && billedBefore > most - pieces
  }

  /// Earlier invoices have billed all that the notices say, and Amazon has received more.
  private var isNoticeMissing: Bool {
    guard billedBefore > 0, let notified = facts?.notified, let received = facts?.received else {
      return false
    }
    return billedBefore >= notified && received > notified
  }

  /// Pieces that Amazon says it did not receive.
  private var missing: Int64 {
    if let variance = item.matching?.quantityVariance { return min(max(variance, 0), pieces) }
    guard let facts, facts.isReceived, let received = facts.received else { return 0 }
    return max(pieces - received, 0)
  }

  /// What the documents say of a shortage: the class and the pieces that were really shipped.
  private var shortage: (variance: VendorMatchRow.Variance, shipped: Int64?, why: String) {
    let missing = missing
    guard missing > 0 else { return (.none, pieces, "") }
    let received = pieces - missing
    guard let notified = facts?.notified, !isNoticeMissing else {
      return (
        .shortageUnproved, nil,
        "Amazon received \(received) of \(pieces) and no shipment notice says what was sent"
      )
    }
    if pieces > notified {
      return (
        .shortageValid, max(received, min(notified, pieces)),
        "\(pieces) were billed, the shipment notice says \(notified)"
      )
    }
    if let accepted = facts?.accepted, pieces > accepted {
      return (.shortageValid, received, "\(pieces) were billed, \(accepted) were confirmed")
    }
    if item.matching?.reasons.contains("OVERBILLING") ?? false {
      return (
        .shortageValid, received,
        "Amazon says overbilling; only the shipment notice speaks against it"
      )
    }
    return (
      .shortageInvalid, min(notified, pieces),
      "the shipment notice says \(notified), Amazon received \(received)"
    )
  }

  /// Fills in the class, what is owed, what can be got back, and why.
  func complete(_ row: inout VendorMatchRow, grossPaidMinor: Int64) {
    let shortage = shortage
    let billed = item.cost
    let owedCost = facts?.cost ?? billed
    let isDearer = isDearer(billed, facts?.cost)
    row.variance = shortage.variance
    row.why = shortage.why
    if shortage.variance == .none, isDearer, let billed, let ordered = facts?.cost {
      row.variance = .price
      row.why = "billed at \(billed.text), ordered at \(ordered.text)"
    }
    if isForgotten, state == .overdue || state == .open {
      row.variance = .unpaid
      row.why = "Amazon has put nothing of it up for payment"
    }
    if invoice.isRejected {
      row.variance = .rejected
      row.why = "Amazon rejected the invoice"
    }
    let isDuplicate = isDuplicate
    if isDuplicate {
      row.variance = .duplicate
      row.why = "the goods were billed before"
    }
    row.expectedMinor =
      isDuplicate
      ? 0 : shortage.shipped.flatMap { owedCost?.minorUnits(of: min($0, pieces)) }.map(item.taxed)
    recover(&row, grossPaidMinor, lowerCost: isDearer ? facts?.cost : billed, shortage.shipped)
  }

  private func recover(
    _ row: inout VendorMatchRow, _ grossPaidMinor: Int64, lowerCost: UnitCost?, _ shipped: Int64?
  ) {
    let isSettled = state == .paid
    let expected = row.expectedMinor ?? 0
    switch row.variance {
    case .shortageInvalid:
      row.verdict = .disputable
      if isSettled { row.recoverableMinor = max(expected - grossPaidMinor, 0) }
    case .rejected:
      row.verdict = .disputable
      row.recoverableMinor = expected
    case .unpaid:
      row.verdict = .disputable
      if state == .overdue { row.recoverableMinor = expected }
    case .shortageValid, .duplicate: row.verdict = .justified
    case .shortageUnproved: row.verdict = .undetermined
    case .price, .none:
      if row.variance == .price { row.verdict = .justified }
      // No reason is left for paying less than the goods at the lower of the two costs.
      guard isSettled, let shipped,
        let payable = lowerCost?.minorUnits(of: min(shipped, pieces)).map(item.taxed),
        payable > grossPaidMinor
      else { return }
      row.variance = .shortPaid
      row.verdict = .disputable
      row.recoverableMinor = payable - grossPaidMinor
      row.why = "matched in full, paid less"
    case .shortPaid, .chargeback, .coop, .returns, .shortage, .debitMemo: break
    }
  }

  private func isDearer(_ billed: UnitCost?, _ ordered: UnitCost?) -> Bool {
    guard let billed, let ordered, billed.currency == ordered.currency else { return false }
    return ordered.isLess(than: billed)
  }
}

/// Shares of a payment's net amount, discount and withheld tax among an invoice's lines.
///
/// The discount is first taken by the terms' percent of each line; where that does not make the
/// remittance's discount, and where the lines do not make its net amount, the largest remainders
/// decide. Nil weights count as nothing. The tax withheld is taken of each line's net amount alike.
func vendorShares(
  grossMinor: [Int64], netMinor: Int64, discountMinor: Int64, withheldMinor: Int64 = 0,
  percentHundredths: Int64?
) -> (net: [Int64], discount: [Int64], withheld: [Int64], agrees: Bool) {
  guard withheldMinor == 0 else {
    var shares = vendorShares(
      grossMinor: grossMinor, netMinor: netMinor + withheldMinor, discountMinor: discountMinor,
      percentHundredths: percentHundredths)
    shares.withheld =
      allocate(withheldMinor, by: shares.net.map { max($0, 0) }) ?? shares.withheld
    shares.net = zip(shares.net, shares.withheld).map { $0 - $1 }
    return shares
  }
  let none = grossMinor.map { _ in Int64(0) }
  let weights = grossMinor.map { max($0, 0) }
  var discounts = none
  if discountMinor != 0 {
    let byTerms = percentHundredths.map { percent in
      grossMinor.map { scaled($0, by: percent, over: 10_000) ?? 0 }
    }
    if let byTerms, byTerms.reduce(0, +) == discountMinor {
      discounts = byTerms
    } else {
      discounts = allocate(discountMinor, by: weights) ?? discounts
    }
  }
  let nets = zip(grossMinor, discounts).map { $0 - $1 }
  if nets.reduce(0, +) == netMinor { return (nets, discounts, none, true) }
  let isUnweighted = weights.allSatisfy { $0 == 0 }
  let shares = allocate(netMinor, by: isUnweighted ? weights.map { _ in 1 } : weights)
  return (shares ?? nets, discounts, none, false)
}
