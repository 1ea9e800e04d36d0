/// Money of a till or a web store on its way to the bank.
package struct ChannelDeposit: Hashable, Sendable {
  package let id: ByteString
  /// The outlet or web store.
  package let place: ByteString
  /// The bank as the export calls it, and the means of payment: deposits that differ in these never
  /// come in one line.
  package let bank, kind: ByteString
  /// Negative where refunds were more than sales.
  package let amount: Money
  /// First and last day on which the bank may book it.
  package let from, to: CalendarDate

  package init(
    id: ByteString, place: ByteString, bank: ByteString, kind: ByteString, amount: Money,
    from: CalendarDate, to: CalendarDate
  ) {
    self.id = id
    self.place = place
    self.bank = bank
    self.kind = kind
    self.amount = amount
    self.from = from
    self.to = to
  }
}

/// What was found at the bank for a deposit.
package enum ChannelDepositVerdict: Hashable, Sendable {
  /// These lines are it, alone or with other deposits.
  case paid(lines: [ByteString], evidence: String)
  /// It sums to nothing with the others of its day.
  case nothingDue
  /// Several explanations share it or its lines; none is picked.
  case ambiguous(lines: [ByteString])
  /// A line names it, with another amount: line − deposits, in minor units.
  case differs(lines: [ByteString], by: Int64)
  case none
}

/// Finds the bank lines of deposits, to the cent.
///
/// First by name: a line that names a deposit is that deposit, or all of its place and day. Then by
/// sum and day: all deposits of a bank on a day (an acquirer that pays all outlets at once), those
/// of a place, single ones; on the day they are expected, then in the days after. Each step settles
/// only what shares no member with another explanation. Last, what is left is searched for in sums
/// among lines of the payers that the steps before have shown, by `matchPayouts`.
///
/// - Parameter payers: names of which a line that names no deposit must have one; none: any line.
package func matchChannelDeposits(
  _ deposits: [ChannelDeposit], with lines: [DepositLine], payers: [ByteString] = []
) -> [ChannelDepositVerdict] {
  let order = deposits.indices.sorted {
    (deposits[$0].id, deposits[$0].place) < (deposits[$1].id, deposits[$1].place)
  }
  var matcher = ChannelDepositMatcher(
    order.map { deposits[$0] }, lines.sorted { $0.id < $1.id }, payers)
  matcher.matchByName()
  matcher.matchBySums()
  matcher.matchByPayers()
  var verdicts = deposits.map { _ in ChannelDepositVerdict.none }
  for (place, original) in order.enumerated() { verdicts[original] = matcher.verdict(place) }
  return verdicts
}

struct ChannelDepositMatcher {
  let deposits: [ChannelDeposit]
  let lines: [DepositLine]
  let isOfPayer: [Bool]
  /// The deposits that each line names.
  let named: [[Int]]
  private var settled: [Int: ChannelDepositVerdict] = [:]
  private var open: [Int: ChannelDepositVerdict] = [:]
  private var usedLines: Set<Int> = []

  /// Deposits that may come in one line.
  private struct Batch: Hashable {
    let bank, kind, place: ByteString
    let currency: Currency
    let day: CalendarDate
  }

  init(_ deposits: [ChannelDeposit], _ lines: [DepositLine], _ payers: [ByteString]) {
    self.deposits = deposits
    self.lines = lines
    let names = payers.map(\.lowercasedASCII.text)
    isOfPayer = lines.map { line in
      guard !names.isEmpty else { return true }
      let text = line.text.lowercasedASCII.text
      return names.contains { text.contains($0) }
    }
    let index = TraceIndex(deposits.map(\.id))
    named = lines.map { index.traces(in: $0.text) }
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
    usedLines.formUnion(places)
  }

  private func batch(_ deposit: Int, perPlace: Bool) -> Batch {
    let it = deposits[deposit]
    return Batch(
      bank: it.bank, kind: it.kind, place: perPlace ? it.place : "",
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
        if sum(ofCurrency) == lines[line].amount.minorUnits { settle(ofCurrency, [line], "name") }
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
    usedLines.formUnion(left)
  }

  // MARK: - By sum and day

  mutating func matchBySums() {
    for isLate in [false, true] {
      matchBatches(isLate) { matcher, deposit in matcher.batch(deposit, perPlace: false) }
      matchBatches(isLate) { matcher, deposit in matcher.batch(deposit, perPlace: true) }
      matchBatches(isLate) { _, deposit in deposit }
    }
  }

  private var free: [Int] {
    deposits.indices.filter { place in
      guard settled[place] == nil else { return false }
      if case .differs = open[place] { return false }
      return true
    }
  }

  private mutating func matchBatches<Group: Hashable>(
    _ isLate: Bool, by group: (ChannelDepositMatcher, Int) -> Group
  ) {
    let batches = Dictionary(grouping: free) { group(self, $0) }.values
      .sorted { $0[0] < $1[0] }
    let freeLines = Dictionary(
      grouping: lines.indices.filter {
        !usedLines.contains($0) && isOfPayer[$0] && named[$0].isEmpty
      }
    ) { lines[$0].amount }
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
      where first.from <= lines[line].date && lines[line].date <= last {
        explanations.append((members, line))
      }
    }
    settleUnshared(explanations)
  }

  private mutating func settleUnshared(_ explanations: [(members: [Int], line: Int)]) {
    var uses: [Int: Int] = [:]
    var lineUses: [Int: Int] = [:]
    for explanation in explanations {
      uses[explanation.members[0], default: 0] += 1
      lineUses[explanation.line, default: 0] += 1
    }
    for (members, line) in explanations {
      if uses[members[0]] == 1, lineUses[line] == 1 {
        settle(members, [line], members.count == 1 ? "amount_and_date" : "sum_and_date")
      } else {
        let fitting = explanations.filter { $0.members == members }.map { lines[$0.line].id }
        for member in members { open[member] = .ambiguous(lines: fitting) }
      }
    }
  }

  // MARK: - Among the lines of payers that are known by now

  mutating func matchByPayers() {
    let payers = Set(usedLines.map { ChannelDepositMatcher.payer(lines[$0]) })
      .filter { !$0.isEmpty }.sorted()
    guard !payers.isEmpty else { return }
    let candidates = free.filter { open[$0] == nil && deposits[$0].amount.minorUnits > 0 }
    let others = lines.indices.filter { !usedLines.contains($0) && named[$0].isEmpty }
    guard !candidates.isEmpty, !others.isEmpty else { return }
    var rules = MatchingRules()
    rules.payerNames = payers
    let expected = candidates.map { place in
      ExpectedDeposit(
        id: ByteString("\(deposits[place].place)\u{1f}\(deposits[place].id)"), account: "",
        accountTail: "", amount: deposits[place].amount, converted: nil,
        from: deposits[place].from, to: deposits[place].to)
    }
    let matching = matchPayouts(expected, with: others.map { lines[$0] }, rules)
    for (place, verdict) in zip(candidates, matching.verdicts) {
      switch verdict {
      case .unique(let match):
        settled[place] = .paid(lines: match.lines, evidence: match.evidence.rawValue)
      case .ambiguous(let matches), .undecided(let matches):
        open[place] = .ambiguous(lines: Set(matches.flatMap(\.lines)).sorted())
      case .differs, .none: break
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
