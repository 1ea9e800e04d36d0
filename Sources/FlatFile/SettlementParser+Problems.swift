import LedgerCore

/// The end of a document, and all that is said about its faults.
extension SettlementParser {
  /// Closes the reading once every byte was read.
  mutating func finish(notes: [FlatFileError]) {
    leaveSettlement()
    reading.lines = lineNumber
    reading.notes += notes
    reading.encoding = texts.encoding
    if settlements.isEmpty, reading.problemCount == 0 {
      add(
        FlatFileError(
          .emptyFile, layout == nil ? "the document is empty" : "there is a header and no row",
          whatToDo: "download the report again; a settlement states at least its total"))
    }
    let places = Dictionary(grouping: groups.groups.indices) { Int(groups.groups[$0].settlement) }
    for (index, state) in settlements.enumerated() {
      reading.settlements.append(settlement(index, state, groups: places[index] ?? []))
    }
    checkFooting()
    guard reading.problemCount == 0 else {
      reading.settlements = []
      return
    }
    noteWhatIsProved()
  }

  /// Tells of oddities that do not matter because the rows make the total; a refused document's do.
  private mutating func noteWhatIsProved() {
    if let line = texts.firstInvalidLine {
      note(
        .encoding, nil, "bytes valid in no charset, first in line \(line); amounts are unaffected",
        whatToDo: "nothing, unless a SKU or an order id is concerned: the archive keeps the bytes",
        line: line)
    }
    if decimalEvidence.isSuspicious {
      note(
        .numberFormat, "amount",
        "decimal points and commas are mixed or thousands are grouped without decimals",
        whatToDo: "nothing: the rows add up to the stated total, which proves the reading",
        isOfOneLine: false)
    }
  }

  /// Records why the source ended early; what was read before is good for hints only.
  mutating func breakOff(_ error: FlatFileError) {
    reading.lines = lineNumber
    reading.problems = [error]
    reading.problemCount = 1
    reading.settlements = []
  }

  func settlement(
    _ index: Int, _ state: SettlementState, groups members: [Int]
  ) -> SettlementReading {
    var withoutOrder: [Int32: Int] = [:]
    for (key, count) in rowsWithoutOrder where key >> 32 == UInt64(index) {
      withoutOrder[Int32(truncatingIfNeeded: key)] = count
    }
    return SettlementReading(
      summary: state.summary, labels: labels.triples, dimensions: events.allDimensions,
      groups: members.map { groups.groups[$0].sums }, rows: state.sums.rows,
      rowsTotalMinor: state.sums.total,
      rowsWithoutOrder: withoutOrder)
  }

  mutating func checkFooting() {
    guard reading.problemCount == 0 else { return }
    for settlement in reading.settlements where settlement.differenceMinor != 0 {
      let currency = settlement.summary.currency
      let sum = Money(minorUnits: settlement.rowsTotalMinor, currency)
      let difference = Money(minorUnits: settlement.differenceMinor, currency)
      add(
        FlatFileError(
          .footingMismatch, at: SourceLocation(line: settlement.summary.lineNumber),
          "the rows add up to \(sum), the file states \(settlement.summary.statedTotal):"
            + " difference \(difference)",
          whatToDo: "download the report again; if it stays so, open a case with Amazon",
          settlementID: settlement.summary.settlementID, amount: difference))
    }
  }

  // MARK: - Problems

  mutating func amount(
    _ span: borrowing RawSpan, _ slice: Slice, _ column: SettlementColumn, _ currency: Currency
  ) -> Int64? {
    let cell = span.trimmed(slice)
    if !cell.isEmpty, let amount = amounts.minorUnits(span, cell) { return amount }
    badAmount(span, cell, column)
    return nil
  }

  @inline(never)
  mutating func badAmount(
    _ span: borrowing RawSpan, _ cell: Slice, _ column: SettlementColumn
  ) {
    problem(
      .rowError, column, "'\(shown(span, cell))' is no exact amount of money of at most 64 bits",
      whatToDo: "download the report again")
  }

  @inline(never)
  mutating func tooLarge() {
    problem(
      .rowError, .amount, "the amounts are too large for exact sums over all settlements",
      whatToDo: "check this row's amount; no real settlement is that large")
  }

  @inline(never)
  mutating func tooManyKinds() {
    problem(
      .rowError, nil, "there are more settlements, labels or dimensions than a document can have",
      whatToDo: "check that this is a settlement file, and split it if it holds thousands")
  }

  @inline(__always)
  mutating func noteOversizeLine(_ span: borrowing RawSpan) {
    if scanner.lineEnd - scanner.lineStart > SettlementParser.maximumFieldBytes {
      noteOversizeFields(span)
    }
  }

  @inline(never)
  mutating func noteOversizeFields(_ span: borrowing RawSpan) {
    for place in 0..<scanner.fieldCount
    where scanner.raw(place).count > SettlementParser.maximumFieldBytes {
      let name =
        SettlementColumn.allCases.first { layout?[$0] == place }?.rawValue ?? "column \(place + 1)"
      note(
        .oversizeField, name,
        "a field of \(scanner.raw(place).count) bytes (more than \(SettlementParser.maximumFieldBytes))",
        whatToDo: "nothing: the row is read; the archive keeps the bytes")
    }
  }

  func shown(_ span: borrowing RawSpan, _ slice: Slice) -> String {
    let text = String(decoding: span.array(slice).prefix(60), as: UTF8.self)
    return slice.count > 60 ? text + "…" : text
  }

  mutating func problem(
    _ kind: FindingKind, _ column: SettlementColumn?, _ what: String, whatToDo: String
  ) {
    add(
      FlatFileError(
        kind, at: SourceLocation(line: lineNumber, column: column?.rawValue), what,
        whatToDo: whatToDo,
        settlementID: current >= 0 ? settlements[current].summary.settlementID : nil))
  }

  mutating func add(_ problem: FlatFileError) {
    reading.problemCount += 1
    if reading.problems.count < SettlementParser.maximumProblemsKept {
      reading.problems.append(problem)
    }
  }

  mutating func note(
    _ kind: FindingKind, _ column: String?, _ what: String, whatToDo: String, line: Int? = nil,
    isOfOneLine: Bool = true
  ) {
    guard reading.notes.count < SettlementParser.maximumProblemsKept else { return }
    let place = isOfOneLine ? line ?? lineNumber : nil
    reading.notes.append(
      FlatFileError(
        kind, at: SourceLocation(line: place, column: column), what, whatToDo: whatToDo))
  }
}
