import LedgerCore

/// A statement as it goes into the ledger.
package struct StatementRecord: Sendable {
  package var sha256: String
  /// Its place in the file, from 0.
  package var position: Int
  package var name: String
  package var format: String
  package var account: String
  package var currency: Currency
  package var statementID: String
  package var from: CalendarDate?
  package var to: CalendarDate?
  package var openingMinor: Int64?
  package var closingMinor: Int64?
  /// Closing balance minus opening balance and booked lines; nil where a balance is not stated.
  package var differenceMinor: Int64?
  package var lines: [BankLineRecord]

  package init(
    sha256: String, position: Int, name: String, format: String, account: String,
    currency: Currency, statementID: String, from: CalendarDate?, to: CalendarDate?,
    openingMinor: Int64?, closingMinor: Int64?, differenceMinor: Int64?, lines: [BankLineRecord]
  ) {
    self.sha256 = sha256
    self.position = position
    self.name = name
    self.format = format
    self.account = account
    self.currency = currency
    self.statementID = statementID
    self.from = from
    self.to = to
    self.openingMinor = openingMinor
    self.closingMinor = closingMinor
    self.differenceMinor = differenceMinor
    self.lines = lines
  }
}

/// A booked line of a bank account.
package struct BankLineRecord: Sendable, Equatable {
  /// The same for one line in every statement and format that holds it.
  package var id: String
  package var account: String
  package var amount: Money
  package var bookingDay: CalendarDate
  package var valueDay: CalendarDate?
  package var reference: String
  package var text: String

  package init(
    id: String, account: String, amount: Money, bookingDay: CalendarDate,
    valueDay: CalendarDate?, reference: String, text: String
  ) {
    self.id = id
    self.account = account
    self.amount = amount
    self.bookingDay = bookingDay
    self.valueDay = valueDay
    self.reference = reference
    self.text = text
  }
}

extension Ledger {
  /// The digests of bank files that were taken in or refused.
  package func bankDigests() throws(StoreError) -> Set<String> {
    let select = try Statement(
      "SELECT sha256 FROM bank_statement UNION SELECT sha256 FROM refused_statement", on: database)
    var digests = Set<String>()
    while try select.step() { digests.insert(select.text(0)) }
    return digests
  }

  /// Takes in the statements of one file; lines that are known already are the same lines.
  package func append(_ statements: [StatementRecord]) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      let statement = try Statement(
        "INSERT INTO bank_statement VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        on: database)
      let line = try Statement(
        "INSERT OR IGNORE INTO bank_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", on: database)
      for record in statements {
        try statement.run(
          .text(record.sha256), .integer(Int64(record.position)), .text(record.name),
          .text(record.format), .text(record.account), .text(record.currency.code),
          .text(record.statementID), .optional(record.from.map { Int64($0.dayNumber) }),
          .optional(record.to.map { Int64($0.dayNumber) }), .optional(record.openingMinor),
          .optional(record.closingMinor), .optional(record.differenceMinor))
        for entry in record.lines {
          try line.run(
            .text(entry.id), .text(entry.account), .text(entry.amount.currency.code),
            .integer(Int64(entry.bookingDay.dayNumber)),
            .optional(entry.valueDay.map { Int64($0.dayNumber) }),
            .integer(entry.amount.minorUnits), .text(entry.reference), .text(entry.text))
        }
      }
      try setMeta("concluded", "no")
    }
  }

  /// Remembers a bank file that gives no statement.
  package func refuseStatement(
    sha256: String, name: String, what: String
  ) throws(StoreError) {
    try Statement("INSERT OR REPLACE INTO refused_statement VALUES (?, ?, ?)", on: database).run(
      .text(sha256), .text(name), .text(what))
    try setMeta("concluded", "no")
  }

  /// All booked lines, by id.
  package func bankLines() throws(StoreError) -> [BankLineRecord] {
    let select = try Statement(
      """
      SELECT line_id, account, currency, booking_day, value_day, amount_minor, reference, text
      FROM bank_line ORDER BY line_id
      """, on: database)
    var lines: [BankLineRecord] = []
    while try select.step() {
      guard let currency = Currency(select.text(2)) else { continue }
      lines.append(
        BankLineRecord(
          id: select.text(0), account: select.text(1),
          amount: Money(minorUnits: select.integer(5), currency),
          bookingDay: CalendarDate(dayNumber: Int32(select.integer(3))),
          valueDay: select.optionalInteger(4).map { CalendarDate(dayNumber: Int32($0)) },
          reference: select.text(6), text: select.text(7)))
    }
    return lines
  }

  /// The statements without their lines, by account and first day.
  package func bankStatements() throws(StoreError) -> [StatementRecord] {
    let select = try Statement(
      """
      SELECT sha256, position, name, format, account, currency, statement_id, from_day, to_day,
        opening_minor, closing_minor, difference_minor
      FROM bank_statement ORDER BY account, from_day, sha256, position
      """, on: database)
    var statements: [StatementRecord] = []
    func day(_ column: Int32) -> CalendarDate? {
      select.optionalInteger(column).map { CalendarDate(dayNumber: Int32($0)) }
    }
    while try select.step() {
      guard let currency = Currency(select.text(5)) else { continue }
      statements.append(
        StatementRecord(
          sha256: select.text(0), position: Int(select.integer(1)), name: select.text(2),
          format: select.text(3), account: select.text(4), currency: currency,
          statementID: select.text(6), from: day(7), to: day(8),
          openingMinor: select.optionalInteger(9), closingMinor: select.optionalInteger(10),
          differenceMinor: select.optionalInteger(11), lines: []))
    }
    return statements
  }

  package func refusedStatements() throws(StoreError) -> [(
    sha256: String, name: String, what: String
  )] {
    let select = try Statement(
      "SELECT sha256, name, what FROM refused_statement ORDER BY 1", on: database)
    var refused: [(sha256: String, name: String, what: String)] = []
    while try select.step() { refused.append((select.text(0), select.text(1), select.text(2))) }
    return refused
  }
}
