import Batch
import LedgerCore
import TOMLKit

/// Reads what `acorn.toml` says of vendors.
enum VendorConfiguration {
  static func read(
    _ table: TOMLTable, into configuration: inout Configuration
  ) throws(BatchError) {
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
