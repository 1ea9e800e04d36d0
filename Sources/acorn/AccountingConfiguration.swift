import AccountingExports
import Batch

/// Reads what `acorn.toml` says of the accounting systems that the journal is exported to.
enum AccountingConfiguration {
  static func read(
    _ table: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    try table.expect([
      "company", "registration", "contact", "country", "tax_rate", "quickbooks_dates",
      "datev_adviser", "datev_client", "datev_account_length", "datev_chart",
      "fiscal_year_month", "erp_template", "company_code",
    ])
    var settings = ExportSettings()
    settings.company = try table.text("company") ?? settings.company
    settings.registration = try table.text("registration") ?? ""
    settings.contact = try table.text("contact") ?? ""
    settings.country = try table.text("country") ?? settings.country
    settings.taxRate = try table.text("tax_rate") ?? settings.taxRate
    settings.companyCode = try table.text("company_code") ?? ""
    settings.datevChart = try table.text("datev_chart") ?? settings.datevChart
    settings.adviser =
      try table.number("datev_adviser", from: 1001, to: 9_999_999) ?? settings.adviser
    settings.client = try table.number("datev_client", from: 1, to: 99_999) ?? settings.client
    settings.accountLength =
      try table.number("datev_account_length", from: 4, to: 8) ?? settings.accountLength
    settings.fiscalYearMonth =
      try table.number("fiscal_year_month", from: 1, to: 12) ?? settings.fiscalYearMonth
    settings.isDayFirst = try table.choice("quickbooks_dates", of: ["mdy", "dmy"]) == "dmy"
    if let name = try table.text("erp_template") {
      if let template = ERPTemplate.builtIn[name] {
        settings.template = template
      } else {
        configuration.erpTemplateFile = name
      }
    }
    configuration.accounting = settings
  }
}
