import Batch
import LedgerCore
import SellingPartner
import TOMLKit

/// Reads `acorn.toml`; an unknown key and a value of the wrong type are errors.
enum ConfigurationFile {
  /// `isArchived`: the file of an earlier day, which the archive has.
  static func parse(
    _ bytes: [UInt8], isArchived: Bool = false
  ) throws(BatchError) -> Configuration {
    let toml: TOMLTable
    do {
      toml = try TOMLTable(string: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw BatchError("acorn.toml: \(error)")
    }
    let file = ConfigurationTable(table: toml, place: "", isArchived: isArchived)
    try file.expect([
      "functional_currency", "lwa", "store", "master", "endpoints", "allocation", "marketplace",
      "thresholds", "severity", "bank", "bank_csv", "close", "notify", "till", "webstore",
      "vendor", "vendor_terms", "vendor_rule", "accounting",
    ])
    var configuration = Configuration()
    configuration.functionalCurrency = try file.currency("functional_currency")
    try StoreConfiguration.read(file, into: &configuration)
    try readFiles(file, into: &configuration)
    try readServers(file, into: &configuration)
    if let thresholds = try file.table("thresholds") {
      configuration.thresholds = try self.thresholds(thresholds)
    }
    if let severities = try file.table("severity") {
      configuration.severities = try self.severities(severities)
    }
    try BankConfiguration.read(file, into: &configuration)
    configuration.close = try CloseConfiguration.read(file)
    try ChannelConfiguration.read(file, into: &configuration)
    try VendorConfiguration.read(file, into: &configuration)
    if let accounting = try file.table("accounting") {
      try AccountingConfiguration.read(accounting, into: &configuration)
    }
    configuration.accounting.currency = configuration.functionalCurrency
    if let allocation = try file.table("allocation") {
      configuration.allocation = try self.allocation(allocation)
    }
    // The table is read by now: what is left of it shapes the postings.
    for name in usedAfterPosting { toml.remove(at: name) }
    configuration.postingText = Array(toml.convert(to: .toml).utf8)
    return configuration
  }

  /// Tables that are used for conclusions, reports and notices alone.
  private static let usedAfterPosting = [
    "close", "notify", "endpoints", "lwa", "thresholds", "severity", "accounting", "allocation",
    "vendor_terms", "vendor_rule",
  ]

  private static func readFiles(
    _ file: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    guard let master = try file.table("master") else { return }
    try master.expect(MasterRole.allCases.map(\.rawValue) + ["calendars"])
    for role in MasterRole.allCases where role != .configuration {
      configuration.masterFiles[role] = try master.text(role.rawValue)
    }
    configuration.calendarFolder = try master.text("calendars")
  }

  private static func readServers(
    _ file: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    if let lwa = try file.table("lwa") {
      try lwa.expect(["client_id", "client_secret"])
      guard let clientID = try lwa.secret("client_id"),
        let clientSecret = try lwa.secret("client_secret")
      else { throw BatchError("acorn.toml: [lwa] needs client_id and client_secret") }
      configuration.lwa = Configuration.Application(
        clientID: clientID, clientSecret: clientSecret)
    }
    if let endpoints = try file.table("endpoints") {
      try endpoints.expect(["sp_api", "lwa", "rate_scale"])
      configuration.endpoints = Endpoints(
        api: try endpoints.text("sp_api"), token: try endpoints.text("lwa"),
        rateScale: try endpoints.positive("rate_scale") ?? 1)
    }
  }

  private static func severities(
    _ table: ConfigurationTable
  ) throws(BatchError) -> [FindingKind: Severity] {
    try table.expect(FindingKind.allCases.map(\.rawValue))
    var severities: [FindingKind: Severity] = [:]
    for kind in FindingKind.allCases {
      severities[kind] = try table.choice(kind.rawValue, of: ["error", "warning"])
        .flatMap { Severity(rawValue: $0) }
    }
    return severities
  }

  private static func thresholds(
    _ table: ConfigurationTable
  ) throws(BatchError) -> Configuration.Thresholds {
    try table.expect([
      "bank_days", "report_days", "silence_days", "unsettled_days", "rate_days", "jump_spreads",
      "jump_percent",
    ])
    func days(_ key: String) throws(BatchError) -> Int? {
      try table.number(key, from: 0, to: 365, of: "days")
    }
    var thresholds = Configuration.Thresholds()
    thresholds.bankDays = try days("bank_days") ?? thresholds.bankDays
    thresholds.reportDays = try days("report_days") ?? thresholds.reportDays
    thresholds.silenceDays = try days("silence_days") ?? thresholds.silenceDays
    thresholds.unsettledDays = try days("unsettled_days") ?? thresholds.unsettledDays
    thresholds.rateDays = try days("rate_days") ?? thresholds.rateDays
    thresholds.jump.spreads =
      try table.number("jump_spreads", from: 0, to: 1000, of: "usual spreads")
      ?? thresholds.jump.spreads
    thresholds.jump.percent =
      try table.number("jump_percent", from: 0, to: 10_000, of: "percent")
      ?? thresholds.jump.percent
    return thresholds
  }

  private static func allocation(
    _ table: ConfigurationTable
  ) throws(BatchError) -> AllocationRule {
    try table.expect(["rule", "weights"])
    let weights = try weights(table)
    let rule = try table.choice("rule", of: ["sales", "units", "weights"])
    // Archived tables were read so; who states weights today means them.
    switch rule ?? (weights.isEmpty || table.isArchived ? nil : "weights") {
    case "units": return .units
    case "weights":
      guard weights.values.contains(where: { $0 > 0 }) || table.isArchived else {
        throw table.error("rule is weights: write weights = { \"…\" = 1 }, one of them above 0")
      }
      return .weights(weights)
    default: return .sales
    }
  }

  private static func weights(
    _ table: ConfigurationTable
  ) throws(BatchError) -> [String: Int64] {
    guard let stated = try table.table("weights")?.named("[allocation.weights]") else { return [:] }
    var weights: [String: Int64] = [:]
    for category in stated.keys {
      weights[category] = try stated.number(category, from: 0, to: 1_000_000_000).map(Int64.init)
    }
    return weights
  }
}
