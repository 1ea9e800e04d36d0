/// What Amazon would find in the vendor's own documents, found before.
struct VendorChecks {
  private(set) var findings: [Finding] = []
  private(set) var index: VendorOrderIndex
  private let books: VendorBooks
  private let terms: VendorTerms

  init(_ books: VendorBooks, _ terms: VendorTerms) {
    self.books = books
    self.terms = terms
    index = VendorOrderIndex(books)
    checkOrders()
    for shipment in books.shipments.sorted(by: { $0.id < $1.id }) { check(shipment) }
    for invoice in books.sent.sorted(by: { $0.id < $1.id }) { check(invoice) }
    for invoice in books.invoices.sorted(by: { $0.id < $1.id }) where !invoice.isDeduction {
      checkFooting(invoice)
    }
  }

  private mutating func add(
    _ kind: FindingKind, severity: Severity? = nil, opened: CalendarDate?, vendor: String,
    amount: Money? = nil, what: String, place: String, whatToDo: String
  ) {
    findings.append(
      Finding(
        kind: kind, severity: severity, opened: opened?.description ?? "", store: vendor,
        settlementID: "", amount: amount, currency: amount?.currency.code ?? "", what: what,
        place: place, whatToDo: whatToDo))
  }

  // MARK: - Orders

  private mutating func checkOrders() {
    for order in books.orders.sorted(by: { $0.number < $1.number }) {
      for line in order.lines where line.ordered.eaches == nil {
        add(
          .vendorUnit, opened: order.orderedAt?.day(), vendor: order.vendorCode,
          what: "\(line.ordered) is not a number of pieces",
          place: "PO \(order.number), line \(line.line)",
          whatToDo: "ask Amazon for the case size; the line is not compared in quantity")
      }
    }
  }

  // MARK: - Shipment notices

  private mutating func check(_ shipment: VendorShipment) {
    let day = shipment.confirmedAt.day()
    if let shipped = shipment.shippedAt {
      let late = shipment.confirmedAt.seconds - shipped.seconds
      if late > Int64(terms.noticeHours) * 3600 {
        add(
          .vendorLate, opened: day, vendor: shipment.vendorCode,
          what: "the notice came \(late / 3600) hours after the shipment left",
          place: "ASN \(shipment.id)",
          whatToDo: "send notices within \(terms.noticeHours) hours: Amazon charges for late ones")
      }
    }
    for line in shipment.lines {
      let place = "ASN \(shipment.id), line \(line.line)"
      guard
        let found = resolved(
          line.order, line.line, line.product, opened: day, vendor: shipment.vendorCode, place)
      else { continue }
      guard
        let pieces = pieces(
          line.shipped, ordered: index.lines[found].stated, opened: day,
          vendor: shipment.vendorCode, place)
      else { continue }
      index.add(pieces, of: shipment, at: found)
    }
  }

  // MARK: - Invoices sent

  private mutating func check(_ invoice: VendorSentInvoice) {
    let day = invoice.issuedAt.day()
    checkFooting(invoice)
    guard !invoice.isCreditNote else { return }
    for line in invoice.lines {
      let place = "invoice \(invoice.number), line \(line.line)"
      guard
        let found = resolved(
          line.order, line.line, line.product, opened: day, vendor: "", place)
      else { continue }
      let facts = index.lines[found]
      let pieces = pieces(
        line.invoiced, ordered: facts.stated, opened: day,
        vendor: facts.vendorCode, place)
      checkQuantity(pieces, facts, day, place)
      checkCost(line, facts, day, place)
      checkWindow(facts, day, place, isFirst: line == invoice.lines.first)
    }
  }

  /// The total is lines, charges less allowances, and tax; the tax of the charges may be in it or beside.
  /// A credit note need not list its goods: it is looked at where it states its tax.
  private mutating func checkFooting(_ invoice: VendorSentInvoice) {
    guard !invoice.isCreditNote || invoice.tax != nil else { return }
    var sum: Int64? = 0
    for line in invoice.lines {
      sum = amount(line).flatMap { amount in sum.map { $0.addingReportingOverflow(amount) } }
        .flatMap { $0.overflow ? nil : $0.partialValue }
    }
    let beside = [("charges", invoice.charges), ("tax", invoice.tax)].compactMap { name, amount in
      amount.map { (name: name, minor: $0.minorUnits) }
    }
    let total = sum.map { beside.reduce($0) { $0 + $1.minor } }
    let taxOfCharges = invoice.taxOfCharges?.minorUnits ?? 0
    guard total.map({ $0 + taxOfCharges }) != invoice.total.minorUnits else { return }
    tellFooting(
      total, stated: invoice.total, opened: invoice.issuedAt.day(), vendor: "",
      "\(invoice.isCreditNote ? "credit note" : "invoice") \(invoice.number)",
      with: beside.map(\.name),
      whatToDo: "look for tax, charges or allowances, or correct the invoice")
  }

  private mutating func tellFooting(
    _ sum: Int64?, stated: Money, opened: CalendarDate, vendor: String, _ place: String,
    with parts: [String] = [], whatToDo: String
  ) {
    guard let sum, sum != stated.minorUnits else { return }
    let total = Money(minorUnits: sum, stated.currency)
    let with = parts.isEmpty ? "" : " with \(parts.joined(separator: " and "))"
    add(
      .vendorPrice, opened: opened, vendor: vendor, amount: stated - total,
      what: "its lines\(with) make \(total), it states \(stated)", place: place,
      whatToDo: whatToDo)
  }

  // MARK: - Amazon's invoices

  /// The lines are what is billed and booked: what the header has beside them stays open.
  private mutating func checkFooting(_ invoice: VendorInvoice) {
    guard !invoice.lines.isEmpty,
      invoice.lines.allSatisfy({ $0.total.currency == invoice.amount.currency })
    else { return }
    checkTax(invoice)
    tellFooting(
      invoice.lines.reduce(0) { $0 + $1.total.minorUnits }, stated: invoice.amount,
      opened: invoice.issuedAt.day(), vendor: invoice.vendorCode,
      "invoice \(invoice.number), as Amazon has it",
      whatToDo: "ask Amazon what the difference is: charges beside the lines are not booked")
  }

  /// What the lines state is booked.
  private mutating func checkTax(_ invoice: VendorInvoice) {
    let sum = invoice.lines.reduce(0) { $0 + $1.taxMinor }
    guard let stated = invoice.tax, stated.minorUnits != sum else { return }
    let total = Money(minorUnits: sum, stated.currency)
    add(
      .vendorPrice, opened: invoice.issuedAt.day(), vendor: invoice.vendorCode,
      amount: stated - total, what: "its lines have \(total) of tax, it states \(stated)",
      place: "invoice \(invoice.number), as Amazon has it",
      whatToDo: "compare with the invoice as it was sent: the tax of the lines is booked")
  }

  /// What a line comes to; cases may be priced by the case or by the piece.
  private func amount(_ line: VendorSentInvoice.Line) -> Int64? {
    guard line.invoiced.unit == .cases, let facts = facts(line), let cost = facts.cost,
      cost == line.cost
    else { return line.cost.minorUnits(of: line.invoiced.amount) }
    return line.invoiced.eaches.flatMap(line.cost.minorUnits)
  }

  private func facts(_ line: VendorSentInvoice.Line) -> VendorOrderLine? {
    guard case .line(let found) = index.place(line.order, line.line, line.product) else {
      return nil
    }
    return index.lines[found]
  }

  private mutating func checkQuantity(
    _ pieces: Int64?, _ facts: VendorOrderLine, _ day: CalendarDate, _ place: String
  ) {
    guard let pieces else { return }
    if let notified = facts.notified, pieces > notified {
      add(
        .vendorQuantity, opened: day, vendor: facts.vendorCode,
        what: "\(pieces) pieces are billed, the shipment notice says \(notified)", place: place,
        whatToDo: "correct the invoice before Amazon pays short")
    } else if let accepted = facts.accepted, pieces > accepted {
      add(
        .vendorQuantity, opened: day, vendor: facts.vendorCode,
        what: "\(pieces) pieces are billed, \(accepted) were confirmed", place: place,
        whatToDo: "check what was really shipped: Amazon pays what it receives")
    }
  }

  private mutating func checkCost(
    _ line: VendorSentInvoice.Line, _ facts: VendorOrderLine, _ day: CalendarDate, _ place: String
  ) {
    guard let ordered = facts.cost else { return }
    guard ordered.currency == line.cost.currency else {
      add(
        .vendorCurrency, opened: day, vendor: facts.vendorCode,
        what: "billed in \(line.cost.currency), ordered in \(ordered.currency)", place: place,
        whatToDo: "correct the invoice: Amazon rejects another currency")
      return
    }
    let isByCase =
      line.invoiced.unit == .cases
      && line.invoiced.unitSize.flatMap { ordered.times($0) } == line.cost
    guard ordered != line.cost, !isByCase else { return }
    add(
      .vendorPrice, opened: day, vendor: facts.vendorCode,
      what: "billed at \(line.cost.text), ordered at \(ordered.text) \(ordered.currency)",
      place: place,
      whatToDo: line.cost.isLess(than: ordered)
        ? "bill the order's cost: less was asked than agreed"
        : "agree on the cost before Amazon pays the lower one")
  }

  private mutating func checkWindow(
    _ facts: VendorOrderLine, _ day: CalendarDate, _ place: String, isFirst: Bool
  ) {
    guard isFirst, let shipped = facts.firstShipped?.day() else { return }
    if day < shipped {
      add(
        .vendorLate, opened: day, vendor: facts.vendorCode,
        what: "billed on \(day), shipped on \(shipped)", place: place,
        whatToDo: "send invoices after the goods have left: earlier ones are rejected")
    } else if day.dayNumber - shipped.dayNumber > Int32(terms.invoiceDays) {
      add(
        .vendorLate, opened: day, vendor: facts.vendorCode,
        what: "billed \(day.dayNumber - shipped.dayNumber) days after the shipment of \(shipped)",
        place: place,
        whatToDo: "bill within \(terms.invoiceDays) days: the payment term starts with the invoice")
    }
  }

  // MARK: - Common to all lines

  /// The order's line, or nil with a finding that says why there is none.
  private mutating func resolved(
    _ order: String, _ line: String, _ product: VendorProduct, opened: CalendarDate,
    vendor: String, _ place: String
  ) -> Int? {
    switch index.place(order, line, product) {
    case .line(let found): return found
    case .otherProduct(let found):
      add(
        .vendorItem, opened: opened, vendor: index.lines[found].vendorCode,
        what: "the line is for \(product), the order's line \(line) for"
          + " \(index.lines[found].product)",
        place: place, whatToDo: "correct the article: Amazon cannot match the line")
    case .unknownLine:
      add(
        .vendorItem, opened: opened, vendor: vendor,
        what: "PO \(order) has no line \(line) and no \(product)", place: place,
        whatToDo: "correct the line: Amazon cannot match it")
    case .unknownOrder:
      guard !books.orders.isEmpty else { return nil }
      add(
        .vendorUnknownOrder, opened: opened, vendor: vendor,
        what: order.isEmpty
          ? "the line names no purchase order" : "purchase order \(order) is not in the books",
        place: place, whatToDo: "correct the number, or import the order")
    }
    return nil
  }

  /// Pieces, or nil with a finding; another unit than the order's is told even where it converts.
  private mutating func pieces(
    _ quantity: VendorQuantity, ordered: VendorQuantity, opened: CalendarDate, vendor: String,
    _ place: String
  ) -> Int64? {
    guard let pieces = quantity.eaches else {
      add(
        .vendorUnit, opened: opened, vendor: vendor,
        what: "\(quantity) is not a number of pieces", place: place,
        whatToDo: "state eaches, or cases with the pieces in a case")
      return nil
    }
    let isOther =
      ordered.unit != quantity.unit
      || (quantity.unit == .cases && ordered.unitSize != quantity.unitSize)
    guard isOther else { return pieces }
    add(
      .vendorUnit, severity: .warning, opened: opened, vendor: vendor,
      what: "\(quantity) where the order has \(ordered); counted as \(pieces) pieces",
      place: place, whatToDo: "use the order's unit: Amazon compares the bare numbers")
    return pieces
  }
}
