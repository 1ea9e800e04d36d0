import BankStatements
import Batch
import LedgerCore
import TOMLKit

/// Reads what `acorn.toml` says of banks.
enum BankConfiguration {
  /// `[bank]`: what payers are called, and which holiday list counts for a currency.
  static func read(
    _ table: TOMLTable, into configuration: inout Configuration
  ) throws(BatchError) {
    try ConfigurationFile.expect(table, "[bank]", ["payers", "calendars"])
    for value in table["payers"]?.array ?? TOMLArray() {
      guard let name = value.string else {
        throw BatchError("acorn.toml: [bank]: payers is a list of names such as \"AMAZON\"")
      }
      configuration.payerNames.append(name)
    }
    let calendars = table["calendars"]?.table ?? TOMLTable()
    for code in calendars.keys.sorted() {
      configuration.calendars[try ConfigurationFile.currency(code, "[bank.calendars]")] =
        calendars[code]?.string
    }
  }

  /// `[[bank_csv]]`: where a bank's CSV file has what.
  static func mapping(_ table: TOMLTable) throws(BatchError) -> BankCSVMapping {
    let name = try ConfigurationFile.text(table, "name", "[[bank_csv]]")
    let place = "[[bank_csv]] \(name)"
    try ConfigurationFile.expect(
      table, place,
      [
        "name", "delimiter", "charset", "dates", "decimal", "skip_lines", "booking_date",
        "value_date", "amount", "debit", "credit", "currency", "currency_column", "account",
        "account_column", "reference", "counterparty", "text", "running_balance", "opening",
        "closing",
      ])
    var mapping = BankCSVMapping(
      name: name, dates: try dates(table, place), decimalMark: try decimal(table, place),
      bookingDate: try ConfigurationFile.text(table, "booking_date", place),
      amount: try amount(table, place), currency: try source(table, "currency", place))
    if let delimiter = table["delimiter"]?.string {
      guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first else {
        throw BatchError("acorn.toml: \(place): delimiter is one character such as \";\"")
      }
      mapping.delimiter = byte
    }
    if let charset = table["charset"]?.string {
      guard let known = Charset(named: charset) else {
        throw BatchError("acorn.toml: \(place): charset '\(charset)' is not known")
      }
      mapping.charset = known
    }
    mapping.skipLines = table["skip_lines"]?.int ?? 0
    mapping.valueDate = table["value_date"]?.string
    mapping.reference = table["reference"]?.string
    mapping.counterparty = table["counterparty"]?.string
    mapping.text = (table["text"]?.array ?? TOMLArray()).compactMap(\.string)
    if table["account"] != nil || table["account_column"] != nil {
      mapping.account = try source(table, "account", place)
    }
    mapping.balance = balance(table)
    return mapping
  }

  // MARK: - Parts

  private static func dates(
    _ table: TOMLTable, _ place: String
  ) throws(BatchError) -> DateOrder {
    switch try ConfigurationFile.text(table, "dates", place) {
    case "ymd": return .yearMonthDay
    case "dmy": return .dayMonthYear
    case "mdy": return .monthDayYear
    case let other:
      throw BatchError("acorn.toml: \(place): dates '\(other)' is not ymd, dmy or mdy")
    }
  }

  private static func decimal(
    _ table: TOMLTable, _ place: String
  ) throws(BatchError) -> BankCSVMapping.DecimalMark {
    switch table["decimal"]?.string ?? "." {
    case ".": return .point
    case ",": return .comma
    case let other:
      throw BatchError("acorn.toml: \(place): decimal '\(other)' is not \".\" or \",\"")
    }
  }

  private static func amount(
    _ table: TOMLTable, _ place: String
  ) throws(BatchError) -> BankCSVMapping.Amount {
    if let column = table["amount"]?.string { return .signed(column) }
    guard let debit = table["debit"]?.string, let credit = table["credit"]?.string else {
      throw BatchError("acorn.toml: \(place): name the column amount, or debit and credit")
    }
    return .pair(debit: debit, credit: credit)
  }

  /// `key` is the value for the whole file, `key_column` the column that holds it.
  private static func source(
    _ table: TOMLTable, _ key: String, _ place: String
  ) throws(BatchError) -> BankCSVMapping.Source {
    if let column = table["\(key)_column"]?.string { return .column(column) }
    return .fixed(try ConfigurationFile.text(table, key, place))
  }

  private static func balance(_ table: TOMLTable) -> BankCSVMapping.Balance {
    if let column = table["running_balance"]?.string { return .running(column) }
    guard let opening = table["opening"]?.string, let closing = table["closing"]?.string else {
      return .none
    }
    return .period(opening: opening, closing: closing)
  }
}
