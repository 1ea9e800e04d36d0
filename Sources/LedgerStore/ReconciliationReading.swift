import LedgerCore

/// What reconciling needs from the ledger, beside the settlements' own facts.
extension Ledger {
  /// The stores of which SP-API has told event groups.
  package func storesWithGroups() throws(StoreError) -> Set<String> {
    let select = try Statement("SELECT DISTINCT store FROM event_group", on: database)
    var stores = Set<String>()
    while try select.step() { stores.insert(select.text(0)) }
    return stores
  }

  /// All that SP-API has told of a store but late arrivals, which depend on the archive's log.
  package func amazonRecords(of store: String) throws(StoreError) -> AmazonRecords {
    var records = AmazonRecords()
    records.groups = try groups(of: store)
    records.eventTotals = try eventTotals(of: store)
    records.payouts = try payouts(of: store)
    try readTransactionSums(of: store, into: &records)
    let controls = try Statement(
      "SELECT settlement_id, currency, net_proceeds_minor FROM control_total WHERE store = ?",
      on: database)
    try controls.bind(.text(store))
    while try controls.step() {
      guard let currency = Currency(controls.text(1)) else { continue }
      records.controlTotals[controls.text(0)] = Money(
        minorUnits: controls.integer(2), currency)
    }
    let bare = try Statement(
      """
      SELECT group_id, min(known_from) FROM event_group_state
      WHERE store = ? AND lower(processing_status) = 'closed' AND original_total_minor IS NULL
      GROUP BY group_id
      """, on: database)
    try bare.bind(.text(store))
    while try bare.step() {
      records.groupsWithoutTotal[bare.text(0)] = Instant(seconds: bare.integer(1)).day()
    }
    records.comparisons = try eventComparisons()
    return records
  }

  private func readTransactionSums(
    of store: String, into records: inout AmazonRecords
  ) throws(StoreError) {
    let sums = try Statement(
      """
      SELECT group_id, sum(total_minor), count(*) FROM amazon_transaction
      WHERE store = ? AND group_id IS NOT NULL AND status <> 'DEFERRED'
        AND release_id IS NULL GROUP BY group_id
      """, on: database)
    try sums.bind(.text(store))
    while try sums.step() {
      records.transactions[sums.text(0)] = (sums.integer(1), Int(sums.integer(2)))
    }
    let links = try Statement(
      """
      SELECT DISTINCT settlement_id, group_id FROM amazon_transaction
      WHERE store = ? AND settlement_id IS NOT NULL AND group_id IS NOT NULL
      """, on: database)
    try links.bind(.text(store))
    while try links.step() {
      records.groupsOfSettlement[links.text(0), default: []].insert(links.text(1))
    }
  }

  private func payouts(of store: String) throws(StoreError) -> [PayoutFacts] {
    let select = try Statement(
      """
      SELECT payout_id, status, type, currency, amount_minor, account_type, marketplace_id,
        created_at, trace_id, account_tail, settlement_id
      FROM payout WHERE store = ? ORDER BY payout_id
      """, on: database)
    try select.bind(.text(store))
    var payouts: [PayoutFacts] = []
    while try select.step() {
      let currency = select.optionalText(3).flatMap { Currency($0) }
      payouts.append(
        PayoutFacts(
          id: select.text(0), status: select.text(1), type: select.text(2),
          amount: select.optionalInteger(4).flatMap { minor in
            currency.map { Money(minorUnits: minor, $0) }
          }, accountType: select.text(5), marketplaceID: select.text(6),
          createdAt: select.optionalInteger(7).map { Instant(seconds: $0) },
          traceID: select.optionalText(8), accountTail: select.optionalText(9),
          settlementID: select.optionalText(10)))
    }
    return payouts
  }

  // MARK: - Late arrivals

  /// A transaction that was first seen days after its posting.
  package struct LateCandidate: Sendable {
    package let groupID: String
    package let postedAt, knownFrom: Instant
    package let totalMinor: Int64
  }

  package func lateCandidates(
    of store: String, afterDays days: Int64, knownFrom earliest: Instant
  ) throws(StoreError) -> [LateCandidate] {
    let select = try Statement(
      """
      SELECT t.group_id, t.posted_at, s.known, t.total_minor
      FROM (SELECT transaction_id, min(known_from) AS known FROM transaction_state
        WHERE store = ?1 GROUP BY transaction_id HAVING known >= ?3) s
      JOIN amazon_transaction t ON t.store = ?1 AND t.transaction_id = s.transaction_id
      WHERE t.group_id IS NOT NULL AND s.known > t.posted_at + ?2
      """, on: database)
    try select.bind(.text(store), .integer(days * 86_400), .integer(earliest.seconds))
    var candidates: [LateCandidate] = []
    while try select.step() {
      candidates.append(
        LateCandidate(
          groupID: select.text(0), postedAt: Instant(seconds: select.integer(1)),
          knownFrom: Instant(seconds: select.integer(2)), totalMinor: select.integer(3)))
    }
    return candidates
  }

  // MARK: - Comparing rows with lines

  /// By group: a hash over its transactions' lines that does not depend on their order.
  package func groupHashes(of store: String) throws(StoreError) -> [String: Int64] {
    let select = try Statement(
      """
      SELECT group_id, lines_hash FROM amazon_transaction
      WHERE store = ? AND group_id IS NOT NULL AND status <> 'DEFERRED'
        AND release_id IS NULL ORDER BY group_id
      """, on: database)
    try select.bind(.text(store))
    var hashes: [String: Int64] = [:]
    var group = ""
    while try select.step() {
      if !select.holds(group, 0) { group = select.text(0) }
      hashes[group, default: 0] &+= select.integer(1)
    }
    return hashes
  }

  /// By version: the hash of the group that it was compared with.
  package func comparedHashes() throws(StoreError) -> [Int64: Int64] {
    let select = try Statement(
      "SELECT version_id, lines_hash FROM event_comparison", on: database)
    var hashes: [Int64: Int64] = [:]
    while try select.step() { hashes[select.integer(0)] = select.integer(1) }
    return hashes
  }

  /// The lines of a group's transactions; an order's id stands with those that have one.
  package func transactionLines(
    of store: String, groupID: String
  ) throws(StoreError) -> [ComparedAmount] {
    let select = try Statement(
      """
      SELECT coalesce(order_id, ''), path, amount_minor
      FROM amazon_transaction JOIN transaction_line USING (transaction_number)
        JOIN line_path USING (path_id)
      WHERE store = ? AND group_id = ? AND status <> 'DEFERRED' AND release_id IS NULL
      """, on: database)
    try select.bind(.text(store), .text(groupID))
    var lines: [ComparedAmount] = []
    while try select.step() {
      lines.append(
        ComparedAmount(
          order: ByteString(select.bytes(0)), path: ByteString(select.bytes(1)),
          amountMinor: select.integer(2)))
    }
    return lines
  }

  /// Released transactions of a group that do not tell on which day they were released.
  package func undatedReleases(
    of store: String, groupID: String
  ) throws(StoreError) -> [(
    transactionID: String, orderID: String, type: String, totalMinor: Int64
  )] {
    let select = try Statement(
      """
      SELECT transaction_id, coalesce(order_id, ''), type, total_minor FROM amazon_transaction
      WHERE store = ? AND group_id = ? AND status = 'DEFERRED_RELEASED' AND release_id IS NULL
      ORDER BY transaction_id
      """, on: database)
    try select.bind(.text(store), .text(groupID))
    var releases: [(transactionID: String, orderID: String, type: String, totalMinor: Int64)] = []
    while try select.step() {
      releases.append((select.text(0), select.text(1), select.text(2), select.integer(3)))
    }
    return releases
  }

  package func saveComparison(
    _ comparison: EventComparison, version: Int64, groupID: String, hash: Int64, store: String,
    releases: [(transactionID: String, day: CalendarDate)]
  ) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try Statement("DELETE FROM event_difference WHERE version_id = ?", on: database).run(
        .integer(version))
      try Statement("INSERT OR REPLACE INTO event_comparison VALUES (?, ?, ?)", on: database).run(
        .integer(version), .text(groupID), .integer(hash))
      let insert = try Statement(
        "INSERT INTO event_difference VALUES (?, ?, ?, ?, ?)", on: database)
      for (position, difference) in comparison.differences.enumerated() {
        try insert.run(
          .integer(version), .integer(Int64(position)), .bytes(difference.order.bytes),
          .bytes(difference.path.bytes), .integer(difference.amountMinor))
      }
      try saveReleases(releases, store)
    }
  }

  private func saveReleases(
    _ releases: [(transactionID: String, day: CalendarDate)], _ store: String
  ) throws(StoreError) {
    let insert = try Statement("INSERT OR REPLACE INTO release_day VALUES (?, ?, ?)", on: database)
    for release in releases {
      try insert.run(
        .text(store), .text(release.transactionID), .integer(Int64(release.day.dayNumber)))
    }
  }

  package func eventComparisons() throws(StoreError) -> [Int64: EventComparison] {
    let select = try Statement(
      """
      SELECT version_id, order_id, path, amount_minor FROM event_difference
      ORDER BY version_id, position
      """, on: database)
    var differences: [Int64: [EventComparison.Difference]] = [:]
    while try select.step() {
      differences[select.integer(0), default: []].append(
        EventComparison.Difference(
          order: ByteString(select.bytes(1)), path: ByteString(select.bytes(2)),
          amountMinor: select.integer(3)))
    }
    return differences.mapValues { EventComparison(differences: $0) }
  }
}
