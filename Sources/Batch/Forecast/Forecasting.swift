import LedgerCore
import LedgerStore

/// Forecasts and backtests from what a ledger holds.
package struct Forecasting {
  /// Thirteen weeks, and a few days for the bank.
  package static let horizonDays = 95
  /// At least so many nights before tonight teach tonight's intervals how wide they must be.
  private static let warmUpNights: Int32 = 270
  /// When such a night is, in seconds of its UTC day. The same whenever a forecast is asked for, so
  /// that what was learned once can be kept.
  private static let secondOfNight = 18_000
  private static let day: Int64 = 86_400

  package let histories: [AccountHistory]
  /// How many facts were dated by their reception, and how many by an assumed delay.
  package let dating: (received: Int, assumed: Int)

  init(
    ledger: Ledger, master: MasterData, deliveries: [Delivery], _ asked: AskedLog,
    _ movements: StoreMovements, workers: Int
  ) throws(BatchError) {
    let reader = try storing { () throws(StoreError) in
      try HistoryReader(
        ledger: ledger, master: master, deliveries: deliveries, asked, movements)
    }
    let read = try reader.histories(ledger, workers: workers)
    histories = read.histories
    dating = (read.dating.received, read.dating.assumed)
  }

  /// Tonight's forecasts, account by account, next payout first. `memories` save going through the
  /// nights before again.
  package func tonight(
    _ now: Instant, workers: Int = 1, memories: ForecastMemories? = nil
  ) throws(BatchError) -> [PayoutForecast] {
    let teaching = Self.teachingNights(before: now)
    let known = memories?.latest(of: teaching, histories, horizonDays: Self.horizonDays)
    var run = ForecastRun(histories, horizonDays: Self.horizonDays, after: known?.memory)
    let nights = teaching[(known.map { $0.place + 1 } ?? 0)...] + [now]
    let kept = memories == nil ? [] : ForecastMemories.worthKeeping(teaching)
    let outlooks = try self.outlooks(Array(nights), workers: workers)
    var forecasts: [PayoutForecast] = []
    for (place, night) in nights.enumerated() {
      forecasts = run.night(night) { outlooks[$0][place] }
      if night != now, kept.contains(night) {
        memories?.keep(
          run.memory, of: night, in: teaching, histories, horizonDays: Self.horizonDays)
      }
    }
    memories?.forget(allBut: kept)
    return forecasts
  }

  /// From the first night of a quarter on, so that the first one stays the same for months.
  package static func teachingNights(before now: Instant) -> [Instant] {
    let earliest = CalendarDate(dayNumber: now.day().dayNumber - warmUpNights)
    let (year, month, _) = earliest.civil
    let first = CalendarDate(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? earliest
    return (first.dayNumber...now.day().dayNumber).map {
      Instant(CalendarDate(dayNumber: $0), secondOfDay: secondOfNight)
    }.filter { $0 < now }
  }

  /// The last such night up to an instant.
  static func lastNight(before now: Instant) -> Instant {
    let today = Instant(now.day(), secondOfDay: secondOfNight)
    return today <= now ? today : Instant(seconds: today.seconds - day)
  }

  /// By account and night: several accounts at once.
  private func outlooks(
    _ nights: [Instant], workers: Int
  ) throws(BatchError) -> [[[PayoutOutlook]]] {
    var outlooks: [[[PayoutOutlook]]] = histories.map { _ in [] }
    let histories = histories
    try inParallel(Array(histories.indices), workers: workers) { account in
      (
        account: account,
        nights: nights.map { ForecastRun.outlooks(histories[account], $0, Self.horizonDays) }
      )
    } consume: {
      outlooks[$0.account] = $0.nights
    }
    return outlooks
  }

  /// Night after night from `from` to `to`, at the time of day of `from`; scored are the forecasts
  /// made in between. The nights before, as far back as there is history, only teach.
  package func backtest(
    from: Instant, to: Instant, horizonDays: Int = 33
  ) -> [ScoredForecast] {
    var run = ForecastRun(histories, horizonDays: horizonDays)
    guard let firstNight else { return [] }
    let lead = max(0, (from.seconds - firstNight.seconds) / Self.day)
    var night = from.seconds - lead * Self.day
    while night <= to.seconds {
      _ = run.night(Instant(seconds: night))
      night += Self.day
    }
    return run.scored.filter { $0.forecast.madeAt >= from }
  }

  /// Why there is no forecast of any account, as a sentence.
  package func whyNothingIsForecast(on now: Instant) -> String {
    guard let firstNight, let lastNight else {
      return "no settlement is known yet: there is nothing to go by"
    }
    guard firstNight <= now else {
      return "no settlement was known at \(now): the first one is known from \(firstNight) on"
    }
    return "no close is expected within \(Self.horizonDays) days of \(now): the last settlement is"
      + " known from \(lastNight) on; import or sync what came since"
  }

  /// When the first close was known.
  package var firstNight: Instant? {
    histories.compactMap { $0.periods.map(\.knownFrom).min() }.min()
  }

  /// When the last close was known.
  package var lastNight: Instant? {
    histories.compactMap { $0.periods.map(\.knownFrom).max() }.max()
  }

  /// Forecasts with the days on which they are expected by now.
  func expected(_ forecasts: [PayoutForecast], _ now: Instant) -> [PayoutForecast] {
    let calendars = Dictionary(
      histories.map { ($0.account, $0.calendar) }, uniquingKeysWith: { first, _ in first })
    return forecasts.map { forecast in
      guard let calendar = calendars[forecast.account] else { return forecast }
      var expected = forecast
      expected.deposit = forecast.deposit.notBefore(calendar.next(onOrAfter: now.day()))
      return expected
    }
  }

  /// Payouts that are closed and, as far as is known, not at the bank yet, with the days on which they
  /// are expected by now.
  package func inTransit(_ now: Instant) -> [TransitPayout] {
    histories.flatMap { history -> [TransitPayout] in
      let known = history.periods(knownAt: now)
      let nextBankDay = history.calendar.next(onOrAfter: now.day())
      let timing = DepositTiming(known, calendar: history.calendar)
      return known.compactMap { period in
        let deposit = timing.dates(forClose: period.end).booked(by: history.calendar)
        guard period.paidMinor > 0, period.failedKnownFrom == nil, period.bankDay == nil,
          deposit.p90 >= now.day()
        else { return nil }
        return TransitPayout(
          account: history.account, period: period, deposit: deposit.notBefore(nextBankDay))
      }
    }
  }
}

/// A payout that is closed: its amount is exact, only its day is open.
package struct TransitPayout: Sendable {
  package let account: ForecastAccount
  package let period: ClosedPeriod
  package let deposit: DepositDates
}

extension Books {
  /// What a forecast rests on, with the ledger up to date.
  package func forecasting() throws(BatchError) -> Forecasting {
    try update()
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    return try Forecasting(
      ledger: ledger, master: master, deliveries: deliveries, try asked(),
      try movements.value(), workers: context.workers)
  }

  /// Archives a night's forecasts, so that they can be scored when the payouts have happened.
  ///
  /// The same forecasts again are a no-op.
  package func freeze(_ forecasts: [PayoutForecast]) throws(BatchError) {
    guard !forecasts.isEmpty else { return }
    try storing { () throws(StoreError) in
      let stored = try archive.store(bytes: ForecastDocument.bytes(of: forecasts))
      let delivery = Delivery(
        sha256: stored.sha256, byteCount: stored.byteCount, kind: .forecast,
        source: "forecast \(context.now)", store: "", receivedAt: context.now.seconds)
      guard try !archive.deliveries().contains(where: delivery.repeats) else { return }
      try archive.append([delivery])
    }
  }

  /// The forecasts frozen so far that have come true, scored by what is known now.
  package func frozenScores() throws(BatchError) -> [ScoredForecast] {
    let histories = try forecasting().histories
    let byAccount = Dictionary(histories.map { ($0.account, $0) }, uniquingKeysWith: { $1 })
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    var scored: [ScoredForecast] = []
    for delivery in deliveries where delivery.kind == .forecast {
      let path = archive.path(of: delivery.sha256)
      guard let bytes = contents(ofFile: path), let all = ForecastDocument.forecasts(in: bytes)
      else {
        throw BatchError("\(path): a frozen forecast cannot be read; run acorn archive verify")
      }
      for forecast in all {
        guard let history = byAccount[forecast.account],
          case .closed(let period) = forecast.outcome(in: history.periods(knownAt: context.now))
        else { continue }
        scored.append(forecast.scored(by: period, in: history))
      }
    }
    return scored
  }
}
