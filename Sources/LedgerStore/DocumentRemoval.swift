import LedgerCore

/// Taking a settlement document out of the ledger, with all that was found in its rows.
extension Database {
  /// A document that is read again replaces itself, for another store or another home marketplace:
  /// what was kept of its rows must not outlive them, and numbers of versions are given again.
  func removeDocument(_ sha256: String) throws(StoreError) {
    let find = try Statement("SELECT document_id FROM document WHERE sha256 = ?", on: self)
    guard try find.bind(.text(sha256)).step() else { return }
    let id = Value.integer(find.integer(0))
    for sql in DocumentRemoval.releases { try Statement(sql, on: self).run(id) }
    for table in DocumentRemoval.ofVersions {
      try Statement(
        "DELETE FROM \(table) WHERE version_id IN"
          + " (SELECT version_id FROM settlement_version WHERE document_id = ?)", on: self
      ).run(id)
    }
    for table in ["settlement_version", "document_finding", "document"] {
      try Statement("DELETE FROM \(table) WHERE document_id = ?", on: self).run(id)
    }
    for sql in DocumentRemoval.ofRows { try Statement(sql, on: self).run(.text(sha256)) }
  }
}

extension Ledger {
  /// Takes out the documents that are no settlement files, as is known by now.
  package func remove(documentsBut settlements: Set<String>) throws(StoreError) {
    let gone = try documentSayings().keys.filter { !settlements.contains($0) }.sorted()
    guard !gone.isEmpty else { return }
    try database.transaction { () throws(StoreError) in
      for sha256 in gone { try database.removeDocument(sha256) }
      try setMeta("concluded", "no")
    }
  }
}

private enum DocumentRemoval {
  static let ofVersions =
    ["posting"] + KeptSums.ofVersions + ["event_comparison", "event_difference"]

  /// What reports and conclusions have found in the rows of a document.
  static let ofRows =
    [
      """
      DELETE FROM order_sum WHERE settlement_number IN
        (SELECT settlement_number FROM order_settlement WHERE sha256 = ?)
      """
    ]
    + [
      "order_settlement", "order_document", "sku_sum", "sku_document", "fulfillment_fee",
      "fulfillment_document",
    ].map { "DELETE FROM \($0) WHERE sha256 = ?" }

  /// The days of releases that its rows have told; what they mean must be worked out again.
  static let releases = [
    """
    INSERT INTO stale SELECT 'transaction', store, transaction_id FROM release_day
    WHERE \(isReleased) ON CONFLICT DO NOTHING
    """,
    "DELETE FROM release_day WHERE \(isReleased)",
  ]

  private static let isReleased = """
    (store, transaction_id) IN (
      SELECT t.store, t.transaction_id
      FROM settlement_version v JOIN event_comparison c USING (version_id)
        JOIN amazon_transaction t ON t.store = v.store AND t.group_id = c.group_id
      WHERE v.document_id = ?1)
    """
}
