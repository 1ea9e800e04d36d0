import BankStatements
import Batch
import LedgerCore

/// Reads what `acorn.toml` says of banks.
enum BankConfiguration {
  static func read(
    _ file: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    if let bank = try file.table("bank") { try readNames(bank, into: &configuration) }
    for table in try file.tables("bank_csv") {
      configuration.bankMappings.append(try mapping(table))
    }
  }

  /// `[bank]`: what payers are called, and which holiday list counts for a currency.
  private static func readNames(
    _ table: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    try table.expect(["payers", "calendars"])
    configuration.payerNames = try table.texts("payers") ?? []
    for (code, name) in try table.names("calendars") {
      configuration.calendars[try table.named("[bank.calendars]").currency(code: code)] = name
    }
  }

  /// `[[bank_csv]]`: where a bank's CSV file has what.
  private static func mapping(
    _ unnamed: ConfigurationTable
  ) throws(BatchError) -> BankCSVMapping {
    let name = try unnamed.needed("name")
    let table = unnamed.named("[[bank_csv]] \(name)")
    try table.expect([
      "name", "delimiter", "charset", "dates", "decimal", "skip_lines", "booking_date",
      "value_date", "amount", "debit", "credit", "currency", "currency_column", "account",
      "account_column", "reference", "counterparty", "text", "running_balance", "opening",
      "closing",
    ])
    var mapping = BankCSVMapping(
      name: name, dates: try dates(table),
      decimalMark: try table.choice("decimal", of: [".", ","]) == "," ? .comma : .point,
      bookingDate: try table.needed("booking_date"), amount: try amount(table),
      currency: try source(table, "currency"))
    if let delimiter = try table.text("delimiter") {
      guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first else {
        throw table.error("delimiter is one character such as \";\"")
      }
      mapping.delimiter = byte
    }
    if let charset = try table.text("charset") {
      guard let known = Charset(named: charset) else {
        throw table.error("charset '\(charset)' is not known")
      }
      mapping.charset = known
    }
    mapping.skipLines = try table.number("skip_lines", from: 0, to: 10_000, of: "lines") ?? 0
    mapping.valueDate = try table.text("value_date")
    mapping.reference = try table.text("reference")
    mapping.counterparty = try table.text("counterparty")
    mapping.text = try table.texts("text") ?? []
    if table.has("account") || table.has("account_column") {
      mapping.account = try source(table, "account")
    }
    mapping.balance = try balance(table)
    return mapping
  }

  // MARK: - Parts

  private static func dates(_ table: ConfigurationTable) throws(BatchError) -> DateOrder {
    switch try table.choice("dates", of: ["ymd", "dmy", "mdy"]) {
    case "ymd": return .yearMonthDay
    case "dmy": return .dayMonthYear
    case "mdy": return .monthDayYear
    default: throw table.error("dates = \"…\" is missing: ymd, dmy or mdy")
    }
  }

  private static func amount(
    _ table: ConfigurationTable
  ) throws(BatchError) -> BankCSVMapping.Amount {
    let (debit, credit) = (try table.text("debit"), try table.text("credit"))
    if let column = try table.text("amount") { return .signed(column) }
    guard let debit, let credit else {
      throw table.error("name the column amount, or debit and credit")
    }
    return .pair(debit: debit, credit: credit)
  }

  /// `key` is the value for the whole file, `key_column` the column that holds it.
  private static func source(
    _ table: ConfigurationTable, _ key: String
  ) throws(BatchError) -> BankCSVMapping.Source {
    _ = try table.text(key)
    if let column = try table.text("\(key)_column") { return .column(column) }
    return .fixed(try table.needed(key))
  }

  private static func balance(
    _ table: ConfigurationTable
  ) throws(BatchError) -> BankCSVMapping.Balance {
    let (opening, closing) = (try table.text("opening"), try table.text("closing"))
    if let column = try table.text("running_balance") { return .running(column) }
    guard let opening, let closing else {
      guard opening == nil && closing == nil || table.isArchived else {
        throw table.error("opening and closing go together")
      }
      return .none
    }
    return .period(opening: opening, closing: closing)
  }
}
