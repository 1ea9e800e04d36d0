import LedgerCore

/// Reads the rows of one document under one hypothesis and sums them into groups.
///
/// This is the hot path: a row costs no allocation, no `String` and no dictionary of strings.
/// Texts become small numbers once; a row that repeats the event of the row before it only needs
/// its label and its amount.
struct SettlementParser: ~Copyable {
  static let maximumProblemsKept = 50
  static let maximumFieldBytes = 4096

  private(set) var reading = DocumentReading()
  private let hypothesis: Hypothesis
  private let resolvers: DocumentReader.Resolvers

  private var layout: ColumnLayout?
  private var places = HotPlaces()
  private var scanner = RowScanner()
  private var lineNumber = 0
  private var dates: TimestampText
  private var amounts = AmountText(minorDigits: 2, groupsByThousand: true)
  private var amountEvidence = DecimalEvidence()
  private var texts = TextState()

  private var settlements: [SettlementState] = []
  private var current = -1
  private var currentID: [UInt8] = []
  /// The first and the last eight bytes of an id of nine to sixteen.
  private var currentIDEnds: (head: UInt64, tail: UInt64) = (0, 0)
  private var currentStart = Instant(seconds: 0)
  private var currentEnd = Instant(seconds: 0)
  /// The sums of the current settlement, put back into its state when another one follows.
  private var sums = RunningSums()

  private var labels = LabelTable()
  private var events: EventContext
  /// The current event's transaction type: its number among the label texts, and for V1 its text.
  private var transactionType: Int32 = 0
  private var transactionTypeV1: [UInt8] = []
  private var groupIndex = KeyIndex(capacity: 4096)
  private var groups: [PostingGroup] = []
  private var groupSettlements: [Int32] = []
  private var rowsWithoutOrder: [UInt64: Int] = [:]

  init(_ hypothesis: Hypothesis, resolvers: @escaping DocumentReader.Resolvers) {
    self.hypothesis = hypothesis
    self.resolvers = resolvers
    dates = TimestampText(dayComesFirst: hypothesis.dayComesFirst)
    events = EventContext()
    texts.forced = hypothesis.encoding
  }

  /// Nothing that may follow can make the document usable.
  private(set) var isHopeless = false
  var sawUncertainOrder: Bool { dates.sawUncertainOrder }
  var decimalEvidence: DecimalEvidence { amountEvidence.merged(with: amounts.evidence) }
  var betterEncoding: TextEncoding? { texts.betterEncoding(forced: hypothesis.encoding) }

  // MARK: - Lines

  mutating func consume(_ span: borrowing RawSpan, _ count: Int) {
    texts.look(
      at: span, count, firstLine: lineNumber + 1,
      currency: current >= 0 ? settlements[current].summary.currency : nil)
    events.forget()
    var at = 0
    while at < count {
      at = scanner.scan(span, from: at)
      lineNumber += 1
      if isHopeless { return }
      line(span)
    }
  }

  @inline(__always)
  private mutating func line(_ span: borrowing RawSpan) {
    guard scanner.fieldCount == places.columnCount else { return irregularLine(span) }
    if scanner.lineEnd - scanner.lineStart > SettlementParser.maximumFieldBytes {
      noteOversizeFields(span)
    }
    let id = span.trimmed(scanner.raw(places.settlementID))
    if !isCurrent(span, id) {
      guard enterSettlement(span, id) else { return }
    }
    if !span.trimmed(scanner.raw(places.totalAmount)).isEmpty, !summary(span) { return }
    guard current >= 0 else { return missingSummary(span, id) }
    if places.isV1 { rowV1(span) } else { rowV2(span) }
  }

  @inline(__always)
  private func isCurrent(_ span: borrowing RawSpan, _ id: Slice) -> Bool {
    guard current >= 0, id.count == currentID.count else { return false }
    if id.count > 8, id.count <= 16 {
      return span.word(id.start) == currentIDEnds.head
        && span.word(id.end - 8) == currentIDEnds.tail
    }
    return span.array(id) == currentID
  }

  /// A line whose number of fields is not the header's: the header itself, blank, short or long.
  @inline(never)
  private mutating func irregularLine(_ span: borrowing RawSpan) {
    let whole = Slice(start: scanner.lineStart, end: scanner.lineEnd)
    if layout == nil { return header(span.array(whole)) }
    if span.trimmed(whole).isEmpty {
      reading.blankLines += 1
      return
    }
    let id = span.trimmed(scanner.raw(places.settlementID))
    if ByteString(span.array(id)) == "settlement-id" { return header(span.array(whole)) }
    if scanner.fieldCount > places.columnCount {
      return problem(
        .rowError, nil,
        "the line has \(scanner.fieldCount) fields, the header \(places.columnCount)",
        whatToDo: "download the report again; a tab may stand inside a field")
    }
    if !isCurrent(span, id) { guard enterSettlement(span, id) else { return } }
    if !span.trimmed(scanner.raw(places.totalAmount)).isEmpty, !summary(span) { return }
    guard current >= 0 else { return missingSummary(span, id) }
    guard scanner.fieldCount > places.lastNeeded else {
      return problem(
        .rowError, nil, "the line ends after \(scanner.fieldCount) fields, before its amount",
        whatToDo: "download the report again; only empty fields at the end may be left out")
    }
    if places.isV1 { rowV1(span) } else { rowV2(span) }
  }

  private mutating func header(_ bytes: [UInt8]) {
    let line = bytes.last == 13 ? Array(bytes.dropLast()) : bytes
    if layout == nil, line.allSatisfy({ $0 <= 32 }) {
      reading.blankLines += 1
      return
    }
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { texts.hasMark = true }
    switch ColumnLayout.parse(line) {
    case .failure(let error):
      add(
        FlatFileError(
          error.kind, at: SourceLocation(line: lineNumber), error.what, whatToDo: error.whatToDo))
      isHopeless = true
    case .success(let parsed):
      if let known = layout {
        reading.repeatedHeaders += 1
        if known == parsed { return }
      }
      layout = parsed
      places = HotPlaces(parsed)
      events.follow(parsed)
      reading.layout = parsed.version.rawValue
      for name in parsed.unknownColumns {
        note(
          .schemaDrift, name, "column '\(name)' is new; it is kept in the archive and not read",
          whatToDo: "look whether it matters to you; Acorn may need an update")
      }
    }
  }

  // MARK: - Settlements

  /// Makes the settlement named in a row the current one; false when the line is spent.
  @inline(never)
  private mutating func enterSettlement(_ span: borrowing RawSpan, _ id: Slice) -> Bool {
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

  private mutating func leaveSettlement() {
    if current >= 0 { settlements[current].sums = sums }
    current = -1
  }

  private mutating func resume(_ index: Int) {
    current = index
    let state = settlements[index]
    sums = state.sums
    currentStart = state.summary.start
    currentEnd = state.summary.end
    events.enter(state.resolver)
    prepareAmounts()
  }

  private mutating func prepareAmounts() {
    let currency = settlements[current].summary.currency
    amounts = AmountText(
      minorDigits: currency.minorDigits,
      groupsByThousand: hypothesis.groupsByThousand == (currency.minorDigits != 3))
  }

  /// Reads the columns that only the first line of a settlement fills; true when the line also
  /// holds an amount of its own (some writers repeat the summary on each row).
  @inline(never)
  private mutating func summary(_ span: borrowing RawSpan) -> Bool {
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
      return false
    }
    settlements.append(
      SettlementState(idBytes: currentID, cells: cells, summary: read, resolver: resolver))
    reading.firstSummary = reading.firstSummary ?? read
    resume(settlements.count - 1)
    return hasRow
  }

  private mutating func readSummary(
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
      groupsByThousand: hypothesis.groupsByThousand == (currency.minorDigits != 3))
    guard let total = amount(span, scanner.raw(places.totalAmount), .totalAmount, currency) else {
      return nil
    }
    amountEvidence = amountEvidence.merged(with: amounts.evidence)
    if start.instant >= end.instant {
      problem(
        .periodError, .endDate, "the period ends (\(end.instant)) before it starts (\(start.instant))",
        whatToDo: "download the report again")
    }
    let lastSecond = end.hasTime ? end.instant : Instant(seconds: end.instant.seconds + 86_399)
    return SettlementSummary(
      settlementID: ByteString(currentID).text, currency: currency, start: start.instant,
      end: lastSecond, deposit: deposit?.instant, statedTotalMinor: total, lineNumber: lineNumber)
  }

  private mutating func instant(
    _ span: borrowing RawSpan, _ column: SettlementColumn
  ) -> Timestamp? {
    let slice = span.trimmed(scanner.raw(layout?[column] ?? -1))
    if !slice.isEmpty, let timestamp = dates.timestamp(span, slice) { return timestamp }
    problem(
      .dateFormat, column, "'\(shown(span, slice))' is no date that settlement files use",
      whatToDo: "download the report again")
    return nil
  }

  private mutating func missingSummary(_ span: borrowing RawSpan, _ id: Slice) {
    problem(
      .rowError, .settlementID,
      "settlement \(shown(span, id)) has no summary line before this row (total and currency)",
      whatToDo: "download the report again; its second line states the total")
  }

  // MARK: - Rows

  @inline(__always)
  private mutating func rowV2(_ span: borrowing RawSpan) {
    reading.dataRows += 1
    guard eventOfRow(span) else { return }
    let cell = span.trimmed(scanner.raw(places.amount))
    guard !cell.isEmpty, let amount = amounts.minorUnits(span, cell) else {
      badAmount(span, cell, .amount)
      return
    }
    let label = labels.label(
      span, type: transactionType, amountType: span.trimmed(scanner.raw(places.amountType)),
      description: span.trimmed(scanner.raw(places.amountDescription)), texts: &texts)
    let group = add(amount, label: label, rows: 1)
    if labels.countsUnits(label), events.isKnownMarketplace { countUnits(span, group) }
  }

  private mutating func rowV1(_ span: borrowing RawSpan) {
    reading.dataRows += 1
    guard eventOfRow(span), let layout else { return }
    var rows: Int64 = 1
    for kind in V1Amount.all {
      let cell = span.trimmed(scanner.raw(layout[kind.amount]))
      guard !cell.isEmpty else { continue }
      guard let amount = amounts.minorUnits(span, cell) else {
        badAmount(span, cell, kind.amount)
        return
      }
      let type = kind.type.map { span.array(span.trimmed(scanner.raw(layout[$0]))) } ?? []
      let label = labels.labelV1(
        type: transactionTypeV1, kind: kind, typeText: texts.decode(type).bytes)
      _ = add(amount, label: label, rows: rows)
      rows = 0
    }
    let isOrder = ByteString(transactionTypeV1).lowercasedASCII == "order"
    guard rows == 1 || (isOrder && events.isKnownMarketplace) else { return }
    let sale = labels.labelV1(
      type: transactionTypeV1, kind: V1Amount.all[2], typeText: Array("Principal".utf8))
    let group = add(0, label: sale, rows: rows)
    if isOrder, events.isKnownMarketplace { countUnits(span, group) }
  }

  /// Makes the row's event the current one: a row mostly repeats the event of the row before it.
  @inline(__always)
  private mutating func eventOfRow(_ span: borrowing RawSpan) -> Bool {
    if events.isSame(span, scanner) { return events.isValid }
    return newEvent(span)
  }

  @inline(never)
  private mutating func newEvent(_ span: borrowing RawSpan) -> Bool {
    let type = span.trimmed(scanner.raw(places.transactionType))
    transactionType = labels.typeID(span, type)
    if places.isV1 { transactionTypeV1 = texts.decode(span.array(type)).bytes }
    switch events.read(span, scanner, places, dates: &dates, texts: &texts) {
    case .success(let timestamp):
      let isInside =
        timestamp.hasTime
        ? currentStart <= timestamp.instant && timestamp.instant <= currentEnd
        : currentStart.day() <= timestamp.instant.day()
          && timestamp.instant.day() <= currentEnd.day()
      if isInside { return true }
      problem(
        .periodError, places.postedDateTime >= 0 ? .postedDateTime : .postedDate,
        "posted \(timestamp.instant), outside the period \(currentStart) … \(currentEnd)",
        whatToDo: "download the report again")
    case .failure(let cell):
      problem(
        .dateFormat, places.postedDateTime >= 0 ? .postedDateTime : .postedDate,
        "'\(shown(span, cell))' is no date that settlement files use",
        whatToDo: "download the report again")
    }
    events.isValid = false
    return false
  }

  /// Adds an amount to the group of the current settlement, the label and the current event.
  @inline(__always)
  private mutating func add(_ amount: Int64, label: Int32, rows: Int64) -> Int {
    let key =
      UInt64(UInt32(bitPattern: Int32(current))) << 48 | UInt64(UInt32(bitPattern: label)) << 28
      | UInt64(UInt32(bitPattern: events.dimensions))
    let (index, isNew) = groupIndex.index(of: key)
    let group = Int(index)
    if isNew {
      if current >= 1 << 16 || label >= 1 << 20 || events.dimensions >= 1 << 28 { tooManyKinds() }
      groups.append(PostingGroup(label: label, dimensions: events.dimensions))
      groupSettlements.append(Int32(current))
    }
    let (sum, overflow) = groups[group].amountMinor.addingReportingOverflow(amount)
    let (total, overflow2) = sums.total.addingReportingOverflow(amount)
    if overflow || overflow2 { overflowed() }
    groups[group].amountMinor = sum
    groups[group].rows &+= rows
    sums.total = total
    sums.rows &+= Int(rows)
    if !events.hasOrder {
      rowsWithoutOrder[UInt64(current) << 32 | UInt64(label), default: 0] += Int(rows)
    }
    return group
  }

  @inline(never)
  private mutating func countUnits(_ span: borrowing RawSpan, _ group: Int) {
    let cell = span.trimmed(scanner.raw(places.quantity))
    guard !cell.isEmpty else { return }
    guard let quantity = wholeNumber(span, cell) else {
      return problem(
        .rowError, .quantityPurchased, "'\(shown(span, cell))' is no whole number of units",
        whatToDo: "download the report again")
    }
    groups[group].units += quantity
    guard let unitCost = events.unitCost() else {
      groups[group].unitsWithoutCost += quantity
      return
    }
    let (cost, overflow) = unitCost.multipliedReportingOverflow(by: quantity)
    let (sum, overflow2) = groups[group].costMinor.addingReportingOverflow(cost)
    if overflow || overflow2 { return overflowed() }
    groups[group].costMinor = sum
  }

  private func wholeNumber(_ span: borrowing RawSpan, _ cell: Slice) -> Int64? {
    var value: Int64 = 0
    for at in cell.start..<cell.end {
      let digit = span.byte(at) &- 48
      guard digit < 10, cell.count <= 9 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }

  // MARK: - The end

  /// Closes the reading once every byte was read.
  mutating func finish(notes: [FlatFileError]) {
    leaveSettlement()
    reading.lines = lineNumber
    reading.notes += notes
    reading.encoding = texts.encoding
    if settlements.isEmpty, reading.problemCount == 0 {
      add(
        FlatFileError(
          .emptyFile, lineNumber == 0 ? "the document is empty" : "there is a header and no row",
          whatToDo: "download the report again; a settlement states at least its total"))
    }
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
        whatToDo: "nothing: the rows add up to the stated total, which proves the reading")
    }
    let places = Dictionary(grouping: groups.indices) { Int(groupSettlements[$0]) }
    for (index, state) in settlements.enumerated() {
      reading.settlements.append(settlement(index, state, groups: places[index] ?? []))
    }
    checkFooting()
    if reading.problemCount > 0 { reading.settlements = [] }
  }

  /// Records why the source ended early; what was read before is good for hints only.
  mutating func breakOff(_ error: FlatFileError) {
    reading.lines = lineNumber
    reading.problems = [error]
    reading.problemCount = 1
    reading.settlements = []
  }

  private func settlement(
    _ index: Int, _ state: SettlementState, groups members: [Int]
  ) -> SettlementReading {
    var withoutOrder: [Int32: Int] = [:]
    for (key, count) in rowsWithoutOrder where key >> 32 == UInt64(index) {
      withoutOrder[Int32(truncatingIfNeeded: key)] = count
    }
    return SettlementReading(
      summary: state.summary, labels: labels.triples, dimensions: events.allDimensions,
      groups: members.map { groups[$0] }, rows: state.sums.rows, rowsTotalMinor: state.sums.total,
      rowsWithoutOrder: withoutOrder)
  }

  private mutating func checkFooting() {
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

  private mutating func amount(
    _ span: borrowing RawSpan, _ slice: Slice, _ column: SettlementColumn, _ currency: Currency
  ) -> Int64? {
    let cell = span.trimmed(slice)
    if !cell.isEmpty, let amount = amounts.minorUnits(span, cell) { return amount }
    badAmount(span, cell, column)
    return nil
  }

  @inline(never)
  private mutating func badAmount(
    _ span: borrowing RawSpan, _ cell: Slice, _ column: SettlementColumn
  ) {
    problem(
      .rowError, column, "'\(shown(span, cell))' is no exact amount of money",
      whatToDo: "download the report again")
  }

  @inline(never)
  private mutating func overflowed() {
    problem(
      .rowError, .amount, "the sum leaves the range of 64 bits",
      whatToDo: "check this row's amount; no real settlement is that large")
  }

  @inline(never)
  private mutating func tooManyKinds() {
    problem(
      .rowError, nil, "there are more settlements, labels or dimensions than a document can have",
      whatToDo: "check that this is a settlement file, and split it if it holds thousands")
  }

  @inline(never)
  private mutating func noteOversizeFields(_ span: borrowing RawSpan) {
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

  private func shown(_ span: borrowing RawSpan, _ slice: Slice) -> String {
    let text = String(decoding: span.array(slice).prefix(60), as: UTF8.self)
    return slice.count > 60 ? text + "…" : text
  }

  private mutating func problem(
    _ kind: FindingKind, _ column: SettlementColumn?, _ what: String, whatToDo: String
  ) {
    add(
      FlatFileError(
        kind, at: SourceLocation(line: lineNumber, column: column?.rawValue), what,
        whatToDo: whatToDo,
        settlementID: current >= 0 ? settlements[current].summary.settlementID : nil))
  }

  private mutating func add(_ problem: FlatFileError) {
    reading.problemCount += 1
    if reading.problems.count < SettlementParser.maximumProblemsKept {
      reading.problems.append(problem)
    }
  }

  private mutating func note(
    _ kind: FindingKind, _ column: String?, _ what: String, whatToDo: String, line: Int? = nil
  ) {
    guard reading.notes.count < SettlementParser.maximumProblemsKept else { return }
    reading.notes.append(
      FlatFileError(
        kind, at: SourceLocation(line: line ?? lineNumber, column: column), what,
        whatToDo: whatToDo))
  }
}
