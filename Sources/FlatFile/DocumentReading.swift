import LedgerCore

/// What reading a document has given: settlements, or the problems that forbid to post them.
package struct DocumentReading: Sendable {
  package var settlements: [SettlementReading] = []
  /// Reasons to refuse the document; with any of them nothing of it is posted.
  package var problems: [FlatFileError] = []
  /// All problems there were; `problems` keeps the first of them.
  package var problemCount = 0
  /// What is worth knowing about a document that can be used.
  package var notes: [FlatFileError] = []
  package var layout = ""
  package var encoding = TextEncoding.utf8
  package var lines = 0
  package var dataRows = 0
  package var blankLines = 0
  package var repeatedHeaders = 0
  /// What the file says of itself, even when it is refused: the first summary row that was read.
  package var firstSummary: SettlementSummary?

  package init() {}

  package init(refusedFor problem: FlatFileError) {
    problems = [problem]
    problemCount = 1
  }

  package var isProved: Bool { problemCount == 0 }
}

/// One amount of a document, with the row it stands in.
package struct VisitedRow {
  package let line: Int
  /// Where the row starts in the inflated document.
  package let byteOffset: Int
  package let settlement: SettlementSummary
  package let label: LabelTriple
  package let dimensions: Dimensions
  package let amountMinor: Int64
  package let orderID: ByteString
  package let merchantOrderID: ByteString
  package let sku: ByteString
  /// Of a sale on a marketplace of Amazon's; 0 on other rows.
  package let units: Int64
  /// The whole row in UTF-8, whatever the document is in, without what ends its line.
  package let text: ByteString
}

/// Called with the rows of a document in their order.
package typealias RowVisitor = (VisitedRow) -> Void

/// How a document is to be understood where its bytes alone leave a choice.
struct Hypothesis {
  var dayComesFirst = true
  /// A lone separator before three digits: thousands, or decimals where the currency has three.
  var takesUsualSense = true
  var encoding: TextEncoding?
}

/// Reads settlement documents; whatever a file leaves open is proved or refused.
package struct DocumentReader {
  /// Finds the dimensions for the settlements of a currency; nil refuses the currency.
  package typealias Resolvers = (Currency) -> DimensionResolver?

  private let resolvers: Resolvers
  private let windowBytes: Int
  private let readsAhead: Bool

  /// `readsAhead` reads and inflates on a thread of its own, for a document that is read alone.
  package init(
    windowBytes: Int = 256 << 10, readsAhead: Bool = false, resolvers: @escaping Resolvers
  ) {
    self.windowBytes = windowBytes
    self.readsAhead = readsAhead
    self.resolvers = resolvers
  }

  /// Reads a document; `open` may be called again when a first reading disproves itself.
  package func read(_ open: () throws(FlatFileError) -> any ByteSource) -> DocumentReading {
    understand(open).reading
  }

  /// Goes through the rows of a document that proves itself; a refused one is not visited. Returns
  /// whether it was read to its end.
  package func visit(
    _ open: () throws(FlatFileError) -> any ByteSource, _ visitor: @escaping RowVisitor
  ) -> Bool {
    let understood = understand(open)
    return understood.reading.isProved
      && pass(open, understood.hypothesis, visitor: visitor).reading.isProved
  }

  /// A reading, and the hypothesis under which it was made.
  private typealias Understanding = (reading: DocumentReading, hypothesis: Hypothesis)

  private func understand(
    _ open: () throws(FlatFileError) -> any ByteSource
  ) -> Understanding {
    var hypothesis = Hypothesis()
    var first = pass(open, hypothesis)
    if let encoding = first.betterEncoding {
      hypothesis.encoding = encoding
      first = pass(open, hypothesis)
    }
    let understanding = (first.reading, hypothesis)
    if first.sawUncertainOrder { return readBothOrders(open, understanding) }
    if first.amounts.ambiguous > 0 {
      var other = hypothesis
      other.takesUsualSense = false
      return chosen(
        understanding, (pass(open, other).reading, other),
        preferringDecimals: first.amounts.speaksForDecimals,
        ambiguity: FlatFileError(
          .numberFormat, "amounts such as 1.234 can be read as thousands and as decimals",
          whatToDo: "download the report again, or ask Amazon for the amounts of this settlement"))
    }
    return understanding
  }

  private func readBothOrders(
    _ open: () throws(FlatFileError) -> any ByteSource, _ dayFirst: Understanding
  ) -> Understanding {
    var monthFirst = dayFirst.hypothesis
    monthFirst.dayComesFirst = false
    let ambiguity = FlatFileError(
      .dateFormat, "dates such as 03/04/26 can be read as day-month and as month-day",
      whatToDo: "download the report again; Acorn does not guess dates")
    var result = chosen(
      dayFirst, (pass(open, monthFirst).reading, monthFirst), ambiguity: ambiguity)
    if !result.reading.isProved, !result.reading.problems.contains(ambiguity) {
      result.reading.problems.insert(ambiguity, at: 0)
      result.reading.problemCount += 1
    }
    return result
  }

  /// The reading that proves itself; with two of them the document is refused.
  ///
  /// Of two that fail, the one is reported that other cells of the file speak for.
  private func chosen(
    _ one: Understanding, _ other: Understanding, preferringDecimals: Bool = false,
    ambiguity: FlatFileError
  ) -> Understanding {
    // Currencies of three decimals take a lone separator before three digits for decimals anyway.
    let hasMils = one.reading.firstSummary?.currency.minorDigits == 3
    switch (one.reading.isProved, other.reading.isProved) {
    case (true, false): return one
    case (false, true): return other
    case (false, false): return preferringDecimals && !hasMils ? other : one
    case (true, true):
      if one.reading.settlements == other.reading.settlements { return one }
      if preferringDecimals, hasMils { return one }
      var refused = one
      refused.reading.settlements = []
      refused.reading.problems = [ambiguity]
      refused.reading.problemCount = 1
      return refused
    }
  }

  private struct Pass {
    let reading: DocumentReading
    let sawUncertainOrder: Bool
    let amounts: DecimalEvidence
    let betterEncoding: TextEncoding?
  }

  private func pass(
    _ open: () throws(FlatFileError) -> any ByteSource, _ hypothesis: Hypothesis,
    visitor: RowVisitor? = nil
  ) -> Pass {
    var parser = SettlementParser(hypothesis, resolvers: resolvers, visitor: visitor)
    do throws(FlatFileError) {
      let source = try open()
      var windows = WindowReader(source, windowBytes: windowBytes, readsAhead: readsAhead)
      while try windows.next({ span, count, isASCII in
        parser.consume(span, count, isASCII: isASCII)
      }) {
        if parser.isHopeless { break }
      }
      parser.finish(notes: source.notes)
    } catch {
      parser.breakOff(error)
    }
    return Pass(
      reading: parser.reading, sawUncertainOrder: parser.sawUncertainOrder,
      amounts: parser.decimalEvidence, betterEncoding: parser.betterEncoding)
  }
}
