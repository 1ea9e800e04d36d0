import LedgerCore

/// Taking a settlement document out of the ledger, with what was found in its rows.
extension Database {
  /// A document that is read again replaces itself, for another store or another home marketplace:
  /// its postings and its comparison with transactions must not outlive it, since the numbers of
  /// versions are given again.
  ///
  /// Sums by order, by SKU and of fulfilment fees stay: they count through the versions in force, and
  /// are read again for another store (`Ledger.documents(notReadIn:)`).
  func removeDocument(_ sha256: String) throws(StoreError) {
    let find = try Statement("SELECT document_id FROM document WHERE sha256 = ?", on: self)
    guard try find.bind(.text(sha256)).step() else { return }
    let id = Value.integer(find.integer(0))
    // The days of releases that its rows have told.
    try Statement(
      """
      DELETE FROM release_day WHERE (store, transaction_id) IN (
        SELECT t.store, t.transaction_id
        FROM settlement_version v JOIN event_comparison c USING (version_id)
          JOIN amazon_transaction t ON t.store = v.store AND t.group_id = c.group_id
        WHERE v.document_id = ?)
      """, on: self
    ).run(id)
    for table in ["posting"] + KeptSums.ofVersions + ["event_comparison", "event_difference"] {
      try Statement(
        "DELETE FROM \(table) WHERE version_id IN"
          + " (SELECT version_id FROM settlement_version WHERE document_id = ?)", on: self
      ).run(id)
    }
    for table in ["settlement_version", "document_finding", "document"] {
      try Statement("DELETE FROM \(table) WHERE document_id = ?", on: self).run(id)
    }
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
