import LedgerCore

extension Ledger {
  /// One version of a settlement with its document.
  package struct PostedVersion: Sendable {
    package let store, accountType, currency, name, sha256: String
    package let start, end: Instant
    package let statedTotal: String
    package let rows, version: Int
    package let isCurrent: Bool
  }

  /// All versions of a settlement, oldest first.
  package func versions(of settlementID: String) throws(StoreError) -> [PostedVersion] {
    let select = try Statement(
      """
      SELECT s.store, account_type, currency, name, sha256, start_at, end_at, stated_total_minor,
        minor_digits, s.row_count, version, is_current
      FROM settlement_version s JOIN document USING (document_id)
      WHERE settlement_id = ? ORDER BY s.store, version
      """, on: database)
    try select.bind(.text(settlementID))
    var versions: [PostedVersion] = []
    while try select.step() {
      versions.append(
        PostedVersion(
          store: select.text(0), accountType: select.text(1), currency: select.text(2),
          name: select.text(3), sha256: select.text(4),
          start: Instant(seconds: select.integer(5)), end: Instant(seconds: select.integer(6)),
          statedTotal: decimalText(select.integer(7), digits: Int(select.integer(8))),
          rows: Int(select.integer(9)), version: Int(select.integer(10)),
          isCurrent: select.integer(11) == 1))
    }
    return versions
  }

  /// A document with a settlement in force, and how it was read.
  package struct PostedDocument: Sendable {
    package let sha256, name, store, homeMarketplace: String
  }

  /// A settlement in force with the document that holds it.
  package struct VersionInForce: Sendable {
    package let document: PostedDocument
    package let settlementID, accountType: String
  }

  /// The documents of settlements in force.
  package func postedDocuments() throws(StoreError) -> [PostedDocument] {
    try postedDocuments(
      Statement(
        """
        SELECT DISTINCT sha256, name, s.store, read_for_marketplace
        FROM settlement_version s JOIN document USING (document_id)
        WHERE is_current = 1 ORDER BY name, sha256
        """, on: database))
  }

  /// The settlements in force; nil leaves a column open.
  package func versionsInForce(
    settlementID: String?, store: String?, currency: String?
  ) throws(StoreError) -> [VersionInForce] {
    let select = try Statement(
      """
      SELECT sha256, name, s.store, read_for_marketplace, settlement_id,
        coalesce(account_type, '')
      FROM settlement_version s JOIN document USING (document_id)
      WHERE is_current = 1 AND settlement_id = coalesce(?1, settlement_id)
        AND s.store = coalesce(?2, s.store) AND currency = coalesce(?3, currency)
      ORDER BY name, sha256, settlement_id
      """, on: database)
    try select.bind(.optional(settlementID), .optional(store), .optional(currency))
    var versions: [VersionInForce] = []
    while try select.step() {
      versions.append(
        VersionInForce(
          document: PostedDocument(
            sha256: select.text(0), name: select.text(1), store: select.text(2),
            homeMarketplace: select.text(3)), settlementID: select.text(4),
          accountType: select.text(5)))
    }
    return versions
  }

  /// The documents that a statement finds: digest, name, store, home marketplace.
  func postedDocuments(_ rows: Statement) throws(StoreError) -> [PostedDocument] {
    var documents: [PostedDocument] = []
    while try rows.step() {
      documents.append(
        PostedDocument(
          sha256: rows.text(0), name: rows.text(1), store: rows.text(2),
          homeMarketplace: rows.text(3)))
    }
    return documents
  }

  /// Posted documents that were not read for a purpose yet, or for another store or home
  /// marketplace than they are posted for; `table` notes how each was read.
  func documents(
    notReadIn table: String, where condition: String = "true"
  ) throws(StoreError) -> [PostedDocument] {
    let select = try Statement(
      """
      SELECT d.sha256, min(d.name), min(s.store) AS posted_for, min(read_for_marketplace) AS home
      FROM settlement_version s JOIN document d USING (document_id)
        LEFT JOIN \(table) r ON r.sha256 = d.sha256
      WHERE \(condition) GROUP BY d.sha256
      HAVING posted_for IS NOT min(r.store) OR home IS NOT min(r.home_marketplace)
      ORDER BY d.sha256
      """, on: database)
    return try postedDocuments(select)
  }

  /// Notes how a document was read; returns whether it was read before.
  func note(_ document: PostedDocument, readIn table: String) throws(StoreError) -> Bool {
    let known = try Statement("SELECT 1 FROM \(table) WHERE sha256 = ?", on: database)
    let isKnown = try known.bind(.text(document.sha256)).step()
    try Statement(
      "INSERT OR REPLACE INTO \(table) (sha256, store, home_marketplace) VALUES (?, ?, ?)",
      on: database
    ).run(.text(document.sha256), .text(document.store), .text(document.homeMarketplace))
    return isKnown
  }
}
