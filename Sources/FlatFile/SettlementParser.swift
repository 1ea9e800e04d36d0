import LedgerCore

/// Reads the rows of one document under one hypothesis and sums them into groups.
///
/// This is the hot path: a row costs no allocation, no `String` and no dictionary of strings.
/// Texts become small numbers once; a row that repeats the event of the row before it only needs
/// its label and its amount.
struct SettlementParser: ~Copyable {
  static let maximumProblemsKept = 50
  static let maximumFieldBytes = 4096

  var reading = DocumentReading()
  let hypothesis: Hypothesis
  let resolvers: DocumentReader.Resolvers

  var layout: ColumnLayout?
  var places = HotPlaces()
  var scanner = RowScanner()
  var lineNumber = 0
  var dates: TimestampText
  var amounts = AmountText(minorDigits: 2, groupsByThousand: true)
  var amountEvidence = DecimalEvidence()
  var texts = TextState()

  var settlements: [SettlementState] = []
  var current = -1
  var currentID: [UInt8] = []
  /// The first and the last eight bytes of an id of nine to sixteen.
  var currentIDEnds: (head: UInt64, tail: UInt64) = (0, 0)
  var currentStart = Instant(seconds: 0)
  var currentEnd = Instant(seconds: 0)
  /// The sums of the current settlement, put back into its state when another one follows.
  var sums = RunningSums()

  var labels = LabelTable()
  var events: EventContext
  /// The current event's transaction type: its number among the label texts, and for V1 its text.
  var transactionType: Int32 = 0
  var transactionTypeV1: [UInt8] = []
  var groups = GroupTable()
  var rowsWithoutOrder: [UInt64: Int] = [:]

  /// Told of each row, for those who look for single rows.
  let visitor: RowVisitor?
  var windowOffset = 0

  init(
    _ hypothesis: Hypothesis, resolvers: @escaping DocumentReader.Resolvers, visitor: RowVisitor?
  ) {
    self.hypothesis = hypothesis
    self.visitor = visitor
    self.resolvers = resolvers
    dates = TimestampText(dayComesFirst: hypothesis.dayComesFirst)
    events = EventContext()
    texts.forced = hypothesis.encoding
  }

  /// Nothing that may follow can make the document usable.
  var isHopeless = false
  var sawUncertainOrder: Bool { dates.sawUncertainOrder }
  var decimalEvidence: DecimalEvidence { amountEvidence.merged(with: amounts.evidence) }
  var betterEncoding: TextEncoding? { texts.betterEncoding(forced: hypothesis.encoding) }

  // MARK: - Lines

  mutating func consume(_ span: borrowing RawSpan, _ count: Int, isASCII: Bool) {
    if !isASCII {
      texts.look(
        at: span, count, firstLine: lineNumber + 1,
        currency: current >= 0 ? settlements[current].summary.currency : nil)
    }
    precondition(
      count > 0 && span.byteCount >= count + WindowReader.paddingBytes
        && span.byte(count - 1) == 10,
      "a window ends with a line feed and its padding")
    events.forget()
    scanner.forget()
    var at = 0
    while at < count {
      let isRepetition = scanner.scanRepetition(span, from: at)
      if !isRepetition { scanner.scan(span, from: at) }
      at = scanner.lineEnd + 1
      lineNumber += 1
      if isHopeless { return }
      if isRepetition {
        noteOversizeLine(span)
        rowV2(span, isRepetition: true)
      } else {
        line(span)
      }
    }
    windowOffset += count
  }

  /// A line that does not just repeat the one before.
  @inline(never)
  mutating func line(_ span: borrowing RawSpan) {
    guard scanner.fieldCount == places.columnCount else { return irregularLine(span) }
    noteOversizeLine(span)
    let id = span.trimmed(scanner.raw(places.settlementID))
    if !isCurrent(span, id) {
      guard enterSettlement(span, id) else { return }
    }
    if !span.trimmed(scanner.raw(places.totalAmount)).isEmpty, !summary(span) { return }
    guard current >= 0 else { return missingSummary(span, id) }
    if places.isV1 { return rowV1(span) }
    rowV2(span, isRepetition: false)
    if span.trimmed(scanner.raw(places.totalAmount)).isEmpty { scanner.allowRepetition() }
  }

  @inline(__always)
  func isCurrent(_ span: borrowing RawSpan, _ id: Slice) -> Bool {
    guard current >= 0, id.count == currentID.count else { return false }
    if id.count > 8, id.count <= 16 {
      return span.word(id.start) == currentIDEnds.head
        && span.word(id.end - 8) == currentIDEnds.tail
    }
    return span.array(id) == currentID
  }

  /// A line whose number of fields is not the header's: the header itself, blank, short or long.
  @inline(never)
  mutating func irregularLine(_ span: borrowing RawSpan) {
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
    if places.isV1 { rowV1(span) } else { rowV2(span, isRepetition: false) }
  }

  mutating func header(_ bytes: [UInt8]) {
    let line = bytes.last == 13 ? Array(bytes.dropLast()) : bytes
    let hasMark = line.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { texts.hasMark = true }
    let isBlank = line.dropFirst(hasMark ? 3 : 0).allSatisfy { $0 == 32 || (9...13).contains($0) }
    if layout == nil, isBlank {
      reading.blankLines += 1
      return
    }
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
      scanner.follow(parsed)
      reading.layout = parsed.version.rawValue
      for name in parsed.unknownColumns {
        note(
          .schemaDrift, name, "column '\(name)' is new; it is kept in the archive and not read",
          whatToDo: "look whether it matters to you; Acorn may need an update")
      }
    }
  }

  // MARK: - Rows

  /// `isRepetition`: the row was found to be of the event of the row before when it was scanned.
  @inline(__always)
  mutating func rowV2(_ span: borrowing RawSpan, isRepetition: Bool) {
    reading.dataRows += 1
    guard isRepetition ? events.isValid : eventOfRow(span) else { return }
    let cell = span.trimmed(scanner.raw(places.amount))
    guard !cell.isEmpty, let amount = amounts.minorUnits(span, cell) else {
      badAmount(span, cell, .amount)
      return
    }
    let label = labels.label(
      span, type: transactionType, amountType: scanner.raw(places.amountType),
      description: scanner.raw(places.amountDescription), texts: &texts)
    let group = add(amount, label: label, rows: 1)
    if labels.countsUnits(label), events.isKnownMarketplace { countUnits(span, group) }
    if let visitor { visit(span, visitor, label: label, amount) }
  }

  mutating func rowV1(_ span: borrowing RawSpan) {
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
      if let visitor { visit(span, visitor, label: label, amount) }
      rows = 0
    }
    let isOrder = ByteString(transactionTypeV1).lowercasedASCII == "order"
    let counts =
      isOrder && events.isKnownMarketplace
      && !span.trimmed(scanner.raw(places.quantity)).isEmpty
    guard rows == 1 || counts else { return }
    let sale = labels.labelV1(
      type: transactionTypeV1, kind: V1Amount.all[2], typeText: Array("Principal".utf8))
    let group = add(0, label: sale, rows: rows)
    if counts { countUnits(span, group) }
  }

  /// Makes the row's event the current one: a row mostly repeats the event of the row before it.
  @inline(__always)
  mutating func eventOfRow(_ span: borrowing RawSpan) -> Bool {
    if events.isSame(span, scanner) { return events.isValid }
    return newEvent(span)
  }

  @inline(never)
  mutating func newEvent(_ span: borrowing RawSpan) -> Bool {
    let type = span.trimmed(scanner.raw(places.transactionType))
    transactionType = labels.typeID(span, type)
    if places.isV1 { transactionTypeV1 = texts.decode(span.array(type)).bytes }
    switch events.read(span, scanner, places, dates: &dates, texts: &texts) {
    case .success(let timestamp):
      let isInside =
        timestamp.hasTime
        ? currentStart.seconds <= timestamp.instant.seconds
          && timestamp.instant.seconds <= currentEnd.seconds
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
  mutating func add(_ amount: Int64, label: Int32, rows: Int64) -> Int {
    let known = groups.count
    let group = groups.place(settlement: current, label: label, dimensions: events.dimensions)
    if groups.count > known { checkKinds(label) }
    groups.add(amount, rows: rows, order: events.hasOrder ? events.orderSerial : 0, to: group)
    sums.total &+= amount
    sums.turnover &+= amount.magnitude
    sums.rows &+= Int(rows)
    if sums.turnover > AmountLimits.mostTurnover { tooLarge() }
    if !events.hasOrder {
      rowsWithoutOrder[UInt64(current) << 32 | UInt64(label), default: 0] += Int(rows)
    }
    return group
  }

  @inline(never)
  private mutating func checkKinds(_ label: Int32) {
    if current >= 1 << 16 || label >= 1 << 20 || events.dimensions >= 1 << 28 { tooManyKinds() }
  }

  @inline(never)
  mutating func visit(
    _ span: borrowing RawSpan, _ visitor: RowVisitor, label: Int32, _ amount: Int64
  ) {
    visitor(
      VisitedRow(
        line: lineNumber, byteOffset: windowOffset + scanner.lineStart,
        settlement: settlements[current].summary, label: labels.triples[Int(label)],
        dimensions: events.allDimensions[Int(events.dimensions)], amountMinor: amount,
        orderID: ByteString(span.array(span.trimmed(scanner.raw(places.orderID)))),
        merchantOrderID: texts.decode(
          span.array(span.trimmed(scanner.raw(places.merchantOrderID)))),
        sku: texts.decode(span.array(span.trimmed(scanner.raw(places.sku)))),
        units: labels.countsUnits(label) && events.isKnownMarketplace
          ? wholeNumber(span, span.trimmed(scanner.raw(places.quantity))) ?? 0 : 0,
        text: texts.decode(span.array(wholeLine(span)))))
  }

  private func wholeLine(_ span: borrowing RawSpan) -> Slice {
    let (start, end) = (scanner.lineStart, scanner.lineEnd)
    return Slice(start: start, end: end > start && span.byte(end - 1) == 13 ? end - 1 : end)
  }

  @inline(never)
  mutating func countUnits(_ span: borrowing RawSpan, _ group: Int) {
    let cell = span.trimmed(scanner.raw(places.quantity))
    guard !cell.isEmpty else { return }
    guard let quantity = wholeNumber(span, cell) else {
      return problem(
        .rowError, .quantityPurchased, "'\(shown(span, cell))' is no whole number of units",
        whatToDo: "download the report again")
    }
    if groups.addUnits(quantity, unitCost: events.unitCost, to: group) { tooLarge() }
  }

  func wholeNumber(_ span: borrowing RawSpan, _ cell: Slice) -> Int64? {
    var value: Int64 = 0
    for at in cell.start..<cell.end {
      let digit = span.byte(at) &- 48
      guard digit < 10, cell.count <= 9 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }
}
