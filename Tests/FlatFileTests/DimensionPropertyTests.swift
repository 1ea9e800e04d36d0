import FlatFile
import LedgerCore
import TestSupport
import Testing

/// A settlement over clock changes, with goods whose category, cost and outlet change by day.
private struct World {
  var shop = Shop()
  var file: SettlementFile

  static let homes = ["USD": "US", "EUR": "DE", "AUD": "AU"]

  init(_ currency: String, using random: inout SplitMix64) throws {
    let home = try #require(Marketplaces().coded(World.homes[currency] ?? ""))
    for marketplace in Marketplaces().all where ["US", "DE", "AU", "JP"].contains(marketplace.code)
    {
      shop.zones[marketplace.timeZone] = systemZone(marketplace.timeZone)
    }
    func day() -> CalendarDate {
      CalendarDate(dayNumber: Int32.random(in: 20500...20560, using: &random))
    }
    for sku in ["A-1", "A-2", "B-1"] {
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        shop.catalog.add(
          CatalogEntry(
            category: ByteString("C\(Int.random(in: 1...3, using: &random))"),
            unitCost: GoodsCost(
              ExactDecimal(
                units: Int64.random(in: 1...90_000, using: &random),
                decimals: Int.random(in: 2...5, using: &random)), in: Currency("USD")!),
            effectiveFrom: day()),
          sku: ByteString(sku))
      }
    }
    let matches: [OutletBinding.Match] = [
      .skuPrefix("A-"), .skuRange(low: "A-2", high: "B-1"), .fulfillment("MFN"),
      .merchantOrderPrefix("PDX-"),
    ]
    for number in 0..<6 {
      shop.bindings.append(
        OutletBinding(
          priority: Int.random(in: 1...3, using: &random), outlet: ByteString("O\(number)"),
          marketplace: random.once(in: 4) ? "JP" : home.code, match: random.pick(matches),
          validFrom: random.once(in: 2) ? day() : nil, validUntil: random.once(in: 2) ? day() : nil)
      )
    }
    // 15 February to 16 April 2026: the clocks of all three places change in it.
    var made = MadeSettlement("90100000017", currency, "2026-02-15", "2026-04-16")
    for _ in 0..<120 {
      let midnight = Int64.random(in: 20500...20558, using: &random) * 86_400
      let minute: Int64 = random.pick([0, -60, 60, 3600, -3600, 43_200, 25_200, 46_800])
      var row = MadeRow(
        Int64.random(in: -9999...9999, using: &random),
        Instant(seconds: midnight + minute + Int64.random(in: 0...1, using: &random)))
      row.marketplace = random.pick([home.name, "Amazon.co.jp", "", "Non-Amazon US"])
      row.sku = random.pick(["A-1", "A-2", "B-1", "Z-9", ""])
      row.fulfillment = random.pick(["AFN", "MFN"])
      row.merchantOrderID = random.pick(["PDX-17", "SEA-4", ""])
      row.quantity = "1"
      made.rows += Array(repeating: row, count: random.once(in: 3) ? 3 : 1)
    }
    file = SettlementFile(made)
  }

  /// What the reader should find for a row, computed for it alone.
  func expected(_ row: MadeRow, _ resolver: DimensionResolver) -> Dimensions {
    let marketplace = resolver.marketplaces.named(ByteString(row.marketplace))
    let zone = resolver.zone(of: marketplace ?? resolver.home)
    let localDay = zone.day(of: row.postedAt)
    let sku = ByteString(row.sku)
    let prefixes = resolver.store.bindings.orderPrefixes.enumerated().reduce(UInt64(0)) {
      met, each in
      ByteString(row.merchantOrderID).hasPrefix(each.element) ? met | 1 << UInt64(each.offset) : met
    }
    let entry = resolver.store.catalog.entry(of: sku, on: localDay)
    return Dimensions(
      marketplace: marketplace?.code ?? (row.marketplace.isEmpty ? "(none)" : "(other)"),
      postedDay: row.postedAt.day(), localDay: localDay,
      category: row.sku.isEmpty ? "(none)" : entry?.category ?? "(uncatalogued)",
      outlet: resolver.store.bindings.outlet(
        marketplace: (marketplace ?? resolver.home).code, sku: sku,
        fulfillment: ByteString(row.fulfillment), orderPrefixesMet: prefixes, on: localDay)
        ?? "(unassigned)")
  }
}

@Suite struct DimensionPropertyTests {
  @Test(arguments: ["USD", "EUR", "AUD"])
  func everyRowStandsUnderTheDimensionsOfItsOwnDay(currency: String) throws {
    for seed in UInt64(1)...40 {
      var random = SplitMix64(seed: seed)
      let world = try World(currency, using: &random)
      let reading = world.shop.read(world.file.text)
      #expect(reading.problems == [], "seed \(seed)")
      let settlement = try #require(reading.settlements.first, "seed \(seed)")
      let resolver = try #require(world.shop.resolver(settlement.summary.currency))
      var expected: [Dimensions: Int64] = [:]
      var cost: Int64 = 0
      for row in world.file.settlements[0].rows {
        let dimensions = world.expected(row, resolver)
        expected[dimensions, default: 0] += row.amountMinor
        let entry = resolver.store.catalog.entry(of: ByteString(row.sku), on: dimensions.localDay)
        let isSale = !dimensions.marketplace.hasPrefix("(")
        cost += isSale ? entry?.unitCost?.minor(of: 1) ?? 0 : 0
      }
      var found: [Dimensions: Int64] = [:]
      for group in settlement.groups {
        found[settlement.dimensions[Int(group.dimensions)], default: 0] += group.amountMinor
      }
      #expect(found == expected, "seed \(seed)")
      #expect(settlement.groups.reduce(0) { $0 + $1.costMinor } == cost, "seed \(seed)")
    }
  }

  @Test func visitedRowsAreTheRowsOfTheFileInTheirPlaces() throws {
    for seed in UInt64(1)...30 {
      var random = SplitMix64(seed: seed)
      let made = ArbitraryFile(using: &random)
      let reader = DocumentReader(windowBytes: 4096, resolvers: Shop().resolver)
      var visited: [VisitedRow] = []
      let isWhole = reader.visit(
        { MemorySource(made.bytes, pieceBytes: 1000) }, { visited.append($0) })
      let settlements = reader.read { MemorySource(made.bytes) }.settlements
      #expect(isWhole, "seed \(seed)")
      #expect(visited.count == settlements.reduce(0) { $0 + $1.rows }, "seed \(seed)")
      for settlement in settlements {
        let rows = visited.filter { $0.settlement.settlementID == settlement.summary.settlementID }
        let sum = rows.reduce(0) { $0 + $1.amountMinor }
        #expect(sum == settlement.rowsTotalMinor, "seed \(seed)")
      }
      let lines = made.bytes.split(separator: 10, omittingEmptySubsequences: false)
      let isUTF8 = String(validating: made.bytes, as: UTF8.self) != nil
      for row in visited {
        let line = Array(lines[row.line - 1])
        #expect(Array(made.bytes[row.byteOffset...].prefix(line.count)) == line, "seed \(seed)")
        let tabs = row.text.bytes.count { $0 == 9 }
        #expect(tabs == line.count { $0 == 9 }, "seed \(seed), line \(row.line)")
        // Of another charset the text has other bytes.
        guard isUTF8 || line.allSatisfy({ $0 < 128 }) else { continue }
        let text = line.last == 13 ? line.dropLast() : line[...]
        #expect(row.text == ByteString(text), "seed \(seed), line \(row.line)")
      }
    }
  }

  @Test func aRefusedDocumentIsNotVisited() {
    var file = sampleFile()
    file.settlements[0].statedTotalMinor = 1
    var count = 0
    let isWhole = DocumentReader(resolvers: Shop().resolver).visit(
      { MemorySource(file.bytes) }, { _ in count += 1 })
    #expect(!isWhole)
    #expect(count == 0)
  }
}
