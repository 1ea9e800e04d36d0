import LedgerCore
import LedgerStore

/// The forecasts of an instant and the movements that they rest on, each worked out once for all
/// who ask.
package final class NightOutlook {
  struct Night: Sendable {
    let accounts: [ForecastAccount]
    /// As they were made, with the days on which they are due.
    let forecasts: [PayoutForecast]
    /// The same with the days on which they are expected by now.
    let expected: [PayoutForecast]
    let inTransit: [TransitPayout]
  }

  let deliveries: [Delivery]
  private let read: Once<StoreMovements>
  private let made: Once<Night>

  init(
    _ deliveries: [Delivery],
    movements: @escaping () throws(BatchError) -> StoreMovements,
    night: @escaping (StoreMovements) throws(BatchError) -> Night
  ) {
    self.deliveries = deliveries
    let read = Once(movements)
    self.read = read
    made = Once { () throws(BatchError) in try night(try read.value()) }
  }

  func movements() throws(BatchError) -> StoreMovements { try read.value() }

  func night() throws(BatchError) -> Night { try made.value() }
}

extension Books {
  /// From when reports look ahead.
  ///
  /// A clock that nobody has stated goes from fact to fact and from night to night: what came in
  /// last, or five o'clock (UTC) of the last night, whichever is later. So the same question has the
  /// same answer until something is new, and after a close it is the answer of its reports.
  func viewpoint() throws(BatchError) -> Instant {
    guard !context.isClockStated else { return context.now }
    let now = context.now
    let last = try storing { () throws(StoreError) in
      try archive.deliveries().map(\.receivedAt).filter { $0 <= now.seconds }.max()
    }
    return max(Forecasting.lastNight(before: now), Instant(seconds: last ?? .min))
  }

  /// A look ahead from an instant, with what had been delivered by then.
  func outlook(
    _ ledger: Ledger, _ master: MasterData, on instant: Instant
  ) throws(BatchError) -> NightOutlook {
    let workers = context.workers
    let movements =
      ledger === self.ledger ? movements : StoreMovements.once(ledger, master, workers: workers)
    let memories = ledger === self.ledger ? ForecastMemories(context.home) : nil
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
      .known(at: instant.seconds)
    return NightOutlook(
      deliveries,
      movements: { () throws(BatchError) in try movements.value() },
      night: { [self] movements throws(BatchError) in
        let all = try asked()
        let asked = all.isOf(deliveries) ? all : AskedLog(deliveries)
        let forecasting = try Forecasting(
          ledger: ledger, master: master, deliveries: deliveries, asked, movements,
          workers: workers)
        let forecasts = try forecasting.tonight(instant, workers: workers, memories: memories)
        return NightOutlook.Night(
          accounts: forecasting.histories.map(\.account).sorted(), forecasts: forecasts,
          expected: forecasting.expected(forecasts, instant),
          inTransit: forecasting.inTransit(instant))
      })
  }
}
