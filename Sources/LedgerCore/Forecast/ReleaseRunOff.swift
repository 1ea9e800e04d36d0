/// How long money of one kind and destination is held back: a run-off by age, learned from releases.
///
/// Of each age (in steps of six hours) it counts how many movements were still held and how many of
/// them were released then; movements that are still held count up to their age. So a new rule is
/// seen from its first days on, and ages that nobody has reached yet follow the published rule.
///
/// - Source: chain-ladder development factors (T. Mack, ASTIN Bulletin 23(2), 1993), on ages.
struct ReleaseRunOff: Sendable {
  static let stepSeconds: Int64 = 21_600
  static let steps = 200
  /// Releases older than this tell nothing about today.
  static let lookBack: Int64 = 70 * 86_400

  /// What is believed of the chance of release at each step before any is seen.
  struct Belief {
    let hazards: [Double]
    /// How many movements the belief weighs as much as.
    let count: Double
  }

  private var releasedAt: [Double]
  private var ends: [Double]
  /// The chance of release at each step of what is still held then.
  private(set) var hazards: [Double] = []
  /// The share still held at the beginning of each step.
  private(set) var held: [Double] = []
  /// How many of the movements were released.
  private(set) var releases = 0.0

  init() {
    releasedAt = Array(repeating: 0, count: Self.steps + 1)
    ends = Array(repeating: 0, count: Self.steps + 1)
  }

  mutating func add(age: Int64, isReleased: Bool, postedAgo: Int64) {
    guard postedAgo < Self.lookBack else { return }
    let step = min(Self.steps, max(0, Int(age / Self.stepSeconds)))
    ends[step] += 1
    guard isReleased else { return }
    releasedAt[step] += 1
    releases += 1
  }

  /// Makes the shares from the counts; to be called once all movements are added.
  mutating func finish(_ belief: Belief) {
    var left = ends.reduce(0, +)
    var share = 1.0
    (held, hazards) = ([1], [])
    for step in 0..<Self.steps {
      // Those that are still held at this age have seen half of the step.
      let censored = ends[step] - releasedAt[step]
      let exposed = left - censored / 2
      let hazard =
        (releasedAt[step] + belief.count * belief.hazards[step]) / (exposed + belief.count)
      hazards.append(hazard)
      share *= 1 - min(1, hazard)
      held.append(share)
      left -= ends[step]
    }
  }

  /// The share of new money that is still held after so many seconds.
  func heldShare(after seconds: Int64) -> Double { Self.heldShare(held, after: seconds) }

  static func heldShare(_ held: [Double], after seconds: Int64) -> Double {
    guard seconds > 0 else { return 1 }
    let step = Int(seconds / stepSeconds)
    guard step < steps else { return 0 }
    let part = Double(seconds % stepSeconds) / Double(stepSeconds)
    return held[step] + (held[step + 1] - held[step]) * part
  }

  /// The chance that what is still held at an age is released within a further time.
  func chance(at age: Int64, within seconds: Int64) -> Double {
    guard seconds > 0 else { return 0 }
    let now = heldShare(after: age)
    guard now > 1e-6 else { return 1 }
    return 1 - heldShare(after: age + seconds) / now
  }

  /// Hazards of the published rule, by step: sales are released seven days after delivery, which
  /// takes one to seven days; other money a day or two after posting.
  ///
  /// - Source: Seller Central, "Delivery date based reserve policy".
  static func published(_ kind: FlowKind) -> [Double] {
    switch kind {
    case .sale:
      (0..<steps).map { step in
        let days = step / 4
        return days < 8 ? 0 : days < 14 ? 0.06 : 0.12
      }
    case .refund, .charge, .returned: (0..<steps).map { $0 < 4 ? 0.02 : 0.3 }
    }
  }
}

/// By how much releases come after a maturity date that is known from delivery.
struct MaturitySlips: Sendable {
  private static let fewest = 30
  private var slips: [Int64] = []

  mutating func add(_ slip: Int64) {
    if slip > -86_400, slip < 4 * 86_400 { slips.append(slip) }
  }

  mutating func finish() { slips.sort() }

  /// The chance that it is released by `deadline`; nil when too few releases are known.
  func chance(maturesAt: Int64, now: Int64, by deadline: Int64) -> Double? {
    guard slips.count >= Self.fewest else { return nil }
    let open = slips.count - count(upTo: now - maturesAt)
    guard open > 0 else { return deadline > now ? 1 : 0 }
    return Double(count(upTo: deadline - maturesAt) - (slips.count - open)) / Double(open)
  }

  private func count(upTo slip: Int64) -> Int {
    var (low, high) = (0, slips.count)
    while low < high {
      let middle = (low + high) / 2
      if slips[middle] <= slip { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
