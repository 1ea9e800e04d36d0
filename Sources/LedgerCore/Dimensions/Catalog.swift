/// A SKU's category and unit cost from a day on.
package struct CatalogEntry: Sendable, Equatable {
  package let category: ByteString
  /// Minor units of the store's cost currency; nil when the catalog states no cost.
  package let unitCostMinor: Int64?
  package let effectiveFrom: CalendarDate

  package init(category: ByteString, unitCostMinor: Int64?, effectiveFrom: CalendarDate) {
    self.category = category
    self.unitCostMinor = unitCostMinor
    self.effectiveFrom = effectiveFrom
  }
}

/// The goods of one store.
package struct Catalog: Sendable {
  private var entries: [ByteString: [CatalogEntry]] = [:]
  /// The one currency of all unit costs of the store, if any cost is known.
  package var costCurrency: Currency?

  package init() {}

  package mutating func add(_ entry: CatalogEntry, sku: ByteString) {
    let place = entries[sku]?.firstIndex { $0.effectiveFrom > entry.effectiveFrom }
    entries[sku, default: []].insert(entry, at: place ?? entries[sku]?.count ?? 0)
  }

  /// The entry in force on a day: the last one begun by then, else the SKU's first.
  package func entry(of sku: ByteString, on day: CalendarDate) -> CatalogEntry? {
    guard let dated = entries[sku], let first = dated.first else { return nil }
    return dated.last { $0.effectiveFrom <= day } ?? first
  }

  /// The days on which something about a SKU changes.
  package func changeDays(of sku: ByteString) -> [CalendarDate] {
    (entries[sku] ?? []).dropFirst().map(\.effectiveFrom)
  }
}
