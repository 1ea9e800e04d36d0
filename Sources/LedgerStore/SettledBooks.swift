import LedgerCore

/// Where a version stands once all documents are known.
package struct VersionStanding: Sendable {
  package let versionID: Int64
  package let accountType: String
  package let homeMarketplace: String
  package let version: Int
  package let isCurrent: Bool

  package init(
    versionID: Int64, accountType: String, homeMarketplace: String, version: Int, isCurrent: Bool
  ) {
    self.versionID = versionID
    self.accountType = accountType
    self.homeMarketplace = homeMarketplace
    self.version = version
    self.isCurrent = isCurrent
  }
}

extension Ledger {
  /// Replaces what was concluded from the documents, all at once.
  package func saveConclusions(
    identities: [IdentityResult], findings: [Finding],
    receivables: [ReceivableRow] = [], matches: [DepositMatchRow] = [], meta: [String: String]
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try save(identities)
      try save(findings)
      try save(receivables, matches)
      for (key, value) in meta.sorted(by: { $0.key < $1.key }) { try setMeta(key, value) }
    }
  }

  /// Whether it was concluded of every version which account it is of, and whether it is in force.
  package func everyVersionStands() throws(StoreError) -> Bool {
    try database.integer("SELECT count(*) FROM settlement_version WHERE version IS NULL") == 0
  }

  package func save(_ standings: [VersionStanding]) throws(StoreError) {
    let update = try Statement(
      """
      UPDATE settlement_version SET account_type = ?1, home_marketplace = ?2, version = ?3,
        is_current = ?4
      WHERE version_id = ?5 AND (account_type IS NOT ?1 OR home_marketplace IS NOT ?2
        OR version IS NOT ?3 OR is_current IS NOT ?4)
      """, on: database)
    for standing in standings {
      try update.run(
        .text(standing.accountType), .text(standing.homeMarketplace),
        .integer(Int64(standing.version)), .integer(standing.isCurrent ? 1 : 0),
        .integer(standing.versionID))
    }
  }

  private func save(_ identities: [IdentityResult]) throws(StoreError) {
    try replaceConcluded("identity_result", with: identities) {
      [$0.store, $0.accountType, $0.currency]
    } _: { result in
      [
        result.identity.rawValue, result.store, result.accountType, result.currency,
        result.settlementID, result.status.rawValue, result.expected, result.actual,
        result.difference, result.cause, result.evidence,
      ].map { .text($0) }
    }
  }

  /// Findings about one and the same thing keep one id from night to night.
  private func save(_ findings: [Finding]) throws(StoreError) {
    try database.run("DELETE FROM exception")
    let insert = try Statement(
      "INSERT INTO exception VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", on: database)
    var used: [String: Int] = [:]
    for (position, finding) in findings.enumerated() {
      let repetition = used[finding.identityKey, default: 0]
      used[finding.identityKey] = repetition + 1
      let digest = SHA256.hex(of: Array("\(finding.identityKey)\u{1f}\(repetition)".utf8))
      try insert.run(
        .text("E-\(digest.prefix(12))"), .integer(Int64(position)), .text(finding.opened),
        .text(finding.severity.rawValue), .text(finding.kind.rawValue), .text(finding.store),
        .text(finding.settlementID), .optional(finding.amount?.minorUnits),
        .text(finding.currency), .text(finding.what), .text(finding.place),
        .text(finding.whatToDo), .text(finding.isOpen ? "open" : "closed"))
    }
  }

  private static let undecided = " AND exception_id NOT IN (SELECT exception_id FROM decision)"

  /// The count of open findings by severity, without those that somebody has accepted.
  package func findingCounts() throws(StoreError) -> (errors: Int, warnings: Int) {
    (
      Int(
        try database.integer(
          "SELECT count(*) FROM exception WHERE severity = 'error' AND status = 'open'"
            + Ledger.undecided)),
      Int(
        try database.integer(
          "SELECT count(*) FROM exception WHERE severity = 'warning' AND status = 'open'"
            + Ledger.undecided))
    )
  }

  /// The documents that were refused and about which an exception is open that nobody has accepted.
  package func openRefusals() throws(StoreError) -> Int {
    Int(
      try database.integer(
        """
        SELECT count(DISTINCT sha256) FROM (
          SELECT sha256 FROM document WHERE outcome = 'refused'
          UNION ALL SELECT sha256 FROM refused_statement)
        WHERE substr(sha256, 1, 12) IN (
          SELECT substr(place, 10, 12) FROM exception
          WHERE place LIKE 'document %' AND status = 'open'\(Ledger.undecided))
        """))
  }

  /// The documents of which something is refused, of whichever kind they are.
  package func refusedDigests() throws(StoreError) -> Set<String> {
    let select = try Statement(
      """
      SELECT sha256 FROM document WHERE outcome = 'refused'
      UNION SELECT sha256 FROM refused_statement
      UNION SELECT sha256 FROM channel_document WHERE outcome = 'refused'
      UNION SELECT sha256 FROM vendor_problem
      """, on: database)
    var digests = Set<String>()
    while try select.step() { digests.insert(select.text(0)) }
    return digests
  }

  package func brokenIdentities() throws(StoreError) -> Int {
    Int(try database.integer("SELECT count(*) FROM identity_result WHERE status = 'broken'"))
  }

  /// The count of documents by outcome, of settlements in force and of rows posted in them.
  package func counts() throws(StoreError) -> (
    posted: Int, refused: Int, settlements: Int, rows: Int
  ) {
    func count(_ sql: String) throws(StoreError) -> Int { Int(try database.integer(sql)) }
    return (
      try count("SELECT count(*) FROM document WHERE outcome = 'posted'"),
      try count("SELECT count(*) FROM document WHERE outcome = 'refused'"),
      try count("SELECT count(*) FROM settlement_version WHERE is_current = 1"),
      try count("SELECT total(row_count) FROM settlement_version WHERE is_current = 1")
    )
  }
}

/// People's decisions about exceptions.
extension Ledger {
  /// The exceptions about some documents that are open and that nobody has accepted.
  package func openExceptions(ofDocuments digests: Set<String>) throws(StoreError) -> [String] {
    let select = try Statement(
      """
      SELECT exception_id FROM exception
      WHERE status = 'open' AND place LIKE 'document %' AND substr(place, 10, 12) = ?1
        \(Ledger.undecided)
      ORDER BY position
      """, on: database)
    var ids: [String] = []
    for digest in digests.sorted() {
      try select.bind(.text(String(digest.prefix(12))))
      while try select.step() { ids.append(select.text(0)) }
    }
    return ids
  }

  package func hasException(_ id: String) throws(StoreError) -> Bool {
    let select = try Statement("SELECT 1 FROM exception WHERE exception_id = ?", on: database)
    try select.bind(.text(id))
    return try select.step()
  }

  /// Keeps a decision; the same one again changes nothing.
  package func append(
    decision id: String, reason: String, sha256: String, at: Instant
  ) throws(StoreError) {
    try Statement("INSERT OR IGNORE INTO decision VALUES (?, ?, ?, ?)", on: database).run(
      .text(id), .integer(at.seconds), .text(reason), .text(sha256))
  }
}
