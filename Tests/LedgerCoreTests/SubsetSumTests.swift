import LedgerCore
import TestSupport
import Testing

@Suite struct SubsetSumTests {
  private func verdict(
    _ amounts: [Int64], _ target: Int64, leastParts: Int = 1,
    limits: SubsetLimits = SubsetLimits()
  ) -> SubsetVerdict {
    var work = 0
    return subset(
      of: amounts, summingTo: target, leastParts: leastParts, limits: limits, work: &work)
  }

  @Test func theOnlyCombinationIsFound() {
    #expect(verdict([72780, 51231, 99900, 5300], 124_011) == .unique([0, 1]))
    #expect(verdict([72780, 51231, 99900, 5300], 124_012) == .none)
    #expect(verdict([], 5) == .none)
    #expect(verdict([5], 5) == .unique([0]))
    #expect(verdict([5], 5, leastParts: 2) == .none)
    #expect(verdict([-5, 10, 3], 5) == .unique([0, 1]))
  }

  @Test func equalAmountsAreDifferentCandidates() {
    #expect(verdict([5, 5, 7], 12) == .ambiguous([[0, 2], [1, 2]], isComplete: true))
    #expect(verdict([3, 3, 3], 9) == .unique([0, 1, 2]))
    #expect(verdict([1, 2, 3], 3) == .ambiguous([[0, 1], [2]], isComplete: true))
  }

  @Test func moreSolutionsThanAreListedAreSaidToBeMore() {
    let verdict = verdict([Int64](repeating: 1, count: 20), 2)
    guard case .ambiguous(let listed, let isComplete) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(listed.count == 16)
    #expect(!isComplete)
  }

  @Test(arguments: [
    (36, 5, true), (37, 5, false), (40, 5, false), (70, 3, true), (121, 1, false),
  ])
  func theBoundIsOnTheNumberOfSums(count: Int, parts: Int, isDecided: Bool) {
    let amounts = (0..<count).map { Int64(1) << Int64($0 % 50) }
    let limits = SubsetLimits(parts: parts, sums: 1 << 14, solutions: 2)
    #expect((verdict(amounts, 3, limits: limits) != .undecided) == isDecided)
  }

  @Test func sumsBeyondSixtyFourBitsAreNotSearched() {
    #expect(verdict([.max, .max], 5) == .undecided)
    #expect(verdict([.min], .min) == .undecided)
    #expect(verdict([.max], .max) == .unique([0]))
    #expect(verdict([1], .min) == .none)
  }

  @Test func verdictsAgreeWithTryingEverySubset() {
    for seed in UInt64(1)...10_000 {
      var random = SplitMix64(seed: seed)
      let size = random.pick([Int64(4), 12, 60, 1000])
      let least = random.once(in: 4) ? -size : 1
      let amounts = (0..<Int.random(in: 0...9, using: &random)).map { _ in
        Int64.random(in: least...size, using: &random)
      }
      let target = Int64.random(in: least...(3 * size), using: &random)
      let (fewest, parts) = (random.pick([1, 2]), random.pick([2, 3, 5, 9]))
      let expected = everySubset(of: amounts, summingTo: target, fewest...max(fewest, parts))
      let found = verdict(
        amounts, target, leastParts: fewest,
        limits: SubsetLimits(parts: parts, sums: 1 << 14, solutions: 600))
      let wanted: SubsetVerdict =
        switch expected.count {
        case 0: .none
        case 1: .unique(expected[0])
        default: .ambiguous(expected, isComplete: true)
        }
      guard found == wanted else {
        Issue.record("seed \(seed): \(amounts) to \(target): \(found), not \(wanted)")
        return
      }
    }
  }
}

/// The places of every subset with a sum and a number of members, sorted.
func everySubset(
  of amounts: [Int64], summingTo target: Int64, _ sizes: ClosedRange<Int>
) -> [[Int]] {
  var found: [[Int]] = []
  for mask in 0..<(1 << amounts.count) where sizes.contains(mask.nonzeroBitCount) {
    var sum: Int64 = 0
    for place in amounts.indices where mask >> place & 1 == 1 { sum += amounts[place] }
    if sum == target { found.append(amounts.indices.filter { mask >> $0 & 1 == 1 }) }
  }
  return found.sorted { $0.lexicographicallyPrecedes($1) }
}
