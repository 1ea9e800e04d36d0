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
///
/// A large seller has some hundred thousand of them: an entry takes a few dozen bytes and no memory
/// block of its own.
package struct Catalog: Sendable {
  private struct Dated {
    let category: Int32
    let unitCostMinor: Int64?
    let effectiveFrom: CalendarDate
    /// The place of the SKU's next later entry; −1 behind the last.
    var next: Int32 = -1
  }

  private var skus = TextIndex()
  private var categories = TextIndex()
  private var entries: [Dated] = []
  /// By number of the SKU: the place of its earliest entry.
  private var first: [Int32] = []
  /// The one currency of all unit costs of the store, if any cost is known.
  package var costCurrency: Currency?

  package init() {}

  /// An empty catalog with room for about so many entries.
  package init(expecting count: Int) {
    skus.reserve(count, bytesEach: 16)
    entries.reserveCapacity(count)
    first.reserveCapacity(count)
  }

  package mutating func add(_ entry: CatalogEntry, sku: ByteString) {
    add(
      sku: sku.bytes.span, category: entry.category.bytes.span,
      unitCostMinor: entry.unitCostMinor, effectiveFrom: entry.effectiveFrom)
  }

  /// Adds an entry; of two from one day, the one added later is in force.
  package mutating func add(
    sku: Span<UInt8>, category: Span<UInt8>, unitCostMinor: Int64?, effectiveFrom: CalendarDate
  ) {
    let new = Int32(entries.count)
    entries.append(
      Dated(
        category: Int32(categories.add(category).number), unitCostMinor: unitCostMinor,
        effectiveFrom: effectiveFrom))
    let (number, isNew) = skus.add(sku)
    if isNew { return first.append(new) }
    var before: Int32 = -1
    var after = first[number]
    while after >= 0, entries[Int(after)].effectiveFrom <= effectiveFrom {
      (before, after) = (after, entries[Int(after)].next)
    }
    entries[Int(new)].next = after
    if before < 0 { first[number] = new } else { entries[Int(before)].next = new }
  }

  /// The entry in force on a day: the last one begun by then, else the SKU's first.
  package func entry(of sku: ByteString, on day: CalendarDate) -> CatalogEntry? {
    guard let number = skus.number(of: sku.bytes.span) else { return nil }
    var entry = entries[Int(first[number])]
    while entry.next >= 0, entries[Int(entry.next)].effectiveFrom <= day {
      entry = entries[Int(entry.next)]
    }
    return CatalogEntry(
      category: categories.text(Int(entry.category)), unitCostMinor: entry.unitCostMinor,
      effectiveFrom: entry.effectiveFrom)
  }

  /// The days on which something about a SKU changes.
  package func changeDays(of sku: ByteString) -> [CalendarDate] {
    guard let number = skus.number(of: sku.bytes.span) else { return [] }
    var days: [CalendarDate] = []
    var place = entries[Int(first[number])].next
    while place >= 0 {
      days.append(entries[Int(place)].effectiveFrom)
      place = entries[Int(place)].next
    }
    return days
  }
}
