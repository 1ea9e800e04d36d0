/// What the releases of all accounts tell about how long money is held back, as known on any night.
///
/// Releases are counted by the day on which they were known and by their age, and summed up over
/// days, so that a night's view is the difference of two rows.
package final class ReleaseExperience: Sendable {
  private static let day: Int64 = 86_400
  /// So many movements' worth of the published rule stand beside what was seen.
  private static let publishedCount = 4.0
  private let firstDay: Int64
  /// By kind, then by days since the first one: releases known before that day, by step of their age.
  private let known: [[[Int32]]]

  package init(_ histories: [AccountHistory]) {
    var days: ClosedRange<Int64>?
    for history in histories {
      for movement in history.movements {
        guard let day = Self.day(of: movement) else { continue }
        days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
      }
    }
    let kinds = FlowKind.allCases
    guard let days else {
      (firstDay, known) = (0, kinds.map { _ in [] })
      return
    }
    firstDay = days.lowerBound
    let none = Array(repeating: Int32(0), count: ReleaseRunOff.steps)
    var counts = kinds.map { _ in Array(repeating: none, count: days.count + 1) }
    for history in histories {
      for movement in history.movements {
        guard let day = Self.day(of: movement) else { continue }
        let age = movement.releasedAt - movement.postedAt
        let step = Int(max(0, age) / ReleaseRunOff.stepSeconds)
        guard step < ReleaseRunOff.steps else { continue }
        counts[movement.kind.rawValue][Int(day - days.lowerBound) + 1][step] += 1
      }
    }
    for kind in counts.indices {
      for day in 1..<counts[kind].count {
        for step in none.indices { counts[kind][day][step] += counts[kind][day - 1][step] }
      }
    }
    known = counts
  }

  private static func day(of movement: Movement) -> Int64? {
    guard movement.isDeferred, movement.releaseKnownFrom != .max else { return nil }
    return movement.releaseKnownFrom / day
  }

  /// The chance of release at each step of what is still held then, as known before the day of `now`.
  func hazards(_ kind: FlowKind, knownAt now: Instant) -> [Double] {
    let published = ReleaseRunOff.published(kind)
    let rows = known[kind.rawValue]
    guard !rows.isEmpty else { return published }
    func row(_ day: Int64) -> [Int32] { rows[Int(min(max(0, day), Int64(rows.count - 1)))] }
    let today = now.seconds / Self.day - firstDay
    let (until, from) = (row(today), row(today - ReleaseRunOff.lookBack / Self.day))
    let seen = zip(until, from).map { Double($0 - $1) }
    var left = seen.reduce(0, +)
    return published.indices.map { step in
      let hazard =
        (seen[step] + Self.publishedCount * published[step]) / (left + Self.publishedCount)
      left -= seen[step]
      return hazard
    }
  }
}
