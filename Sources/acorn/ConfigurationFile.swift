import Batch
import LedgerCore
import SellingPartner
import TOMLKit

/// Reads `acorn.toml`; an unknown key is an error, since it is mostly a misspelt one.
enum ConfigurationFile {
  static func parse(_ bytes: [UInt8]) throws(BatchError) -> Configuration {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw BatchError("acorn.toml: \(error)")
    }
    try expect(
      table, "acorn.toml",
      [
        "functional_currency", "lwa", "store", "master", "endpoints", "allocation", "marketplace",
        "thresholds", "severity", "bank", "bank_csv", "close", "notify", "till", "webstore",
        "vendor", "vendor_terms",
        "vendor_rule", "accounting",
      ])
    var configuration = Configuration()
    if let text = table["functional_currency"]?.string {
      configuration.functionalCurrency = try currency(text, "functional_currency")
    }
    for marketplace in try tables(table, "marketplace") {
      configuration.marketplaces.append(try self.marketplace(marketplace))
    }
    for store in try tables(table, "store") {
      let parsed = try self.store(store)
      guard !configuration.stores.contains(where: { $0.id == parsed.id }) else {
        throw BatchError("acorn.toml: store '\(parsed.id)' stands twice")
      }
      configuration.stores.append(parsed)
    }
    if let master = table["master"]?.table {
      try expect(master, "[master]", MasterRole.allCases.map(\.rawValue) + ["calendars"])
      for role in MasterRole.allCases where role != .configuration {
        configuration.masterFiles[role] = master[role.rawValue]?.string
      }
      configuration.calendarFolder = master["calendars"]?.string
    }
    if let lwa = table["lwa"]?.table {
      try expect(lwa, "[lwa]", ["client_id", "client_secret"])
      guard let clientID = try secret(lwa, "client_id", "[lwa]"),
        let clientSecret = try secret(lwa, "client_secret", "[lwa]")
      else { throw BatchError("acorn.toml: [lwa] needs client_id and client_secret") }
      configuration.lwa = Configuration.Application(
        clientID: clientID, clientSecret: clientSecret)
    }
    if let endpoints = table["endpoints"]?.table {
      configuration.endpoints = try self.endpoints(endpoints)
    }
    if let thresholds = table["thresholds"]?.table {
      configuration.thresholds = try self.thresholds(thresholds)
    }
    if let severities = table["severity"]?.table {
      configuration.severities = try self.severities(severities)
    }
    if let bank = table["bank"]?.table { try BankConfiguration.read(bank, into: &configuration) }
    for mapping in try tables(table, "bank_csv") {
      configuration.bankMappings.append(try BankConfiguration.mapping(mapping))
    }
    configuration.close = try CloseConfiguration.read(table)
    try ChannelConfiguration.read(table, into: &configuration)
    try VendorConfiguration.read(table, into: &configuration)
    if let accounting = table["accounting"]?.table {
      try AccountingConfiguration.read(accounting, into: &configuration)
    }
    configuration.accounting.currency = configuration.functionalCurrency
    if let allocation = table["allocation"]?.table {
      configuration.allocation = try self.allocation(allocation)
    }
    // The table is read by now: what is left of it shapes the postings.
    for name in usedAfterPosting { table.remove(at: name) }
    configuration.postingText = Array(table.convert(to: .toml).utf8)
    return configuration
  }

  /// Tables that are used for conclusions, reports and notices alone.
  private static let usedAfterPosting = [
    "close", "notify", "endpoints", "lwa", "thresholds", "severity", "accounting", "allocation",
    "vendor_terms", "vendor_rule",
  ]

  private static func store(_ table: TOMLTable) throws(BatchError) -> Configuration.Store {
    try expect(
      table, "[[store]]",
      [
        "id", "name", "seller_id", "region", "home_marketplace", "marketplaces", "refresh_token",
        "account",
      ])
    let id = try text(table, "id", "[[store]]")
    let place = "[[store]] \(id)"
    let home = try text(table, "home_marketplace", place)
    var marketplaces: [String] = []
    for value in table["marketplaces"]?.array ?? TOMLArray() {
      guard let code = value.string else {
        throw BatchError("acorn.toml: \(place): marketplaces is a list of codes such as \"US\"")
      }
      marketplaces.append(code)
    }
    var accounts: [AccountProfile] = []
    for account in try tables(table, "account") {
      try expect(account, "[[store.account]]", ["id", "currency", "type", "home_marketplace"])
      accounts.append(
        AccountProfile(
          currency: try currency(try text(account, "currency", "\(place) account"), place),
          type: account["type"]?.string ?? AccountProfile.standard,
          homeMarketplace: account["home_marketplace"]?.string ?? home))
    }
    var store = Configuration.Store(
      id: id, homeMarketplace: home, marketplaces: marketplaces.isEmpty ? [home] : marketplaces,
      accounts: accounts)
    store.sellerID = table["seller_id"]?.string ?? ""
    store.refreshToken = try secret(table, "refresh_token", place)
    if let name = table["region"]?.string {
      guard let region = Region(rawValue: name.lowercased()) else {
        throw BatchError("acorn.toml: \(place): region '\(name)' is not na, eu or fe")
      }
      store.region = region
    }
    return store
  }

  /// `{ env = "NAME" }` or `{ file = "path" }`; a secret itself is refused.
  static func secret(
    _ table: TOMLTable, _ key: String, _ place: String
  ) throws(BatchError) -> SecretReference? {
    guard let value = table[key] else { return nil }
    let form = "\(key) = { env = \"NAME\" } or { file = \"path\" }"
    guard let reference = value.table else {
      throw BatchError("acorn.toml: \(place): no secrets here; write \(form)")
    }
    switch (reference["env"]?.string, reference["file"]?.string) {
    case (let name?, nil): return .environment(name)
    case (nil, let path?): return .file(path)
    default: throw BatchError("acorn.toml: \(place): write \(form)")
    }
  }

  private static func severities(
    _ table: TOMLTable
  ) throws(BatchError) -> [FindingKind: Severity] {
    try expect(table, "[severity]", FindingKind.allCases.map(\.rawValue))
    var severities: [FindingKind: Severity] = [:]
    for key in table.keys.sorted() {
      guard let kind = FindingKind(rawValue: key), let text = table[key]?.string,
        let severity = Severity(rawValue: text)
      else { throw BatchError("acorn.toml: [severity]: \(key) is \"error\" or \"warning\"") }
      severities[kind] = severity
    }
    return severities
  }

  private static func thresholds(
    _ table: TOMLTable
  ) throws(BatchError) -> Configuration.Thresholds {
    try expect(
      table, "[thresholds]",
      [
        "bank_days", "report_days", "silence_days", "unsettled_days", "rate_days",
        "jump_spreads", "jump_percent",
      ])
    var thresholds = Configuration.Thresholds()
    func number(
      _ key: String, _ usual: Int, of unit: String, upTo most: Int
    ) throws(BatchError) -> Int {
      guard let value = table[key] else { return usual }
      guard let number = value.int, (0...most).contains(number) else {
        throw BatchError("acorn.toml: [thresholds]: \(key) is a number of \(unit), 0 to \(most)")
      }
      return number
    }
    func days(_ key: String, _ usual: Int) throws(BatchError) -> Int {
      try number(key, usual, of: "days", upTo: 365)
    }
    thresholds.bankDays = try days("bank_days", thresholds.bankDays)
    thresholds.reportDays = try days("report_days", thresholds.reportDays)
    thresholds.silenceDays = try days("silence_days", thresholds.silenceDays)
    thresholds.unsettledDays = try days("unsettled_days", thresholds.unsettledDays)
    thresholds.rateDays = try days("rate_days", thresholds.rateDays)
    thresholds.jump.spreads = try number(
      "jump_spreads", thresholds.jump.spreads, of: "usual spreads", upTo: 1000)
    thresholds.jump.percent = try number(
      "jump_percent", thresholds.jump.percent, of: "percent", upTo: 10_000)
    return thresholds
  }

  private static func endpoints(_ table: TOMLTable) throws(BatchError) -> Endpoints {
    try expect(table, "[endpoints]", ["sp_api", "lwa", "rate_scale"])
    let scale = table["rate_scale"]?.double ?? table["rate_scale"]?.int.map(Double.init) ?? 1
    guard scale > 0 else { throw BatchError("acorn.toml: [endpoints]: rate_scale is above 0") }
    return Endpoints(
      api: table["sp_api"]?.string, token: table["lwa"]?.string, rateScale: scale)
  }

  private static func marketplace(_ table: TOMLTable) throws(BatchError) -> Marketplace {
    let place = "[[marketplace]]"
    try expect(table, place, ["code", "name", "currency", "time_zone"])
    return Marketplace(
      code: try text(table, "code", place), name: try text(table, "name", place),
      currency: try currency(try text(table, "currency", place), place),
      timeZone: try text(table, "time_zone", place))
  }

  private static func allocation(_ table: TOMLTable) throws(BatchError) -> AllocationRule {
    try expect(table, "[allocation]", ["rule", "weights"])
    switch table["rule"]?.string ?? "sales" {
    case "sales": return .sales
    case "units": return .units
    case "weights":
      var weights: [String: Int64] = [:]
      let stated = table["weights"]?.table ?? TOMLTable()
      for category in stated.keys {
        guard let weight = stated[category]?.int, weight >= 0 else {
          throw BatchError("acorn.toml: [allocation.weights]: '\(category)' is no whole number")
        }
        weights[category] = Int64(weight)
      }
      return .weights(weights)
    case let rule:
      throw BatchError("acorn.toml: [allocation]: rule '\(rule)' is not sales, units or weights")
    }
  }

  // MARK: - Parts

  static func tables(
    _ table: TOMLTable, _ key: String
  ) throws(BatchError) -> [TOMLTable] {
    guard let value = table[key] else { return [] }
    var tables: [TOMLTable] = []
    for element in value.array ?? TOMLArray() {
      guard let element = element.table else { break }
      tables.append(element)
    }
    guard !tables.isEmpty else { throw BatchError("acorn.toml: write \(key) as [[\(key)]]") }
    return tables
  }

  static func text(
    _ table: TOMLTable, _ key: String, _ place: String
  ) throws(BatchError) -> String {
    guard let value = table[key]?.string, !value.isEmpty else {
      throw BatchError("acorn.toml: \(place): \(key) = \"…\" is missing")
    }
    return value
  }

  static func currency(
    _ text: String, _ place: String
  ) throws(BatchError) -> Currency {
    guard let currency = Currency(text) else {
      throw BatchError("acorn.toml: \(place): '\(text)' is no currency code such as EUR")
    }
    return currency
  }

  static func expect(
    _ table: TOMLTable, _ place: String, _ known: [String]
  ) throws(BatchError) {
    let unknown = table.keys.filter { !known.contains($0) }.sorted()
    guard let key = unknown.first else { return }
    throw BatchError(
      "acorn.toml: \(place): '\(key)' is not known; use \(known.joined(separator: ", "))")
  }
}
