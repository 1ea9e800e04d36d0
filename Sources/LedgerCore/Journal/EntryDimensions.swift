/// Where a line of the accounting journal belongs.
///
/// Many lines share one: its texts are kept once, and two of the same origin compare at once.
package struct EntryDimensions: Hashable, Comparable, Sendable {
  private final class Texts: Sendable {
    let store, marketplace, category, outlet: ByteString
    let fingerprint: (Int64, Int64)

    init(
      _ store: ByteString, _ marketplace: ByteString, _ category: ByteString, _ outlet: ByteString
    ) {
      self.store = store
      self.marketplace = marketplace
      self.category = category
      self.outlet = outlet
      var print = Fingerprint()
      for text in [store, marketplace, category, outlet] {
        text.bytes.withUnsafeBytes { print.add(bytes: $0) }
      }
      fingerprint = print.words
    }
  }
  private let texts: Texts

  package init(
    store: ByteString, marketplace: ByteString, category: ByteString, outlet: ByteString
  ) {
    texts = Texts(store, marketplace, category, outlet)
  }

  /// Money that belongs to no goods and no shop.
  package static func ofAccount(store: String, marketplace: String) -> EntryDimensions {
    EntryDimensions(
      store: ByteString(store), marketplace: ByteString(marketplace),
      category: Dimensions.noCategory, outlet: Dimensions.unassigned)
  }

  package var store: ByteString { texts.store }
  package var marketplace: ByteString { texts.marketplace }
  package var category: ByteString { texts.category }
  package var outlet: ByteString { texts.outlet }

  package static func == (lhs: EntryDimensions, rhs: EntryDimensions) -> Bool {
    lhs.order(to: rhs) == 0
  }

  package static func < (lhs: EntryDimensions, rhs: EntryDimensions) -> Bool {
    lhs.order(to: rhs) < 0
  }

  fileprivate var fingerprint: (Int64, Int64) { texts.fingerprint }

  /// Below zero, zero or above as it is before, the same as or after the other.
  func order(to other: EntryDimensions) -> Int {
    if texts === other.texts { return 0 }
    var order = store.order(to: other.store)
    if order == 0 { order = marketplace.order(to: other.marketplace) }
    if order == 0 { order = category.order(to: other.category) }
    return order == 0 ? outlet.order(to: other.outlet) : order
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(store)
    hasher.combine(marketplace)
    hasher.combine(category)
    hasher.combine(outlet)
  }
}

extension Fingerprint {
  mutating func add(_ dimensions: EntryDimensions) {
    add(dimensions.fingerprint.0)
    add(dimensions.fingerprint.1)
  }
}
