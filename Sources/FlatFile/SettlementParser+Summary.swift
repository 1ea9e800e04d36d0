import LedgerCore

/// The lines that open a settlement, and the change from one settlement to another.
extension SettlementParser {
  /// 2100-01-01. A period that ends in another century is a slip of somebody's hand, and would cost
  /// each report its rows up to then.
  private static let endOfCentury = Instant(seconds: 4_102_444_800)

  /// Makes the settlement named in a row the current one; false when the line is spent.
  @inline(never)
  mutating func enterSettlement(_ span: borrowing RawSpan, _ id: Slice) -> Bool {
    let bytes = span.array(id)
    if bytes == Array("settlement-id".utf8) {
      header(span.array(Slice(start: scanner.lineStart, end: scanner.lineEnd)))
      return false
    }
    if bytes.isEmpty {
      let whole = Slice(start: scanner.lineStart, end: scanner.lineEnd)
      if span.trimmed(whole).isEmpty {
        reading.blankLines += 1
      } else {
        problem(
          .rowError, .settlementID, "the row names no settlement",
          whatToDo: "download the report again")
      }
      return false
    }
    amountEvidence = amountEvidence.merged(with: amounts.evidence)
    amounts.evidence = DecimalEvidence()
    events.forget()
    leaveSettlement()
    currentID = bytes
    if bytes.count > 8 { currentIDEnds = (span.word(id.start), span.word(id.end - 8)) }
    if let known = settlements.firstIndex(where: { $0.idBytes == bytes }) { resume(known) }
    return true
  }

  mutating func leaveSettlement() {
    if current >= 0 { settlements[current].sums = sums }
    current = -1
  }

  mutating func resume(_ index: Int) {
    current = index
    let state = settlements[index]
    sums = state.sums
    currentStart = state.summary.start
    currentEnd = state.summary.end
    events.enter(state.resolver)
    prepareAmounts()
  }

  mutating func prepareAmounts() {
    let currency = settlements[current].summary.currency
    amounts = AmountText(
      minorDigits: currency.minorDigits,
      groupsByThousand: hypothesis.takesUsualSense == (currency.minorDigits != 3))
  }

  /// Reads the columns that only the first line of a settlement fills; true when the line also
  /// holds an amount of its own (some writers repeat the summary on each row).
  @inline(never)
  mutating func summary(_ span: borrowing RawSpan) -> Bool {
    let known = current >= 0 ? settlements[current] : nil
    let cells = SummaryCells(span, scanner, layout)
    let hasRow = !cells.transactionType.isEmpty || cells.hasAmount
    if let known {
      if known.cells.disagrees(with: cells) {
        problem(
          .schemaError, .totalAmount,
          "period, total or currency differ from line \(known.summary.lineNumber)",
          whatToDo: "split the file by settlement, or download the report again")
        return false
      }
      return hasRow
    }
    guard let read = readSummary(span, cells) else { return false }
    guard let resolver = resolvers(read.currency) else {
      problem(
        .unboundStore, .currency, "the store has no marketplace in \(read.currency)",
        whatToDo: "check --store, or add the marketplace to the store in acorn.toml")
      isHopeless = true
      return false
    }
    settlements.append(
      SettlementState(idBytes: currentID, cells: cells, summary: read, resolver: resolver))
    reading.firstSummary = reading.firstSummary ?? read
    resume(settlements.count - 1)
    return hasRow
  }

  mutating func readSummary(
    _ span: borrowing RawSpan, _ cells: SummaryCells
  ) -> SettlementSummary? {
    let before = reading.problemCount
    let currency = Currency(cells.currency)
    if currency == nil {
      problem(
        .rowError, .currency, "'\(ByteString(cells.currency))' is no currency code",
        whatToDo: "download the report again")
    }
    let start = instant(span, .startDate)
    let end = instant(span, .endDate)
    let deposit =
      span.trimmed(scanner.raw(layout?[.depositDate] ?? -1)).isEmpty
      ? nil : instant(span, .depositDate)
    guard let currency, let start, let end, before == reading.problemCount else { return nil }
    amounts = AmountText(
      minorDigits: currency.minorDigits,
      groupsByThousand: hypothesis.takesUsualSense == (currency.minorDigits != 3))
    guard let total = amount(span, scanner.raw(places.totalAmount), .totalAmount, currency) else {
      return nil
    }
    amountEvidence = amountEvidence.merged(with: amounts.evidence)
    if start.instant >= end.instant {
      problem(
        .periodError, .endDate,
        "the period ends (\(end.instant)) before it starts (\(start.instant))",
        whatToDo: "download the report again")
    } else if SettlementParser.endOfCentury <= end.instant {
      problem(
        .periodError, .endDate, "the period ends on \(end.instant.day()), in another century",
        whatToDo: "download the report again")
    }
    let lastSecond = end.hasTime ? end.instant : Instant(seconds: end.instant.seconds + 86_399)
    return SettlementSummary(
      settlementID: ByteString(currentID).text, currency: currency, start: start.instant,
      end: lastSecond, deposit: deposit?.instant, statedTotalMinor: total, lineNumber: lineNumber)
  }

  mutating func instant(
    _ span: borrowing RawSpan, _ column: SettlementColumn
  ) -> Timestamp? {
    let slice = span.trimmed(scanner.raw(layout?[column] ?? -1))
    if !slice.isEmpty, let timestamp = dates.timestamp(span, slice) { return timestamp }
    problem(
      .dateFormat, column, "'\(shown(span, slice))' is no date that settlement files use",
      whatToDo: "download the report again")
    return nil
  }

  mutating func missingSummary(_ span: borrowing RawSpan, _ id: Slice) {
    problem(
      .rowError, .settlementID,
      "settlement \(shown(span, id)) has no summary line before this row (total and currency)",
      whatToDo: "download the report again; its second line states the total")
  }
}
