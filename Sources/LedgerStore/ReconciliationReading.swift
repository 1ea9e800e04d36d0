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

  /// The stores of settlements in force of which SP-API has told no event groups, in order.
  package func storesWithoutGroups() throws(StoreError) -> [String] {
    let select = try Statement(
      """
      SELECT DISTINCT store FROM settlement_version WHERE is_current = 1
      EXCEPT SELECT store FROM event_group ORDER BY store
      """, on: database)
    var stores: [String] = []
    while try select.step() { stores.append(select.text(0)) }
    return stores
  }

  /// All that SP-API has told of a store but late arrivals, which depend on the archive's log, and
  /// comparisons, which are still to be made.
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
    return records
  }

  private func readTransactionSums(
    of store: String, into records: inout AmazonRecords
  ) throws(StoreError) {
    try refreshMovements()
    let sums = try Statement(
      "SELECT group_id, total_minor, transaction_count FROM group_sum WHERE store = ?",
      on: database)
    try sums.bind(.text(store))
    while try sums.step() {
      records.transactions[sums.text(0)] = (sums.integer(1), Int(sums.integer(2)))
    }
    let links = try Statement(
      "SELECT settlement_id, group_id FROM group_settlement WHERE store = ?", on: database)
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

  /// A transaction that was first seen more than three days after its posting: it may show two days
  /// late.
  package struct LateCandidate: Sendable {
    package let groupID: String
    package let postedAt, knownFrom: Instant
    package let totalMinor: Int64
  }

  package func lateCandidates(
    of store: String, in places: MovementPlaces, knownFrom earliest: Instant
  ) throws(StoreError) -> [LateCandidate] {
    let select = try Statement(
      """
      SELECT place_id, posted_at, seen_at, total_minor FROM movement
      WHERE store = ? AND seen_at >= ? AND seen_at > posted_at + 259200
      """, on: database)
    try select.bind(.text(store), .integer(earliest.seconds))
    var candidates: [LateCandidate] = []
    while try select.step() {
      guard let groupID = places[select.integer(0)]?.groupID, groupID != "" else { continue }
      candidates.append(
        LateCandidate(
          groupID: groupID, postedAt: Instant(seconds: select.integer(1)),
          knownFrom: Instant(seconds: select.integer(2)), totalMinor: select.integer(3)))
    }
    return candidates
  }

  // MARK: - Comparing rows with lines

  /// By store and group: a hash over its transactions' lines that does not depend on their order.
  package func groupHashes() throws(StoreError) -> [String: [String: Int64]] {
    try refreshMovements()
    let select = try Statement(
      "SELECT store, group_id, hash_high, hash_low FROM group_sum", on: database)
    var hashes: [String: [String: Int64]] = [:]
    while try select.step() {
      hashes[select.text(0), default: [:]][select.text(1)] =
        (select.integer(2) << 32) &+ select.integer(3)
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
      ORDER BY +transaction_id -- else SQLite reads all of the store, which are in this order
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
    let insert = try Statement(
      """
      INSERT INTO release_day VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET day = excluded.day WHERE day <> excluded.day
      """, on: database)
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
