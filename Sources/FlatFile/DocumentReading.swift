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

/// How a document is to be understood where its bytes alone leave a choice.
struct Hypothesis {
  var dayComesFirst = true
  var groupsByThousand = true
  var encoding: TextEncoding?
}

/// Reads settlement documents; whatever a file leaves open is proved or refused.
package struct DocumentReader {
  /// Finds the dimensions for the settlements of a currency; nil refuses the currency.
  package typealias Resolvers = (Currency) -> DimensionResolver?

  private let resolvers: Resolvers
  private let windowBytes: Int

  package init(windowBytes: Int = 512 << 10, resolvers: @escaping Resolvers) {
    self.windowBytes = windowBytes
    self.resolvers = resolvers
  }

  /// Reads a document; `open` may be called again when a first reading disproves itself.
  package func read(_ open: () throws(FlatFileError) -> any ByteSource) -> DocumentReading {
    var hypothesis = Hypothesis()
    var first = pass(open, hypothesis)
    if let encoding = first.betterEncoding {
      hypothesis.encoding = encoding
      first = pass(open, hypothesis)
    }
    if first.sawUncertainOrder { return readBothOrders(open, hypothesis, dayFirst: first.reading) }
    if first.amounts.ambiguous > 0 {
      var other = hypothesis
      other.groupsByThousand = false
      return chosen(
        first.reading, pass(open, other).reading,
        ambiguity: FlatFileError(
          .numberFormat, "amounts such as 1.234 can be read as thousands and as decimals",
          whatToDo: "download the report again, or ask Amazon for the amounts of this settlement"))
    }
    return first.reading
  }

  private func readBothOrders(
    _ open: () throws(FlatFileError) -> any ByteSource, _ hypothesis: Hypothesis,
    dayFirst: DocumentReading
  ) -> DocumentReading {
    var monthFirst = hypothesis
    monthFirst.dayComesFirst = false
    let ambiguity = FlatFileError(
      .dateFormat, "dates such as 03/04/26 can be read as day-month and as month-day",
      whatToDo: "download the report again; Acorn does not guess dates")
    var result = chosen(dayFirst, pass(open, monthFirst).reading, ambiguity: ambiguity)
    if !result.isProved, !result.problems.contains(ambiguity) {
      result.problems.insert(ambiguity, at: 0)
      result.problemCount += 1
    }
    return result
  }

  /// The reading that proves itself; with two of them the document is refused.
  private func chosen(
    _ one: DocumentReading, _ other: DocumentReading, ambiguity: FlatFileError
  ) -> DocumentReading {
    switch (one.isProved, other.isProved) {
    case (true, false): return one
    case (false, true): return other
    case (false, false): return one
    case (true, true):
      if one.settlements == other.settlements { return one }
      var refused = one
      refused.settlements = []
      refused.problems = [ambiguity]
      refused.problemCount = 1
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
    _ open: () throws(FlatFileError) -> any ByteSource, _ hypothesis: Hypothesis
  ) -> Pass {
    var parser = SettlementParser(hypothesis, resolvers: resolvers)
    do throws(FlatFileError) {
      let source = try open()
      var windows = WindowReader(source, windowBytes: windowBytes)
      while try windows.next({ span, count in parser.consume(span, count) }) {
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
