/// What a row is reported under, besides its settlement and its component.
package struct Dimensions: Hashable, Sendable, Comparable {
  /// A marketplace code, `(none)` or `(other)`.
  package let marketplace: String
  package let postedDay: CalendarDate
  package let localDay: CalendarDate
  package let category: ByteString
  package let outlet: ByteString

  package init(
    marketplace: String, postedDay: CalendarDate, localDay: CalendarDate, category: ByteString,
    outlet: ByteString
  ) {
    self.marketplace = marketplace
    self.postedDay = postedDay
    self.localDay = localDay
    self.category = category
    self.outlet = outlet
  }

  package static let noMarketplace = "(none)"
  package static let otherMarketplace = "(other)"
  package static let noCategory: ByteString = "(none)"
  package static let uncatalogued: ByteString = "(uncatalogued)"
  package static let unassigned: ByteString = "(unassigned)"

  package static func < (lhs: Dimensions, rhs: Dimensions) -> Bool {
    if lhs.marketplace != rhs.marketplace { return lhs.marketplace < rhs.marketplace }
    if lhs.postedDay != rhs.postedDay { return lhs.postedDay < rhs.postedDay }
    if lhs.localDay != rhs.localDay { return lhs.localDay < rhs.localDay }
    return (lhs.category, lhs.outlet) < (rhs.category, rhs.outlet)
  }
}

/// Finds the dimensions of rows of one store, for one account's home marketplace.
package final class DimensionResolver: Sendable {
  package let store: StoreProfile
  package let home: Marketplace
  package let marketplaces: Marketplaces
  private let zones: [String: ZoneRules]

  /// `zones` holds the rules of every marketplace's time zone by its tz database name.
  package init(
    store: StoreProfile, home: Marketplace, marketplaces: Marketplaces,
    zones: [String: ZoneRules]
  ) {
    self.store = store
    self.home = home
    self.marketplaces = marketplaces
    self.zones = zones
  }

  /// The clocks by which a marketplace's days are told.
  package func zone(of marketplace: Marketplace) -> ZoneRules {
    guard let zone = zones[marketplace.timeZone] else {
      preconditionFailure("no rules of \(marketplace.timeZone) were loaded")
    }
    return zone
  }

  /// Where goods belong, and for how long that holds; `marketplace` is a code.
  package func placement(
    of sku: ByteString, at marketplace: String, fulfillment: ByteString,
    orderPrefixesMet: UInt64, on localDay: CalendarDate
  ) -> Placement {
    let stretch = sku.isEmpty ? nil : store.catalog.stretch(of: sku.bytes.span, on: localDay)
    let binding = store.bindings.place(
      marketplace: marketplace, sku: sku, fulfillment: fulfillment,
      orderPrefixesMet: orderPrefixesMet, on: localDay)
    var from = stretch?.from ?? CalendarDate(dayNumber: .min)
    var until = stretch?.until ?? CalendarDate(dayNumber: .max)
    for day in store.bindings.changeDays {
      if day <= localDay { from = max(from, day) } else { until = min(until, day) }
    }
    return Placement(
      category: stretch?.category ?? (sku.isEmpty ? Placement.none : Placement.uncatalogued),
      binding: binding.map(Int32.init) ?? Placement.none, unitCost: stretch?.unitCost,
      from: from, until: until)
  }

  package func category(of placement: Placement) -> ByteString {
    switch placement.category {
    case Placement.none: Dimensions.noCategory
    case Placement.uncatalogued: Dimensions.uncatalogued
    default: store.catalog.category(placement.category)
    }
  }

  package func outlet(of placement: Placement) -> ByteString {
    placement.binding == Placement.none
      ? Dimensions.unassigned : store.bindings.outlet(at: Int(placement.binding))
  }

  /// How a marketplace is shown: by its code, or as `(none)` or `(other)` where it has none.
  package static func shown(_ marketplace: Marketplace?, name: ByteString) -> String {
    marketplace?.code
      ?? (name.isEmpty ? Dimensions.noMarketplace : Dimensions.otherMarketplace)
  }
}

/// Category, outlet and cost of goods, in force from a local day until before another.
///
/// Category and outlet are numbers, which the resolver that gave them turns into texts.
package struct Placement: Sendable {
  /// The category's number in the catalog, `none` or `uncatalogued`.
  package let category: Int32
  /// The place of the binding that gives the outlet, or `none`.
  package let binding: Int32
  /// In the store's cost currency; nil when no cost is known.
  package let unitCost: GoodsCost?
  package let from: CalendarDate
  package let until: CalendarDate

  package static let none: Int32 = -1
  package static let uncatalogued: Int32 = -2
}
