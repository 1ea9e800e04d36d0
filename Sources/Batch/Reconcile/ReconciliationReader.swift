import LedgerCore
import LedgerStore
import SellingPartner

/// Gathers what reconciling takes from the ledger and the archive's log.
struct ReconciliationReader {
  /// What a store's account of the outside world adds to its settlements.
  private struct StoreInput: Sendable {
    let cash: [Ledger.CashMovement]
    let balances: [BalanceFacts]
    let reports: [ReportFacts]
  }

  let ledger: Ledger
  let deliveries: [Delivery]
  /// How many stores are read at once.
  let workers: Int

  /// What SP-API has told, store by store.
  func records(_ asked: AskedLog) throws(BatchError) -> [String: AmazonRecords] {
    let (stores, places) = try storing { () throws(StoreError) in
      (try ledger.storesWithGroups().sorted(), try ledger.movementPlaces())
    }
    return try ledger.each(of: stores, workers: workers) { ledger, store throws(StoreError) in
      var records = try ledger.amazonRecords(of: store)
      let calls = asked.of(store)
      records.askedAt = calls.last(.listFinancialEventGroups)
      records.wantedFrom = calls.coverage.start
      if let repeated = calls.coverage.firstRepetition {
        records.lateArrivals = ReconciliationReader.lateArrivals(
          try ledger.lateCandidates(of: store, in: places, knownFrom: repeated), calls.coverage)
      }
      return records
    }
  }

  /// Refused documents with the period that Amazon's list of reports gives them, where they do not
  /// state one themselves.
  func placed(_ refused: [RefusedDocument]) throws(StoreError) -> [RefusedDocument] {
    var periods: [String: [(start: Instant, end: Instant)]] = [:]
    let unplaced = Set(refused.filter { $0.period == nil }.map(\.sha256))
    for delivery in deliveries where unplaced.contains(delivery.sha256) {
      guard let request = APIRequest(source: delivery.source), let id = request["reportId"],
        let report = try ledger.listedReports(of: delivery.store).first(where: { $0.id == id }),
        let start = report.start, let end = report.end
      else { continue }
      let isKnown = periods[delivery.sha256]?.contains { $0 == (start, end) } ?? false
      if !isKnown { periods[delivery.sha256, default: []].append((start, end)) }
    }
    // Several reports can have the same bytes, such as none.
    return refused.flatMap { document in
      guard document.period == nil, let listed = periods[document.sha256] else {
        return [document]
      }
      return listed.map { period in
        RefusedDocument(
          name: document.name, sha256: document.sha256, store: document.store,
          settlementID: document.settlementID, currency: document.currency, period: period)
      }
    }
  }

  /// Late is what an earlier listing, made days after the posting, did not show.
  private static func lateArrivals(
    _ candidates: [Ledger.LateCandidate], _ coverage: Coverage
  ) -> [String: LateArrivals] {
    var late: [String: LateArrivals] = [:]
    for candidate in candidates
    where coverage.missed(
      candidate.postedAt, before: candidate.knownFrom, lateDays: Coverage.nightly.latenessDays)
    {
      let days = Int(candidate.knownFrom.seconds - candidate.postedAt.seconds) / 86_400
      let known = late[candidate.groupID] ?? LateArrivals(count: 0, totalMinor: 0, mostDays: 0)
      late[candidate.groupID] = LateArrivals(
        count: known.count + 1, totalMinor: known.totalMinor + candidate.totalMinor,
        mostDays: max(known.mostDays, days))
    }
    return late
  }

  func input(
    _ records: [String: AmazonRecords], _ asked: AskedLog, unsettled: [String: Set<String>],
    _ movements: Once<StoreMovements>
  ) throws(BatchError) -> ReconciliationInput {
    var input = ReconciliationInput()
    input.records = records
    let flows = try storing { () throws(StoreError) in
      input.bankLines = try ledger.bankLines()
      input.statements = try ledger.bankStatements()
      input.refusedStatements = try ledger.refusedStatements()
      input.unknownParts = try ledger.unknownParts()
      return records.isEmpty ? [] : try ledger.dailyFlows()
    }
    guard !records.isEmpty else { return input }
    input.movements = try movements.value()
    input.flows = Dictionary(grouping: flows, by: \.versionID)
    let stores = try ledger.each(of: records.keys.sorted(), workers: workers) {
      ledger, store throws(StoreError) in
      StoreInput(
        cash: try ledger.cashMovements(of: store, groups: unsettled[store] ?? []),
        balances: try ledger.balances(of: store), reports: try ledger.listedReports(of: store))
    }
    for (store, told) in stores {
      input.cash[store] = told.cash
      input.balances[store] = told.balances
      input.reports[store] = told.reports
      input.heldDocuments[store] = asked.of(store).heldDocuments
    }
    input.today = deliveries.lastAskedDay
    return input
  }
}

extension [Delivery] {
  /// The day on which Amazon was asked last.
  var lastAskedDay: CalendarDate? {
    last { $0.kind == .answer }.map { Instant(seconds: $0.receivedAt).day() }
  }
}
