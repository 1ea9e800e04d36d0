/// What matching payouts with bank lines has shown.
package struct PayoutMatching: Equatable, Sendable {
  /// For each payout, in the order given.
  package let verdicts: [DepositVerdict]
  /// Credits in no unique match that a payout could have been: named payer, or a known trace.
  package let openLines: [ByteString]
  /// Sums made by subset searches, to compare with `MatchingRules.mostWork`.
  package let work: Int
}

/// Matches payouts with bank lines to the cent: 1:1, N:1, 1:N and converted.
///
/// Evidence counts in this order. First the trace id in a line's text with the exact amount. Then
/// amount and days: a pair of which neither member fits another. Then sums: of all explanations
/// that are left — pairs, several payouts in a line, a late one with a later one of its account, a
/// payout in several lines — one is `unique` if it shares no member with another one. Nothing is
/// picked among several; a line that names a trace is no candidate for another payout. Deposits of
/// two sources compete for lines, and are never summed. The result does not depend on the order of
/// the inputs.
package func matchPayouts(
  _ deposits: [ExpectedDeposit], with lines: [DepositLine], _ rules: MatchingRules = MatchingRules()
) -> PayoutMatching {
  let order = deposits.indices.sorted {
    (deposits[$0].id, deposits[$0].source) < (deposits[$1].id, deposits[$1].source)
  }
  var matcher = PayoutMatcher(
    order.map { deposits[$0] }, lines.sorted { $0.id < $1.id }, rules)
  matcher.matchByTrace()
  matcher.matchByAmount()
  matcher.matchBySum()
  var verdicts = deposits.map { _ in DepositVerdict.none }
  for (place, original) in order.enumerated() { verdicts[original] = matcher.verdict(place) }
  return PayoutMatching(
    verdicts: verdicts, openLines: matcher.openLines, work: matcher.work)
}

/// A way to explain some payouts by some lines, by their places.
struct Explanation: Hashable {
  let evidence: PayoutMatch.Evidence
  let deposits: [Int]
  let lines: [Int]
}

/// The state of one matching: who is taken, and which explanations are open.
struct PayoutMatcher {
  let deposits: [ExpectedDeposit]
  let lines: [DepositLine]
  let rules: MatchingRules
  /// Whether a line's text holds the name of a payer.
  let isNamed: [Bool]
  /// The deposits whose trace a line names.
  let named: [[Int]]

  /// The unique explanation of each deposit, and the lines that have one.
  var settled: [Int: Explanation] = [:]
  var settledLines: Set<Int> = []
  /// Explanations among which nothing was picked.
  var open: [Explanation] = []
  /// Deposits and lines whose trace was found with amounts that do not add up yet.
  var torn: [(deposits: [Int], lines: [Int])] = []
  /// Members of searches that passed a bound.
  var unsearchedDeposits: Set<Int> = []
  var unsearchedLines: Set<Int> = []
  var work = 0

  init(_ deposits: [ExpectedDeposit], _ lines: [DepositLine], _ rules: MatchingRules) {
    self.deposits = deposits
    self.lines = lines
    self.rules = rules
    let names = rules.payerNames.map(\.lowercasedASCII)
    isNamed = lines.map { line in
      guard !rules.namedLines.contains(line.id) else { return false }
      guard !names.isEmpty else { return true }
      let text = line.text.lowercasedASCII
      return names.contains { text.contains($0) }
    }
    let traces = TraceIndex(deposits.map(\.traceID))
    named = lines.map { $0.amount.minorUnits > 0 ? traces.traces(in: $0.text) : [] }
  }

  mutating func settle(_ explanation: Explanation) {
    for deposit in explanation.deposits { settled[deposit] = explanation }
    settledLines.formUnion(explanation.lines)
  }

  /// Settles the explanations that share no member with another one; returns the others.
  mutating func settleUnshared(_ explanations: [Explanation]) -> [Explanation] {
    var uses: [Int: Int] = [:]
    var lineUses: [Int: Int] = [:]
    for explanation in explanations {
      for deposit in explanation.deposits { uses[deposit, default: 0] += 1 }
      for line in explanation.lines { lineUses[line, default: 0] += 1 }
    }
    var shared: [Explanation] = []
    for explanation in explanations {
      let isUnshared =
        explanation.deposits.allSatisfy { uses[$0] == 1 && !unsearchedDeposits.contains($0) }
        && explanation.lines.allSatisfy { lineUses[$0] == 1 && !unsearchedLines.contains($0) }
      if isUnshared { settle(explanation) } else { shared.append(explanation) }
    }
    return shared
  }

  /// Minor units of a deposit as a line's currency has it, if it may have reached that account.
  func units(_ deposit: Int, at line: Int) -> Int64? {
    guard accepts(deposit, line) else { return nil }
    return deposits[deposit].minorUnits(in: lines[line].amount.currency)
  }

  /// Whether a line is in the account that a deposit was sent to.
  func accepts(_ deposit: Int, _ line: Int) -> Bool {
    lines[line].bankAccount.lowercasedASCII.bytes.reversed()
      .starts(with: deposits[deposit].accountTail.lowercasedASCII.bytes.reversed())
  }

  func isInTime(_ deposit: Int, _ line: Int) -> Bool {
    (deposits[deposit].from...max(deposits[deposit].from, deposits[deposit].to))
      .contains(lines[line].date)
  }
}

// MARK: Verdicts

extension PayoutMatcher {
  func verdict(_ deposit: Int) -> DepositVerdict {
    if let explanation = settled[deposit] { return .unique(match(explanation)) }
    let candidates = open.filter { $0.deposits.contains(deposit) }.map(match)
    if unsearchedDeposits.contains(deposit) { return .undecided(candidates) }
    if !candidates.isEmpty { return .ambiguous(candidates) }
    if let part = torn.first(where: { $0.deposits.contains(deposit) }) {
      let ids = part.lines.map { lines[$0].id }
      return difference(part.deposits, part.lines).map { .differs(lines: ids, by: $0) } ?? .none
    }
    return .none
  }

  /// Lines − deposits, where they are all in one currency.
  func difference(_ some: [Int], _ others: [Int]) -> Int64? {
    guard let line = others.first else { return nil }
    let currency = lines[line].amount.currency
    var difference: Int64 = 0
    for other in others {
      let amount = lines[other].amount
      let next = difference.addingReportingOverflow(amount.minorUnits)
      guard amount.currency == currency, !next.overflow else { return nil }
      difference = next.partialValue
    }
    for deposit in some {
      guard let units = deposits[deposit].minorUnits(in: currency) else { return nil }
      let next = difference.subtractingReportingOverflow(units)
      guard !next.overflow else { return nil }
      difference = next.partialValue
    }
    return difference
  }

  var openLines: [ByteString] {
    lines.indices
      .filter { place in
        !settledLines.contains(place) && lines[place].amount.minorUnits > 0
          && (isNamed[place] || !named[place].isEmpty)
      }
      .map { lines[$0].id }
  }

  private func match(_ explanation: Explanation) -> PayoutMatch {
    let isPair = explanation.deposits.count == 1 && explanation.lines.count == 1
    let sent = deposits[explanation.deposits[0]].amount
    let arrived = lines[explanation.lines[0]].amount
    let isConverted = isPair && sent.currency != arrived.currency
    return PayoutMatch(
      kind: isConverted
        ? .converted : isPair ? .exact : explanation.lines.count == 1 ? .merged : .split,
      evidence: explanation.evidence,
      deposits: explanation.deposits.map { deposits[$0].id },
      lines: explanation.lines.map { lines[$0].id },
      rate: isConverted ? ImpliedRate(sent: sent, arrived: arrived) : nil)
  }
}

extension ByteString {
  func contains(_ part: ByteString) -> Bool {
    guard let head = part.bytes.first else { return true }
    guard bytes.count >= part.bytes.count else { return false }
    return (0...(bytes.count - part.bytes.count)).contains {
      bytes[$0] == head && bytes[$0...].starts(with: part.bytes)
    }
  }
}
