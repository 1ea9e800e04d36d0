import LedgerCore

/// Months that were locked or opened again.
extension Ledger {
  package struct PeriodDocumentRow: Sendable {
    package let sha256: String
    package let actedAt: Instant
    package let body: [UInt8]
  }

  /// All of them, or one, in the order in which they were archived.
  package func periodDocuments(
    _ sequence: Int64? = nil
  ) throws(StoreError) -> [PeriodDocumentRow] {
    let select = try Statement(
      """
      SELECT sha256, acted_at, body FROM period_document
      WHERE sequence = coalesce(?, sequence) ORDER BY sequence
      """, on: database)
    try select.bind(.optional(sequence))
    var rows: [PeriodDocumentRow] = []
    while try select.step() {
      rows.append(
        PeriodDocumentRow(
          sha256: select.text(0), actedAt: Instant(seconds: select.integer(1)),
          body: select.bytes(2)))
    }
    return rows
  }

  /// Takes in a period document; `sequence` counts them in the order in which they were archived.
  package func append(
    periodDocument body: [UInt8], _ document: PeriodDocument, sequence: Int, sha256: String,
    at instant: Instant
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      var entries: [AccountingEntry] = []
      var isLock = false
      if case .lock(let period) = document { (entries, isLock) = (period.entries, true) }
      try Statement("INSERT INTO period_document VALUES (?, ?, ?, ?, ?, ?)", on: database).run(
        .integer(Int64(sequence)), .text(sha256), .integer(instant.seconds),
        .integer(Int64(document.month.number)), .integer(isLock ? 1 : 0), .bytes(body))
      let insert = try Statement("INSERT INTO locked_entry VALUES (?, ?, ?, ?, ?)", on: database)
      for entry in entries {
        let print = entry.fingerprint.words
        try insert.run(
          .integer(Int64(sequence)), .text(entry.id), .text(entry.root), .integer(print.0),
          .integer(print.1))
      }
    }
  }

  /// The months that are locked, oldest first, with the number of the document that locked each.
  package func lockedMonths() throws(StoreError) -> [(month: CalendarMonth, sequence: Int64)] {
    let select = try Statement(
      "SELECT month, is_lock, sequence FROM period_document ORDER BY sequence", on: database)
    var locked: [CalendarMonth: Int64] = [:]
    while try select.step() {
      let month = CalendarMonth(number: Int32(select.integer(0)))
      locked[month] = select.integer(1) == 1 ? select.integer(2) : nil
    }
    return locked.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The entries of a document that locked a month.
  package func lockedEntries(_ sequence: Int64) throws(StoreError) -> [LockedEntry] {
    let select = try Statement(
      "SELECT entry_id, root_id, high, low FROM locked_entry WHERE sequence = ?", on: database)
    try select.bind(.integer(sequence))
    var entries: [LockedEntry] = []
    while try select.step() {
      entries.append(
        LockedEntry(
          id: select.text(0), root: select.text(1),
          fingerprint: Fingerprint(words: (select.integer(2), select.integer(3)))))
    }
    return entries
  }
}
