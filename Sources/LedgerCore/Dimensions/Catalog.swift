/// A SKU's category and unit cost from a day on.
package struct CatalogEntry: Sendable, Equatable {
  package let category: ByteString
  /// In the store's cost currency; nil when the catalog states no cost.
  package let unitCost: GoodsCost?
  package let effectiveFrom: CalendarDate

  package init(category: ByteString, unitCost: GoodsCost?, effectiveFrom: CalendarDate) {
    self.category = category
    self.unitCost = unitCost
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
    let unitCost: GoodsCost?
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

  /// How many entries it has.
  package var count: Int { entries.count }

  /// An empty catalog with room for about so many entries.
  package init(expecting count: Int) {
    skus.reserve(count, bytesEach: 16)
    entries.reserveCapacity(count)
    first.reserveCapacity(count)
  }

  package mutating func add(_ entry: CatalogEntry, sku: ByteString) {
    add(
      sku: sku.bytes.span, category: entry.category.bytes.span,
      unitCost: entry.unitCost, effectiveFrom: entry.effectiveFrom)
  }

  /// Adds an entry; of two from one day, the one added later is in force.
  ///
  /// Returns whether it agrees with the entry that the SKU had from that day.
  @discardableResult
  package mutating func add(
    sku: Span<UInt8>, category: Span<UInt8>, unitCost: GoodsCost?, effectiveFrom: CalendarDate
  ) -> Bool {
    let new = Int32(entries.count)
    entries.append(
      Dated(
        category: Int32(categories.add(category).number), unitCost: unitCost,
        effectiveFrom: effectiveFrom))
    let (number, isNew) = skus.add(sku)
    if isNew {
      first.append(new)
      return true
    }
    var before: Int32 = -1
    var after = first[number]
    while after >= 0, entries[Int(after)].effectiveFrom <= effectiveFrom {
      (before, after) = (after, entries[Int(after)].next)
    }
    entries[Int(new)].next = after
    guard before >= 0 else {
      first[number] = new
      return true
    }
    entries[Int(before)].next = new
    let (known, added) = (entries[Int(before)], entries[Int(new)])
    return known.effectiveFrom != effectiveFrom
      || known.category == added.category && known.unitCost == added.unitCost
  }

  /// The entry in force on a day: the last one begun by then, else the SKU's first.
  package func entry(of sku: ByteString, on day: CalendarDate) -> CatalogEntry? {
    guard let entry = found(sku.bytes.span, on: day)?.entry else { return nil }
    return CatalogEntry(
      category: category(entry.category), unitCost: entry.unitCost,
      effectiveFrom: entry.effectiveFrom)
  }

  /// As `entry`, without a text, and with the days between which it stays in force.
  package func stretch(of sku: Span<UInt8>, on day: CalendarDate) -> CatalogStretch? {
    guard let (entry, isFirst) = found(sku, on: day) else { return nil }
    return CatalogStretch(
      category: entry.category, unitCost: entry.unitCost,
      from: isFirst ? CalendarDate(dayNumber: .min) : entry.effectiveFrom,
      until: entry.next < 0
        ? CalendarDate(dayNumber: .max) : entries[Int(entry.next)].effectiveFrom)
  }

  /// All categories that its goods are of.
  package var allCategories: [ByteString] {
    (0..<categories.count).map { categories.text($0) }
  }

  /// The category that a stretch names by its number.
  package func category(_ number: Int32) -> ByteString { categories.text(Int(number)) }

  /// The entry in force on a day, and whether it is the SKU's first.
  private func found(_ sku: Span<UInt8>, on day: CalendarDate) -> (entry: Dated, isFirst: Bool)? {
    guard let number = skus.number(of: sku) else { return nil }
    let start = Int(first[number])
    var place = start
    while case let next = Int(entries[place].next), next >= 0,
      entries[next].effectiveFrom <= day
    {
      place = next
    }
    return (entries[place], place == start)
  }
}

/// What a catalog says of a SKU from a day on and until before another.
package struct CatalogStretch: Sendable {
  /// The category's number in its catalog.
  package let category: Int32
  /// In the store's cost currency; nil when the catalog states no cost.
  package let unitCost: GoodsCost?
  package let from: CalendarDate
  package let until: CalendarDate
}
