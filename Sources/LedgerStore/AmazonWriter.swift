import LedgerCore

/// What an answer of SP-API has told about a store, ready to go into the ledger.
package enum AmazonFacts: Sendable {
  case groups([FinancialEventGroup])
  /// The events of one group; `since` when only those from that instant on were asked for.
  case events([FinancialEvent], groupID: String, since: Instant?)
  case told([ToldTransaction])
  case balances([BalanceFacts])
  case controlTotals([SummaryFacts])
  case payouts([PayoutFacts])
  case expectedPayouts([ExpectedPayoutFacts])
  case reports([ReportFacts])
  case participations([ParticipationFacts])
}

extension AmazonFacts {
  fileprivate var isOfFollowUp: Bool {
    switch self {
    case .events, .balances, .controlTotals, .expectedPayouts: true
    case .groups, .told, .payouts, .reports, .participations: false
    }
  }
}

/// Takes in what SP-API has told, latest state by Amazon's id and the history beside it.
///
/// Answers must come in the order in which they were received: the later one wins, but a missing
/// value never removes a known one, and a released transaction is not deferred again.
package final class AmazonWriter {
  private let ledger: Ledger
  private let transactions: TransactionWriter
  private var statements: [String: Statement] = [:]
  private var isChanged = false

  package init(_ ledger: Ledger) throws(StoreError) {
    self.ledger = ledger
    transactions = try TransactionWriter(ledger.database)
  }

  /// One answer in one transaction, with the number of answers taken in so far as a mark.
  /// Returns whether it told anything new.
  package func append(
    _ facts: [AmazonFacts], unknown: [String: Int], operation: String, store: String,
    receivedAt: Instant, mark: Int
  ) throws(StoreError) -> Bool {
    isChanged = false
    try ledger.database.transaction { () throws(StoreError) in
      for fact in facts { try append(fact, store, receivedAt) }
      for (part, count) in unknown.sorted(by: { $0.key < $1.key }) {
        try run(
          """
          INSERT INTO unknown_part VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET count = count + excluded.count
          """, .text(store), .text(operation), .text(part), .integer(Int64(count)),
          .integer(receivedAt.seconds))
      }
      try ledger.setMeta("answers", String(mark))
      if isChanged { try ledger.setFollowUpDue(true, store) }
      // What a follow-up brings is no news, but the identities look at it.
      if isChanged || facts.contains(where: \.isOfFollowUp) {
        try ledger.setMeta("concluded", "no")
      }
    }
    return isChanged
  }

  private func append(
    _ facts: AmazonFacts, _ store: String, _ at: Instant
  ) throws(StoreError) {
    switch facts {
    case .groups(let groups): for group in groups { try upsert(group, store, at) }
    case .events(let events, let groupID, let since):
      try replace(events, groupID, since, store)
    case .told(let members):
      for transaction in members {
        if try transactions.upsert(transaction, store, at) { isChanged = true }
      }
    case .balances(let balances): for balance in balances { try insert(balance, store) }
    case .controlTotals(let totals):
      for total in totals {
        try replaceRow(
          "control_total", .text(store), .text(total.settlementID),
          .text(total.netProceeds.currency.code), .integer(total.netProceeds.minorUnits))
      }
    case .payouts(let payouts): for payout in payouts { try upsert(payout, store, at) }
    case .expectedPayouts(let payouts):
      for payout in payouts {
        try replaceRow(
          "expected_payout", .text(store), .text(payout.accountType), .text(payout.marketplaceID),
          .integer(at.seconds), .text(payout.status), .optional(payout.amount?.currency.code),
          .optional(payout.amount?.minorUnits),
          .optional(payout.scheduled.map { Int64($0.dayNumber) }))
      }
    case .reports(let reports):
      for report in reports { try upsert(report, store) }
    case .participations(let participations):
      for entry in participations {
        try replaceRow(
          "participation", .text(store), .text(entry.marketplaceID), .text(entry.name),
          .text(entry.countryCode), .text(entry.currencyCode),
          .integer(entry.isParticipating ? 1 : 0))
      }
    }
  }

  // MARK: - Groups

  private func upsert(
    _ told: FinancialEventGroup, _ store: String, _ at: Instant
  ) throws(StoreError) {
    let known = try Ledger.group(told.id, of: store, on: ledger.database)
    let group = known?.updated(by: told) ?? told
    guard group != known else { return }
    isChanged = true
    if group.start != known?.start { try ledger.noteOrders(datedBy: group.id, of: store) }
    try replaceRow(
      "event_group", .text(store), .text(group.id), .text(group.processingStatus),
      .optional(group.currency?.code), .optional(group.originalTotal?.minorUnits),
      .optional(group.convertedTotal?.currency.code), .optional(group.convertedTotal?.minorUnits),
      .optional(group.beginningBalance?.minorUnits), .optional(group.start?.seconds),
      .optional(group.end?.seconds), .optional(group.transferStatus),
      .optional(group.transferAt?.seconds), .optional(group.traceID),
      .optional(group.accountTail))
    try replaceRow(
      "event_group_state", .text(store), .text(group.id), .integer(at.seconds),
      .text(group.processingStatus), .optional(group.originalTotal?.minorUnits),
      .optional(group.transferStatus))
  }

  // MARK: - Events, balances and payouts

  /// Events have no ids: those of the stretch of time that was asked for are replaced as a whole.
  private func replace(
    _ events: [FinancialEvent], _ groupID: String, _ since: Instant?, _ store: String
  ) throws(StoreError) {
    try run(
      "DELETE FROM group_event WHERE store = ? AND group_id = ? AND (? IS NULL OR posted_at >= ?)",
      .text(store), .text(groupID), .optional(since?.seconds), .optional(since?.seconds))
    for event in events {
      if let since, event.postedAt.map({ $0 < since }) ?? true { continue }
      try run(
        "INSERT INTO group_event VALUES (?, ?, ?, ?, ?, ?, ?)", .text(store), .text(groupID),
        .text(event.list), .text(event.orderID), .optional(event.postedAt?.seconds),
        .text(event.total.currency.code), .integer(event.total.minorUnits))
    }
  }

  private func insert(_ balance: BalanceFacts, _ store: String) throws(StoreError) {
    try replaceRow(
      "balance", .text(store), .text(balance.accountType), .text(balance.marketplaceID),
      .text(balance.amount.currency.code), .integer(Int64(balance.day.dayNumber)),
      .text(balance.type), .integer(balance.amount.minorUnits))
  }

  /// A report that was not listed before is news: its payout and its control total may be, too.
  private func upsert(_ report: ReportFacts, _ store: String) throws(StoreError) {
    let known = try statement(
      "SELECT 1 FROM listed_report WHERE store = ? AND report_id = ? AND document_id IS ?")
    try known.bind(.text(store), .text(report.id), .optional(report.documentID))
    if try !known.step() { isChanged = true }
    try replaceRow(
      "listed_report", .text(store), .text(report.id), .optional(report.documentID),
      .integer(report.createdAt.seconds), .text(report.status),
      .optional(report.start?.seconds), .optional(report.end?.seconds))
  }

  private func upsert(
    _ payout: PayoutFacts, _ store: String, _ at: Instant
  ) throws(StoreError) {
    let known = try statement(
      "SELECT status, trace_id FROM payout WHERE store = ? AND payout_id = ?")
    try known.bind(.text(store), .text(payout.id))
    let isKnown = try known.step()
    if isKnown, known.text(0) == payout.status, known.optionalText(1) == payout.traceID { return }
    isChanged = true
    try replaceRow(
      "payout", .text(store), .text(payout.id), .text(payout.status), .text(payout.type),
      .optional(payout.amount?.currency.code), .optional(payout.amount?.minorUnits),
      .text(payout.accountType), .text(payout.marketplaceID),
      .optional(payout.createdAt?.seconds), .optional(payout.traceID),
      .optional(payout.accountTail), .optional(payout.settlementID))
    try replaceRow(
      "payout_state", .text(store), .text(payout.id), .integer(at.seconds), .text(payout.status))
  }

  // MARK: - Statements

  private func replaceRow(_ table: String, _ values: Value...) throws(StoreError) {
    let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
    let insert = try statement("INSERT OR REPLACE INTO \(table) VALUES (\(marks))")
    try insert.bind(values)
    _ = try insert.step()
  }

  private func run(_ sql: String, _ values: Value...) throws(StoreError) {
    let statement = try statement(sql)
    try statement.bind(values)
    _ = try statement.step()
  }

  private func statement(_ sql: String) throws(StoreError) -> Statement {
    if let known = statements[sql] { return known }
    let new = try Statement(sql, on: ledger.database)
    statements[sql] = new
    return new
  }
}
