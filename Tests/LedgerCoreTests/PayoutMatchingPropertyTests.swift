import LedgerCore
import TestSupport
import Testing

@Suite struct PayoutMatchingPropertyTests {
  private let dollar = Currency("USD")!

  private func day(_ number: Int) -> CalendarDate {
    CalendarDate(dayNumber: Int32(20_000 + number))
  }

  private func line(_ place: Int, _ units: Int64, _ day: Int, _ text: String) -> DepositLine {
    DepositLine(
      id: ByteString("L\(padded(place, 5))"), bankAccount: "1", date: self.day(day),
      amount: Money(minorUnits: units, dollar), text: ByteString(text))
  }

  private func deposit(
    _ place: Int, _ units: Int64, _ days: ClosedRange<Int>, trace: String = ""
  ) -> ExpectedDeposit {
    ExpectedDeposit(
      id: ByteString("P\(padded(place, 5))"), account: "A",
      amount: Money(minorUnits: units, dollar),
      from: day(days.lowerBound), to: day(days.upperBound), traceID: ByteString(trace))
  }

  @Test func verdictsAgreeWithTryingEveryExplanation() {
    for seed in UInt64(1)...10_000 {
      var random = SplitMix64(seed: seed)
      let size = random.pick([Int64(6), 15, 100])
      let most = random.once(in: 20) ? 5 : 3
      let deposits = (0..<Int.random(in: 0...most, using: &random)).map { place in
        let start = Int.random(in: 0...6, using: &random)
        let length = Int.random(in: 0...6, using: &random)
        return deposit(place, Int64.random(in: 1...size, using: &random), start...(start + length))
      }
      let lines = (0..<Int.random(in: 0...most, using: &random)).map { place in
        line(
          place, Int64.random(in: -2...(size + 4), using: &random),
          Int.random(in: 0...10, using: &random), random.once(in: 5) ? "OTHER" : "Amazon")
      }
      let expected = everyVerdict(deposits, lines)
      let found = matchPayouts(deposits, with: lines).verdicts.map(explanations)
      guard found == expected else {
        Issue.record("seed \(seed): \(deposits) \(lines): \(found), not \(expected)")
        return
      }
    }
  }

  @Test func theOrderOfTheInputsDoesNotMatter() {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      let deposits = (0..<6).map { deposit($0, Int64.random(in: 1...9, using: &random), 0...9) }
      let lines = (0..<6).map {
        line($0, Int64.random(in: 1...15, using: &random), 5, "AMAZON")
      }
      let order = deposits.indices.shuffled(using: &random)
      let straight = matchPayouts(deposits, with: lines)
      let shuffled = matchPayouts(
        order.map { deposits[$0] }, with: lines.shuffled(using: &random))
      #expect(order.map { straight.verdicts[$0] } == shuffled.verdicts, "seed \(seed)")
      #expect(straight.openLines == shuffled.openLines, "seed \(seed)")
    }
  }

  /// A busy seller's quarter: no trace at all, every tenth deposit merged or split.
  @Test func twoHundredPayoutsAgainstTwoThousandLinesStayInTheirBudget() {
    var random = SplitMix64(seed: 7)
    var deposits: [ExpectedDeposit] = []
    var lines: [DepositLine] = []
    for place in 0..<200 {
      let units = Int64.random(in: 10_000...90_000_000, using: &random)
      let start = place * 90 / 200
      deposits.append(deposit(place, units, start...(start + 8)))
      let arrival = start + Int.random(in: 1...6, using: &random)
      switch place % 10 {
      case 4: break
      case 5:
        let both = units + deposits[place - 1].amount.minorUnits
        lines.append(line(place, both, start + 2, "AMAZON"))
      case 9:
        lines.append(line(place, units / 3, arrival, "AMAZON"))
        lines.append(line(place + 1000, units - units / 3, arrival + 1, "AMAZON"))
      default: lines.append(line(place, units, arrival, "AMAZON"))
      }
    }
    for place in 2000..<(4000 - lines.count) {
      let name = random.once(in: 20) ? "AMAZON REFUND" : "CUSTOMER"
      let units = Int64.random(in: 1...9_000_000, using: &random)
      lines.append(line(place, units, Int.random(in: 0...99, using: &random), name))
    }
    #expect(lines.count == 2000)
    let result = matchPayouts(deposits, with: lines)
    let unique = result.verdicts.count { if case .unique = $0 { true } else { false } }
    #expect(unique == 200)
    #expect(result.work < MatchingRules().mostWork)
  }
}

/// The explanations of a deposit, each as deposits and lines; one means that it is unique.
private func explanations(_ verdict: DepositVerdict) -> Set<[ByteString]> {
  switch verdict {
  case .unique(let match): [match.deposits + match.lines]
  case .ambiguous(let matches), .undecided(let matches):
    Set(matches.map { $0.deposits + $0.lines } + [["several"]])
  case .differs, .none: []
  }
}

/// What each deposit's verdict must be, by trying all explanations: pairs first, then everything.
private func everyVerdict(
  _ deposits: [ExpectedDeposit], _ lines: [DepositLine]
) -> [Set<[ByteString]>] {
  typealias Way = (deposits: Set<Int>, lines: Set<Int>)
  func fits(_ deposit: Int, _ line: Int) -> Bool {
    (deposits[deposit].from...deposits[deposit].to).contains(lines[line].date)
      && lines[line].amount.minorUnits > 0 && lines[line].text == "Amazon"
  }
  /// Two payouts in a line: one in its days, and one sent before, whose days are over.
  func isLateMerge(_ some: [Int], _ others: [Int]) -> Bool {
    guard some.count == 2, others.count == 1 else { return false }
    return [(some[0], some[1]), (some[1], some[0])].contains { late, later in
      fits(later, others[0]) && deposits[late].to < lines[others[0]].date
        && deposits[late].from < deposits[later].from
    }
  }
  var ways: [Way] = []
  for some in everyChoice(deposits.count) {
    for others in everyChoice(lines.count) where min(some.count, others.count) == 1 {
      let sent = some.reduce(Int64(0)) { $0 + deposits[$1].amount.minorUnits }
      let arrived = others.reduce(Int64(0)) { $0 + lines[$1].amount.minorUnits }
      let allFit = some.allSatisfy { one in others.allSatisfy { fits(one, $0) } }
      let isWay = allFit || isLateMerge(some.sorted(), others.sorted())
      if sent == arrived, isWay { ways.append((some, others)) }
    }
  }
  func isAlone(_ way: Way, _ ways: [Way]) -> Bool {
    ways.count {
      !$0.deposits.isDisjoint(with: way.deposits) || !$0.lines.isDisjoint(with: way.lines)
    }
      == 1
  }
  func names(_ way: Way) -> [ByteString] {
    way.deposits.sorted().map { deposits[$0].id } + way.lines.sorted().map { lines[$0].id }
  }
  var verdicts = deposits.map { _ in Set<[ByteString]>() }
  let pairs = ways.filter { $0.deposits.count == 1 && $0.lines.count == 1 }
  let settled = pairs.filter { isAlone($0, pairs) }
  let left = ways.filter { way in
    settled.allSatisfy {
      $0.deposits.isDisjoint(with: way.deposits) && $0.lines.isDisjoint(with: way.lines)
    }
  }
  for way in settled { for deposit in way.deposits { verdicts[deposit] = [names(way)] } }
  for way in left {
    for deposit in way.deposits {
      verdicts[deposit].insert(names(way))
      if !isAlone(way, left) { verdicts[deposit].insert(["several"]) }
    }
  }
  return verdicts
}

private func everyChoice(_ count: Int) -> [Set<Int>] {
  (0..<(1 << count)).map { mask in Set((0..<count).filter { mask >> $0 & 1 == 1 }) }
    .filter { !$0.isEmpty }
}
