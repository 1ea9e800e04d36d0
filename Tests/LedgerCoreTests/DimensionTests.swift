import LedgerCore
import TestSupport
import Testing

private func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

@Suite struct CatalogTests {
  private var catalog: Catalog {
    var catalog = Catalog()
    for (category, from) in [
      ("Late", "2026-06-01"), ("First", "2026-01-01"), ("Mid", "2026-04-01"),
    ] {
      catalog.add(
        CatalogEntry(
          category: ByteString(category), unitCost: nil, effectiveFrom: day(from)),
        sku: "A")
    }
    return catalog
  }

  @Test(arguments: [
    ("2025-12-31", "First"), ("2026-01-01", "First"), ("2026-03-31", "First"),
    ("2026-04-01", "Mid"), ("2026-05-31", "Mid"), ("2026-06-01", "Late"), ("2099-01-01", "Late"),
  ])
  func theEntryInForceIsTheLastBegun(date: String, category: String) {
    #expect(catalog.entry(of: "A", on: day(date))?.category == ByteString(category))
    #expect(catalog.entry(of: "B", on: day(date)) == nil)
  }

  @Test func ofTwoEntriesFromOneDayTheLaterLineCounts() {
    var catalog = Catalog()
    for cost in [Int64(100), 200] {
      catalog.add(
        CatalogEntry(
          category: "C", unitCost: GoodsCost(minorUnits: cost), effectiveFrom: day("2026-01-01")),
        sku: "A")
    }
    #expect(catalog.entry(of: "A", on: day("2026-01-01"))?.unitCost == GoodsCost(minorUnits: 200))
  }
}

@Suite struct OutletBindingTests {
  private func binding(
    _ priority: Int, _ outlet: ByteString, _ match: OutletBinding.Match, from: String? = nil,
    until: String? = nil, marketplace: String = "US"
  ) -> OutletBinding {
    OutletBinding(
      priority: priority, outlet: outlet, marketplace: marketplace, match: match,
      validFrom: from.map(day), validUntil: until.map(day))
  }

  private func outlet(
    _ bindings: [OutletBinding], sku: ByteString = "", fulfillment: ByteString = "",
    prefixes: UInt64 = 0, on date: String = "2026-03-14"
  ) -> ByteString? {
    OutletBindings(bindings).outlet(
      marketplace: "US", sku: sku, fulfillment: fulfillment, orderPrefixesMet: prefixes,
      on: day(date))
  }

  @Test func theLowestPriorityNumberWinsWhateverTheOrderOfLines() {
    let low = binding(1, "O1", .skuPrefix("MUG"))
    let high = binding(2, "O2", .skuPrefix("MUG-1"))
    #expect(outlet([low, high], sku: "MUG-1") == "O1")
    #expect(outlet([high, low], sku: "MUG-1") == "O1")
    #expect(outlet([high, low], sku: "PLATE") == nil)
  }

  @Test func equalPrioritiesAreTriedInOrderOfOutlet() {
    let bindings = [binding(1, "O2", .skuPrefix("A")), binding(1, "O1", .skuPrefix("A"))]
    #expect(outlet(bindings, sku: "A") == "O1")
  }

  @Test(arguments: [
    ("2026-02-28", false), ("2026-03-01", true), ("2026-03-31", true), ("2026-04-01", false),
  ])
  func aBindingHoldsFromItsFirstDayUntilBeforeItsLast(date: String, holds: Bool) {
    let bound = binding(1, "O1", .fulfillment("MFN"), from: "2026-03-01", until: "2026-04-01")
    #expect((outlet([bound], fulfillment: "MFN", on: date) == "O1") == holds)
  }

  @Test(
    arguments: [
      ("TXT-0100", true), ("TXT-0199-RED", true), ("TXT-0099", false), ("TXT-0200", false),
      ("TXT-0200-A", false), ("TXT-01", false), ("", false),
    ] as [(ByteString, Bool)])
  func aRangeComparesTheHeadOfTheSKU(sku: ByteString, isInside: Bool) {
    let range = binding(1, "O1", .skuRange(low: "TXT-0100", high: "TXT-0199"))
    #expect((outlet([range], sku: sku) == "O1") == isInside)
  }

  @Test func anOrderPrefixIsMetByItsBit() {
    let bindings = [
      binding(1, "O1", .merchantOrderPrefix("PDX-")),
      binding(2, "O2", .merchantOrderPrefix("SEA-")),
    ]
    #expect(OutletBindings(bindings).orderPrefixes == ["PDX-", "SEA-"])
    #expect(outlet(bindings, prefixes: 0b01) == "O1")
    #expect(outlet(bindings, prefixes: 0b10) == "O2")
    #expect(outlet(bindings, prefixes: 0b11) == "O1")
    #expect(outlet(bindings) == nil)
  }

  @Test func aBindingOfAnotherMarketplaceDoesNotCount() {
    let bound = binding(1, "O1", .skuPrefix("A"), marketplace: "CA")
    #expect(outlet([bound], sku: "A") == nil)
  }
}

@Suite struct RowDimensionTests {
  private func dimensions(
    _ name: String, sku: String = "", _ instant: String = "2026-03-09T06:30:00Z"
  ) throws -> Dimensions {
    var shop = Shop()
    shop.zones["America/Los_Angeles"] = systemZone("America/Los_Angeles")
    shop.zones["Asia/Tokyo"] = systemZone("Asia/Tokyo")
    shop.catalog.add(
      CatalogEntry(category: "Cups", unitCost: nil, effectiveFrom: day("2026-01-01")),
      sku: "MUG-1")
    let posted = try #require(Instant(instant))
    var row = MadeRow(100, posted)
    (row.marketplace, row.sku) = (name, sku)
    let made = MadeSettlement("1", "USD", "2026-03-01", "2026-03-15", rows: [row])
    let settlement = try #require(shop.read(SettlementFile(made).text).settlements.first)
    return try #require(settlement.dimensions.first)
  }

  @Test(arguments: [
    ("Amazon.com", "US"), ("amazon.COM", "US"), ("Amazon.co.jp", "JP"), ("Amazon.jp", "JP"),
    ("", "(none)"), ("Non-Amazon US", "(other)"), ("amazon.con", "(other)"),
  ])
  func marketplacesAreShownByCode(name: String, code: String) throws {
    #expect(try dimensions(name).marketplace == code)
  }

  @Test(arguments: [
    ("Amazon.com", "2026-03-08"), ("", "2026-03-08"), ("Non-Amazon US", "2026-03-08"),
    ("Amazon.co.jp", "2026-03-09"),
  ])
  func localDaysFollowTheMarketplaceElseTheHome(name: String, local: String) throws {
    let found = try dimensions(name)
    #expect(found.localDay == day(local))
    #expect(found.postedDay == day("2026-03-09"))
  }

  @Test func aSKUHasItsCategoryOrNone() throws {
    #expect(try dimensions("Amazon.com", sku: "MUG-1").category == "Cups")
    #expect(try dimensions("Amazon.com", sku: "MUG-2").category == Dimensions.uncatalogued)
    #expect(try dimensions("Amazon.com").category == Dimensions.noCategory)
    #expect(try dimensions("Amazon.com").outlet == Dimensions.unassigned)
  }

  @Test func theUsersMarketplaceReplacesTheBuiltInOne() throws {
    let own = Marketplace(
      code: "DE", name: "Amazon.de", currency: try #require(Currency("EUR")), timeZone: "UTC")
    let marketplaces = Marketplaces(adding: [own])
    #expect(marketplaces.named("AMAZON.DE") == own)
    #expect(marketplaces.coded("DE")?.timeZone == "UTC")
    #expect(marketplaces.all.count == Marketplaces().all.count)
  }
}
