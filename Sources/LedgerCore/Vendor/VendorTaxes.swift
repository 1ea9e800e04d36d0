/// The tax in a vendor's invoices, line by line.
///
/// Amazon's record states it by line or in its header. Where it states none, the invoice that the vendor
/// has sent may: it counts if the two are of one amount.
struct VendorTaxes {
  /// By number.
  private let sent: [String: [VendorSentInvoice]]

  init(_ sent: [VendorSentInvoice]) {
    self.sent = Dictionary(grouping: sent.filter { $0.tax != nil }, by: \.number)
  }

  /// The invoice with the tax of each line, and with it in all of its amounts: lines that come to the
  /// header's amount only together with the tax are without it, and what was matched always is.
  /// The same invoice where no tax is stated.
  func applied(to invoice: VendorInvoice) -> VendorInvoice {
    let currency = invoice.amount.currency
    let stated = invoice.lines.compactMap(\.tax).filter { $0.currency == currency }
    let own = stated.isEmpty ? invoice.tax : stated.reduce(.zero(currency), +)
    let sent = own == nil ? counterpart(of: invoice) : nil
    guard let tax = own ?? sent?.tax, tax.currency == currency else { return invoice }
    var invoice = invoice
    if invoice.tax == nil { invoice.tax = tax }
    guard invoice.lines.allSatisfy({ $0.total.currency == tax.currency }),
      let shares = shares(of: tax, invoice.lines, sent)
    else { return invoice }
    let billed = invoice.lines.reduce(0) { $0 + $1.total.minorUnits }
    let isBeside = billed + tax.minorUnits == invoice.amount.minorUnits && tax.minorUnits != 0
    for (place, share) in shares.enumerated() {
      let share = Money(minorUnits: share, tax.currency)
      if isBeside { invoice.lines[place].total = invoice.lines[place].total + share }
      invoice.lines[place].tax = share
      invoice.lines[place].addTaxToMatching()
    }
    return invoice
  }

  private func counterpart(of invoice: VendorInvoice) -> VendorSentInvoice? {
    let named = sent[invoice.number] ?? []
    let payee = VendorInvoiceNames.payee(of: invoice.id, invoice.number)
    let found = named.first { $0.payee == payee } ?? (named.count == 1 ? named[0] : nil)
    return found.flatMap { $0.total == invoice.amount ? $0 : nil }
  }

  /// As the lines state it, else as those of the invoice sent do, else by their amounts.
  private func shares(
    of tax: Money, _ lines: [VendorInvoice.Line], _ sent: VendorSentInvoice?
  ) -> [Int64]? {
    if lines.contains(where: { $0.tax != nil }) { return lines.map { $0.tax?.minorUnits ?? 0 } }
    let found = lines.map { line in
      sent?.lines.first { $0.line == line.line && $0.product.fits(line.product) }?.tax
    }
    let weights = [
      found.map { max($0?.minorUnits ?? 0, 0) }, lines.map { max($0.total.minorUnits, 0) },
    ]
    return weights.lazy.compactMap { allocate(tax.minorUnits, by: $0) }.first
  }
}

extension VendorInvoice.Line {
  package var taxMinor: Int64 { tax?.minorUnits ?? 0 }

  /// An amount of the line's goods with the line's tax on it.
  func taxed(_ minor: Int64) -> Int64 {
    let net = total.minorUnits - taxMinor
    guard taxMinor != 0, net > 0 else { return minor }
    return minor + (scaled(minor, by: taxMinor, over: net) ?? 0)
  }

  /// What was matched and paid is stated without tax; an amount above the cost of its pieces has it.
  ///
  /// - Source: SP-API finances invoices 2026-06-25, the example of `InvoiceItem`.
  fileprivate mutating func addTaxToMatching() {
    guard var matching, taxMinor != 0 else { return }
    let net = total.minorUnits - taxMinor
    func taxed(_ amount: Money?, _ pieces: Int64?) -> Money? {
      guard let amount, amount.currency == total.currency else { return amount }
      let most = pieces.flatMap { cost?.minorUnits(of: $0) } ?? net
      return amount.minorUnits > most
        ? amount : Money(minorUnits: self.taxed(amount.minorUnits), amount.currency)
    }
    matching.paid = taxed(matching.paid, matching.paidQuantity)
    matching.matched = taxed(
      matching.matched, quantity.map { $0 - (matching.quantityVariance ?? 0) })
    self.matching = matching
  }
}
