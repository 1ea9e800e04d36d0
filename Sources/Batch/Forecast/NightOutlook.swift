import LedgerCore
import LedgerStore

/// The forecasts of an instant and the movements that they rest on, each worked out once for all
/// who ask.
package final class NightOutlook {
  struct Night: Sendable {
    let accounts: [ForecastAccount]
    let forecasts: [PayoutForecast]
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
  /// A look ahead from an instant, with what had been delivered by then.
  func outlook(
    _ ledger: Ledger, _ master: MasterData, on instant: Instant
  ) throws(BatchError) -> NightOutlook {
    let workers = context.workers
    let movements =
      ledger === self.ledger ? movements : StoreMovements.once(ledger, master, workers: workers)
    let memories = instant == context.now ? ForecastMemories(context.home) : nil
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
      .known(at: instant.seconds)
    return NightOutlook(
      deliveries,
      movements: { () throws(BatchError) in try movements.value() },
      night: { movements throws(BatchError) in
        let forecasting = try Forecasting(
          ledger: ledger, master: master, deliveries: deliveries, movements)
        return NightOutlook.Night(
          accounts: forecasting.histories.map(\.account).sorted(),
          forecasts: try forecasting.tonight(
            instant, workers: workers, memories: memories),
          inTransit: forecasting.inTransit(instant))
      })
  }
}
