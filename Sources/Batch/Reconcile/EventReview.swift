import FlatFile
import LedgerCore
import LedgerStore

/// Compares the rows of settlement files with the lines of their groups' transactions.
///
/// The ledger keeps groups of rows, so the files are read again: each once, and again only when
/// its transactions change. The same pass finds the day on which deferred sales were released.
struct EventReview {
  private struct Job: Sendable {
    let facts: SettlementFacts
    let group: String
    let hash: Int64
  }

  private struct ReadRows: Sendable {
    let job: Job
    let amounts: [ComparedAmount]
    /// By order: the sum of its rows by transaction type and day.
    let orders: [ByteString: [OrderRows]]
  }

  private struct OrderRows: Sendable {
    let isRefund: Bool
    let day: CalendarDate
    var totalMinor: Int64
  }

  let context: RunContext
  let archive: Archive
  let master: MasterData

  /// Reviews the settlements whose group is known and complete.
  func run(
    _ ledger: Ledger, _ settlements: [SettlementFacts], _ records: [String: AmazonRecords]
  ) throws(BatchError) {
    let (compared, hashes) = try storing { () throws(StoreError) in
      (try ledger.comparedHashes(), try ledger.groupHashes())
    }
    var jobs: [Job] = []
    for (store, members) in Dictionary(grouping: settlements, by: \.store) {
      guard let told = records[store] else { continue }
      for facts in members {
        guard let group = told.match(facts).group, !group.isOpen,
          let hash = hashes[store]?[group.id], compared[facts.versionID] != hash,
          told.transactions[group.id]?.totalMinor == group.eventsTotal?.minorUnits
        else { continue }
        jobs.append(Job(facts: facts, group: group.id, hash: hash))
      }
    }
    jobs.sort { ($0.facts.store, $0.facts.settlementID) < ($1.facts.store, $1.facts.settlementID) }
    let source = PostedRows(archive: archive, master: master)
    var done = 0
    try inParallel(jobs, workers: context.workers) { job in
      Result { () throws(BatchError) in try EventReview.read(job, source) }
    } consume: { result throws(BatchError) in
      let rows = try result.get()
      try storing { () throws(StoreError) in try save(rows, ledger) }
      done += 1
      context.progress("compare", done, jobs.count)
    }
  }

  private static func read(_ job: Job, _ source: PostedRows) throws(BatchError) -> ReadRows {
    let (facts, rules) = (job.facts, source.master.rules)
    var sums: [ComparedAmount: Int64] = [:]
    var orders: [ByteString: [OrderRows]] = [:]
    try source.visit(
      facts.sha256, store: facts.store, homeMarketplace: facts.readForMarketplace
    ) { row in
      guard row.settlement.settlementID == facts.settlementID,
        rules.component(of: row.label, on: row.settlement.end.day()) != .carryOver
      else { return }
      let key = ComparedAmount(
        order: row.orderID, path: transactionPath(of: row.label), amountMinor: 0)
      sums[key, default: 0] += row.amountMinor
      guard !row.orderID.isEmpty else { return }
      let isRefund = row.label.transactionType.lowercasedASCII != "order"
      let day = row.dimensions.postedDay
      let place = orders[row.orderID]?.firstIndex { $0.isRefund == isRefund && $0.day == day }
      if let place {
        orders[row.orderID]?[place].totalMinor += row.amountMinor
      } else {
        orders[row.orderID, default: []].append(
          OrderRows(isRefund: isRefund, day: day, totalMinor: row.amountMinor))
      }
    }
    let amounts = sums.map {
      ComparedAmount(order: $0.key.order, path: $0.key.path, amountMinor: $0.value)
    }
    return ReadRows(job: job, amounts: amounts, orders: orders)
  }

  private func save(_ rows: ReadRows, _ ledger: Ledger) throws(StoreError) {
    let (job, store) = (rows.job, rows.job.facts.store)
    let lines = try ledger.transactionLines(of: store, groupID: job.group)
    let comparison = compareEvents(rows: rows.amounts, lines: lines)
    var releases: [(transactionID: String, day: CalendarDate)] = []
    for release in try ledger.undatedReleases(of: store, groupID: job.group) {
      let isRefund = release.type.lowercased() != "shipment"
      let candidates = (rows.orders[ByteString(release.orderID)] ?? []).filter {
        $0.isRefund == isRefund
      }
      let exact = candidates.filter { $0.totalMinor == release.totalMinor }
      if let day = exact.first?.day ?? candidates.first?.day {
        releases.append((release.transactionID, day))
      }
    }
    try ledger.saveComparison(
      comparison, version: job.facts.versionID, groupID: job.group, hash: job.hash, store: store,
      releases: releases)
  }
}
