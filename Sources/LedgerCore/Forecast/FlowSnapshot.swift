/// An account's movements as known at one instant, in days counted back from it.
///
/// Day 0 is the 24 hours before the anchor. The anchor is the instant of the forecast, or, where
/// movements come from settlement files, the end of the last known one. Amounts are minor units as
/// `Double`: they only serve bands and expectations.
struct FlowSnapshot {
  struct Outstanding {
    let amountMinor: Double
    let kind: FlowKind
    let destination: Int
    /// Seconds since it was posted.
    let age: Int64
    let postedAt: Int64
    /// Maturity, when it is more than a first estimate.
    let maturesAt: Int64?
  }

  struct Charge {
    let at: Int64
    let label: Int
    let amountMinor: Double
  }

  static let longestDays = 420
  private static let day: Int64 = 86_400
  private static let dispersionDays = 90

  let anchor: Instant
  /// Days that the history reaches back, at most `longestDays`.
  private(set) var days = 0
  /// Posted amounts by kind and by days before the anchor, whether released or not.
  private(set) var posted: [[Double]]
  /// Sum of squares over sum of the amounts of sales and refunds: how lumpy they are.
  private(set) var dispersion: [Double]
  private(set) var charges: [Charge] = []
  private(set) var outstanding: [Outstanding] = []
  /// What was released after the last close, exact.
  private(set) var releases: [(at: Int64, amountMinor: Int64)] = []
  /// The share of new sales and refunds that are held back.
  private(set) var deferredShare = FlowKind.allCases.map { _ in 0.0 }
  /// By what rule sales are released, and how long ago the first held-back one was posted.
  private(set) var rule = ReleaseRule.free
  private var firstHeldAge: Int64 = 0
  private(set) var runOff: [DestinationRunOff]
  private(set) var maturitySlips = MaturitySlips()
  /// The share of what was posted on day 0, 1 and 2 that is known already.
  private(set) var completeness: [Double] = [1, 1, 1]
  /// How long before the anchor a release must have happened to be told by now, seconds.
  private(set) var releaseDelay: Int64 = 0
  /// What became available on each day before the anchor, for baselines on daily flows.
  private(set) var released: [Double]

  init(
    _ history: AccountHistory, basis: AccountHistory.Basis, now: Instant, anchor: Instant,
    openSince: Instant
  ) {
    self.anchor = anchor
    let kinds = FlowKind.allCases.count
    posted = Array(repeating: Array(repeating: 0, count: Self.longestDays), count: kinds)
    released = Array(repeating: 0, count: Self.longestDays)
    dispersion = Array(repeating: 0, count: kinds)
    runOff = FlowKind.allCases.map { _ in
      DestinationRunOff(destinations: history.destinations.count)
    }
    var lateness = ReportingDelay()
    var shares = DeferralShare()
    var squares = Array(repeating: (sum: 0.0, squares: 0.0), count: kinds)
    let movements = history.movements
    let first = Self.firstIndex(
      in: movements, since: anchor.seconds - Int64(Self.longestDays) * Self.day)
    releaseDelay = Self.releaseDelay(movements[first...], now: now)
    for index in first..<movements.count {
      let movement = movements[index]
      if movement.postedAt > anchor.seconds { break }
      guard movement.knownFrom <= now.seconds else { continue }
      let age = anchor.seconds - movement.postedAt
      let bin = Int(age / Self.day)
      guard bin < Self.longestDays else { continue }
      days = max(days, bin + 1)
      let amount = Double(movement.amountMinor)
      posted[movement.kind.rawValue][bin] += amount
      if movement.kind == .charge {
        charges.append(Charge(at: movement.postedAt, label: movement.label, amountMinor: amount))
      } else if bin < Self.dispersionDays {
        squares[movement.kind.rawValue].sum += amount
        squares[movement.kind.rawValue].squares += amount * amount
      }
      if basis == .transactions {
        lateness.add(movement, age: age)
        shares.add(movement, age: age)
      }
      note(movement, now: now, age: age, openSince: openSince)
    }
    for kind in FlowKind.allCases where squares[kind.rawValue].sum != 0 {
      dispersion[kind.rawValue] = abs(
        squares[kind.rawValue].squares / squares[kind.rawValue].sum)
    }
    completeness = lateness.completeness
    deferredShare = shares.shares
    rule = ReleaseRule(
      heldShare: deferredShare[FlowKind.sale.rawValue], firstHeldAge: firstHeldAge)
    for kind in FlowKind.allCases {
      runOff[kind.rawValue].finish(
        home: history.experience?.hazards(kind, knownAt: now) ?? ReleaseRunOff.published(kind))
    }
    maturitySlips.finish()
  }

  private mutating func note(_ movement: Movement, now: Instant, age: Int64, openSince: Instant) {
    let isReleased = !movement.isDeferred || movement.releaseKnownFrom <= now.seconds
    if movement.isDeferred {
      if movement.kind == .sale { firstHeldAge = max(firstHeldAge, age) }
      runOff[movement.kind.rawValue].add(
        destination: movement.destination, amountMinor: Double(movement.amountMinor),
        age: isReleased ? movement.releasedAt - movement.postedAt : max(0, age - releaseDelay),
        isReleased: isReleased,
        postedAgo: age)
    }
    if isReleased {
      let bin = Int((anchor.seconds - movement.releasedAt) / Self.day)
      if bin >= 0, bin < Self.longestDays, movement.releasedAt <= anchor.seconds {
        released[bin] += Double(movement.amountMinor)
      }
      if movement.releasedAt > openSince.seconds {
        releases.append((movement.releasedAt, movement.amountMinor))
      }
      if movement.isDeferred, movement.revisionKnownFrom <= now.seconds {
        maturitySlips.add(movement.releasedAt - movement.revisedMaturity)
      }
    } else {
      outstanding.append(
        Outstanding(
          amountMinor: Double(movement.amountMinor), kind: movement.kind,
          destination: movement.destination, age: age, postedAt: movement.postedAt,
          maturesAt: movement.revisionKnownFrom <= now.seconds ? movement.revisedMaturity : nil))
    }
  }

  /// What nine of ten latest releases took at least to be told: a nightly run hears of them up to a
  /// day later than that, but what it has not heard by now can only be younger.
  private static func releaseDelay(_ movements: ArraySlice<Movement>, now: Instant) -> Int64 {
    var delays: [Int64] = []
    for movement in movements.reversed()
    where movement.isDeferred && movement.releaseKnownFrom <= now.seconds {
      delays.append(max(0, movement.releaseKnownFrom - movement.releasedAt))
      if delays.count == 200 { break }
    }
    guard delays.count >= 20 else { return 0 }
    return min(3 * day, delays.sorted()[delays.count / 10])
  }

  /// The first movement posted at or after an instant, by bisection.
  private static func firstIndex(in movements: [Movement], since: Int64) -> Int {
    var (low, high) = (0, movements.count)
    while low < high {
      let middle = (low + high) / 2
      if movements[middle].postedAt < since { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// How late movements are told: the share known after one, two and three days.
struct ReportingDelay {
  private static let lookBack: Int64 = 60 * 86_400
  private static let settled: Int64 = 3 * 86_400
  private static let daySeconds = 86_400.0
  private var count = 0.0
  private var known = [0.0, 0.0, 0.0]

  mutating func add(_ movement: Movement, age: Int64) {
    guard age > Self.settled, age < Self.lookBack else { return }
    count += 1
    // Of a day's movements, those are known at its end that are as old as their delay or older.
    let delay = Double(max(0, movement.knownFrom - movement.postedAt)) / Self.daySeconds
    for day in 0..<3 { known[day] += min(1, max(0, Double(day + 1) - delay)) }
  }

  var completeness: [Double] {
    guard count >= 20 else { return [1, 1, 1] }
    return known.map { max(0.05, $0 / count) }
  }
}

/// The share of new money that is held back, the last days counting most.
struct DeferralShare {
  private static let halfLifeSeconds: Int64 = 129_600
  private var held = FlowKind.allCases.map { _ in 0.0 }
  private var all = FlowKind.allCases.map { _ in 0.0 }

  mutating func add(_ movement: Movement, age: Int64) {
    let halvings = Int(age / Self.halfLifeSeconds)
    guard halvings < 40 else {
      return
    }
    let weight = abs(Double(movement.amountMinor)) / Double(1 << halvings)
    all[movement.kind.rawValue] += weight
    if movement.isDeferred { held[movement.kind.rawValue] += weight }
  }

  var shares: [Double] { zip(held, all).map { $1 > 0 ? $0 / $1 : 0 } }
}
