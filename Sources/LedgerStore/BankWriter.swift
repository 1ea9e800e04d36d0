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
  /// What else the bank's own figures contradict, in the order in which it was found.
  package var differences: [StatedDifference]
  /// Booked lines, in the order of the file.
  package var lines: [StatedLine]

  package init(
    sha256: String, position: Int, name: String, format: String, account: String,
    currency: Currency, statementID: String, from: CalendarDate?, to: CalendarDate?,
    openingMinor: Int64?, closingMinor: Int64?, differenceMinor: Int64?,
    differences: [StatedDifference], lines: [StatedLine]
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
    self.differences = differences
    self.lines = lines
  }
}

/// A figure of the bank's, besides the closing balance, that does not follow from its lines.
package struct StatedDifference: Sendable, Equatable {
  /// `running_balance`, `batch`, `credits`, `debits`, `control_total` or `count`.
  package var kind: String
  /// Minor units of the statement's currency; of a `count` numbers.
  package var stated: Int64
  package var found: Int64
  /// In the file: `42: entry 7`, line and entry from 1; empty where it is not known.
  package var place: String

  package init(kind: String, stated: Int64, found: Int64, place: String) {
    self.kind = kind
    self.stated = stated
    self.found = found
    self.place = place
  }
}

/// A booked line as one statement prints it, in the statement's currency.
package struct StatedLine: Sendable {
  package var bookingDay: CalendarDate
  package var valueDay: CalendarDate?
  package var amountMinor: Int64
  package var reference: String
  package var text: String

  package init(
    bookingDay: CalendarDate, valueDay: CalendarDate?, amountMinor: Int64, reference: String,
    text: String
  ) {
    self.bookingDay = bookingDay
    self.valueDay = valueDay
    self.amountMinor = amountMinor
    self.reference = reference
    self.text = text
  }
}

/// A booked line of a bank account: what all statements that hold it say together.
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

  /// Takes in the statements of one file; the account's lines are stale until they are replaced.
  package func append(_ statements: [StatementRecord]) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      let statement = try Statement(
        "INSERT INTO bank_statement VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        on: database)
      let line = try Statement(
        "INSERT INTO statement_line VALUES (?, ?, ?, ?, ?, ?, ?)", on: database)
      let difference = try Statement(
        "INSERT INTO statement_difference VALUES (?, ?, ?, ?, ?, ?)", on: database)
      for record in statements {
        try statement.run(
          .text(record.sha256), .integer(Int64(record.position)), .text(record.name),
          .text(record.format), .text(record.account), .text(record.currency.code),
          .text(record.statementID), .optional(record.from.map { Int64($0.dayNumber) }),
          .optional(record.to.map { Int64($0.dayNumber) }), .optional(record.openingMinor),
          .optional(record.closingMinor), .optional(record.differenceMinor))
        let number = Value.integer(try database.integer("SELECT last_insert_rowid()"))
        for (position, entry) in record.lines.enumerated() {
          try line.run(
            number, .integer(Int64(position)), .integer(Int64(entry.bookingDay.dayNumber)),
            .optional(entry.valueDay.map { Int64($0.dayNumber) }), .integer(entry.amountMinor),
            .text(entry.reference), .text(entry.text))
        }
        for (position, entry) in record.differences.enumerated() {
          try difference.run(
            number, .integer(Int64(position)), .text(entry.kind), .integer(entry.stated),
            .integer(entry.found), .text(entry.place))
        }
      }
      try setMeta("bank_lines", "stale")
      try setMeta("concluded", "no")
    }
  }

  /// Whether statements came in since the lines were made of them.
  package func bankLinesAreStale() throws(StoreError) -> Bool {
    try meta("bank_lines") == "stale"
  }

  /// Replaces the lines of all accounts.
  package func replace(_ lines: [BankLineRecord]) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try database.run("DELETE FROM bank_line")
      let insert = try Statement(
        "INSERT INTO bank_line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", on: database)
      for line in lines {
        try insert.run(
          .text(line.id), .text(line.account), .text(line.amount.currency.code),
          .integer(Int64(line.bookingDay.dayNumber)),
          .optional(line.valueDay.map { Int64($0.dayNumber) }),
          .integer(line.amount.minorUnits), .text(line.reference), .text(line.text))
      }
      try setMeta("bank_lines", "joined")
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

  /// The statements, by account and first day; with their lines where they are asked for.
  package func bankStatements(withLines: Bool = false) throws(StoreError) -> [StatementRecord] {
    let select = try Statement(
      """
      SELECT sha256, position, name, format, account, currency, statement_id, from_day, to_day,
        opening_minor, closing_minor, difference_minor, statement_number
      FROM bank_statement ORDER BY account, from_day, sha256, position
      """, on: database)
    var lines = withLines ? try statedLines() : [:]
    let differences = try statedDifferences()
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
          differenceMinor: select.optionalInteger(11),
          differences: differences[select.integer(12)] ?? [],
          lines: lines.removeValue(forKey: select.integer(12)) ?? []))
    }
    return statements
  }

  /// The lines of each statement, by its number.
  private func statedLines() throws(StoreError) -> [Int64: [StatedLine]] {
    let select = try Statement(
      """
      SELECT statement_number, booking_day, value_day, amount_minor, reference, text
      FROM statement_line ORDER BY statement_number, position
      """, on: database)
    var lines: [Int64: [StatedLine]] = [:]
    while try select.step() {
      lines[select.integer(0), default: []].append(
        StatedLine(
          bookingDay: CalendarDate(dayNumber: Int32(select.integer(1))),
          valueDay: select.optionalInteger(2).map { CalendarDate(dayNumber: Int32($0)) },
          amountMinor: select.integer(3), reference: select.text(4), text: select.text(5)))
    }
    return lines
  }

  /// What each statement's figures contradict, by its number.
  private func statedDifferences() throws(StoreError) -> [Int64: [StatedDifference]] {
    let select = try Statement(
      """
      SELECT statement_number, kind, stated, found, place
      FROM statement_difference ORDER BY statement_number, position
      """, on: database)
    var differences: [Int64: [StatedDifference]] = [:]
    while try select.step() {
      differences[select.integer(0), default: []].append(
        StatedDifference(
          kind: select.text(1), stated: select.integer(2), found: select.integer(3),
          place: select.text(4)))
    }
    return differences
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
