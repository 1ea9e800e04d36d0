/// The state of one matching of tills' and web stores' deposits.
struct ChannelDepositMatcher {
  let deposits: [ChannelDeposit]
  let lines: [DepositLine]
  /// The lines with a payer's name, of sources that know their payers.
  private let linesOfPayers: [ByteString: Set<Int>]
  /// The deposits that each line names.
  let named: [[Int]]
  private var settled: [Int: ChannelDepositVerdict] = [:]
  private var open: [Int: ChannelDepositVerdict] = [:]
  /// Each line that is taken, and the source that it is of.
  private var usedLines: [Int: ByteString] = [:]
  /// What competes for a line with an explanation of another source.
  private var contests: [Int: [[Int]]] = [:]

  /// Deposits that may come in one line.
  private struct Batch: Hashable {
    let source, bank, kind, place: ByteString
    let currency: Currency
    let day: CalendarDate
  }

  init(_ deposits: [ChannelDeposit], _ lines: [DepositLine]) {
    self.deposits = deposits
    self.lines = lines
    let payers = Dictionary(
      deposits.map { ($0.source, $0.payers) }, uniquingKeysWith: { first, _ in first })
    let texts = lines.map(\.text.lowercasedASCII.text)
    linesOfPayers = payers.filter { !$0.value.isEmpty }.mapValues { payers in
      let names = payers.map(\.lowercasedASCII.text)
      return Set(texts.indices.filter { line in names.contains { texts[line].contains($0) } })
    }
    let index = TraceIndex(deposits.map(\.id))
    named = lines.map { index.traces(in: $0.text) }
  }

  /// The lines of deposits that are found.
  var settledLines: Set<ByteString> {
    Set(
      settled.values.flatMap { verdict -> [ByteString] in
        if case .paid(let lines, _) = verdict { lines } else { [] }
      })
  }

  private func accepts(_ deposit: Int, _ line: Int) -> Bool {
    linesOfPayers[deposits[deposit].source]?.contains(line) ?? true
  }

  func verdict(_ deposit: Int) -> ChannelDepositVerdict {
    settled[deposit] ?? open[deposit] ?? .none
  }

  private func sum(_ members: [Int]) -> Int64 {
    members.reduce(0) { $0 + deposits[$1].amount.minorUnits }
  }

  private mutating func settle(_ members: [Int], _ places: [Int], _ evidence: String) {
    for member in members {
      settled[member] = .paid(lines: places.map { lines[$0].id }, evidence: evidence)
      open[member] = nil
    }
    for place in places { usedLines[place] = deposits[members[0]].source }
  }

  private func batch(_ deposit: Int, perPlace: Bool) -> Batch {
    let it = deposits[deposit]
    return Batch(
      source: it.source, bank: it.bank, kind: it.kind, place: perPlace ? it.place : "",
      currency: it.amount.currency, day: it.from)
  }

  // MARK: - By name

  mutating func matchByName() {
    let batches = Dictionary(grouping: deposits.indices) { batch($0, perPlace: true) }
    var linesOfBatch: [Batch: [Int]] = [:]
    for (line, members) in named.enumerated() where !members.isEmpty {
      let ofCurrency = members.filter {
        deposits[$0].amount.currency == lines[line].amount.currency
      }
      guard let first = ofCurrency.first else { continue }
      let batch = self.batch(first, perPlace: true)
      guard ofCurrency.allSatisfy({ self.batch($0, perPlace: true) == batch }) else {
        let isOneSource = Set(ofCurrency.map { deposits[$0].source }).count == 1
        if isOneSource, sum(ofCurrency) == lines[line].amount.minorUnits {
          settle(ofCurrency, [line], "name")
        }
        continue
      }
      linesOfBatch[batch, default: []].append(line)
    }
    for (batch, places) in linesOfBatch.sorted(by: { $0.value[0] < $1.value[0] }) {
      matchNamed(batches[batch] ?? [], places)
    }
  }

  /// Lines that name members of one batch: each is what it names, or together they are the batch.
  private mutating func matchNamed(_ batch: [Int], _ places: [Int]) {
    var left = places
    for line in places {
      let members = named[line].filter { batch.contains($0) && settled[$0] == nil }
      guard !members.isEmpty, sum(members) == lines[line].amount.minorUnits else { continue }
      settle(members, [line], "name")
      left.removeAll { $0 == line }
    }
    let members = batch.filter { settled[$0] == nil }
    guard !left.isEmpty, !members.isEmpty else { return }
    let total = left.reduce(0) { $0 + lines[$1].amount.minorUnits }
    if total == sum(members) {
      settle(members, left, left.count == 1 ? "name" : "names")
      return
    }
    for member in members {
      open[member] = .differs(lines: left.map { lines[$0].id }, by: total - sum(members))
    }
    for line in left { usedLines[line] = deposits[members[0]].source }
  }

  // MARK: - By sum and day

  mutating func matchBySums() {
    for isOfPayer in [true, false] {
      for isLate in [false, true] {
        matchBatches(isOfPayer, isLate) { $0.batch($1, perPlace: false) }
        matchBatches(isOfPayer, isLate) { $0.batch($1, perPlace: true) }
        matchBatches(isOfPayer, isLate) { $1 }
      }
    }
  }

  private var free: [Int] {
    deposits.indices.filter { place in
      guard settled[place] == nil else { return false }
      if case .differs = open[place] { return false }
      return true
    }
  }

  private var freeLines: [Int] {
    lines.indices.filter { usedLines[$0] == nil && named[$0].isEmpty }
  }

  /// - Parameter isOfPayer: whether only deposits take part whose payer's name is known.
  private mutating func matchBatches<Group: Hashable>(
    _ isOfPayer: Bool, _ isLate: Bool, by group: (ChannelDepositMatcher, Int) -> Group
  ) {
    let some = free.filter { !isOfPayer || linesOfPayers[deposits[$0].source] != nil }
    let batches = Dictionary(grouping: some) { group(self, $0) }.values.sorted { $0[0] < $1[0] }
    let freeLines = Dictionary(grouping: freeLines) { lines[$0].amount }
    var explanations: [(members: [Int], line: Int)] = []
    for members in batches {
      let first = deposits[members[0]]
      let total = sum(members)
      if total == 0 {
        for member in members where members.count > 1 || deposits[member].amount.minorUnits == 0 {
          settled[member] = .nothingDue
        }
        continue
      }
      let last = isLate ? members.map { deposits[$0].to }.min() ?? first.to : first.from
      for line in freeLines[Money(minorUnits: total, first.amount.currency)] ?? []
      where first.from <= lines[line].date && lines[line].date <= last
        && accepts(members[0], line)
      {
        explanations.append((members, line))
      }
    }
    settleUnshared(explanations, among: some)
  }

  /// - Parameter some: the deposits that may compete for a line.
  private mutating func settleUnshared(
    _ explanations: [(members: [Int], line: Int)], among some: [Int]
  ) {
    var uses: [Int: Int] = [:]
    var lineUses: [Int: Int] = [:]
    for explanation in explanations {
      uses[explanation.members[0], default: 0] += 1
      lineUses[explanation.line, default: 0] += 1
    }
    let singles = Dictionary(grouping: some) { deposits[$0].amount }
    let contested = explanations.filter { explanation in
      isContested(explanation.members, explanation.line, singles)
    }
    for (members, line) in contested { contests[line, default: []].append(members) }
    let contestedLines = Set(contested.map(\.line))
    for (members, line) in explanations {
      if uses[members[0]] == 1, lineUses[line] == 1, !contestedLines.contains(line) {
        settle(members, [line], members.count == 1 ? "amount_and_date" : "sum_and_date")
      } else {
        let fitting = explanations.filter { $0.members == members }.map { lines[$0.line].id }
        for member in members { open[member] = .ambiguous(lines: fitting) }
      }
    }
  }

  /// Whether a deposit of another source could be the line as well, on whichever of its days: no
  /// order of the steps makes one of them the better.
  private func isContested(_ members: [Int], _ line: Int, _ singles: [Money: [Int]]) -> Bool {
    let source = deposits[members[0]].source
    let rivals = (singles[lines[line].amount] ?? []).contains { rival in
      deposits[rival].source != source && deposits[rival].from <= lines[line].date
        && lines[line].date <= deposits[rival].to && accepts(rival, line)
    }
    return rivals
      || (contests[line] ?? []).contains { others in
        deposits[others[0]].source != source && others.allSatisfy { settled[$0] == nil }
      }
  }

  // MARK: - Among the lines of payers that are known by now

  mutating func matchByPayers() {
    let sources = Set(deposits.map(\.source)).sorted()
    let found = sources.flatMap { source in matchesOfPayers(source) }
    var uses: [ByteString: Set<ByteString>] = [:]
    for (place, match) in found {
      for line in match.lines { uses[line, default: []].insert(deposits[place].source) }
    }
    for (place, match) in found {
      let isShared = match.lines.contains { (uses[$0]?.count ?? 0) > 1 }
      if let evidence = match.evidence, !isShared {
        settled[place] = .paid(lines: match.lines, evidence: evidence)
      } else {
        open[place] = .ambiguous(lines: match.lines)
      }
    }
  }

  /// What a source's deposits may be; without evidence where several explanations fit.
  private func matchesOfPayers(
    _ source: ByteString
  ) -> [(place: Int, match: (lines: [ByteString], evidence: String?))] {
    let payers = Set(
      usedLines.filter { $0.value == source }.map { ChannelDepositMatcher.payer(lines[$0.key]) }
    ).filter { !$0.isEmpty }.sorted()
    let candidates = free.filter {
      deposits[$0].source == source && open[$0] == nil && deposits[$0].amount.minorUnits > 0
    }
    guard !payers.isEmpty, let first = candidates.first else { return [] }
    let others = freeLines.filter { contests[$0] == nil && accepts(first, $0) }
    guard !others.isEmpty else { return [] }
    var rules = MatchingRules()
    rules.payerNames = payers
    let expected = candidates.map { place in
      ExpectedDeposit(
        id: ByteString("\(deposits[place].place)\u{1f}\(deposits[place].id)"), account: "",
        accountTail: "", amount: deposits[place].amount, converted: nil,
        from: deposits[place].from, to: deposits[place].to)
    }
    let matching = matchPayouts(expected, with: others.map { lines[$0] }, rules)
    return zip(candidates, matching.verdicts).compactMap { place, verdict in
      switch verdict {
      case .unique(let match): (place, (match.lines, match.evidence.rawValue))
      case .ambiguous(let matches), .undecided(let matches):
        (place, (Set(matches.flatMap(\.lines)).sorted(), nil))
      case .differs, .none: nil
      }
    }
  }

  /// The first two words of a line: its counterparty, as far as statements tell it.
  private static func payer(_ line: DepositLine) -> ByteString {
    let words = line.text.bytes.split(separator: 32).prefix(2)
    guard words.count == 2 else { return "" }
    return ByteString(Array(words.joined(separator: [32])))
  }
}
