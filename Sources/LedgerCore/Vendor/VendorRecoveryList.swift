/// The list of money that Amazon kept back or took, the most that can be had first.
struct VendorRecoveryList {
  private(set) var recoveries: [VendorRecovery] = []
  private(set) var findings: [Finding] = []
  private let books: VendorBooks
  private let terms: VendorTerms

  init(_ books: VendorBooks, _ rows: [VendorMatchRow], _ terms: VendorTerms) {
    self.books = books
    self.terms = terms
    let charges = Dictionary(
      books.charges.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    for row in rows { add(row, charges[row.invoice]) }
    addDiscounts(rows)
    var claims = VendorClaims(books.claims, today: terms.today)
    claims.apply(to: &recoveries)
    findings = claims.findings
    guardAgainstTwice()
    recoveries.sort { VendorRecoveryList.order($0) < VendorRecoveryList.order($1) }
    tell()
  }

  private static func order(
    _ entry: VendorRecovery
  ) -> (Int64, Int32, Int64, String, String, String) {
    (
      -entry.claimableMinor, entry.deadline?.dayNumber ?? .max, -entry.amountMinor, entry.number,
      entry.line, entry.kind.rawValue
    )
  }

  // MARK: - Entries

  private static func kind(_ variance: VendorMatchRow.Variance) -> VendorDeductionKind? {
    switch variance {
    case .none: nil
    case .shortageInvalid, .shortageValid, .shortageUnproved, .shortage: .shortage
    case .price: .price
    case .duplicate: .duplicate
    case .rejected: .rejected
    case .unpaid: .unpaid
    case .shortPaid: .shortPaid
    case .chargeback: .chargeback
    case .coop: .coop
    case .returns: .returns
    case .debitMemo: .debitMemo
    }
  }

  private mutating func add(_ row: VendorMatchRow, _ charge: VendorCharge?) {
    guard let kind = VendorRecoveryList.kind(row.variance), let verdict = row.verdict else {
      return
    }
    let isDeduction = row.invoicedMinor < 0
    let amount =
      isDeduction
      ? -row.invoicedMinor
      : row.variance == .unpaid ? row.invoicedMinor - row.creditedMinor : row.deductedMinor
    // Nothing is kept back yet of an invoice that is not due.
    guard amount > 0, isDeduction || row.state != .open else { return }
    // What did not come can be claimed from the due date on, not from the payment before.
    let paid = row.paidOn.map { max($0, row.keptOn ?? $0) }
    let deadline =
      charge?.disputeBy
      ?? terms.deadlines.deadline(
        of: kind, issued: row.issued, paid: paid ?? (kind == .rejected ? row.issued : row.due)
      )
    var entry = VendorRecovery(
      kind: kind, number: row.invoice, id: row.id, line: isDeduction ? "" : row.line,
      order: row.order,
      vendorCode: row.vendorCode, currency: row.currency, amountMinor: amount,
      recoverableMinor: row.recoverableMinor, verdict: verdict, why: row.why,
      evidence: row.evidence, issued: row.issued, paidOn: row.paidOn, deadline: deadline)
    entry.order = row.order.isEmpty ? charge?.order ?? "" : row.order
    recoveries.append(entry)
  }

  /// One entry an invoice; the payment run after the discount's last day still keeps the term.
  private mutating func addDiscounts(_ rows: [VendorMatchRow]) {
    let invoices = Dictionary(
      books.invoices.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var sums: [String: Int64] = [:]
    var order: [VendorMatchRow] = []
    for row in rows where row.discountMinor != 0 {
      if sums[row.id] == nil { order.append(row) }
      sums[row.id, default: 0] += row.discountMinor
    }
    for row in order {
      guard let invoice = invoices[row.id], let sum = sums[row.id],
        let paid = row.paidOn
      else { continue }
      let (verdict, why) = discountVerdict(invoice, paid)
      var entry = VendorRecovery(
        kind: .quickPay, number: row.invoice, id: row.id, order: row.order,
        vendorCode: row.vendorCode, currency: row.currency, amountMinor: sum,
        recoverableMinor: verdict == .disputable ? sum : 0, verdict: verdict, why: why,
        evidence: "terms \(invoice.terms)", issued: row.issued, paidOn: paid)
      entry.deadline = terms.deadlines.deadline(of: .quickPay, issued: row.issued, paid: paid)
      recoveries.append(entry)
    }
  }

  private func discountVerdict(
    _ invoice: VendorInvoice, _ paid: CalendarDate
  ) -> (VendorVerdict, String) {
    guard let (_, days) = invoice.quickPay else {
      return (.disputable, "the terms '\(invoice.terms)' give no discount")
    }
    let last = CalendarDate(dayNumber: invoice.issuedAt.day().dayNumber + Int32(days))
    if paid <= last { return (.justified, "paid by \(last)") }
    let wasEarlierRun = books.remittances.contains {
      $0.paidAt.day() > last && $0.paidAt.day() < paid
    }
    if paid.dayNumber < last.dayNumber + Int32(terms.graceDays) || !wasEarlierRun {
      return (.justified, "paid in the payment run after \(last)")
    }
    return (.disputable, "paid on \(paid), the discount ended on \(last)")
  }

  /// A shortage that Amazon also takes by a deduction of its own is claimed there only.
  private mutating func guardAgainstTwice() {
    for invoice in books.invoices where invoice.isDeduction {
      for number in invoice.related["SHORTAGE_INVOICE_IDS"] ?? [] {
        let own = recoveries.indices.filter {
          recoveries[$0].number == number && recoveries[$0].kind == .shortage
        }
        let isShared = Set(own.map { recoveries[$0].id }).count > 1
        for place in own where !isShared || recoveries[place].vendorCode == invoice.vendorCode {
          recoveries[place].claimableMinor = 0
          recoveries[place].claim = "see \(invoice.number)"
        }
      }
    }
  }

  // MARK: - Findings

  /// What can be claimed, or needs somebody's look before its deadline.
  private mutating func tell() {
    for entry in recoveries {
      let isOwn = entry.recoverableMinor > 0
      let isDue = entry.verdict == .undetermined && entry.claim == "open"
      let isDuplicate = entry.kind == .duplicate
      guard isOwn || isDue || isDuplicate, entry.claim != "granted" || entry.claimableMinor > 0
      else { continue }
      let money = Money(
        minorUnits: isOwn ? entry.recoverableMinor : entry.amountMinor, entry.currency)
      findings.append(
        Finding(
          kind: VendorRecoveryList.finding(entry.kind),
          opened: (entry.paidOn ?? entry.issued).description,
          store: entry.vendorCode, settlementID: "", amount: money, currency: entry.currency.code,
          what: "\(entry.kind.rawValue), \(entry.verdict.rawValue): \(entry.why)",
          place: (entry.kind == .chargeback || entry.kind == .coop ? "deduction " : "invoice ")
            + entry.number + (entry.line.isEmpty ? "" : ", line \(entry.line)"),
          whatToDo: isDuplicate
            ? "credit it in your own books" : VendorRecoveryList.whatToDo(entry, isOwn: isOwn)))
    }
  }

  private static func whatToDo(_ entry: VendorRecovery, isOwn: Bool) -> String {
    let until = entry.deadline.map { " until \($0)" } ?? ""
    if entry.claim == "open" {
      return isOwn ? "dispute it\(until)" : "decide on it\(until), in the claims file"
    }
    guard entry.claimableMinor > 0 else { return "claim: \(entry.claim)" }
    let rest = Money(minorUnits: entry.claimableMinor, entry.currency)
    return "claim: \(entry.claim); dispute the other \(rest)\(until)"
  }

  private static func finding(_ kind: VendorDeductionKind) -> FindingKind {
    switch kind {
    case .shortage: .vendorShortage
    case .price, .shortPaid: .vendorPrice
    case .rejected: .vendorRejected
    case .unpaid: .vendorUnpaid
    case .duplicate: .vendorDuplicate
    case .chargeback, .coop, .returns, .debitMemo, .quickPay: .vendorDeduction
    }
  }
}
