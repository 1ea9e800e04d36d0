import LedgerCore

/// A version whose rows must be read to know whether another one of the settlement has the same.
package struct UnreadContent: Sendable {
  package let versionID: Int64
  package let settlementID: String
  /// No row states it.
  package let deposit: Instant?
  package let document: Ledger.PostedDocument
}

extension Ledger {
  /// The versions of which another one has the same head, total, count of rows and units, and whose
  /// rows nobody has compared yet.
  package func unreadContents() throws(StoreError) -> [UnreadContent] {
    let head = ["currency", "start_at", "end_at", "deposit_at", "stated_total_minor", "row_count"]
    let hasSameHead = head.map { "o.\($0) IS v.\($0)" }.joined(separator: " AND ")
    func units(_ version: String) -> String {
      "(SELECT total(units) FROM posting p WHERE p.version_id = \(version).version_id)"
    }
    let select = try Statement(
      """
      SELECT version_id, settlement_id, deposit_at, sha256, name, v.store, read_for_marketplace
      FROM settlement_version v JOIN document USING (document_id)
      WHERE content_sha256 IS NULL AND EXISTS (
        SELECT 1 FROM settlement_version o
        WHERE o.store = v.store AND o.settlement_id = v.settlement_id
          AND o.version_id <> v.version_id AND \(hasSameHead) AND \(units("o")) = \(units("v")))
      ORDER BY sha256, version_id
      """, on: database)
    var contents: [UnreadContent] = []
    while try select.step() {
      contents.append(
        UnreadContent(
          versionID: select.integer(0), settlementID: select.text(1),
          deposit: select.optionalInteger(2).map { Instant(seconds: $0) },
          document: PostedDocument(
            sha256: select.text(3), name: select.text(4), store: select.text(5),
            homeMarketplace: select.text(6))))
    }
    return contents
  }

  /// Keeps the SHA-256 of the content of versions, by version id.
  package func save(contents: [Int64: String]) throws(StoreError) {
    guard !contents.isEmpty else { return }
    try database.transaction { () throws(StoreError) in
      let update = try Statement(
        "UPDATE settlement_version SET content_sha256 = ? WHERE version_id = ?", on: database)
      for (version, sha256) in contents { try update.run(.text(sha256), .integer(version)) }
    }
  }
}
