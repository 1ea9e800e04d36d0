import LedgerCore
import LedgerStore

/// The forecasts of an instant and the transactions that they rest on, each worked out once for all
/// who ask.
package final class NightOutlook {
  struct Night: Sendable {
    let accounts: [ForecastAccount]
    let forecasts: [PayoutForecast]
    let inTransit: [TransitPayout]
  }

  let deliveries: [Delivery]
  private let read: Once<StoreTransactions>
  private let made: Once<Night>

  init(
    _ deliveries: [Delivery],
    transactions: @escaping () throws(BatchError) -> StoreTransactions,
    night: @escaping (StoreTransactions) throws(BatchError) -> Night
  ) {
    self.deliveries = deliveries
    let read = Once(transactions)
    self.read = read
    made = Once { () throws(BatchError) in try night(try read.value()) }
  }

  func transactions() throws(BatchError) -> StoreTransactions { try read.value() }

  func night() throws(BatchError) -> Night { try made.value() }
}

extension Books {
  /// A look ahead from an instant, with what had been delivered by then.
  func outlook(
    _ ledger: Ledger, _ master: MasterData, on instant: Instant
  ) throws(BatchError) -> NightOutlook {
    let workers = context.workers
    let memories = instant == context.now ? ForecastMemories(context.home) : nil
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
      .filter { $0.receivedAt <= instant.seconds }
    return NightOutlook(
      deliveries,
      transactions: { () throws(BatchError) in
        try StoreTransactions(ledger, of: master.stores.keys.sorted(), workers: workers)
      },
      night: { transactions throws(BatchError) in
        let forecasting = try Forecasting(
          ledger: ledger, master: master, deliveries: deliveries, transactions)
        return NightOutlook.Night(
          accounts: forecasting.histories.map(\.account).sorted(),
          forecasts: try forecasting.tonight(
            instant, workers: workers, memories: memories),
          inTransit: forecasting.inTransit(instant))
      })
  }
}
