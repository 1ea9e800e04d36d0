import LedgerCore
import LedgerStore

/// The user's master data in force for a run: stores, goods, outlets, rates and rules.
package struct MasterData: Sendable {
  package let configuration: Configuration
  package let marketplaces: Marketplaces
  package let stores: [String: StoreProfile]
  package let rules: ComponentRules
  package let rates: ExchangeRates
  package let chart: AccountingChart
  package let outlets: OutletMaster
  /// Lines of the user's files that are of no store of acorn.toml: they have no effect.
  package let strays: [StrayLines]
  package let zones: [String: ZoneRules]
  private let calendars: [String: BusinessCalendar]
  /// Changes with any of the files; empty when no ledger is in play.
  package let digest: String
  /// Changes whenever a document would be posted differently: rates, chart and bank holidays are
  /// used after that, so a new day's rate does not make the ledger anew.
  package let postingDigest: String
  /// Of the user's own chart; the same for all that have none.
  let chartDigest: String

  /// Ids of stores that acorn.toml had once and has no more, where the archive was looked at for them.
  var formerStores: Set<String> = []

  package var storeIDs: [String] { configuration.stores.map(\.id) }

  /// Reads the files; `bytes` gives each file's contents, or nil for one that is not there.
  ///
  /// Files of the archive were taken in by the rules of their day: what is refused by now is read as
  /// it was read then.
  package init(
    configuration: Configuration, configurationBytes: [UInt8], zoneFolder: String,
    calendarFolder: String? = nil, forLedger: Bool = true, isArchived: Bool = false,
    bytes: (MasterRole) throws(BatchError) -> [UInt8]?
  ) throws(BatchError) {
    self.configuration = configuration
    let shape = isArchived ? CSVTable.Shape.any : .ofHeader
    let marketplaces = Marketplaces(adding: configuration.marketplaces)
    self.marketplaces = marketplaces
    zones = try MasterData.loadZones(of: marketplaces, folder: zoneFolder)
    var files: [MasterRole: [UInt8]] = [:]
    for role in MasterRole.allCases where role != .configuration {
      guard let content = try bytes(role) else { continue }
      files[role] = content
    }
    let holidays = try MasterData.holidayFiles(calendarFolder)
    var calendars: [String: BusinessCalendar] = [:]
    for (name, content) in holidays {
      calendars[name] = try MasterReader.calendar(
        content, name: "\(calendarFolder ?? "")/\(name).csv")
    }
    self.calendars = calendars
    digest = forLedger ? MasterData.digest(configurationBytes, files, holidays) : ""
    postingDigest =
      forLedger
      ? MasterData.digest(
        configuration.postingText ?? configurationBytes,
        files.filter { $0.key.shapesPostings }, [:]) : ""
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
        try ExchangeRates(
          csv: content, name: configuration.masterFiles[.fx] ?? "fx.csv",
          functional: configuration.functionalCurrency,
          freshDays: configuration.thresholds.rateDays, isArchived: isArchived)
      } ?? ExchangeRates()
    let outlets = try files[.outlets].map { content throws(BatchError) in
      try MasterReader.outlets(
        content, name: configuration.masterFiles[.outlets] ?? "outlets.csv", shape: shape)
    }
    self.outlets = outlets ?? OutletMaster([])
    (stores, strays) = try MasterData.stores(
      configuration, marketplaces, files, outlets: outlets.map { Set($0.all.map(\.id)) },
      isArchived: isArchived)
    var chart = PackagedRules.chart
    if let own = files[.chart] {
      let places = isArchived ? nil : ChartPlaces(configuration, marketplaces, outlets)
      do throws(ComponentRulesError) {
        try chart.add(
          own, origin: configuration.masterFiles[.chart] ?? "chart", places: places)
      } catch {
        throw BatchError(error.description)
      }
    }
    self.chart = chart
    chartDigest = SHA256.hex(of: files[.chart] ?? [])
    if !isArchived { try checkWeights() }
    for webStore in configuration.webStores where stores[webStore.catalog] == nil {
      throw BatchError(
        "acorn.toml: [[webstore]] \(webStore.id): catalog '\(webStore.catalog)' is no store")
    }
  }

  /// Refuses a weight of a category that no goods are of: nothing would be allocated to it.
  private func checkWeights() throws(BatchError) {
    guard case .weights(let weights) = configuration.allocation else { return }
    let known = Set(stores.values.flatMap(\.catalog.allCategories))
      .union([Dimensions.uncatalogued]).sorted()
    for category in weights.keys.sorted() where !known.contains(ByteString(category)) {
      let names = known.prefix(20).map(\.text).joined(separator: ", ")
      throw BatchError(
        "acorn.toml: [allocation.weights]: no catalog has the category '\(category)'; use \(names)"
          + (known.count > 20 ? " …" : ""))
    }
  }

  private static func digest(
    _ configurationBytes: [UInt8], _ files: [MasterRole: [UInt8]],
    _ holidays: [String: [UInt8]]
  ) -> String {
    let digest = SHA256()
    // The number goes up when documents are read otherwise: ledgers of before are made anew.
    digest.update(Array("reading 4\n".utf8))
    digest.update(PackagedRules.bytes)
    digest.update(configurationBytes)
    for role in MasterRole.allCases {
      guard let content = files[role] else { continue }
      digest.update(Array("\n\(role.rawValue) \(content.count)\n".utf8))
      digest.update(content)
    }
    for (name, content) in holidays.sorted(by: { $0.key < $1.key }) {
      digest.update(Array("\ncalendar \(name) \(content.count)\n".utf8))
      digest.update(content)
    }
    return digest.finish()
  }

  /// Refuses what was given with `--store` and is nowhere in `acorn.toml`; empty is nothing given.
  func checkStore(named store: String) throws(BatchError) {
    let known =
      storeIDs + configuration.webStores.map(\.id) + configuration.vendors.map(\.id)
    guard store.isEmpty || known.contains(store) else { throw .unknownStore(store, known) }
  }

  // MARK: - Bank holidays

  /// The calendar of the banks of a currency; without a list of holidays all weekdays are worked.
  package func calendar(for currency: Currency) -> BusinessCalendar {
    let usual = ["EUR": "TARGET", "USD": "US", "GBP": "UK", "JPY": "JP"]
    let name = configuration.calendars[currency] ?? usual[currency.code] ?? currency.code
    return calendars[name] ?? BusinessCalendar()
  }

  private static func holidayFiles(_ folder: String?) throws(BatchError) -> [String: [UInt8]] {
    guard let folder else { return [:] }
    var files: [String: [UInt8]] = [:]
    for name in FileSystem.names(in: folder) where name.hasSuffix(".csv") {
      guard let content = contents(ofFile: "\(folder)/\(name)") else {
        throw BatchError("\(folder)/\(name): it cannot be read")
      }
      files[String(name.dropLast(4))] = content
    }
    return files
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
    _ configuration: Configuration, _ marketplaces: Marketplaces, _ files: [MasterRole: [UInt8]],
    outlets: Set<ByteString>?, isArchived: Bool
  ) throws(BatchError) -> ([String: StoreProfile], [StrayLines]) {
    let catalogs = try files[.catalog].map { content throws(BatchError) in
      try CatalogReader.catalogs(
        content, name: configuration.masterFiles[.catalog] ?? "catalog.csv", isArchived: isArchived)
    }
    let bindings = try files[.outletBindings].map { content throws(BatchError) in
      try MasterReader.bindings(
        content, name: configuration.masterFiles[.outletBindings] ?? "outlet_bindings.csv",
        outlets: outlets, shape: isArchived ? .any : .ofHeader)
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
    var strays: [StrayLines] = []
    for (role, counts) in [
      (MasterRole.catalog, catalogs?.mapValues(\.count)),
      (.outletBindings, bindings?.mapValues(\.count)),
    ] {
      for (store, count) in (counts ?? [:]).sorted(by: { $0.key < $1.key })
      where stores[store] == nil && count > 0 {
        strays.append(
          StrayLines(
            file: configuration.masterFiles[role] ?? role.rawValue, store: store, count: count))
      }
    }
    return (stores, strays)
  }
}

/// Lines of a file of the user's that are of a store which acorn.toml does not describe.
package struct StrayLines: Sendable, Equatable {
  package let file, store: String
  package let count: Int
}

extension ChartPlaces {
  /// What the keys of a chart can be in these books.
  init(_ configuration: Configuration, _ marketplaces: Marketplaces, _ outlets: OutletMaster?) {
    let vendors = configuration.vendors.flatMap { [$0.id] + $0.vendorCodes }
    self.init(
      stores: Set(
        configuration.stores.map(\.id) + configuration.webStores.map(\.id) + vendors
          + (outlets?.all.map(\.store) ?? [])),
      marketplaces: Set(marketplaces.all.map(\.code)),
      outlets: outlets.map { Set($0.all.map(\.id)) })
  }
}

/// The rule table and the chart of accounts that come with Acorn.
package enum PackagedRules {
  package static let chart: AccountingChart = {
    do throws(ComponentRulesError) { return try AccountingChart.builtIn() } catch {
      preconditionFailure("the built-in chart: \(error)")
    }
  }()

  static let bytes = ComponentRules.builtInBytes

  /// Our own table is checked by a test; a fault in it is a bug.
  package static let rules: ComponentRules = {
    do throws(ComponentRulesError) { return try ComponentRules.builtIn() } catch {
      preconditionFailure("the built-in rules: \(error)")
    }
  }()
}
