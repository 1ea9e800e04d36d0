import LedgerCore
import LedgerStore

/// Whose document it is.
enum StoreBinding: Equatable {
  case bound(String)
  case unbound(what: String, whatToDo: String)

  /// Decides by `--store`, then by the names of file and folder, then by what only one store sells.
  ///
  /// All deliveries of the document count, so that their order does not matter.
  init(deliveries: [Delivery], master: MasterData, probe: () -> DocumentProbe) {
    let named = Set(deliveries.map(\.store).filter { !$0.isEmpty })
    if named.count > 1 {
      self = .unbound(
        what: "it was imported for the stores \(named.sorted().joined(separator: " and "))",
        whatToDo: "remove the wrong delivery: one document belongs to one store")
      return
    }
    if let store = named.first {
      self = StoreBinding.known(store, master)
      return
    }
    let byName = Set(deliveries.flatMap { StoreBinding.stores(in: $0.source, master) })
    if byName.count == 1, let store = byName.first {
      self = .bound(store)
      return
    }
    self = StoreBinding.byContent(probe(), master)
  }

  private static func known(_ store: String, _ master: MasterData) -> StoreBinding {
    if master.stores[store] != nil { return .bound(store) }
    return .unbound(
      what: "store '\(store)' is not in acorn.toml",
      whatToDo: "add a [[store]] with this id, or correct --store"
        + " (known: \(master.storeIDs.joined(separator: ", ")))")
  }

  /// Stores that the file's name begins with (`NA1_…`) or that a folder above it is called after.
  private static func stores(in source: String, _ master: MasterData) -> [String] {
    let parts = source.split(separator: "/").map(String.init)
    let byFile = master.storeIDs.filter { id in
      parts.last.map { $0.hasPrefix(id + "_") || $0.hasPrefix(id + "-") } ?? false
    }
    if !byFile.isEmpty { return [byFile.max { $0.utf8.count < $1.utf8.count }!] }
    for folder in parts.dropLast().reversed() where master.stores[folder] != nil {
      return [folder]
    }
    return []
  }

  private static func byContent(_ probe: DocumentProbe, _ master: MasterData) -> StoreBinding {
    let fitting = master.storeIDs.filter { id in
      guard let store = master.stores[id] else { return false }
      let codes = probe.marketplaceNames.compactMap { master.marketplaces.named($0)?.code }
      let currencies = store.marketplaces.compactMap {
        master.marketplaces.coded($0)?.currency.code
      }
      return !probe.currencies.isEmpty && probe.currencies.isSubset(of: currencies)
        && codes.allSatisfy(store.marketplaces.contains)
    }
    if fitting.count == 1 { return .bound(fitting[0]) }
    let remedy = "pass --store ID, or put the file into a folder named after its store"
    if master.storeIDs.isEmpty {
      return .unbound(what: "no store is configured", whatToDo: "add a [[store]] to acorn.toml")
    }
    return fitting.isEmpty
      ? .unbound(
        what: "no store fits its currency and marketplaces"
          + " (known: \(master.storeIDs.joined(separator: ", ")))", whatToDo: remedy)
      : .unbound(
        what: "it fits the stores \(fitting.joined(separator: " and "))", whatToDo: remedy)
  }
}
