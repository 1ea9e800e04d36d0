import FlatFile
import LedgerCore

/// Resolvers for readings in tests: every currency is accepted, days are those of UTC.
package struct Shop: Sendable {
  package var catalog = Catalog()
  package var bindings: [OutletBinding] = []
  package var refusedCurrencies: Set<String> = []
  package var zones: [String: ZoneRules] = [:]

  package init() {}

  package func resolver(_ currency: Currency) -> DimensionResolver? {
    guard !refusedCurrencies.contains(currency.code) else { return nil }
    let marketplaces = Marketplaces()
    let home = marketplaces.all.first { $0.currency == currency } ?? marketplaces.all[0]
    let zones = Dictionary(
      marketplaces.all.map { ($0.timeZone, self.zones[$0.timeZone] ?? .utc) },
      uniquingKeysWith: { first, _ in first })
    let store = StoreProfile(
      id: "S1", homeMarketplace: home.code, marketplaces: [home.code], catalog: catalog,
      bindings: OutletBindings(bindings))
    return DimensionResolver(
      store: store, home: home, marketplaces: marketplaces, zones: zones)
  }

  /// Reads a document from memory.
  package func read(
    _ bytes: [UInt8], windowBytes: Int = 512 << 10, pieceBytes: Int = .max
  ) -> DocumentReading {
    DocumentReader(windowBytes: windowBytes, resolvers: resolver).read {
      MemorySource(bytes, pieceBytes: pieceBytes)
    }
  }

  package func read(_ text: String) -> DocumentReading { read(Array(text.utf8)) }
}

/// The offsets of a zone from the system's tz database.
package func systemZone(_ name: String) -> ZoneRules {
  guard let zone = ZoneRules(tzif: fileBytes("/usr/share/zoneinfo/\(name)")) else {
    preconditionFailure("\(name) is no zone; install the package tzdata")
  }
  return zone
}

extension SettlementReading {
  /// Sums by `type|amount type|description|posted day`.
  package var sumsByLabelAndDay: [String: Int64] {
    var sums: [String: Int64] = [:]
    for group in groups where group.rows > 0 {
      let label = labels[Int(group.label)]
      let key =
        "\(label.transactionType)|\(label.amountType)|\(label.amountDescription)|"
        + dimensions[Int(group.dimensions)].postedDay.description
      sums[key, default: 0] += group.amountMinor
    }
    return sums
  }

  package var units: Int { groups.reduce(0) { $0 + Int($1.units) } }

  /// The amounts by category.
  package var sumsByCategory: [ByteString: Int64] {
    var sums: [ByteString: Int64] = [:]
    for group in groups {
      sums[dimensions[Int(group.dimensions)].category, default: 0] += group.amountMinor
    }
    return sums
  }
}
