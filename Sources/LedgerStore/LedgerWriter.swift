import LedgerCore

/// A document as it goes into the ledger, whole or not at all.
package struct DocumentRecord: Sendable {
  package var sha256: String
  package var name: String
  package var store: String?
  package var isRefused: Bool
  package var layout: String
  package var encoding: String
  package var lines: Int
  package var rows: Int
  package var blankLines: Int
  package var repeatedHeaders: Int
  /// What the document, or else its file name, says of itself.
  package var namedSettlementID: String?
  package var statedCurrency: String?
  package var statedPeriod: (start: Instant, end: Instant)?
  /// How many different things its deliveries tell of it.
  package var sayings: Int
  package var findings: [DocumentFinding]

  package init(
    sha256: String, name: String, store: String?, isRefused: Bool, layout: String,
    encoding: String, lines: Int, rows: Int, blankLines: Int, repeatedHeaders: Int,
    namedSettlementID: String?, statedCurrency: String?,
    statedPeriod: (start: Instant, end: Instant)?, sayings: Int, findings: [DocumentFinding]
  ) {
    self.sha256 = sha256
    self.name = name
    self.store = store
    self.isRefused = isRefused
    self.layout = layout
    self.encoding = encoding
    self.lines = lines
    self.rows = rows
    self.blankLines = blankLines
    self.repeatedHeaders = repeatedHeaders
    self.namedSettlementID = namedSettlementID
    self.statedCurrency = statedCurrency
    self.statedPeriod = statedPeriod
    self.sayings = sayings
    self.findings = findings
  }
}

/// A problem or a note of a document.
package struct DocumentFinding: Sendable {
  package let kind: FindingKind
  package let severity: Severity
  package let line: Int?
  package let column: String?
  package let settlementID: String?
  package let amount: Money?
  package let what: String
  package let whatToDo: String
  /// Whose it is, where the document is nobody's.
  package let store: String?

  package init(
    kind: FindingKind, severity: Severity, line: Int?, column: String?, settlementID: String?,
    amount: Money?, what: String, whatToDo: String, store: String? = nil
  ) {
    self.kind = kind
    self.severity = severity
    self.line = line
    self.column = column
    self.settlementID = settlementID
    self.amount = amount
    self.what = what
    self.whatToDo = whatToDo
    self.store = store
  }
}

/// A settlement with its entry, ready to be posted.
package struct PostableSettlement: Sendable {
  package let reading: SettlementReading
  package let entry: JournalEntry
  package let homeMarketplace: String
  package let accountLevelRows: Int
  package let costCurrency: Currency?

  package init(
    reading: SettlementReading, entry: JournalEntry, homeMarketplace: String,
    accountLevelRows: Int, costCurrency: Currency?
  ) {
    self.reading = reading
    self.entry = entry
    self.homeMarketplace = homeMarketplace
    self.accountLevelRows = accountLevelRows
    self.costCurrency = costCurrency
  }
}

/// Appends documents to a ledger; remembers the numbers of texts between them.
package final class LedgerWriter {
  private let database: Database
  private let insertPosting: Statement
  private let insertSums: [Statement]
  private var labels: [LabelTriple: Int64] = [:]
  private var dimensions: [DimensionTexts: Int64] = [:]
  private var accounts: [String: Int64] = [:]

  private struct DimensionTexts: Hashable {
    let marketplace: String
    let category, outlet: ByteString
  }

  package init(_ ledger: Ledger) throws(StoreError) {
    database = ledger.database
    insertPosting = try Statement(
      "INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: database)
    var insertSums: [Statement] = []
    for table in KeptSums.ofVersions {
      insertSums.append(
        try Statement(
          "INSERT INTO \(table) SELECT * FROM v_\(table) WHERE version_id = ?", on: database))
    }
    self.insertSums = insertSums
  }

  /// Posts a document in one transaction; the sums of what was posted are checked before it ends.
  package func append(
    _ document: DocumentRecord, _ settlements: [PostableSettlement]
  ) throws(StoreError) {
    do throws(StoreError) {
      try database.transaction { () throws(StoreError) in
        try database.removeDocument(document.sha256)
        let id = try insert(document)
        for settlement in settlements {
          try insert(settlement, document: id, store: document.store ?? "")
        }
      }
    } catch {
      // The numbers learnt in a transaction that was rolled back are void.
      labels = [:]
      dimensions = [:]
      accounts = [:]
      throw error
    }
  }

  private func insert(_ document: DocumentRecord) throws(StoreError) -> Int64 {
    try Statement(
      "INSERT INTO document VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      on: database
    ).run(
      .text(document.sha256), .text(document.name), .optional(document.store),
      .text(document.isRefused ? "refused" : "posted"), .text(document.layout),
      .text(document.encoding), .integer(Int64(document.lines)), .integer(Int64(document.rows)),
      .integer(Int64(document.blankLines)), .integer(Int64(document.repeatedHeaders)),
      .optional(document.namedSettlementID), .optional(document.statedCurrency),
      .optional(document.statedPeriod?.start.seconds),
      .optional(document.statedPeriod?.end.seconds), .integer(Int64(document.sayings)))
    let id = database.lastInsertedID
    let insert = try Statement(
      "INSERT INTO document_finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: database)
    for (position, finding) in document.findings.enumerated() {
      try insert.run(
        .integer(id), .integer(Int64(position)), .text(finding.kind.rawValue),
        .text(finding.severity.rawValue), .optional(finding.line.map(Int64.init)),
        .optional(finding.column), .optional(finding.settlementID),
        .optional(finding.amount?.minorUnits), .optional(finding.amount?.currency.code),
        .text(finding.what), .text(finding.whatToDo), .optional(finding.store))
    }
    return id
  }

  private func insert(
    _ settlement: PostableSettlement, document: Int64, store: String
  ) throws(StoreError) {
    let (reading, summary) = (settlement.reading, settlement.reading.summary)
    guard settlement.entry.balanceMinor == 0, reading.differenceMinor == 0 else {
      throw StoreError(
        .damaged("settlement \(summary.settlementID) does not balance; this is a bug"),
        at: database.path)
    }
    try Statement(
      """
      INSERT INTO settlement_version (document_id, settlement_id, store, currency, minor_digits,
        start_at, end_at, deposit_at, stated_total_minor, rows_total_minor, row_count,
        account_level_rows, read_for_marketplace, cost_currency)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, on: database
    ).run(
      .integer(document), .text(summary.settlementID), .text(store),
      .text(summary.currency.code), .integer(Int64(summary.currency.minorDigits)),
      .integer(summary.start.seconds), .integer(summary.end.seconds),
      .optional(summary.deposit?.seconds), .integer(summary.statedTotalMinor),
      .integer(reading.rowsTotalMinor), .integer(Int64(reading.rows)),
      .integer(Int64(settlement.accountLevelRows)), .text(settlement.homeMarketplace),
      .optional(settlement.costCurrency?.code))
    let version = database.lastInsertedID
    for (position, posting) in settlement.entry.postings.enumerated() {
      try insert(posting, version: version, position: position, of: reading)
    }
    for sum in insertSums { try sum.run(.integer(version)) }
  }

  private func insert(
    _ posting: Posting, version: Int64, position: Int, of reading: SettlementReading
  ) throws(StoreError) {
    let account = try accountID(posting.account, posting.component)
    guard let place = posting.group else {
      try insertPosting.run(
        .integer(version), .integer(Int64(position)), .integer(account), .null, .null, .null,
        .null, .integer(posting.amountMinor), .integer(0), .integer(0), .integer(0), .integer(0),
        .integer(0))
      return
    }
    let group = reading.groups[place]
    let dimensions = reading.dimensions[Int(group.dimensions)]
    let row: InlineArray<13, Int64> = [
      version, Int64(position), account, try labelID(reading.labels[Int(group.label)]),
      try dimensionID(dimensions), Int64(dimensions.postedDay.dayNumber),
      Int64(dimensions.localDay.dayNumber), posting.amountMinor, group.rows, group.orders,
      group.units,
      group.unitsWithoutCost, group.costMinor,
    ]
    try insertPosting.run(integers: row.span)
  }

  // MARK: - Numbers of texts

  private func accountID(_ name: String, _ component: Component?) throws(StoreError) -> Int64 {
    if let known = accounts[name] { return known }
    let id = try findOrInsert(
      find: "SELECT account_id FROM account WHERE name = ?1",
      insert: "INSERT INTO account VALUES (NULL, ?1, ?2)",
      [.text(name), .optional(component?.name)])
    accounts[name] = id
    return id
  }

  private func labelID(_ label: LabelTriple) throws(StoreError) -> Int64 {
    if let known = labels[label] { return known }
    let id = try findOrInsert(
      find: "SELECT label_id FROM label WHERE transaction_type = ?1 AND amount_type = ?2"
        + " AND amount_description = ?3",
      insert: "INSERT INTO label VALUES (NULL, ?1, ?2, ?3)",
      [
        .bytes(label.transactionType.bytes), .bytes(label.amountType.bytes),
        .bytes(label.amountDescription.bytes),
      ])
    labels[label] = id
    return id
  }

  private func dimensionID(_ value: Dimensions) throws(StoreError) -> Int64 {
    let texts = DimensionTexts(
      marketplace: value.marketplace, category: value.category, outlet: value.outlet)
    if let known = dimensions[texts] { return known }
    let id = try findOrInsert(
      find: "SELECT dimension_id FROM dimension WHERE marketplace = ?1 AND category = ?2"
        + " AND outlet = ?3",
      insert: "INSERT INTO dimension VALUES (NULL, ?1, ?2, ?3)",
      [.text(value.marketplace), .bytes(value.category.bytes), .bytes(value.outlet.bytes)])
    dimensions[texts] = id
    return id
  }

  private func findOrInsert(
    find: String, insert: String, _ values: [Value]
  ) throws(StoreError) -> Int64 {
    let select = try Statement(find, on: database)
    try select.bind(values)
    if try select.step() { return select.integer(0) }
    let statement = try Statement(insert, on: database)
    try statement.bind(values)
    _ = try statement.step()
    return database.lastInsertedID
  }
}
