import LedgerCore
import LedgerStore

/// The movements that transactions tell of, store by store by the time they were posted, read once
/// for all who ask.
struct StoreMovements: Sendable {
  let kinds: [MovementKind]
  private let byStore: [String: [ToldMovement]]

  init(_ ledger: Ledger, of stores: [String], workers: Int) throws(BatchError) {
    let kinds = try storing { () throws(StoreError) in try ledger.movementKinds() }
    self.kinds = kinds.all
    byStore = try ledger.each(of: stores, workers: workers) { ledger, store throws(StoreError) in
      try ledger.movements(of: store, kinds)
    }
  }

  /// The same of all stores of the master data, when it is first asked for.
  static func once(
    _ ledger: Ledger, _ master: MasterData, workers: Int
  ) -> Once<StoreMovements> {
    Once { () throws(BatchError) in
      try StoreMovements(ledger, of: master.stores.keys.sorted(), workers: workers)
    }
  }

  func of(_ store: String) -> [ToldMovement] { byStore[store] ?? [] }

  /// The currencies of the movements of a store that count by themselves, in order.
  func currencies(of store: String) -> [Currency] {
    var isCounted = [Bool](repeating: false, count: kinds.count)
    for movement in of(store) where movement.isCounted { isCounted[movement.kind] = true }
    return Set(kinds.indices.filter { isCounted[$0] }.map { kinds[$0].currency }).sorted()
  }

  /// For each kind, whether an account's selector takes it.
  func taken(by selector: AccountSelector) -> [Bool] {
    kinds.map { selector.accepts($0.accountType, $0.marketplaceID, $0.currency) }
  }
}
