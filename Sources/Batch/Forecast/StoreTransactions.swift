import LedgerCore
import LedgerStore

/// The transactions of stores by the time they were posted, read once for forecasts and accruals.
struct StoreTransactions: Sendable {
  private let byStore: [String: [Ledger.ForecastTransaction]]

  init(_ ledger: Ledger, of stores: [String], workers: Int) throws(BatchError) {
    byStore = try ledger.each(of: stores, workers: workers) { ledger, store throws(StoreError) in
      var transactions: [Ledger.ForecastTransaction] = []
      try ledger.forecastTransactions(of: store) { transactions.append($0) }
      return transactions
    }
  }

  func of(_ store: String) -> [Ledger.ForecastTransaction] { byStore[store] ?? [] }
}
