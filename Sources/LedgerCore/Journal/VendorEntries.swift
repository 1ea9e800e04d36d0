/// An invoice line of a vendor's, or a claim of Amazon's, as the matching has found it.
package struct VendorBooking: Sendable {
  package let invoice: String
  /// What no other invoice or claim has: two payees may use one number.
  package let id: String
  package let vendorCode: String
  package let variance: VendorMatchRow.Variance
  package let state: VendorMatchRow.State
  package let issued: CalendarDate
  /// With tax; negative for a claim of Amazon's.
  package let invoiced: Money
  /// In `invoiced`, of its sign.
  package let taxMinor: Int64
  /// The tax in the credit notes for what Amazon kept of a line.
  package let creditedTaxMinor: Int64
  /// What Amazon kept of a line that it has paid.
  package let deductedMinor: Int64
  package let document: String
  package let text: String

  package init(
    invoice: String, id: String? = nil, vendorCode: String, variance: VendorMatchRow.Variance,
    state: VendorMatchRow.State, issued: CalendarDate, invoiced: Money, taxMinor: Int64 = 0,
    creditedTaxMinor: Int64 = 0, deductedMinor: Int64, document: String, text: String = ""
  ) {
    self.invoice = invoice
    self.id = id ?? invoice
    self.vendorCode = vendorCode
    self.variance = variance
    self.state = state
    self.issued = issued
    self.invoiced = invoiced
    self.taxMinor = taxMinor
    self.creditedTaxMinor = creditedTaxMinor
    self.deductedMinor = deductedMinor
    self.document = document
    self.text = text
  }

  package var isClaim: Bool {
    state == .valid || state == .recoverable || state == .undetermined
  }

  /// Amazon's own list has it and has not rejected it.
  package var isBooked: Bool { state != .rejected && state != .sent }
}

/// The store of money that belongs to several vendor codes or to one.
package func vendorPlace(_ codes: [String]) -> String {
  codes.isEmpty ? "VENDOR" : Set(codes).sorted().joined(separator: "+")
}

/// Invoices and Amazon's claims as Amazon's list has them, a book for each vendor code and month.
///
/// An invoice is income, tax that is owed to the tax office, and a claim against Amazon for both, open
/// by its number until it is paid. A claim of Amazon's is an expense by its kind, and a debt by its
/// number until it is taken.
package func vendorBooks(_ bookings: [VendorBooking]) -> [ChannelBook] {
  var books: [ChannelMonth: ChannelBook] = [:]
  for booking in bookings where booking.isBooked {
    let key = ChannelMonth(
      .vendor, booking.isClaim ? .deductions : .invoices,
      store: vendorPlace([booking.vendorCode].filter { !$0.isEmpty }),
      currency: booking.invoiced.currency, month: CalendarMonth(booking.issued))
    let role = booking.isClaim ? claimRole(booking.variance) : JournalRole.vendorSales
    let minor = booking.invoiced.minorUnits
    books[key, default: ChannelBook(key)].add(
      [
        ChannelLeg(role, booking.taxMinor - minor, text: booking.text),
        ChannelLeg(Component.taxCollected.name, -booking.taxMinor, text: booking.text),
        ChannelLeg(
          JournalRole.vendorReceivable, minor, reference: booking.invoice, text: booking.text),
      ], day: booking.issued, document: booking.document)
  }
  return books.sorted { $0.key < $1.key }.map(\.value)
}

private func claimRole(_ variance: VendorMatchRow.Variance) -> String {
  switch variance {
  case .chargeback: JournalRole.vendorChargebacks
  case .coop: JournalRole.vendorCoop
  case .returns: JournalRole.vendorReturns
  case .shortage: JournalRole.vendorShortages
  default: JournalRole.vendorDebitMemos
  }
}

private func keptRole(_ variance: VendorMatchRow.Variance) -> String {
  switch variance {
  case .shortageInvalid, .shortageValid, .shortageUnproved, .shortage: JournalRole.vendorShortages
  case .price: JournalRole.vendorPriceDifferences
  default: JournalRole.vendorOtherDeductions
  }
}

/// What remittances pay, and what Amazon kept of the invoices that they pay.
package struct VendorPaymentEntries {
  private let chart: AccountingChart
  private let converted: Conversion
  private var names = VendorInvoiceNames()
  /// Vendor codes by identifier.
  private var codes: [String: String] = [:]
  /// The lines of paid invoices by identifier.
  private var paid: [String: [VendorBooking]] = [:]

  /// `bookings` are all invoices and claims.
  package init(
    _ bookings: [VendorBooking], _ chart: AccountingChart, converted: @escaping Conversion
  ) {
    self.chart = chart
    self.converted = converted
    for booking in bookings where booking.state != .sent {
      names.add(booking.id, number: booking.invoice, code: booking.vendorCode)
      codes[booking.id] = booking.vendorCode
      if !booking.isClaim, booking.state == .paid {
        paid[booking.id, default: []].append(booking)
      }
    }
    // What was sent and is not in Amazon's list says no more than whose it is.
    for booking in bookings where booking.state == .sent && !names.knows(booking.invoice) {
      codes[booking.invoice] = booking.vendorCode
    }
  }

  /// `documents` are the archived documents by the remittance's id.
  package func entries(
    of remittances: [VendorRemittance], documents: [String: String]
  ) -> [AccountingEntry] {
    let sound = remittances.filter { !$0.isFailed }
      .sorted { ($0.paidAt, $0.id) < ($1.paidAt, $1.id) }
    var last: [String: String] = [:]
    var settled: [String: Int64] = [:]
    for remittance in sound {
      for item in remittance.items {
        let id = id(of: item, in: remittance)
        guard paid[id]?.first?.invoiced.currency == item.net.currency else { continue }
        last[id] = remittance.id
        settled[id, default: 0] +=
          item.net.minorUnits + (item.discount?.minorUnits ?? 0) + item.taxWithheld.minorUnits
      }
    }
    return sound.compactMap { remittance in
      let closing = Set(remittance.items.map { id(of: $0, in: remittance) })
        .filter { last[$0] == remittance.id }
      let deducted = closing.sorted().flatMap { kept(of: $0, settled: settled[$0] ?? 0) }
      return entry(of: remittance, deducted, documents[remittance.id] ?? "")
    }
  }

  /// What Amazon has not paid of an invoice that it has settled, by line: where the lines' own
  /// shortfalls make up more, since another line was paid too much, by their shares.
  private func kept(of id: String, settled: Int64) -> [(booking: VendorBooking, minor: Int64)] {
    let lines = paid[id] ?? []
    let short = max(lines.reduce(0) { $0 + $1.invoiced.minorUnits } - settled, 0)
    guard let shares = allocate(short, by: lines.map { max($0.deductedMinor, 0) }) else {
      return []
    }
    return Array(zip(lines, shares))
  }

  /// What is kept lowers the tax that is owed once a credit note says so, up to the line's own share.
  private func creditedTax(_ booking: VendorBooking, kept minor: Int64) -> Int64 {
    let invoiced = booking.invoiced.minorUnits
    guard booking.creditedTaxMinor > 0, invoiced > 0 else { return 0 }
    return min(booking.creditedTaxMinor, scaled(minor, by: booking.taxMinor, over: invoiced) ?? 0)
  }

  private func line(
    _ role: String, _ store: String, _ amount: Money, _ reference: String, _ text: String = ""
  ) -> AccountingLine {
    let dimensions = EntryDimensions.ofAccount(
      store: store, marketplace: Dimensions.noMarketplace)
    return AccountingLine(
      account: chart.account(for: role, dimensions, amount.currency), role: role,
      dimensions: dimensions, reference: reference, amount: amount, text: text)
  }

  /// The identifier of what an item pays; its number where that is not known, or may be several.
  private func id(of item: VendorRemittance.Item, in remittance: VendorRemittance) -> String {
    if case .one(let id) = names.meaning(of: item, in: remittance) { return id }
    return item.invoice
  }

  private func store(of id: String, or place: String) -> String {
    guard let code = codes[id], !code.isEmpty else { return place }
    return code
  }

  private func entry(
    of remittance: VendorRemittance, _ kept: [(booking: VendorBooking, minor: Int64)],
    _ document: String
  ) -> AccountingEntry? {
    let place = vendorPlace(remittance.vendorCodes)
    var lines = [
      line(JournalRole.vendorInTransit, place, remittance.amount, remittance.number)
    ]
    for item in remittance.items {
      let store = store(of: id(of: item, in: remittance), or: place)
      lines.append(line(JournalRole.vendorReceivable, store, -item.net, item.invoice))
      if let discount = item.discount {
        lines.append(line(JournalRole.vendorDiscounts, store, discount, store))
        lines.append(line(JournalRole.vendorReceivable, store, -discount, item.invoice))
      }
      let withheld = item.taxWithheld
      lines.append(line(Component.taxWithheld.name, store, withheld, store))
      lines.append(line(JournalRole.vendorReceivable, store, -withheld, item.invoice))
    }
    for (booking, minor) in kept {
      let store = store(of: booking.id, or: place)
      let amount = Money(minorUnits: minor, booking.invoiced.currency)
      let tax = Money(minorUnits: creditedTax(booking, kept: minor), amount.currency)
      lines.append(line(keptRole(booking.variance), store, amount - tax, store, booking.text))
      lines.append(line(Component.taxCollected.name, store, tax, store, booking.text))
      lines.append(
        line(JournalRole.vendorReceivable, store, -amount, booking.invoice, booking.text))
    }
    lines = AccountingEntry.merged(lines + remainder(of: remittance, place))
    guard !lines.isEmpty else { return nil }
    return AccountingEntry(
      id: "VENDOR-PAY-\(remittance.id)", date: remittance.paidAt.day(), kind: .channel,
      origin: EntryOrigin(
        channel: SalesChannel.vendor.rawValue, store: place, reference: remittance.number,
        documents: document.isEmpty ? [] : [document]),
      cause: "payment \(remittance.number) of Amazon", lines: lines)
  }

  /// What its items do not make up of a payment: what it pays is not known, or it is paid in another
  /// currency than its invoices'.
  private func remainder(of remittance: VendorRemittance, _ place: String) -> [AccountingLine] {
    let paid = remittance.amount
    guard !remittance.items.isEmpty else {
      return [line(JournalRole.vendorReceivable, place, -paid, remittance.number)]
    }
    var items: [Currency: Int64] = [:]
    for item in remittance.items { items[item.net.currency, default: 0] += item.net.minorUnits }
    let number = remittance.number
    var gap = (items[paid.currency] ?? 0) - paid.minorUnits
    var lines: [AccountingLine] = []
    let foreign = items.filter { $0.key != paid.currency }.sorted { $0.key < $1.key }
      .map { Money(minorUnits: $0.value, $0.key) }
    if !foreign.isEmpty {
      // Changed money passes through the exchange account at the day's rate; without one, at what was
      // received, since nothing says what was gained or lost.
      var worth: Int64? = 0
      for money in foreign {
        lines.append(line(JournalRole.exchange, place, money, number))
        let minor = converted(money, paid.currency, remittance.paidAt.day())?.minorUnits
        worth = worth.flatMap { sum in minor.map { sum + $0 } }
      }
      let received = -gap
      func own(_ minor: Int64) -> Money { Money(minorUnits: minor, paid.currency) }
      lines.append(line(JournalRole.exchange, place, own(-(worth ?? received)), number))
      lines.append(
        line(JournalRole.fxDifference, place, own((worth ?? received) - received), number))
      gap = 0
    }
    lines.append(
      line(
        JournalRole.channelDifferences, place, Money(minorUnits: gap, paid.currency), number))
    return lines
  }
}
