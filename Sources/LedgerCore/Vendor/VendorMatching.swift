/// Matches a vendor's orders, shipments, invoices and payments line by line.
///
/// A pure function of the documents and the terms: the order in which they came does not matter.
package struct VendorMatching: Sendable {
  package private(set) var rows: [VendorMatchRow] = []
  package private(set) var lines: [VendorLineSummary] = []
  package private(set) var recoveries: [VendorRecovery] = []
  package private(set) var findings: [Finding] = []

  private let books: VendorBooks
  private let terms: VendorTerms
  private let index: VendorOrderIndex
  /// By the invoice's identifier.
  private let payments: [String: VendorPayments.Payment]
  private let names: VendorInvoiceNames
  /// Amazon states what it is going to pay before it pays.
  private let announcesPayments: Bool
  private var billed: [Int: Int64] = [:]
  private var summaries: [Int: VendorLineSummary] = [:]

  package init(_ documents: VendorBooks, _ terms: VendorTerms) {
    var books = documents
    let taxes = VendorTaxes(books.sent)
    books.invoices = books.invoices.map(taxes.applied)
    self.books = books
    self.terms = terms
    let checks = VendorChecks(books, terms)
    index = checks.index
    let payments = VendorPayments(books)
    self.payments = payments.payments
    names = payments.names
    findings = checks.findings + payments.findings
    announcesPayments = books.invoices.contains { invoice in
      !invoice.isDeduction && invoice.status == "IN_PROGRESS"
        && payments.payments[invoice.id] == nil
        && invoice.lines.contains { $0.matching?.paid.map { $0.minorUnits > 0 } ?? false }
    }
    let deductions = VendorDeductionReview(books, index)
    for invoice in books.invoices.sorted(by: {
      ($0.issuedAt, $0.number, $0.id) < ($1.issuedAt, $1.number, $1.id)
    }) {
      if invoice.isDeduction { add(invoice, deductions) } else { add(invoice) }
    }
    addUnseen(deductions)
    var credits = VendorCreditNotes(books)
    credits.net(from: &rows)
    findings += credits.findings
    summarize()
    let recovery = VendorRecoveryList(books, rows, terms)
    recoveries = recovery.recoveries
    findings += recovery.findings
  }

  // MARK: - The vendor's own invoices

  private mutating func add(_ invoice: VendorInvoice) {
    let state = state(of: invoice)
    let gross = invoice.lines.map { $0.matching?.paid?.minorUnits ?? $0.total.minorUnits }
    let payment = payments[invoice.id]
    let shares = payment.map {
      vendorShares(
        grossMinor: gross, netMinor: $0.netMinor, discountMinor: $0.discountMinor,
        withheldMinor: $0.withheldMinor, percentHundredths: invoice.quickPay?.hundredths)
    }
    if let shares, !shares.agrees, state == .paid,
      invoice.lines.contains(where: { $0.matching?.paid != nil })
    {
      tellDisagreement(invoice, payment, grossMinor: gross)
    }
    let isForgotten = isForgotten(invoice, state)
    for (place, item) in invoice.lines.enumerated() {
      var row = VendorMatchRow(
        invoice: invoice.number, currency: invoice.amount.currency,
        invoicedMinor: item.total.minorUnits, issued: invoice.issuedAt.day())
      row.id = invoice.id
      row.taxMinor = item.taxMinor
      let found = found(item, invoice)
      let facts = found.map { index.lines[$0] }
      fill(&row, invoice, item, facts, state)
      if let payment {
        pay(&row, payment, net: shares?.net[place] ?? 0, discount: shares?.discount[place] ?? 0)
        row.withheldMinor = shares?.withheld[place] ?? 0
        if state == .paid, leavesMore(payment, invoice) { row.keptOn = row.due }
      }
      let review = VendorLineReview(
        invoice: invoice, item: item, facts: facts, state: state,
        billedBefore: found.flatMap { billed[$0] } ?? 0, isForgotten: isForgotten)
      let grossPaid = row.settledMinor
      review.complete(&row, grossPaidMinor: grossPaid)
      if state == .paid || state == .rejected {
        row.deductedMinor = max(row.invoicedMinor - grossPaid, 0)
        row.deductedQuantity =
          state == .rejected
          ? row.invoiced ?? 0
          : max((row.invoiced ?? 0) - (item.matching?.paidQuantity ?? row.invoiced ?? 0), 0)
      }
      if let found { count(row, item, at: found, isRejected: invoice.isRejected) }
      rows.append(row)
    }
  }

  private func found(_ item: VendorInvoice.Line, _ invoice: VendorInvoice) -> Int? {
    let orders = item.orders.isEmpty ? invoice.related["PURCHASE_ORDER_IDS"] ?? [] : item.orders
    for order in orders {
      switch index.place(order, item.line, item.product) {
      case .line(let found), .otherProduct(let found): return found
      case .unknownLine, .unknownOrder: continue
      }
    }
    return nil
  }

  private func fill(
    _ row: inout VendorMatchRow, _ invoice: VendorInvoice, _ item: VendorInvoice.Line,
    _ facts: VendorOrderLine?, _ state: VendorMatchRow.State
  ) {
    row.order = facts?.order ?? item.orders.first ?? ""
    row.line = facts?.line ?? item.line
    row.product = item.product
    if row.product.sku.isEmpty { row.product.sku = facts?.product.sku ?? "" }
    if row.product.asin.isEmpty { row.product.asin = facts?.product.asin ?? "" }
    row.vendorCode = facts?.vendorCode ?? invoice.vendorCode
    // Of two invoices of one number the journal, too, tells the payments apart by their own codes.
    if names.isShared(invoice.number), !invoice.vendorCode.isEmpty {
      row.vendorCode = invoice.vendorCode
    }
    row.ordered = facts?.ordered
    row.accepted = facts?.accepted
    row.notified = facts?.notified
    row.received = facts?.received
    row.invoiced = item.quantity
    row.orderCost = facts?.cost
    row.invoiceCost = item.cost
    row.due = invoice.dueAt?.day()
    row.state = state
    var parts = facts.map { $0.shipments.map { "ASN \($0)" } } ?? []
    if let reasons = item.matching?.reasons, !reasons.isEmpty {
      parts.append("Amazon: \(reasons.joined(separator: ", "))")
    }
    row.evidence = parts.joined(separator: "; ")
  }

  private func pay(
    _ row: inout VendorMatchRow, _ payment: VendorPayments.Payment, net: Int64, discount: Int64
  ) {
    row.paidMinor = net
    row.discountMinor = discount
    row.paidOn = payment.paidOn
    row.payments = payment.remittances.map(\.number)
    row.remittances = payment.remittances.map(\.id)
  }

  private func state(of invoice: VendorInvoice) -> VendorMatchRow.State {
    if let payment = payments[invoice.id] {
      return leavesMore(payment, invoice) && !isPastDue(invoice) ? .open : .paid
    }
    if invoice.isRejected { return .rejected }
    if invoice.status == "PAID" || invoice.status == "PARTIALLY_PAID" { return .paidUnproved }
    return isPastDue(invoice) ? .overdue : .open
  }

  private func isPastDue(_ invoice: VendorInvoice) -> Bool {
    guard let due = invoice.dueAt?.day() else { return false }
    return due.dayNumber + Int32(terms.graceDays) <= terms.today.dayNumber
  }

  /// Amazon does not call the invoice paid, and what was matched is not all paid: it is to come until
  /// the invoice is past its due date. Where no line says what was matched, that is the whole amount.
  private func leavesMore(
    _ payment: VendorPayments.Payment, _ invoice: VendorInvoice
  ) -> Bool {
    guard ["PARTIALLY_PAID", "IN_PROGRESS"].contains(invoice.status) else { return false }
    let amount = invoice.amount.minorUnits
    return payment.settledMinor < min(amount, invoice.payableMinor ?? amount)
  }

  /// No line of it is put up for payment, where Amazon tells such things ahead or it is overdue.
  private func isForgotten(_ invoice: VendorInvoice, _ state: VendorMatchRow.State) -> Bool {
    guard state == .overdue || (state == .open && announcesPayments), !invoice.lines.isEmpty,
      payments[invoice.id] == nil
    else { return false }
    return invoice.lines.allSatisfy { line in
      guard let paid = line.matching?.paid else { return state == .overdue }
      return paid.minorUnits == 0
    }
  }

  private mutating func tellDisagreement(
    _ invoice: VendorInvoice, _ payment: VendorPayments.Payment?, grossMinor: [Int64]
  ) {
    guard let payment, let first = payment.remittances.first else { return }
    let lines = grossMinor.reduce(Int64(0)) { $0.addingReportingOverflow($1).partialValue }
    let gap = Money(minorUnits: payment.settledMinor - lines, invoice.amount.currency)
    guard gap.minorUnits != 0, payment.settledMinor <= invoice.amount.minorUnits else { return }
    findings.append(
      vendorFinding(
        .vendorRemittance, first, amount: gap,
        what: "invoice \(invoice.number): its lines are matched for"
          + " \(Money(minorUnits: lines, gap.currency)), it was settled for"
          + " \(Money(minorUnits: payment.settledMinor, gap.currency))",
        place: "item \(invoice.number)", whatToDo: "ask Amazon what the difference is"))
  }

  private mutating func count(
    _ row: VendorMatchRow, _ item: VendorInvoice.Line, at place: Int, isRejected: Bool
  ) {
    if !isRejected { billed[place, default: 0] += row.invoiced ?? 0 }
    var summary = summaries[place] ?? summary(of: place, row.currency)
    if !isRejected { summary.invoiced += row.invoiced ?? 0 }
    if row.state == .paid {
      summary.paidQuantity += item.matching?.paidQuantity ?? row.invoiced ?? 0
    }
    if summary.currency == row.currency {
      if !isRejected {
        summary.invoicedMinor += row.invoicedMinor
        summary.taxMinor += row.taxMinor
      }
      summary.paidMinor += row.paidMinor
      summary.withheldMinor += row.withheldMinor
      summary.discountMinor += row.discountMinor
      if row.state == .paid { summary.deductedMinor += row.deductedMinor }
    }
    summary.invoices.append(row.invoice)
    summaries[place] = summary
  }

  // MARK: - Deductions, and what Amazon does not show

  private mutating func add(_ invoice: VendorInvoice, _ review: VendorDeductionReview) {
    add(deduction: review.row(invoice))
  }

  private mutating func add(deduction row: VendorMatchRow) {
    var row = row
    if let payment = payments[row.id] {
      pay(&row, payment, net: payment.netMinor, discount: payment.discountMinor)
      row.deductedMinor = -payment.netMinor
    }
    if row.verdict == .disputable { row.recoverableMinor = max(-row.paidMinor, 0) }
    rows.append(row)
  }

  private mutating func addUnseen(_ review: VendorDeductionReview) {
    let known = Set(books.invoices.map(\.number))
    for charge in books.charges.sorted(by: { ($0.issued, $0.number) < ($1.issued, $1.number) })
    where !known.contains(charge.number) {
      add(deduction: review.row(charge))
    }
    let sent = names.unseen(books.sent.filter { !$0.isCreditNote })
    for invoice in sent.sorted(by: { ($0.issuedAt, $0.id) < ($1.issuedAt, $1.id) }) {
      addSent(invoice)
    }
  }

  private mutating func addSent(_ invoice: VendorSentInvoice) {
    for item in invoice.lines {
      let net = item.cost.minorUnits(of: item.invoiced.eaches ?? item.invoiced.amount) ?? 0
      let tax = item.tax?.currency == item.cost.currency ? item.tax?.minorUnits ?? 0 : 0
      var row = VendorMatchRow(
        invoice: invoice.number, currency: item.cost.currency, invoicedMinor: net + tax,
        issued: invoice.issuedAt.day())
      row.id = invoice.id
      row.taxMinor = tax
      row.order = item.order
      row.line = item.line
      row.product = item.product
      row.invoiced = item.invoiced.eaches
      row.invoiceCost = item.cost
      row.state = .sent
      row.why = "sent, and not in Amazon's list of invoices"
      if case .line(let found) = index.place(item.order, item.line, item.product) {
        let facts = index.lines[found]
        row.vendorCode = facts.vendorCode
        row.ordered = facts.ordered
        row.accepted = facts.accepted
        row.notified = facts.notified
        row.received = facts.received
        row.orderCost = facts.cost
      }
      rows.append(row)
    }
    let age = terms.today.dayNumber - invoice.issuedAt.day().dayNumber
    guard !books.invoices.isEmpty, age > Int32(terms.graceDays) else { return }
    findings.append(
      Finding(
        kind: .vendorUnpaid, opened: invoice.issuedAt.day().description, store: "",
        settlementID: "", amount: invoice.total, currency: invoice.total.currency.code,
        what: "sent \(age) days ago, and Amazon does not show it",
        place: "invoice \(invoice.number)",
        whatToDo: "look up the transaction's status and send it again"))
  }

  // MARK: - Sums by order line

  private func summary(of place: Int, _ currency: Currency) -> VendorLineSummary {
    let line = index.lines[place]
    var summary = VendorLineSummary(
      order: line.order, line: line.line, product: line.product, vendorCode: line.vendorCode,
      currency: line.cost?.currency ?? currency)
    summary.cost = line.cost
    summary.ordered = line.ordered
    summary.accepted = line.accepted
    summary.notified = line.notified
    summary.received = line.received
    summary.orderedMinor = line.ordered.flatMap { line.cost?.minorUnits(of: $0) }
    summary.acceptedMinor = line.accepted.flatMap { line.cost?.minorUnits(of: $0) }
    summary.notifiedMinor = line.notified.flatMap { line.cost?.minorUnits(of: $0) }
    summary.receivedMinor = line.received.flatMap { line.cost?.minorUnits(of: $0) }
    return summary
  }

  private mutating func summarize() {
    for (place, line) in index.lines.enumerated() {
      guard let currency = line.cost?.currency ?? books.invoices.first?.amount.currency else {
        continue
      }
      lines.append(summaries[place] ?? summary(of: place, currency))
    }
  }
}
