/// What remittances pay for each invoice, and what is wrong with the remittances.
struct VendorPayments {
  /// All payments of one invoice together.
  struct Payment {
    var netMinor: Int64 = 0
    var discountMinor: Int64 = 0
    var withheldMinor: Int64 = 0
    var remittances: [VendorRemittance] = []

    var settledMinor: Int64 { netMinor + discountMinor + withheldMinor }
    var paidOn: CalendarDate? { remittances.map { $0.paidAt.day() }.max() }
  }

  /// An invoice or a deduction, also one that only Vendor Central's lists have.
  private struct Payable {
    let id: String
    let number: String
    let amount: Money
    let isDeduction: Bool
    let vendorCode: String
  }

  /// By the identifier of the invoice or deduction.
  private(set) var payments: [String: Payment] = [:]
  private(set) var names = VendorInvoiceNames()
  private(set) var findings: [Finding] = []
  private let payables: [String: Payable]
  private let sent: Set<String>

  init(_ books: VendorBooks) {
    let numbers = Set(books.invoices.map(\.number))
    let all =
      books.invoices.map {
        Payable(
          id: $0.id, number: $0.number, amount: $0.amount, isDeduction: $0.isDeduction,
          vendorCode: $0.vendorCode)
      }
      + books.charges.filter { !numbers.contains($0.number) }.map {
        Payable(
          id: $0.number, number: $0.number, amount: $0.amount, isDeduction: true,
          vendorCode: $0.vendorCode)
      }
    payables = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    sent = Set(books.sent.map(\.number))
    for one in all { names.add(one.id, number: one.number, code: one.vendorCode) }
    for remittance in books.remittances.sorted(by: { ($0.paidAt, $0.id) < ($1.paidAt, $1.id) }) {
      check(remittance)
      guard !remittance.isFailed else { continue }
      var named: Set<String> = []
      for item in remittance.items {
        guard let id = add(item, of: remittance) else { continue }
        if !named.insert(id).inserted {
          findings.append(
            vendorFinding(
              .vendorPaidTwice, remittance, amount: item.net,
              what: "invoice \(item.invoice) stands twice in one remittance",
              whatToDo: "ask Amazon which of the two lines is right"))
        }
      }
    }
    for payable in all.sorted(by: { ($0.number, $0.id) < ($1.number, $1.id) }) {
      checkTwice(payable)
    }
  }

  /// Returns the identifier of what the item pays, its number where that is not in the books, or nil
  /// where it may be one of several.
  private mutating func add(
    _ item: VendorRemittance.Item, of remittance: VendorRemittance
  ) -> String? {
    let meaning = names.meaning(of: item, in: remittance)
    if case .several(let ids) = meaning {
      findings.append(
        vendorFinding(
          .vendorRemittance, remittance, amount: item.net,
          what: "it pays \(item.invoice), which is the number of"
            + " \(ids.joined(separator: " and ")): the payment is not applied",
          place: "item \(item.invoice)",
          whatToDo: "ask Amazon for the vendor code of the item"))
      return nil
    }
    guard case .one(let id) = meaning, let payable = payables[id] else {
      findings.append(
        vendorFinding(
          .vendorRemittance, remittance, amount: item.net,
          what: sent.contains(item.invoice)
            ? "it pays invoice \(item.invoice), which was sent but is not in Amazon's list yet"
            : "it pays \(item.invoice), which is not in the books", place: "item \(item.invoice)",
          whatToDo: "import the invoices of that time, or sync again"))
      return item.invoice
    }
    guard item.net.currency == payable.amount.currency else {
      findings.append(
        vendorFinding(
          .vendorCurrency, remittance, amount: item.net,
          what: "invoice \(item.invoice) is in \(payable.amount.currency), the remittance's item in"
            + " \(item.net.currency): the payment is not applied",
          place: "item \(item.invoice)",
          whatToDo: "ask Amazon for the remittance in the invoice's currency"))
      return id
    }
    var payment = payments[id] ?? Payment()
    let net = payment.netMinor.addingReportingOverflow(item.net.minorUnits)
    let discount = payment.discountMinor.addingReportingOverflow(item.discount?.minorUnits ?? 0)
    let withheld = payment.withheldMinor.addingReportingOverflow(item.taxWithheld.minorUnits)
    guard !net.overflow, !discount.overflow, !withheld.overflow else { return id }
    payment.netMinor = net.partialValue
    payment.discountMinor = discount.partialValue
    payment.withheldMinor = withheld.partialValue
    if payment.remittances.last?.id != remittance.id { payment.remittances.append(remittance) }
    payments[id] = payment
    return id
  }

  // MARK: - Checks

  private mutating func check(_ remittance: VendorRemittance) {
    let stated = remittance.invoiceAmount ?? remittance.amount
    if stated.currency != remittance.amount.currency {
      findings.append(
        vendorFinding(
          .vendorCurrency, remittance, severity: .warning, amount: remittance.amount,
          what: "\(stated) of invoices are paid as \(remittance.amount), rate"
            + " \(remittance.exchangeRate.isEmpty ? "not stated" : remittance.exchangeRate)",
          whatToDo: "compare the rate with the bank's; the bank line is in the payment's currency"))
    }
    guard !remittance.items.isEmpty else {
      findings.append(
        vendorFinding(
          .vendorRemittance, remittance, severity: .warning, amount: remittance.amount,
          what: "only its header is known: what it pays is not",
          whatToDo: "import the remittance with its items"))
      return
    }
    if let count = remittance.itemCount, count != Int64(remittance.items.count) {
      findings.append(
        vendorFinding(
          .vendorRemittance, remittance, amount: remittance.amount,
          what: "it has \(remittance.items.count) items of the \(count) that it states",
          whatToDo: "import the remittance with all of its pages"))
      return
    }
    let items = remittance.items.map(\.net).filter { $0.currency == stated.currency }
    guard items.count == remittance.items.count else { return }
    var sum: Int64 = 0
    for item in items {
      let next = sum.addingReportingOverflow(item.minorUnits)
      if next.overflow { return }
      sum = next.partialValue
    }
    if sum != stated.minorUnits {
      let gap = Money(minorUnits: sum - stated.minorUnits, stated.currency)
      findings.append(
        vendorFinding(
          .vendorRemittance, remittance, amount: gap,
          what: "its items make \(Money(minorUnits: sum, stated.currency)), it states \(stated)",
          whatToDo: "ask Amazon for what the difference of \(gap) is"))
    }
  }

  private mutating func checkTwice(_ payable: Payable) {
    guard let payment = payments[payable.id] else { return }
    let settled = payment.settledMinor.magnitude
    guard settled > payable.amount.minorUnits.magnitude else { return }
    let over = Money(
      minorUnits: Int64(settled - payable.amount.minorUnits.magnitude), payable.amount.currency)
    let numbers = payment.remittances.map(\.number).joined(separator: ", ")
    findings.append(
      Finding(
        kind: .vendorPaidTwice, opened: payment.paidOn?.description ?? "",
        store: payable.vendorCode, settlementID: "", amount: over,
        currency: over.currency.code,
        what: payable.isDeduction
          ? "\(over) more was taken than the deduction's \(payable.amount)"
          : "\(over) more was paid than the invoice's \(payable.amount)",
        place: "invoice \(payable.number), payments \(numbers)",
        whatToDo: payable.isDeduction
          ? "claim the second taking back" : "expect Amazon to take it back; keep it apart"))
  }
}

/// A finding about a remittance.
func vendorFinding(
  _ kind: FindingKind, _ remittance: VendorRemittance, severity: Severity? = nil, amount: Money?,
  what: String, place: String? = nil, whatToDo: String
) -> Finding {
  let vendor = remittance.vendorCodes.count == 1 ? remittance.vendorCodes[0] : ""
  return Finding(
    kind: kind, severity: severity, opened: remittance.paidAt.day().description, store: vendor,
    settlementID: "", amount: amount,
    currency: amount?.currency.code ?? remittance.amount.currency.code, what: what,
    place: "payment \(remittance.number) (\(remittance.id))" + (place.map { ", \($0)" } ?? ""),
    whatToDo: whatToDo)
}
