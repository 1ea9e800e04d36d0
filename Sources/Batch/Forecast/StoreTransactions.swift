import LedgerCore
import LedgerStore

/// The transactions of stores by the time they were posted, read once for forecasts and accruals.
struct StoreTransactions: Sendable {
  private let byStore: [String: [Ledger.ForecastTransaction]]

  /// Several stores at once, each over a connection of its own.
  init(_ ledger: Ledger, of stores: [String], workers: Int) throws(BatchError) {
    let path = ledger.database.path
    var byStore: [String: [Ledger.ForecastTransaction]] = [:]
    try inParallel(stores, workers: workers) { store in
      (store: store, result: StoreTransactions.read(store, path))
    } consume: { read throws(BatchError) in
      byStore[read.store] = try read.result.get()
    }
    self.byStore = byStore
  }

  func of(_ store: String) -> [Ledger.ForecastTransaction] { byStore[store] ?? [] }

  private static func read(
    _ store: String, _ path: String
  ) -> Result<[Ledger.ForecastTransaction], BatchError> {
    Result { () throws(BatchError) in
      try storing { () throws(StoreError) in
        let ledger = try Ledger(path: path)
        defer { ledger.database.close() }
        var transactions: [Ledger.ForecastTransaction] = []
        try ledger.forecastTransactions(of: store) { transactions.append($0) }
        return transactions
      }
    }
  }
}
