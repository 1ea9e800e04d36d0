import LedgerCore
import LedgerStore

/// The user's master data in force for a run: stores, goods, outlets, rates and rules.
package struct MasterData: Sendable {
  package let configuration: Configuration
  package let marketplaces: Marketplaces
  package let stores: [String: StoreProfile]
  package let rules: ComponentRules
  package let rates: ExchangeRates
  package let zones: [String: ZoneRules]
  /// Changes whenever a document would be posted differently; empty when no ledger is in play.
  package let digest: String

  package var storeIDs: [String] { configuration.stores.map(\.id) }

  /// Reads the files; `bytes` gives each file's contents, or nil for one that is not there.
  package init(
    configuration: Configuration, configurationBytes: [UInt8], zoneFolder: String,
    forLedger: Bool = true, bytes: (MasterRole) throws(BatchError) -> [UInt8]?
  ) throws(BatchError) {
    self.configuration = configuration
    let marketplaces = Marketplaces(adding: configuration.marketplaces)
    self.marketplaces = marketplaces
    zones = try MasterData.loadZones(of: marketplaces, folder: zoneFolder)
    var files: [MasterRole: [UInt8]] = [:]
    for role in MasterRole.allCases where role != .configuration {
      guard let content = try bytes(role) else { continue }
      files[role] = content
    }
    digest = forLedger ? MasterData.digest(configurationBytes, files) : ""
    var rules = PackagedRules.rules
    if let own = files[.rules] {
      do throws(ComponentRulesError) {
        try rules.add(own, origin: configuration.masterFiles[.rules] ?? "rules")
      } catch {
        throw BatchError(error.description)
      }
    }
    self.rules = rules
    rates =
      try files[.fx].map { content throws(BatchError) in
        try ExchangeRates(csv: content, name: configuration.masterFiles[.fx] ?? "fx.csv")
      } ?? ExchangeRates()
    stores = try MasterData.stores(configuration, marketplaces, files)
  }

  private static func digest(
    _ configurationBytes: [UInt8], _ files: [MasterRole: [UInt8]]
  ) -> String {
    var digest = SHA256()
    digest.update(Array("reading 1\n".utf8))
    digest.update(PackagedRules.bytes)
    digest.update(configurationBytes)
    for role in MasterRole.allCases {
      guard let content = files[role] else { continue }
      digest.update(Array("\n\(role.rawValue) \(content.count)\n".utf8))
      digest.update(content)
    }
    return digest.finish()
  }

  private static func loadZones(
    of marketplaces: Marketplaces, folder: String
  ) throws(BatchError) -> [String: ZoneRules] {
    var zones: [String: ZoneRules] = [:]
    for name in Set(marketplaces.all.map(\.timeZone)) {
      guard let bytes = contents(ofFile: "\(folder)/\(name)"), let rules = ZoneRules(tzif: bytes)
      else {
        throw BatchError(
          "\(folder)/\(name): the time zone is not there; install the package tzdata")
      }
      zones[name] = rules
    }
    return zones
  }

  private static func stores(
    _ configuration: Configuration, _ marketplaces: Marketplaces, _ files: [MasterRole: [UInt8]]
  ) throws(BatchError) -> [String: StoreProfile] {
    let catalogs = try files[.catalog].map { content throws(BatchError) in
      try CatalogReader.catalogs(
        content, name: configuration.masterFiles[.catalog] ?? "catalog.csv")
    }
    let outlets = try files[.outlets].map { content throws(BatchError) in
      try MasterReader.outletIDs(
        content, name: configuration.masterFiles[.outlets] ?? "outlets.csv")
    }
    let bindings = try files[.outletBindings].map { content throws(BatchError) in
      try MasterReader.bindings(
        content, name: configuration.masterFiles[.outletBindings] ?? "outlet_bindings.csv",
        outlets: outlets)
    }
    var stores: [String: StoreProfile] = [:]
    for store in configuration.stores {
      for code in [store.homeMarketplace] + store.marketplaces
        + store.accounts.map(\.homeMarketplace)
      where marketplaces.coded(code) == nil {
        throw BatchError(
          "acorn.toml: store \(store.id): marketplace '\(code)' is not known;"
            + " use a code such as US or DE, or describe it in a [[marketplace]] table")
      }
      stores[store.id] = StoreProfile(
        id: store.id, homeMarketplace: store.homeMarketplace, marketplaces: store.marketplaces,
        accounts: store.accounts, catalog: catalogs?[store.id] ?? Catalog(),
        bindings: OutletBindings(bindings?[store.id] ?? []))
    }
    return stores
  }
}

/// The rule table that comes with Acorn.
package enum PackagedRules {
  static let bytes = ComponentRules.builtInBytes

  /// Our own table is checked by a test; a fault in it is a bug.
  package static let rules: ComponentRules = {
    do throws(ComponentRulesError) { return try ComponentRules.builtIn() } catch {
      preconditionFailure("the built-in rules: \(error)")
    }
  }()
}
