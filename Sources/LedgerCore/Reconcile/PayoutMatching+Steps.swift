// MARK: Trace

extension PayoutMatcher {
  /// Groups deposits and lines that name one another, and settles each group whose amounts agree.
  mutating func matchByTrace() {
    for group in traceGroups() {
      var (some, others) = group
      if some.count == 1, others.count == 1,
        deposits[some[0]].minorUnits(in: lines[others[0]].amount.currency) == nil
      {
        // Converted, and only the bank says to what: the trace is the evidence, the rate follows.
        settle(Explanation(evidence: .trace, deposits: some, lines: others))
        continue
      }
      var pairs: [Explanation] = []
      for line in others {
        for deposit in named[line] where difference([deposit], [line]) == 0 {
          pairs.append(Explanation(evidence: .trace, deposits: [deposit], lines: [line]))
        }
      }
      let shared = settleUnshared(pairs)
      open += shared
      some.removeAll { deposit in
        settled[deposit] != nil || shared.contains { $0.deposits.contains(deposit) }
      }
      others.removeAll { line in
        settledLines.contains(line) || shared.contains { $0.lines.contains(line) }
          || !named[line].contains { some.contains($0) }
      }
      guard !some.isEmpty, !others.isEmpty else { continue }
      if some.count == 1 || others.count == 1, difference(some, others) == 0 {
        settle(Explanation(evidence: .trace, deposits: some, lines: others))
      } else {
        torn.append((some, others))
      }
    }
  }

  /// The connected parts of the graph whose edges say that a line names a deposit.
  private func traceGroups() -> [(deposits: [Int], lines: [Int])] {
    var linesOf: [Int: [Int]] = [:]
    for (line, deposits) in named.enumerated() {
      for deposit in deposits { linesOf[deposit, default: []].append(line) }
    }
    var seen: Set<Int> = []
    var groups: [(deposits: [Int], lines: [Int])] = []
    for start in linesOf.keys.sorted() where seen.insert(start).inserted {
      var members = [start]
      var otherMembers: Set<Int> = []
      var at = 0
      while at < members.count {
        for line in linesOf[members[at]] ?? [] where otherMembers.insert(line).inserted {
          members += named[line].filter { seen.insert($0).inserted }
        }
        at += 1
      }
      groups.append((members.sorted(), otherMembers.sorted()))
    }
    return groups
  }
}

// MARK: Amount and days

extension PayoutMatcher {
  /// Deposits that neither are settled nor have a line of their own trace.
  private var freeDeposits: [Int] {
    let bound = Set(torn.flatMap(\.deposits) + open.flatMap(\.deposits))
    return deposits.indices.filter {
      settled[$0] == nil && !bound.contains($0) && deposits[$0].status == .sent
    }
  }

  /// Credits that name no trace, of a known payer.
  private var freeLines: [Int] {
    lines.indices.filter {
      !settledLines.contains($0) && named[$0].isEmpty && isNamed[$0]
        && lines[$0].amount.minorUnits > 0
    }
  }

  /// Pairs of equal amount in the days.
  mutating func matchByAmount() {
    let linesOf = Dictionary(grouping: freeLines) { lines[$0].amount }
    var pairs: [Explanation] = []
    for deposit in freeDeposits {
      let amounts = [deposits[deposit].amount, deposits[deposit].converted].compactMap { $0 }
      for line in Set(amounts).flatMap({ linesOf[$0] ?? [] }).sorted()
      where isInTime(deposit, line) && accepts(deposit, line) {
        pairs.append(Explanation(evidence: .amountAndDate, deposits: [deposit], lines: [line]))
      }
    }
    open += settleUnshared(pairs)
  }
}

// MARK: Sums

extension PayoutMatcher {
  mutating func matchBySum() {
    let pairs = open.filter { $0.evidence == .amountAndDate }
    open.removeAll { $0.evidence == .amountAndDate }
    let some = freeDeposits
    let others = freeLines
    var found: [Explanation] = pairs
    let bySource = Dictionary(grouping: some) { deposits[$0].source }
    for (_, some) in bySource.sorted(by: { $0.key < $1.key }) {
      for line in others { found += merged([], into: line, among: some) }
    }
    for deposit in some { found += split(deposit, into: [], among: others) }
    for part in torn {
      if part.lines.count == 1 {
        let some = bySource[deposits[part.deposits[0]].source] ?? []
        found += merged(part.deposits, into: part.lines[0], among: some)
      }
      if part.deposits.count == 1 {
        found += split(part.deposits[0], into: part.lines, among: others)
      }
    }
    found += mergedLate(into: others, among: some)
    open += settleUnshared(found)
  }

  /// The ways in which a line is several deposits, some of which are known.
  private mutating func merged(
    _ known: [Int], into line: Int, among some: [Int]
  ) -> [Explanation] {
    var rest = lines[line].amount.minorUnits
    for deposit in known {
      guard let units = deposits[deposit].minorUnits(in: lines[line].amount.currency) else {
        return []
      }
      rest -= min(rest, units)
    }
    guard rest > 0 else { return [] }
    let candidates = some.compactMap { deposit -> (place: Int, units: Int64)? in
      guard isInTime(deposit, line), let units = units(deposit, at: line) else { return nil }
      return units <= rest ? (deposit, units) : nil
    }
    let (subsets, isComplete) = search(candidates, for: rest, leastParts: known.isEmpty ? 2 : 1)
    if !isComplete {
      unsearchedDeposits.formUnion(candidates.map(\.place) + known)
      unsearchedLines.insert(line)
    }
    return subsets.map { parts in
      Explanation(evidence: .subsetSum, deposits: (known + parts).sorted(), lines: [line])
    }
  }

  /// The ways in which a deposit came in several lines, some of which are known.
  private mutating func split(
    _ deposit: Int, into known: [Int], among others: [Int]
  ) -> [Explanation] {
    var explanations: [Explanation] = []
    // The known lines fix the currency; otherwise it is the deposit's, or what it was converted to.
    let amounts = [deposits[deposit].amount, deposits[deposit].converted].compactMap { $0 }
    for amount in amounts {
      guard known.allSatisfy({ lines[$0].amount.currency == amount.currency }) else { continue }
      var rest = amount.minorUnits
      for line in known { rest -= min(rest, lines[line].amount.minorUnits) }
      guard rest > 0 else { continue }
      let candidates = others.compactMap { line -> (place: Int, units: Int64)? in
        let found = lines[line].amount
        guard found.currency == amount.currency, found.minorUnits <= rest,
          isInTime(deposit, line), accepts(deposit, line)
        else { return nil }
        return (line, found.minorUnits)
      }
      let (subsets, isComplete) = search(
        candidates, for: rest, leastParts: known.isEmpty ? 2 : 1)
      if !isComplete {
        unsearchedDeposits.insert(deposit)
        unsearchedLines.formUnion(candidates.map(\.place) + known)
      }
      explanations += subsets.map { parts in
        Explanation(evidence: .subsetSum, deposits: [deposit], lines: (known + parts).sorted())
      }
    }
    return explanations
  }

  /// The subsets of the candidates with a sum, and whether these are all.
  private mutating func search(
    _ candidates: [(place: Int, units: Int64)], for rest: Int64, leastParts: Int
  ) -> (subsets: [[Int]], isComplete: Bool) {
    guard candidates.count >= leastParts else { return ([], true) }
    guard work <= rules.mostWork else { return ([], false) }
    let verdict = subset(
      of: candidates.map(\.units), summingTo: rest, leastParts: leastParts,
      limits: rules.limits, work: &work)
    func places(_ subset: [Int]) -> [Int] { subset.map { candidates[$0].place } }
    switch verdict {
    case .none: return ([], true)
    case .unique(let subset): return ([places(subset)], true)
    case .ambiguous(let subsets, let isComplete): return (subsets.map(places), isComplete)
    case .undecided: return ([], false)
    }
  }
}
