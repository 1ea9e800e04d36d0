/// One coming payout before calibration: a point, a scale, and what they are made of.
package struct PayoutOutlook: Sendable {
  /// 1 is the next payout.
  package var number: Int
  package var close: Instant
  /// Expected total of the settlement, minor units; below the minimum: nothing is paid.
  package var pointMinor: Double
  /// Standard deviation by the model, minor units; calibration corrects it.
  package var scaleMinor: Double
  /// Carried debt, previous reserve and what is released already, exact.
  package var knownMinor: Int64
  /// Of what is held back, what is expected to be released before the close.
  package var deferredMinor: Double
  package var deposit: DepositDates
  package var cycleDays: Int
  package var basis: AccountHistory.Basis
  package var cycle: PayoutCycle.Kind
  package var rule: ReleaseRule
  /// The least total that is paid; a smaller one is carried to the next close.
  package var minimumMinor: Int64
  /// With the next payout: what simple forecasts say from the same knowledge.
  var baselines: Baselines?
  /// Closes before the next one that are in no settlement file; 0 where the files are not behind.
  var missedCloses: Int
  /// Whether there are transactions, but too old ones.
  var isStale: Bool
}

/// Forecasts an account's payouts from what is known of it at an instant.
///
/// Mechanics first: the closes follow the account's rhythm; a close pays carried debt, the reserve
/// held back before and all that was released in the period, less a new reserve. Only what is
/// neither released nor held back yet is left to a forecast of demand.
package struct PayoutForecaster: Sendable {
  private static let day: Int64 = 86_400

  package init() {}

  /// The coming payouts that close within `horizonDays`, next one first; none when nothing is known.
  package func outlooks(
    _ history: AccountHistory, now: Instant, horizonDays: Int
  ) -> [PayoutOutlook] {
    let periods = history.periods(knownAt: now)
    guard let last = periods.last else { return [] }
    let basis = history.basis(after: last.end, now: now)
    let anchor = basis == .files ? min(now, last.end) : now
    let end = Instant(seconds: now.seconds + Int64(horizonDays) * Self.day)
    let cycle = PayoutCycle(closes: periods)
    let closes = closes(cycle, after: periods, now: now, until: end)
    guard let lastClose = closes.last else { return [] }
    let snapshot = FlowSnapshot(
      history, basis: basis, now: now, anchor: anchor, openSince: last.end)
    let ahead = Int((lastClose.seconds - anchor.seconds) / Self.day) + 2
    let inflow = InflowForecast(history, snapshot: snapshot, horizon: max(12, ahead))
    let dates = DepositTiming(periods, calendar: history.calendar)
    let reserve = ReserveShare(periods)
    let minimum = MinimumPayout(periods, knownAt: now)
    // Where closes are in no file, the files are behind: what these closed was paid.
    let missed = basis == .files ? cycle.closes(after: last.end, until: closes[0]).dropLast() : []
    let isBehind = missed.count > cycle.mostSkipped
    let carriedIn = isBehind ? 0 : minimum.carried(last)
    var before = isBehind ? inflow.parts(until: missed[missed.endIndex - 1]) : .init()
    var carried = Double(carriedIn)
    var held = (mean: Double(last.currentReserveMinor), variance: 0.0)
    var outlooks: [PayoutOutlook] = []
    for (index, close) in closes.enumerated() {
      let parts = inflow.parts(until: close)
      let flow = parts.minus(before)
      before = parts
      let pool = carried + held.mean + flow.mean
      let kept = pool > 0 ? reserve.mean * pool : 0
      let levelVariance =
        inflow.sales.levelVariance * flow.projectedSales * flow.projectedSales
      let reserveVariance = reserve.variance * pool * pool
      let variance = flow.variance + levelVariance + reserveVariance + held.variance
      outlooks.append(
        PayoutOutlook(
          number: index + 1, close: close, pointMinor: pool - kept,
          scaleMinor: max(variance.squareRoot(), abs(pool) * 0.004, 50),
          knownMinor: flow.knownMinor
            + (index == 0 && !isBehind ? carriedIn + last.currentReserveMinor : 0),
          deferredMinor: flow.deferred, deposit: dates.dates(forClose: close),
          cycleDays: cycle.days, basis: basis, cycle: cycle.kind,
          rule: snapshot.rule, minimumMinor: minimum.minor,
          baselines: index == 0
            ? Baselines(history, periods: periods, snapshot: snapshot, now: now) : nil,
          missedCloses: isBehind ? missed.count : 0,
          isStale: basis == .files && history.coversAll(after: last.end)))
      carried = minimum.carried(pool - kept)
      held = (kept, reserveVariance)
    }
    return outlooks
  }

  /// Expected closes. One that should have been and is not known was skipped, unless word of it may
  /// still be on its way: as long as the latest ones took.
  private func closes(
    _ cycle: PayoutCycle, after periods: [ClosedPeriod], now: Instant, until end: Instant
  ) -> [Instant] {
    guard let last = periods.last else { return [] }
    let slowest = periods.suffix(12).map { $0.knownFrom.seconds - $0.end.seconds }.max() ?? 0
    let grace = min(3 * Self.day, max(Self.day * 3 / 2, slowest + Self.day / 4))
    return cycle.closes(after: last.end, until: end)
      .filter { $0.seconds > now.seconds - grace }
  }
}

extension InflowForecast.Parts {
  /// What falls between an earlier instant and this one.
  struct Flow {
    var knownMinor: Int64
    var deferred: Double
    var projectedSales: Double
    var mean: Double
    var variance: Double
  }

  func minus(_ before: Self) -> Flow {
    let known = knownMinor - before.knownMinor
    let deferredPart = deferred.mean - before.deferred.mean
    return Flow(
      knownMinor: known, deferred: deferredPart,
      projectedSales: projectedSales - before.projectedSales,
      mean: Double(known) + deferredPart + projected.mean - before.projected.mean,
      // What may be released on either side of a close is as unsure at each of its ends.
      variance: abs(deferred.variance - before.deferred.variance)
        + min(deferred.variance, before.deferred.variance)
        + max(0, projected.variance - before.projected.variance))
  }
}

/// The share of the money at a close that Amazon holds back as a reserve, learned from the last ones.
struct ReserveShare: Sendable {
  let mean: Double
  let variance: Double

  private static let looksAt = 8

  init(_ periods: [ClosedPeriod]) {
    var (weight, sum, weights, squares) = (1.0, 0.0, 0.0, 0.0)
    for period in periods.suffix(Self.looksAt).reversed() {
      let pool = period.totalMinor + period.currentReserveMinor
      guard pool > 0 else { continue }
      let share = Double(period.currentReserveMinor) / Double(pool)
      sum += weight * share
      squares += weight * share * share
      weights += weight
      weight *= 0.75
    }
    guard weights > 0 else {
      (mean, variance) = (0, 0)
      return
    }
    mean = sum / weights
    variance = max(0, squares / weights - mean * mean)
  }
}
