import LedgerCore
import LedgerStore

/// The forecasts of an instant, worked out once for all who ask.
package final class NightOutlook {
  struct Night {
    let accounts: [ForecastAccount]
    let forecasts: [PayoutForecast]
    let inTransit: [TransitPayout]
  }

  private let ledger: Ledger
  private let master: MasterData
  let deliveries: [Delivery]
  private let now: Instant
  private var made: Night?

  init(ledger: Ledger, master: MasterData, deliveries: [Delivery], now: Instant) {
    self.ledger = ledger
    self.master = master
    self.deliveries = deliveries
    self.now = now
  }

  func night() throws(BatchError) -> Night {
    if let made { return made }
    let forecasting = try Forecasting(ledger: ledger, master: master, deliveries: deliveries)
    let night = Night(
      accounts: forecasting.histories.map(\.account).sorted(),
      forecasts: forecasting.tonight(now), inTransit: forecasting.inTransit(now))
    made = night
    return night
  }
}
