/// What is expected to become available on an account from now on.
///
/// Three parts: what is released already, what is held back and will be released, and what is not
/// sold, refunded or charged yet (or not told yet).
struct InflowForecast {
  /// An expected amount and its variance, minor units.
  struct Expected {
    var mean = 0.0
    var variance = 0.0
  }

  struct Parts {
    var knownMinor: Int64 = 0
    var deferred = Expected()
    var projected = Expected()
    /// The part of `projected` that follows the level of sales.
    var projectedSales = 0.0
  }

  private static let day: Int64 = 86_400
  private static let refundFrom = 3
  private static let refundUntil = 24

  let snapshot: FlowSnapshot
  let sales: DemandForecast
  private let refunds: [Double]
  private let recentRefunds: [Double]
  private let charges: ChargeForecast
  private let horizon: Int

  init(_ history: AccountHistory, snapshot: FlowSnapshot, horizon: Int) {
    self.snapshot = snapshot
    self.horizon = horizon
    let salesPosted = snapshot.posted[FlowKind.sale.rawValue]
    sales = DemandForecast(
      salesPosted, days: snapshot.days, anchor: snapshot.anchor,
      completeness: snapshot.completeness,
      dispersion: snapshot.dispersion[FlowKind.sale.rawValue], horizon: horizon)
    charges = ChargeForecast(
      snapshot.charges, days: snapshot.days, anchor: snapshot.anchor,
      labels: history.labels.count, horizon: horizon)
    let refundsPosted = snapshot.posted[FlowKind.refund.rawValue]
    (refunds, recentRefunds) = Self.refunds(
      refundsPosted, salesPosted, sales, days: snapshot.days, horizon: horizon)
  }

  /// Refunds follow the sales of three days to three and a half weeks before.
  private static func refunds(
    _ refunds: [Double], _ posted: [Double], _ sales: DemandForecast, days: Int, horizon: Int
  ) -> (daily: [Double], recent: [Double]) {
    let look = min(90, days - refundUntil)
    /// Mean sales of the days that a day's refunds come from; `index` counts back from the anchor.
    func source(_ index: Int) -> Double {
      var sum = 0.0
      for back in refundFrom...refundUntil {
        let day = index + back
        sum +=
          day >= 0 ? posted[min(day, posted.count - 1)] : sales.daily[min(-day - 1, horizon - 1)]
      }
      return sum / Double(refundUntil - refundFrom + 1)
    }
    let recentDays = sales.recent.count
    guard look >= 14 else {
      let window = max(1, min(days, 28))
      let rate = refunds.prefix(window).reduce(0, +) / Double(window)
      return (
        Array(repeating: rate, count: horizon), Array(repeating: rate, count: recentDays)
      )
    }
    let told = refunds[2..<(2 + look - 2)].reduce(0, +)
    let base = (2..<look).reduce(0) { $0 + source($1) }
    let rate = base > 0 ? told / base : 0
    return (
      (0..<horizon).map { rate * source(-1 - $0) }, (0..<recentDays).map { rate * source($0) }
    )
  }

  /// What becomes available after the last close and until `instant`.
  func parts(until instant: Instant) -> Parts {
    var parts = Parts()
    for release in snapshot.releases where release.at <= instant.seconds {
      parts.knownMinor += release.amountMinor
    }
    for held in snapshot.outstanding {
      let chance = chance(of: held, until: instant)
      parts.deferred.mean += chance * held.amountMinor
      parts.deferred.variance += chance * (1 - chance) * held.amountMinor * held.amountMinor
    }
    project(.sale, sales.daily, sales.recent, until: instant, into: &parts)
    project(.refund, refunds, recentRefunds, until: instant, into: &parts)
    for ahead in 0..<horizon {
      let share = dayShare(ahead, until: instant)
      guard share > 0 else { break }
      parts.projected.mean += share * charges.daily[ahead]
      parts.projected.variance += share * charges.variances[ahead]
    }
    return parts
  }

  private func chance(of held: FlowSnapshot.Outstanding, until instant: Instant) -> Double {
    let now = snapshot.anchor.seconds
    if let maturesAt = held.maturesAt,
      let known = snapshot.maturitySlips.chance(
        maturesAt: maturesAt, now: now, by: instant.seconds)
    {
      return known
    }
    // Until so long ago it is known to be held back; what came since is not told yet.
    let told = snapshot.releaseDelay
    return snapshot.runOff[held.kind.rawValue].chance(
      destination: held.destination, at: max(0, held.age - told),
      within: instant.seconds - now + told)
  }

  private func project(
    _ kind: FlowKind, _ daily: [Double], _ recent: [Double], until instant: Instant,
    into parts: inout Parts
  ) {
    let held = snapshot.deferredShare[kind.rawValue]
    let runOff = snapshot.runOff[kind.rawValue]
    let dispersion = snapshot.dispersion[kind.rawValue]
    let start = snapshot.anchor.seconds
    func add(_ amount: Double, share: Double, middle: Int64) {
      let released = 1 - runOff.heldShare(after: instant.seconds - middle)
      let mean = amount * ((1 - held) * share + held * released)
      parts.projected.mean += mean
      parts.projected.variance += dispersion * abs(mean)
      if kind == .sale { parts.projectedSales += mean }
    }
    for (index, amount) in recent.enumerated() {
      let missing = 1 - snapshot.completeness[index]
      let share = dayShare(-1 - index, until: instant)
      guard missing > 0.001, share > 0 else { continue }
      add(
        amount * missing, share: share,
        middle: start - Int64(index) * Self.day - Self.day / (index == 0 ? 3 : 2))
    }
    for (ahead, amount) in daily.enumerated() {
      let share = dayShare(ahead, until: instant)
      guard share > 0 else { break }
      add(amount, share: share, middle: start + Int64(ahead) * Self.day + Self.day / 2)
    }
  }

  /// The part of a coming day that lies before an instant.
  private func dayShare(_ ahead: Int, until instant: Instant) -> Double {
    let begins = snapshot.anchor.seconds + Int64(ahead) * Self.day
    return min(1, max(0, Double(instant.seconds - begins) / Double(Self.day)))
  }
}
