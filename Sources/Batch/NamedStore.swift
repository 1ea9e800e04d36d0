import LedgerStore
import SellingPartner

/// The store that the deliveries of a document name.
///
/// People say it with `--store`, and the last word counts: that is how a wrong one is corrected.
/// Amazon says it by giving the document to a store's own credentials. The log of deliveries keeps
/// its order, so a ledger made again hears the same last word. Names that `acorn.toml` never had do
/// not contradict; a store that was taken out of it keeps what is its own: no other one gets it.
enum NamedStore: Equatable {
  case none
  case one(String)
  /// The last word names one that `acorn.toml` has no more.
  case removed(String)
  /// Amazon gave it to several, and nobody has said whose it is.
  case several([String])

  init(
    _ deliveries: [Delivery], isKnown: (String) -> Bool,
    wasKnown: (String) -> Bool = { _ in false }
  ) {
    let word = deliveries.last { $0.personsStore.map { isKnown($0) || wasKnown($0) } ?? false }
    if let store = word?.store {
      self = isKnown(store) ? .one(store) : .removed(store)
      return
    }
    let given = Set(deliveries.map(\.store).filter { !$0.isEmpty && isKnown($0) }).sorted()
    self = given.isEmpty ? .none : given.count == 1 ? .one(given[0]) : .several(given)
  }
}

extension Delivery {
  /// The store that a person named for it.
  var personsStore: String? {
    store.isEmpty || APIRequest.operation(ofSource: source) != nil ? nil : store
  }
}

extension [Delivery] {
  /// How many different things they tell of a document; it grows with each that tells something new,
  /// and a store that is named again after another one is something new.
  var sayingCount: Int {
    guard count > 1 else { return count }
    var changes = 0
    var last: String?
    for store in compactMap(\.personsStore) {
      if let last, store != last { changes += 1 }
      last = store
    }
    return Set(map(\.sayings)).count + changes
  }

  /// Those that say something which earlier ones have not said, or no longer say. They are of files:
  /// no answer says what they do.
  func news(after known: [Delivery]) -> [Delivery] {
    let documents = Set(map(\.sha256))
    let known = known.filter { $0.kind != .answer && documents.contains($0.sha256) }
    let repeated = Set(known.map(\.sayings))
    var named: [String: String] = [:]
    for delivery in known {
      if let store = delivery.personsStore { named[delivery.sha256] = store }
    }
    return filter { delivery in
      !repeated.contains(delivery.sayings)
        || delivery.personsStore.map { $0 != named[delivery.sha256] } ?? false
    }
  }
}
