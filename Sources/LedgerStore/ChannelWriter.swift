import LedgerCore

/// An export of a till or a web store as it goes into the ledger, whole or not at all.
package struct ChannelDocumentRecord: Sendable {
  package var sha256: String
  package var name: String
  package var kind: String
  package var layout: String
  /// The web store; empty for tills.
  package var store: String
  /// When it came in first, in seconds since 1970.
  package var receivedAt: Int64
  package var isRefused = false
  package var rows = 0
  package var days: ClosedRange<CalendarDate>?
  package var findings: [DocumentFinding] = []

  package init(
    sha256: String, name: String, kind: String, layout: String, store: String, receivedAt: Int64
  ) {
    self.sha256 = sha256
    self.name = name
    self.kind = kind
    self.layout = layout
    self.store = store
    self.receivedAt = receivedAt
  }
}

/// Writes exports row by row; what a document has written goes away when it is refused.
package final class ChannelWriter {
  private let ledger: Ledger
  private var inserts: [String: Statement] = [:]
  private var documentID: Int64 = 0

  package init(_ ledger: Ledger) { self.ledger = ledger }

  package func begin(_ document: ChannelDocumentRecord) throws(StoreError) {
    try ledger.database.run("BEGIN IMMEDIATE")
    try remove(document.sha256)
    try Statement(
      "INSERT INTO channel_document VALUES (NULL, ?, ?, ?, ?, ?, 'posted', 0, NULL, NULL, ?)",
      on: ledger.database
    ).run(
      .text(document.sha256), .text(document.name), .text(document.kind), .text(document.layout),
      .text(document.store), .integer(document.receivedAt))
    documentID = ledger.database.lastInsertedID
  }

  /// A document that is read again, since more is told of it, replaces itself.
  ///
  /// What other exports tell of the same things counts again until `chooseCounted`.
  private func remove(_ sha256: String) throws(StoreError) {
    let find = try Statement(
      "SELECT document_id FROM channel_document WHERE sha256 = ?", on: ledger.database)
    guard try find.bind(.text(sha256)).step() else { return }
    let id = Value.integer(find.integer(0))
    // An order of a till lets the same order of the web not count.
    for (table, key, teller) in ChannelWriter.keyed.map({ ($0, $1, $0) })
      + [("web_order", "record_key", "till_order")]
    {
      try Statement(
        "UPDATE \(table) SET is_counted = 1 WHERE \(key) IN"
          + " (SELECT \(key) FROM \(teller) WHERE document_id = ?)", on: ledger.database
      ).run(id)
    }
    for table in ["web_order_line"] + ChannelWriter.keyed.map(\.table)
      + ["channel_finding", "channel_document"]
    {
      try Statement("DELETE FROM \(table) WHERE document_id = ?", on: ledger.database).run(id)
    }
  }

  package func add(_ record: any ChannelRecord) throws(StoreError) {
    try insert(into: type(of: record)).bind(
      [.integer(documentID), .integer(Int64(record.line))] + record.values
    ).finish()
  }

  private func insert(into type: any ChannelRecord.Type) throws(StoreError) -> Statement {
    if let known = inserts[type.table] { return known }
    let columns = ["document_id", "line"] + type.columns
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    let statement = try Statement(
      "INSERT INTO \(type.table) (\(columns.joined(separator: ", "))) VALUES (\(places))",
      on: ledger.database)
    inserts[type.table] = statement
    return statement
  }

  /// Keeps the rows, or only the reasons why there are none.
  package func finish(_ document: ChannelDocumentRecord) throws(StoreError) {
    if document.isRefused {
      try ledger.database.run("ROLLBACK")
      try begin(document)
    }
    try Statement(
      "UPDATE channel_document SET outcome = ?, row_count = ?, first_day = ?, last_day = ?"
        + " WHERE document_id = ?", on: ledger.database
    ).run(
      .text(document.isRefused ? "refused" : "posted"), .integer(Int64(document.rows)),
      .optional(document.days.map { Int64($0.lowerBound.dayNumber) }),
      .optional(document.days.map { Int64($0.upperBound.dayNumber) }), .integer(documentID))
    let insert = try Statement(
      "INSERT INTO channel_finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: ledger.database)
    for (position, finding) in document.findings.enumerated() {
      try insert.run(
        .integer(documentID), .integer(Int64(position)), .text(finding.kind.rawValue),
        .text(finding.severity.rawValue), .text(document.store),
        .optional(finding.line.map(Int64.init)), .optional(finding.column),
        .optional(finding.amount?.minorUnits), .text(finding.amount?.currency.code ?? ""),
        .text(finding.what), .text(finding.whatToDo))
    }
    try ledger.setMeta("concluded", "no")
    try ledger.database.run("COMMIT")
  }

  package func cancel() { try? ledger.database.run("ROLLBACK") }

  /// Tables of which rows with one key tell of one thing.
  private static let keyed: [(table: String, key: String)] = [
    ("till_line", "ticket_key"), ("tender_total", "record_key"),
    ("till_deposit", "record_key"), ("web_order", "record_key"),
    ("web_transaction", "record_key"), ("web_payout", "record_key"), ("till_order", "record_key"),
  ]

  /// Of rows that tell of one thing, those of the export that reaches furthest count. Of exports that
  /// reach as far, of an order the one that knows it to have come furthest, then the one that was
  /// received later; digests decide last, so that the order of imports does not matter.
  package func chooseCounted() throws(StoreError) {
    try ledger.database.transaction { () throws(StoreError) in
      for (table, key) in ChannelWriter.keyed {
        func rank(_ document: String, _ row: String) -> String {
          let progress = table == "web_order" ? Ledger.progress(of: row) : "0"
          return "(coalesce(\(document).last_day, 0), \(progress), \(document).received_at,"
            + " \(document).sha256)"
        }
        try ledger.database.run(
          """
          UPDATE \(table) SET is_counted = NOT EXISTS (
            SELECT 1 FROM \(table) o JOIN channel_document d ON d.document_id = o.document_id,
              channel_document mine
            WHERE o.\(key) = \(table).\(key) AND mine.document_id = \(table).document_id
              AND o.document_id <> mine.document_id AND \(rank("d", "o")) > \(rank("mine", table)))
          WHERE \(key) IN (
            SELECT \(key) FROM \(table) GROUP BY \(key)
            HAVING min(document_id) <> max(document_id))
          """)
      }
      // An export without the column that tells it calls an order of a till one of the web.
      try ledger.database.run(
        """
        UPDATE web_order SET is_counted = 0
        WHERE record_key IN (SELECT record_key FROM till_order)
        """)
      try ledger.database.run(Ledger.compareOrdersWithPayments)
    }
  }
}

extension Ledger {
  /// What an export was taken in as.
  package struct ChannelSource {
    package let name, store: String
  }

  /// All exports of tills and web stores that were taken in, posted or refused, by digest.
  package func channelSources() throws(StoreError) -> [String: ChannelSource] {
    let select = try Statement("SELECT sha256, name, store FROM channel_document", on: database)
    var sources: [String: ChannelSource] = [:]
    while try select.step() {
      sources[select.text(0)] = ChannelSource(name: select.text(1), store: select.text(2))
    }
    return sources
  }

  /// What was found in the exports themselves.
  package func channelFindings() throws(StoreError) -> [Finding] {
    let select = try Statement(
      """
      SELECT f.kind, f.severity, f.store, line, column_name, amount_minor, currency, what,
        what_to_do, name, sha256, coalesce(date(last_day * 86400, 'unixepoch'), '')
      FROM channel_finding f JOIN channel_document USING (document_id)
      ORDER BY sha256, position
      """, on: database)
    var findings: [Finding] = []
    while try select.step() {
      guard let kind = FindingKind(rawValue: select.text(0)) else { continue }
      let line = select.optionalInteger(3).map { ", line \($0)" } ?? ""
      let column = select.optionalText(4).map { ", column \($0)" } ?? ""
      let currency = Currency(select.text(6))
      findings.append(
        Finding(
          kind: kind, severity: Severity(rawValue: select.text(1)), opened: select.text(11),
          store: select.text(2), settlementID: "",
          amount: select.optionalInteger(5).flatMap { minor in
            currency.map { Money(minorUnits: minor, $0) }
          }, currency: select.text(6), what: select.text(7),
          place: "document \(select.text(10).prefix(12)) \(select.text(9))\(line)\(column)",
          whatToDo: select.text(8)))
    }
    return findings
  }
}
