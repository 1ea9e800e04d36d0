/// Which parts of a list of amounts sum to a target.
package enum SubsetVerdict: Hashable, Sendable {
  /// No subset does.
  case none
  /// Exactly one subset does: the places of its amounts, ascending.
  case unique([Int])
  /// Several subsets do; all of them, or `isComplete` is false and these are the first.
  case ambiguous([[Int]], isComplete: Bool)
  /// More candidates than the bound allows: not searched.
  case undecided
}

/// How far a search for a subset goes. Within these bounds it is complete.
package struct SubsetLimits: Hashable, Sendable {
  /// Amounts of a subset: more make chance hits likely.
  package var parts = 5
  /// Sums of either half of the candidates; 16,384 are enough for 36 candidates in five parts.
  package var sums = 1 << 14
  /// Subsets that an ambiguous verdict lists.
  package var solutions = 16

  package init() {}

  package init(parts: Int, sums: Int, solutions: Int) {
    precondition(parts >= 1 && sums >= 1 && solutions >= 2, "two solutions show an ambiguity")
    self.parts = parts
    self.sums = sums
    self.solutions = solutions
  }

  /// Sums of up to `parts` of `count` amounts, or nil where they are more than the limit.
  fileprivate func sums(of count: Int) -> Int? {
    var (total, choices) = (1, 1)
    for size in 0..<min(parts, count) {
      // C(n, k+1) = C(n, k) · (n − k) / (k + 1), and it stays below sums · 64.
      choices = choices * (count - size) / (size + 1)
      total += choices
      guard total <= sums else { return nil }
    }
    return total
  }
}

/// Decides which subset of `amounts`, with at least `leastParts` members, sums to `target`.
///
/// Exact and complete within `limits`: the sums of either half of the amounts are sorted and met in
/// the middle, and solutions are counted, so that `unique` means that there is no other. Equal
/// amounts at two places are two candidates.
///
/// - Parameter work: grows by the number of sums made.
/// - Source: E. Horowitz and S. Sahni, "Computing Partitions with Applications to the Knapsack
///   Problem", 1974.
package func subset(
  of amounts: [Int64], summingTo target: Int64, leastParts: Int = 1,
  limits: SubsetLimits = SubsetLimits(), work: inout Int
) -> SubsetVerdict {
  var magnitude: UInt64 = 0
  for amount in amounts {
    let (next, overflow) = magnitude.addingReportingOverflow(amount.magnitude)
    guard !overflow, next <= UInt64(Int64.max) else { return .undecided }
    magnitude = next
  }
  guard target.magnitude <= magnitude else { return .none }
  let middle = amounts.count / 2
  guard amounts.count <= 2 * HalfSum.mostMembers,
    let left = limits.sums(of: middle), let right = limits.sums(of: amounts.count - middle)
  else { return .undecided }
  work += left + right
  var search = SubsetSearch(
    low: halfSums(amounts[..<middle], limits.parts),
    high: halfSums(amounts[middle...], limits.parts), middle: middle,
    sizes: leastParts...max(leastParts, limits.parts), most: limits.solutions)
  search.meet(target)
  let solutions = search.solutions.sorted { $0.lexicographicallyPrecedes($1) }
  switch solutions.count {
  case 0: return .none
  case 1: return .unique(solutions[0])
  default:
    return .ambiguous(
      Array(solutions.prefix(limits.solutions)), isComplete: solutions.count <= limits.solutions)
  }
}

/// The sum of some members of one half.
private struct HalfSum {
  var sum: Int64
  var parts: Int
  /// Bit n: the half's n-th amount is a member.
  var members: UInt64

  static let mostMembers = 60
}

/// All sums of up to `parts` amounts, sorted by sum, then by number of parts.
private func halfSums(_ amounts: ArraySlice<Int64>, _ parts: Int) -> [HalfSum] {
  var sums = [HalfSum(sum: 0, parts: 0, members: 0)]
  for (bit, amount) in amounts.enumerated() {
    for place in sums.indices where sums[place].parts < parts {
      let old = sums[place]
      sums.append(
        HalfSum(
          sum: old.sum + amount, parts: old.parts + 1, members: old.members | 1 << UInt64(bit)))
    }
  }
  return sums.sorted { ($0.sum, $0.parts, $0.members) < ($1.sum, $1.parts, $1.members) }
}

private struct SubsetSearch {
  let low: [HalfSum]
  let high: [HalfSum]
  /// Place of the first amount of the high half.
  let middle: Int
  let sizes: ClosedRange<Int>
  /// Solutions wanted; one more is looked for, to know whether these are all.
  let most: Int
  private(set) var solutions: [[Int]] = []

  init(low: [HalfSum], high: [HalfSum], middle: Int, sizes: ClosedRange<Int>, most: Int) {
    self.low = low
    self.high = high
    self.middle = middle
    self.sizes = sizes
    self.most = most
  }

  /// Walks up the low half and down the high one; where they meet the target, equal sums of either
  /// half are combined.
  mutating func meet(_ target: Int64) {
    var at = 0
    var end = high.count
    while at < low.count, end > 0, solutions.count <= most {
      let reached = low[at].sum + high[end - 1].sum
      if reached < target {
        at += 1
      } else if reached > target {
        end -= 1
      } else {
        let lows = low[at...].prefix { $0.sum == low[at].sum }
        let start = high[..<end].reversed().prefix { $0.sum == high[end - 1].sum }.count
        combine(lows, high[(end - start)..<end])
        at = lows.endIndex
        end -= start
      }
    }
  }

  /// Pairs of two runs by their numbers of parts, so that no pair of a wrong size is looked at.
  private mutating func combine(_ lows: ArraySlice<HalfSum>, _ highs: ArraySlice<HalfSum>) {
    let lowRuns = runs(lows)
    let highRuns = runs(highs)
    for few in lowRuns {
      for many in highRuns
      where sizes.contains(few[few.startIndex].parts + many[many.startIndex].parts) {
        for one in few {
          for other in many {
            guard solutions.count <= most else { return }
            solutions.append(places(one.members, 0) + places(other.members, middle))
          }
        }
      }
    }
  }

  private func runs(_ sums: ArraySlice<HalfSum>) -> [ArraySlice<HalfSum>] {
    var runs: [ArraySlice<HalfSum>] = []
    var rest = sums
    while let first = rest.first {
      let run = rest.prefix { $0.parts == first.parts }
      runs.append(run)
      rest = rest[run.endIndex...]
    }
    return runs
  }

  private func places(_ members: UInt64, _ offset: Int) -> [Int] {
    (0..<HalfSum.mostMembers).filter { members >> UInt64($0) & 1 == 1 }.map { $0 + offset }
  }
}
