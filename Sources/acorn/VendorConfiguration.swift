import Batch
import LedgerCore
import SellingPartner

/// Reads what `acorn.toml` says of vendors.
enum VendorConfiguration {
  static func read(
    _ file: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    for vendor in try file.tables("vendor") {
      configuration.vendors.append(try account(vendor, known: configuration))
    }
    if let terms = try file.table("vendor_terms") {
      try terms.expect(["grace_days", "notice_hours", "invoice_days"])
      let usual = configuration.vendorTerms
      configuration.vendorTerms.graceDays =
        try terms.number("grace_days", from: 0, to: 1000, of: "days") ?? usual.graceDays
      configuration.vendorTerms.noticeHours =
        try terms.number("notice_hours", from: 0, to: 1000, of: "hours") ?? usual.noticeHours
      configuration.vendorTerms.invoiceDays =
        try terms.number("invoice_days", from: 0, to: 1000, of: "days") ?? usual.invoiceDays
    }
    for rule in try file.tables("vendor_rule") {
      configuration.vendorTerms.deadlines.add(try self.rule(rule))
    }
  }

  /// Amazon's ids of its marketplaces.
  ///
  /// - Source: SP-API documentation, "Marketplace IDs".
  private static let marketplaceIDs = [
    "US": "ATVPDKIKX0DER", "CA": "A2EUQ1WTGCTBG2", "MX": "A1AM78C64UM0Y8",
    "UK": "A1F83G8C2ARO7P", "DE": "A1PA6795UKMFR9", "FR": "A13V1IB3VIYZZH",
    "IT": "APJ6JRA9NG5V4", "ES": "A1RKKUPIHCS9HS", "NL": "A1805IZSGTT6HS",
    "SE": "A2NODRKZP88ZB9", "PL": "A1C3SOZRARQ6R3", "BE": "AMEN7PMS3EDWL",
    "JP": "A1VC38T7YXB528", "AU": "A39IBJ37TRP1C6",
  ]

  /// `[[vendor]]`: one vendor group.
  private static func account(
    _ unnamed: ConfigurationTable, known configuration: Configuration
  ) throws(BatchError) -> Configuration.Vendor {
    let id = try unnamed.needed("id")
    let table = unnamed.named("[[vendor]] \(id)")
    try table.expect(["id", "name", "region", "refresh_token", "vendor_codes", "marketplaces"])
    guard !configuration.stores.contains(where: { $0.id == id }),
      !configuration.vendors.contains(where: { $0.id == id })
    else { throw BatchError("acorn.toml: '\(id)' stands twice") }
    _ = try table.text("name")
    let name = try table.needed("region")
    guard let region = Region(rawValue: name.lowercased()) else {
      throw table.error("region '\(name)' is not na, eu or fe")
    }
    guard let token = try table.secret("refresh_token") else {
      throw table.error("refresh_token is missing")
    }
    let codes = try table.texts("vendor_codes") ?? []
    let marketplaces = try table.texts("marketplaces") ?? []
    guard !marketplaces.isEmpty else {
      throw table.error("marketplaces = [\"US\"] is missing")
    }
    return Configuration.Vendor(
      id: id, region: region, refreshToken: token, vendorCodes: codes,
      // An id of Amazon's may stand there as well.
      marketplaceIDs: marketplaces.map { marketplaceIDs[$0] ?? $0 })
  }

  /// `[[vendor_rule]]`: until when a kind of deduction can be disputed.
  private static func rule(
    _ unnamed: ConfigurationTable
  ) throws(BatchError) -> VendorDeadlines.Rule {
    try unnamed.expect(["kind", "days", "start", "from", "until"])
    guard let kind = try unnamed.choice("kind", as: VendorDeductionKind.self) else {
      throw unnamed.error("kind = \"…\" is missing")
    }
    let table = unnamed.named("[[vendor_rule]] \(kind.rawValue)")
    guard let days = try table.number("days", from: 0, to: 3650, of: "days") else {
      throw table.error("days is missing")
    }
    return VendorDeadlines.Rule(
      kind: kind, days: days, start: try table.choice("start") ?? .issued,
      from: try table.day("from"), until: try table.day("until"))
  }
}
