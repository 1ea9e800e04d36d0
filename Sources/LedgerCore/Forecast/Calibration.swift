/// Turns a point and a scale into quantiles that keep their promise, from past errors.
///
/// An error counts in units of the scale the model gave with its forecast. The quantiles of an
/// account's own errors at the same horizon and under the same rule of release are used, the latest
/// counting most; where they are few, errors under other rules, those of the other accounts and a
/// broad assumed distribution fill up. A factor widens or
/// narrows the band as its 80 % interval was missed more or less often than promised.
///
/// - Source: split conformal prediction with weights; Gibbs & Candès, "Adaptive Conformal Inference
///   Under Distribution Shift" (2021), for the factor.
package struct Calibration: Sendable {
  private struct Key: Hashable, Comparable {
    let account: Int
    let horizon: Horizon
    let rule: ReleaseRule

    static func < (lhs: Key, rhs: Key) -> Bool {
      (lhs.account, lhs.horizon, lhs.rule.rawValue)
        < (rhs.account, rhs.horizon, rhs.rule.rawValue)
    }
  }

  private struct PastError {
    let at: Int64
    let value: Double
  }

  private struct Own {
    var errors: [PastError] = []
    var factor = 1.0
  }

  private static let halfLife: Int64 = 150 * 86_400
  private static let mostOwn = 420
  private static let mostOfOthers = 60
  /// All other accounts together weigh as much as so many own errors, the assumed ones as these.
  private static let weightOfOthers = 45.0
  private static let weightAssumed = 6.0
  /// What an error made under another rule of release weighs beside one under the same.
  private static let weightOfOtherRules = 0.1
  /// The same where the middle of the band is concerned: a bias outlives a rule sooner than a width,
  /// and a middle from few errors costs accuracy.
  private static let middleWeightOfOtherRules = 0.5
  private static let learningRate = 0.02
  /// Errors beyond this say that something happened, not how wide a band should be.
  private static let mostError = 12.0
  /// Before anything is known: a normal distribution 1.3 scales wide, at the middles of 20 parts.
  private static let assumed: [Double] = [
    -1.960, -1.440, -1.150, -0.935, -0.755, -0.598, -0.454, -0.319, -0.189, -0.063,
    0.063, 0.189, 0.319, 0.454, 0.598, 0.755, 0.935, 1.150, 1.440, 1.960,
  ].map { $0 * 1.3 }

  private var own: [Key: Own] = [:]

  package init() {}

  /// Takes in how far off a forecast was: (actual − point) / scale, known at an instant.
  package mutating func learn(
    _ error: Double, account: Int, horizon: Horizon, rule: ReleaseRule, at now: Instant,
    missed80: Bool
  ) {
    let key = Key(account: account, horizon: horizon, rule: rule)
    let clipped = max(-Self.mostError, min(Self.mostError, error))
    own[key, default: Own()].errors.append(PastError(at: now.seconds, value: clipped))
    if own[key]!.errors.count > Self.mostOwn { own[key]!.errors.removeFirst(Self.mostOwn / 4) }
    let step = Self.learningRate * ((missed80 ? 1 : 0) - 0.2)
    own[key]!.factor = max(0.6, min(2.5, own[key]!.factor * (1 + step)))
  }

  /// The quantiles of the error in scales, by `QuantileLevels.all`.
  package func quantiles(
    account: Int, accounts: Int, horizon: Horizon, rule: ReleaseRule, at now: Instant
  ) -> [Double] {
    /// Past errors of an account, those under another rule with a smaller weight.
    func errors(_ account: Int, most: Int) -> [PooledError] {
      ReleaseRule.allCases.flatMap { made -> [PooledError] in
        let isSame = made == rule
        let past = own[Key(account: account, horizon: horizon, rule: made)]?.errors ?? []
        return past.suffix(most).map {
          let weight = weight($0.at, now)
          return PooledError(
            value: $0.value, weight: weight * (isSame ? 1 : Self.weightOfOtherRules),
            middleWeight: weight * (isSame ? 1 : Self.middleWeightOfOtherRules))
        }
      }
    }
    var pool = errors(account, most: Self.mostOwn)
    var others: [PooledError] = []
    for other in 0..<accounts where other != account {
      others += errors(other, most: Self.mostOfOthers)
    }
    if !others.isEmpty {
      func share(_ weight: (PooledError) -> Double) -> Double {
        min(1, Self.weightOfOthers / others.reduce(0) { $0 + weight($1) })
      }
      let (ofWeight, ofMiddle) = (share(\.weight), share(\.middleWeight))
      pool += others.map {
        PooledError(
          value: $0.value, weight: $0.weight * ofWeight, middleWeight: $0.middleWeight * ofMiddle)
      }
    }
    let each = Self.weightAssumed / Double(Self.assumed.count)
    pool += Self.assumed.map { PooledError(value: $0, weight: each, middleWeight: each) }
    pool.sort { $0.value < $1.value }
    let raw = Self.quantiles(QuantileLevels.all, of: pool, by: \.weight)
    let middle = Self.quantiles([0.5], of: pool, by: \.middleWeight)[0]
    let factor = own[Key(account: account, horizon: horizon, rule: rule)]?.factor ?? 1
    return raw.map { middle + ($0 - raw[QuantileLevels.p50]) * factor }
  }

  private struct PooledError {
    let value: Double
    /// What it counts for the width of the band, and for its middle.
    let weight: Double
    let middleWeight: Double
  }

  private func weight(_ at: Int64, _ now: Instant) -> Double {
    1 / (1 + Double(now.seconds - at) / Double(Self.halfLife))
  }

  /// Weighted quantiles of sorted values, interpolated between the middles of their weights.
  private static func quantiles(
    _ levels: [Double], of pool: [PooledError], by weight: (PooledError) -> Double
  ) -> [Double] {
    let weights = pool.map(weight)
    let total = weights.reduce(0, +)
    var results: [Double] = []
    var index = 0
    var before = 0.0
    for level in levels {
      let target = level * total
      while index < pool.count - 1, before + weights[index] / 2 < target {
        before += weights[index]
        index += 1
      }
      let here = before + weights[index] / 2
      guard index > 0, here > target else {
        results.append(pool[index].value)
        continue
      }
      let previous = before - weights[index - 1] / 2
      let part = (target - previous) / max(1e-12, here - previous)
      results.append(
        pool[index - 1].value
          + (pool[index].value - pool[index - 1].value) * max(0, min(1, part)))
    }
    return results
  }
}

extension Calibration {
  func pack(into packing: inout Packing) {
    packing.add(own.count)
    for (key, own) in own.sorted(by: { $0.key < $1.key }) {
      packing.add(key.account)
      packing.add(key.horizon.rawValue)
      packing.add(key.rule.rawValue)
      packing.add(own.factor)
      packing.add(own.errors.count)
      for error in own.errors {
        packing.add(error.at)
        packing.add(error.value)
      }
    }
  }

  init(_ packed: inout Unpacking) {
    for _ in 0..<packed.count() {
      let account = Int(packed.int64())
      let horizon = Horizon(rawValue: Int(packed.int64())) ?? .longer
      let rule = ReleaseRule(rawValue: Int(packed.int64())) ?? .free
      var own = Own(factor: packed.double())
      own.errors = (0..<packed.count()).map { _ in
        PastError(at: packed.int64(), value: packed.double())
      }
      self.own[Key(account: account, horizon: horizon, rule: rule)] = own
    }
  }
}
