/// How long money of one kind is held back, for each destination by itself.
///
/// Under a rule such as "seven days after delivery" the time until release is the parcel's way and the
/// rule; the way differs by the marketplace that was sold to. Each destination's run-off is learned
/// from its own releases and leans on the account's as a whole where it has few of them; the account
/// leans on all accounts of the home, and these on the published rule.
///
/// - Source: measured lags from sale to release, 7–9 days within Australia, 12 days to New Zealand
///   (knowledge/real-data.md, 12).
struct DestinationRunOff: Sendable {
  /// How many movements of a destination the account's own curve weighs as much as.
  private static let accountCount = 20.0
  /// How many movements of an account the other accounts' curve weighs as much as.
  private static let homeCount = 4.0
  /// The time after which a sale counts half for where new money comes from.
  private static let shareHalfLifeDays = 28.0

  private var account = ReleaseRunOff()
  private(set) var destinations: [ReleaseRunOff]
  private var weights: [Double]
  /// Which destinations any money was held back for; one that is only seen later changes nothing.
  private var isSeen: [Bool]
  /// Of new money over all destinations: the share still held at the beginning of each step.
  private var held: [Double] = []

  init(destinations count: Int) {
    destinations = Array(repeating: ReleaseRunOff(), count: max(1, count))
    weights = Array(repeating: 0, count: max(1, count))
    isSeen = Array(repeating: false, count: max(1, count))
  }

  mutating func add(
    destination: Int, amountMinor: Double, age: Int64, isReleased: Bool, postedAgo: Int64
  ) {
    account.add(age: age, isReleased: isReleased, postedAgo: postedAgo)
    guard destinations.count > 1, postedAgo < ReleaseRunOff.lookBack else { return }
    isSeen[destination] = true
    destinations[destination].add(age: age, isReleased: isReleased, postedAgo: postedAgo)
    let days = Double(postedAgo) / 86_400
    weights[destination] += abs(amountMinor) / (1 + days / Self.shareHalfLifeDays)
  }

  /// Makes the curves; to be called once all movements are added. `home`: the chance of release at
  /// each step over all accounts.
  mutating func finish(home: [Double]) {
    account.finish(ReleaseRunOff.Belief(hazards: home, count: Self.homeCount))
    let belief = ReleaseRunOff.Belief(hazards: account.hazards, count: Self.accountCount)
    guard isSeen.count(where: { $0 }) > 1 else {
      for index in destinations.indices {
        if isSeen[index] || destinations.count == 1 {
          destinations[index] = account
        } else {
          destinations[index].finish(belief)
        }
      }
      held = account.held
      return
    }
    for index in destinations.indices { destinations[index].finish(belief) }
    let total = weights.reduce(0, +)
    guard total > 0 else {
      held = account.held
      return
    }
    held = account.held.indices.map { step in
      destinations.indices.reduce(0) {
        $0 + destinations[$1].held[step] * (weights[$1] / total)
      }
    }
  }

  /// The chance that what is still held at an age is released within a further time.
  func chance(destination: Int, at age: Int64, within seconds: Int64) -> Double {
    destinations[destination].chance(at: age, within: seconds)
  }

  /// The share of new money, whatever its destination, that is still held after so many seconds.
  func heldShare(after seconds: Int64) -> Double {
    ReleaseRunOff.heldShare(held, after: seconds)
  }

  /// What a person is shown of a destination.
  func lag(_ destination: Int) -> ReleaseLag {
    let curve = destinations[destination]
    return ReleaseLag(
      releases: Int(curve.releases),
      p10Hours: curve.hours(untilReleased: 0.1), p50Hours: curve.hours(untilReleased: 0.5),
      p90Hours: curve.hours(untilReleased: 0.9))
  }
}

/// How long sales to a destination are held back from posting to release, in hours.
package struct ReleaseLag: Sendable, Equatable {
  /// Releases of the destination itself that it was learned from.
  package let releases: Int
  package let p10Hours: Int
  package let p50Hours: Int
  package let p90Hours: Int
}

extension ReleaseRunOff {
  /// The hours after which so large a share is released; those of the last step if it never is.
  func hours(untilReleased share: Double) -> Int {
    let step = held.firstIndex { $0 <= 1 - share } ?? Self.steps
    return step * Int(Self.stepSeconds) / 3600
  }
}

extension PayoutForecaster {
  /// How long sales to each destination are held back, as known now; none where no sale is.
  package func releaseLags(
    _ history: AccountHistory, now: Instant
  ) -> [(destination: String, lag: ReleaseLag)] {
    guard let last = history.periods(knownAt: now).last,
      history.movements.contains(where: { $0.isDeferred && $0.kind == .sale })
    else { return [] }
    let snapshot = FlowSnapshot(
      history, basis: history.basis(after: last.end, now: now), now: now, anchor: now,
      openSince: last.end)
    let runOff = snapshot.runOff[FlowKind.sale.rawValue]
    return history.destinations.indices.map { (history.destinations[$0], runOff.lag($0)) }
  }
}
