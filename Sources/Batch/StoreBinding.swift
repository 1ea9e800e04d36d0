import LedgerCore
import LedgerStore

/// Whose document it is.
enum StoreBinding: Equatable {
  case bound(String)
  case unbound(what: String, whatToDo: String)

  private static let sayWhose = "say whose it is: acorn import --store ID FILE"
  private static let putBack = "put its [[store]] back into acorn.toml, or \(sayWhose)"

  /// Decides by the store that is named for it, then by the names of file and folder, then by what
  /// only one store sells.
  ///
  /// All deliveries of the document count. But for the last word of people their order does not
  /// matter.
  init(deliveries: [Delivery], master: MasterData, probe: () -> DocumentProbe) {
    switch StoreBinding.named(deliveries, master) {
    case .one(let store): self = .bound(store)
    case .several(let stores):
      self = .unbound(
        what: "it was downloaded for the stores \(stores.joined(separator: " and "))",
        whatToDo: StoreBinding.sayWhose)
    case .removed(let store): self = StoreBinding.imported(for: store)
    case .none:
      // Amazon has given it to a seller: it is no other one's, whatever fits.
      if let told = deliveries.last(where: { !$0.store.isEmpty && $0.personsStore == nil }) {
        self = .unbound(
          what: "it was downloaded for store '\(told.store)', which is not in acorn.toml",
          whatToDo: StoreBinding.putBack)
        return
      }
      let byName = StoreBinding.stores(in: deliveries, master)
      if byName.count == 1 {
        self = StoreBinding.called(byName[0], master)
      } else if let unknown = deliveries.compactMap(\.personsStore).last {
        self = StoreBinding.imported(for: unknown)
      } else {
        self = StoreBinding.byContent(probe(), master, named: byName)
      }
    }
  }

  private static func imported(for store: String) -> StoreBinding {
    .unbound(
      what: "it was imported for store '\(store)', which is not in acorn.toml", whatToDo: putBack)
  }

  private static func called(_ store: String, _ master: MasterData) -> StoreBinding {
    guard master.stores[store] == nil else { return .bound(store) }
    return .unbound(
      what: "it is named for store '\(store)', which is not in acorn.toml any more",
      whatToDo: putBack)
  }

  /// The store of deliveries that say it themselves, whatever the document has; nil where they do not.
  static func store(saidBy deliveries: [Delivery], _ master: MasterData) -> String? {
    switch named(deliveries, master) {
    case .one(let store): return store
    case .several, .removed: return nil
    case .none:
      let byName = stores(in: deliveries, master)
      return byName.count == 1 && master.stores[byName[0]] != nil ? byName[0] : nil
    }
  }

  private static func named(_ deliveries: [Delivery], _ master: MasterData) -> NamedStore {
    NamedStore(
      deliveries, isKnown: { master.stores[$0] != nil },
      wasKnown: master.formerStores.contains)
  }

  private static func stores(in deliveries: [Delivery], _ master: MasterData) -> [String] {
    Set(deliveries.flatMap { stores(in: $0.source, master) }).sorted()
  }

  /// Stores that the file's name begins with (`NA1_…`) or that a folder above it is called after, also
  /// those that are no more.
  private static func stores(in source: String, _ master: MasterData) -> [String] {
    let parts = source.split(separator: "/").map(String.init)
    let byFile = (master.storeIDs + master.formerStores.sorted()).filter { id in
      parts.last.map { $0.hasPrefix(id + "_") || $0.hasPrefix(id + "-") } ?? false
    }
    if !byFile.isEmpty { return [byFile.max { $0.utf8.count < $1.utf8.count }!] }
    let folder = parts.dropLast().last {
      master.stores[$0] != nil || master.formerStores.contains($0)
    }
    return folder.map { [$0] } ?? []
  }

  private static func byContent(
    _ probe: DocumentProbe, _ master: MasterData, named: [String]
  ) -> StoreBinding {
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
    guard !master.storeIDs.isEmpty else {
      return .unbound(what: "no store is configured", whatToDo: "add a [[store]] to acorn.toml")
    }
    guard named.isEmpty else {
      return .unbound(
        what: "files of it are named for the stores \(named.joined(separator: " and "))",
        whatToDo: sayWhose)
    }
    let remedy = "\(sayWhose), or put it into a folder named after its store"
    return fitting.isEmpty
      ? .unbound(
        what: "no store fits its currency and marketplaces"
          + " (known: \(master.storeIDs.joined(separator: ", ")))",
        whatToDo: "add its [[store]] to acorn.toml, or, where it is of one of these, \(remedy)")
      : .unbound(
        what: "it fits the stores \(fitting.joined(separator: " and "))", whatToDo: remedy)
  }
}
