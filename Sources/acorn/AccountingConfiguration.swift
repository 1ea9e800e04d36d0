import AccountingExports
import Batch
import TOMLKit

/// Reads what `acorn.toml` says of the accounting systems that the journal is exported to.
enum AccountingConfiguration {
  static func read(
    _ table: TOMLTable, into configuration: inout Configuration
  ) throws(BatchError) {
    let place = "[accounting]"
    try ConfigurationFile.expect(
      table, place,
      [
        "company", "registration", "contact", "country", "tax_rate", "quickbooks_dates",
        "datev_adviser",
        "datev_client", "datev_account_length", "datev_chart", "fiscal_year_month",
        "erp_template", "company_code",
      ])
    var settings = ExportSettings()
    settings.company = table["company"]?.string ?? settings.company
    settings.registration = table["registration"]?.string ?? ""
    settings.contact = table["contact"]?.string ?? ""
    settings.country = table["country"]?.string ?? settings.country
    settings.taxRate = table["tax_rate"]?.string ?? settings.taxRate
    settings.companyCode = table["company_code"]?.string ?? ""
    settings.datevChart = table["datev_chart"]?.string ?? settings.datevChart
    settings.adviser = try number(table, "datev_adviser", 1001...9_999_999) ?? settings.adviser
    settings.client = try number(table, "datev_client", 1...99_999) ?? settings.client
    settings.accountLength =
      try number(table, "datev_account_length", 4...8) ?? settings.accountLength
    settings.fiscalYearMonth =
      try number(table, "fiscal_year_month", 1...12) ?? settings.fiscalYearMonth
    switch table["quickbooks_dates"]?.string ?? "mdy" {
    case "mdy": settings.isDayFirst = false
    case "dmy": settings.isDayFirst = true
    case let other:
      throw BatchError("acorn.toml: \(place): quickbooks_dates '\(other)' is not mdy or dmy")
    }
    if let name = table["erp_template"]?.string {
      if let template = ERPTemplate.builtIn[name] {
        settings.template = template
      } else {
        configuration.erpTemplateFile = name
      }
    }
    configuration.accounting = settings
  }

  private static func number(
    _ table: TOMLTable, _ key: String, _ range: ClosedRange<Int>
  ) throws(BatchError) -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int, range.contains(number) else {
      throw BatchError(
        "acorn.toml: [accounting]: \(key) is a number from \(range.lowerBound) to"
          + " \(range.upperBound)")
    }
    return number
  }
}
