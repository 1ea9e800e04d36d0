import Batch
import LedgerCore
import SellingPartner
import TOMLKit

/// Reads what `acorn.toml` says of vendors.
enum VendorConfiguration {
  static func read(
    _ table: TOMLTable, into configuration: inout Configuration
  ) throws(BatchError) {
    for vendor in try ConfigurationFile.tables(table, "vendor") {
      configuration.vendors.append(try account(vendor, known: configuration))
    }
    if let terms = table["vendor_terms"]?.table {
      let place = "[vendor_terms]"
      try ConfigurationFile.expect(terms, place, ["grace_days", "notice_hours", "invoice_days"])
      let usual = configuration.vendorTerms
      configuration.vendorTerms.graceDays = try count(terms, "grace_days", usual.graceDays)
      configuration.vendorTerms.noticeHours = try count(terms, "notice_hours", usual.noticeHours)
      configuration.vendorTerms.invoiceDays = try count(terms, "invoice_days", usual.invoiceDays)
    }
    for rule in try ConfigurationFile.tables(table, "vendor_rule") {
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
    _ table: TOMLTable, known configuration: Configuration
  ) throws(BatchError) -> Configuration.Vendor {
    let id = try ConfigurationFile.text(table, "id", "[[vendor]]")
    let place = "[[vendor]] \(id)"
    try ConfigurationFile.expect(
      table, place, ["id", "name", "region", "refresh_token", "vendor_codes", "marketplaces"])
    guard !configuration.stores.contains(where: { $0.id == id }),
      !configuration.vendors.contains(where: { $0.id == id })
    else { throw BatchError("acorn.toml: '\(id)' stands twice") }
    let name = try ConfigurationFile.text(table, "region", place)
    guard let region = Region(rawValue: name.lowercased()) else {
      throw BatchError("acorn.toml: \(place): region '\(name)' is not na, eu or fe")
    }
    guard let token = try ConfigurationFile.secret(table, "refresh_token", place) else {
      throw BatchError("acorn.toml: \(place): refresh_token is missing")
    }
    let codes = try texts(table, "vendor_codes", place)
    let marketplaces = try texts(table, "marketplaces", place)
    guard !marketplaces.isEmpty else {
      throw BatchError("acorn.toml: \(place): marketplaces = [\"US\"] is missing")
    }
    return Configuration.Vendor(
      id: id, region: region, refreshToken: token, vendorCodes: codes,
      // An id of Amazon's may stand there as well.
      marketplaceIDs: marketplaces.map { marketplaceIDs[$0] ?? $0 })
  }

  private static func texts(
    _ table: TOMLTable, _ key: String, _ place: String
  ) throws(BatchError) -> [String] {
    var texts: [String] = []
    for value in table[key]?.array ?? TOMLArray() {
      guard let text = value.string else {
        throw BatchError("acorn.toml: \(place): \(key) is a list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  private static func count(
    _ table: TOMLTable, _ key: String, _ usual: Int
  ) throws(BatchError) -> Int {
    guard let value = table[key] else { return usual }
    guard let count = value.int, (0...1000).contains(count) else {
      throw BatchError("acorn.toml: [vendor_terms]: \(key) is a whole number")
    }
    return count
  }

  /// `[[vendor_rule]]`: until when a kind of deduction can be disputed.
  private static func rule(_ table: TOMLTable) throws(BatchError) -> VendorDeadlines.Rule {
    let place = "[[vendor_rule]]"
    try ConfigurationFile.expect(table, place, ["kind", "days", "start", "from", "until"])
    let name = try ConfigurationFile.text(table, "kind", place)
    guard let kind = VendorDeductionKind(rawValue: name) else {
      let known = VendorDeductionKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw BatchError("acorn.toml: \(place): kind '\(name)' is none of \(known)")
    }
    guard let days = table["days"]?.int, (0...3650).contains(days) else {
      throw BatchError("acorn.toml: \(place) \(name): days is a number of days")
    }
    let text = table["start"]?.string ?? "issued"
    guard let start = VendorDeadlines.Rule.Start(rawValue: text) else {
      throw BatchError("acorn.toml: \(place) \(name): start '\(text)' is not issued or paid")
    }
    return VendorDeadlines.Rule(
      kind: kind, days: days, start: start, from: try day(table, "from", name),
      until: try day(table, "until", name))
  }

  private static func day(
    _ table: TOMLTable, _ key: String, _ name: String
  ) throws(BatchError) -> CalendarDate? {
    guard let value = table[key] else { return nil }
    guard let day = value.string.flatMap({ CalendarDate($0) }) else {
      throw BatchError(
        "acorn.toml: [[vendor_rule]] \(name): \(key) is a day such as \"2026-03-14\"")
    }
    return day
  }
}
