/// Credit notes that the vendor has sent, beside the invoices and deductions that they answer.
///
/// A credit note answers one document. What it credits is net of what is still open of it, of what
/// Amazon kept of it, and of what can be claimed back; a note that answers nothing that is known, the
/// same thing twice, more than there is, or another currency is told and credits no more than is due.
///
/// - Source: SP-API vendor retail invoices v1, `CreditNoteDetails`: one invoice for a credit note.
struct VendorCreditNotes {
  private(set) var findings: [Finding] = []
  private var notes: [VendorSentInvoice] = []

  init(_ books: VendorBooks) {
    notes = books.sent.filter(\.isCreditNote)
      .sorted { ($0.issuedAt, $0.id) < ($1.issuedAt, $1.id) }
  }

  /// Nets the notes from the rows of what they answer; rows of Amazon's that take a note's amount are
  /// justified by it.
  mutating func net(from rows: inout [VendorMatchRow]) {
    guard !notes.isEmpty else { return }
    var names = VendorInvoiceNames()
    for row in rows { names.add(row.id, number: row.invoice, code: row.vendorCode) }
    let numbered = Dictionary(grouping: rows.indices) { rows[$0].invoice }
    var answers: [String: [VendorSentInvoice]] = [:]
    for note in notes {
      justify(note, &rows, numbered[note.number] ?? [])
      switch names.meaning(of: note.answers, by: [[note.payee]]) {
      case .one(let id): answers[id, default: []].append(note)
      case .several(let ids): tellShared(note, ids)
      case .unknown: tellUnknown(note, note.answers)
      }
    }
    let places = Dictionary(grouping: rows.indices) { rows[$0].id }
    for (id, notes) in answers.sorted(by: { $0.key < $1.key }) {
      guard let own = places[id] else { continue }
      credit(notes, of: rows[own[0]].invoice, &rows, own)
    }
  }

  /// What Amazon takes under a credit note's own number.
  private func justify(
    _ note: VendorSentInvoice, _ rows: inout [VendorMatchRow], _ places: [Int]
  ) {
    for place in places where rows[place].invoicedMinor < 0 {
      rows[place].verdict = .justified
      rows[place].state = .valid
      rows[place].recoverableMinor = 0
      rows[place].why = "credit note \(note.number) of your own"
      if rows[place].taxMinor == 0 {
        rows[place].taxMinor = note.tax(in: rows[place].invoicedMinor)
      }
    }
  }

  private mutating func credit(
    _ notes: [VendorSentInvoice], of answered: String, _ rows: inout [VendorMatchRow],
    _ places: [Int]
  ) {
    let total = places.reduce(Int64(0)) { $0 + Int64(rows[$1].invoicedMinor.magnitude) }
    var left = total
    var counted: [VendorSentInvoice] = []
    for note in notes {
      guard note.total.currency == rows[places[0]].currency else {
        tell(
          note, answered, note.total,
          "it is in \(note.total.currency), \(answered) in \(rows[places[0]].currency)",
          "send it again in the currency of what it answers")
        continue
      }
      if let first = counted.first(where: { $0.credits(sameAs: note) }) {
        tell(
          note, answered, note.total, "\(first.number) has credited the same of \(answered)",
          "withdraw one of the two: Amazon takes both")
        continue
      }
      counted.append(note)
      let amount = min(left, Int64(note.total.minorUnits.magnitude))
      let over = Int64(note.total.minorUnits.magnitude) - amount
      if over > 0 {
        tell(
          note, answered, Money(minorUnits: over, note.total.currency),
          "with it \(answered) is credited for more than its"
            + " \(Money(minorUnits: total, note.total.currency))",
          "correct the amount: Amazon takes what it says")
      }
      left -= amount
      share(amount, of: note, over: places, &rows)
    }
  }

  /// To the lines that the note names, then to what is open or was kept, then to all by their amount.
  private func share(
    _ amount: Int64, of note: VendorSentInvoice, over places: [Int], _ rows: inout [VendorMatchRow]
  ) {
    var left = amount
    let named = places.filter { place in
      note.lines.contains { line in
        line.product.fits(rows[place].product)
          && (line.order.isEmpty || rows[place].order.isEmpty || line.order == rows[place].order)
      }
    }
    for (candidates, limit) in [
      (named, VendorMatchRow.unsettledMinor), (places, VendorMatchRow.unsettledMinor),
      (named, VendorMatchRow.uncreditedMinor), (places, VendorMatchRow.uncreditedMinor),
    ] as [([Int], (VendorMatchRow) -> () -> Int64)] {
      let room = candidates.map { max(0, limit(rows[$0])()) }
      let sum = min(left, room.reduce(0, +))
      guard sum > 0, let parts = allocate(sum, by: room) else { continue }
      for (place, part) in zip(candidates, parts) where part > 0 {
        rows[place].credit(part, tax: note.tax(in: part), by: note.number)
      }
      left -= sum
    }
  }

  // MARK: - Findings

  private mutating func tellUnknown(_ note: VendorSentInvoice, _ answered: String) {
    tell(
      note, answered, note.total,
      answered.isEmpty
        ? "it names neither an invoice nor a debit note"
        : "\(answered), which it answers, is not in the books",
      "correct its reference, or import what it answers")
  }

  private mutating func tellShared(_ note: VendorSentInvoice, _ ids: [String]) {
    tell(
      note, note.answers, note.total,
      "\(note.answers), which it answers, is the number of \(ids.joined(separator: " and "))",
      "send it again under the payee whose invoice it answers")
  }

  private mutating func tell(
    _ note: VendorSentInvoice, _ answered: String, _ amount: Money, _ what: String,
    _ whatToDo: String
  ) {
    findings.append(
      Finding(
        kind: .vendorCreditNote, opened: note.issuedAt.day().description, store: "",
        settlementID: "", amount: amount, currency: amount.currency.code, what: what,
        place: "credit note \(note.number)", whatToDo: whatToDo))
  }
}

extension VendorSentInvoice {
  /// The document that a credit note answers: the first that its lines name.
  var answers: String { lines.lazy.map(\.credits).first { !$0.isEmpty } ?? "" }

  /// The tax in that much of it.
  fileprivate func tax(in minor: Int64) -> Int64 {
    guard let tax, tax.currency == total.currency, total.minorUnits != 0 else { return 0 }
    return scaled(
      minor, by: Int64(tax.minorUnits.magnitude), over: Int64(total.minorUnits.magnitude))
      ?? 0
  }

  /// Whether the two credit the same goods of the same document.
  fileprivate func credits(sameAs other: VendorSentInvoice) -> Bool {
    total == other.total && lines.map(\.product) == other.lines.map(\.product)
      && lines.map(\.invoiced) == other.lines.map(\.invoiced)
      && lines.map(\.order) == other.lines.map(\.order)
  }
}

extension VendorMatchRow {
  /// What is still open of an invoice line, or was kept of it; of a deduction what it takes.
  fileprivate func unsettledMinor() -> Int64 {
    if invoicedMinor < 0 { return -invoicedMinor - creditedMinor }
    return max(invoicedMinor - settledMinor, deductedMinor) - creditedMinor
  }

  fileprivate func uncreditedMinor() -> Int64 { Int64(invoicedMinor.magnitude) - creditedMinor }

  fileprivate mutating func credit(_ minor: Int64, tax: Int64, by note: String) {
    // Of a deduction that states no tax the vendor's own notes say what is in it.
    if invoicedMinor < 0, taxMinor == -creditedTaxMinor { taxMinor -= tax }
    creditedMinor += minor
    creditedTaxMinor += tax
    if !creditNotes.contains(note) { creditNotes.append(note) }
    guard variance != .none, verdict != nil else { return }
    recoverableMinor = max(0, recoverableMinor - minor)
    guard unsettledMinor() <= 0 else { return }
    why = "credited by \(creditNotes.joined(separator: ", ")); \(why)"
    if verdict != .justified, invoicedMinor < 0 { state = .valid }
    verdict = .justified
  }

  /// What is to come of an invoice line, less what was kept or credited; negative where more was
  /// credited than is left to pay. Nil of deductions, and where it is not known what was paid.
  package var openMinor: Int64? {
    guard invoicedMinor >= 0, state != .paidUnproved else { return nil }
    return invoicedMinor - settledMinor - max(deductedMinor, creditedMinor)
  }
}
