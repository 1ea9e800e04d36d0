import LedgerCore
import LedgerStore

/// Derives a ledger from documents: reads, posts, concludes.
struct Derivation {
  private let context: RunContext
  private let archive: Archive
  private let master: MasterData
  /// Those of the ledger that is derived.
  private let movements: Once<StoreMovements>

  init(
    _ context: RunContext, archive: Archive, master: MasterData, movements: Once<StoreMovements>
  ) {
    self.context = context
    self.archive = archive
    self.master = master
    self.movements = movements
  }

  /// How far a derivation goes.
  enum Depth {
    /// Documents are posted and it is known which versions are in force; what follows from all of
    /// them together is left to a later derivation.
    case posted
    case concluded
  }

  /// Posts what the ledger lacks, one transaction a document, then draws the conclusions.
  func run(
    into ledger: Ledger, deliveries: [Delivery], depth: Depth = .concluded
  ) throws(BatchError) {
    let news = try AnswerIntake(context: context, archive: archive).run(
      into: ledger, deliveries: deliveries)
    try DecisionIntake(archive: archive).run(into: ledger, deliveries: deliveries)
    try PeriodIntake(archive: archive).run(into: ledger, deliveries: deliveries)
    let hasBankNews = try BankIntake(
      archive: archive, mappings: master.configuration.bankMappings
    ).run(into: ledger, deliveries: deliveries)
    let hasChannelNews = try ChannelIntake(archive: archive, master: master).run(
      into: ledger, deliveries: deliveries)
    let hasVendorNews = try VendorIntake(archive: archive).run(into: ledger, deliveries: deliveries)
    let documents = settlementDocuments(deliveries)
    let known = try storing { () throws(StoreError) in
      try ledger.remove(documentsBut: Set(documents.keys))
      return try ledger.documentSayings()
    }
    // What is told of a document decides its store: it is read again when more is told.
    let missing = documents.filter { known[$0] != $1.sayingCount }.keys
    let concluded = try storing { () throws(StoreError) in try ledger.meta("concluded") }
    let isConcluded = concluded == master.digest
    if missing.isEmpty, isConcluded, news.isEmpty, !hasBankNews, !hasChannelNews,
      !hasVendorNews
    {
      return
    }
    if depth == .posted {
      // What has come since the last conclusions is told once: the next derivation must know of it.
      try storing { () throws(StoreError) in try ledger.setMeta("concluded", "no") }
      let stands = try storing { () throws(StoreError) in try ledger.everyVersionStands() }
      if missing.isEmpty, stands { return }
    }
    try post(missing.sorted().map { job($0, documents) }, into: ledger)
    let reader = ReconciliationReader(
      ledger: ledger, deliveries: deliveries, workers: context.workers)
    var records: [String: AmazonRecords] = [:]
    if depth == .concluded {
      records = try reader.records()
    }
    var facts = try facts(ledger, documents)
    var conclusions = try conclude(ledger, documents, records, facts)
    if !conclusions.toReadAgain.isEmpty {
      let again = conclusions.toReadAgain.sorted { $0.key < $1.key }.map { sha256, homes in
        var job = job(sha256, documents)
        job.homes = homes
        return job
      }
      try post(again, into: ledger)
      facts = try self.facts(ledger, documents)
      conclusions = try conclude(ledger, documents, records, facts)
    }
    if depth == .posted {
      let standings = conclusions.standings
      try storing { () throws(StoreError) in
        try ledger.database.transaction { () throws(StoreError) in try ledger.save(standings) }
      }
      return
    }
    let reconciliation = try reconcile(&conclusions, ledger, reader, documents, records, facts)
    try FulfillmentIntake(context: context, archive: archive, master: master).run(into: ledger)
    let taken = Set(reconciliation.matches.map(\.lineID))
    try ChannelReview(ledger: ledger, master: master).conclude(into: &conclusions, taken: taken)
    if let today = reconciliation.input.today {
      conclusions.add(
        try OrderReview(context: context, archive: archive, master: master).findings(
          in: ledger, today: today), severities: master.configuration.severities)
    }
    let vendor = try VendorReview(ledger, master, taken: taken)
    conclusions.add(vendor.findings, severities: master.configuration.severities)
    let result = conclusions
    try storing { () throws(StoreError) in
      try vendor.save(into: ledger)
      try ledger.saveConclusions(
        standings: result.standings, identities: result.identities, findings: result.findings,
        receivables: reconciliation.receivables, matches: reconciliation.matches,
        meta: ["concluded": master.digest, "master": master.postingDigest])
      try ledger.database.checkpoint()
    }
  }

  /// The settlement files among the deliveries. What was taken for one before its layout was
  /// described, and was then delivered as what it is, is one no more.
  private func settlementDocuments(_ deliveries: [Delivery]) -> [String: [Delivery]] {
    let others: Set<Delivery.Kind> = [.bank, .till, .webstore, .vendor]
    let exports = Set(deliveries.filter { others.contains($0.kind) }.map(\.sha256))
    return Dictionary(
      grouping: deliveries.filter { $0.kind == .settlement && !exports.contains($0.sha256) },
      by: \.sha256)
  }

  /// Compares rows with transactions first, since their differences are part of the conclusions.
  private func reconcile(
    _ conclusions: inout Conclusions, _ ledger: Ledger, _ reader: ReconciliationReader,
    _ documents: [String: [Delivery]], _ records: [String: AmazonRecords],
    _ facts: [SettlementFacts]
  ) throws(BatchError) -> Reconciliation {
    var records = records
    if !records.isEmpty {
      // The versions in force must be known before their flows can be summed.
      let standings = conclusions.standings
      try storing { () throws(StoreError) in
        try ledger.database.transaction { () throws(StoreError) in try ledger.save(standings) }
      }
      let settlements = conclusions.accounts.flatMap(\.chain.settlements)
      let reviewed = try EventReview(context: context, archive: archive, master: master).run(
        ledger, settlements, records)
      if reviewed > 0 {
        // All that a review changes.
        let comparisons = try storing { () throws(StoreError) in try ledger.eventComparisons() }
        for store in records.keys { records[store]?.comparisons = comparisons }
        conclusions = try conclude(ledger, documents, records, facts)
      }
    }
    var unsettled: [String: Set<String>] = [:]
    for (store, told) in records {
      let settled = conclusions.accounts.filter { $0.chain.store == store }
        .flatMap(\.chain.settlements).compactMap { told.match($0).group?.id }
      unsettled[store] = Set(told.groups.map(\.id)).subtracting(settled)
    }
    let (told, open) = (records, unsettled)
    let input = try reader.input(told, unsettled: open, movements)
    let reconciliation = Reconciliation(conclusions.accounts, input, master)
    conclusions.add(reconciliation, severities: master.configuration.severities)
    return reconciliation
  }

  private func job(_ sha256: String, _ documents: [String: [Delivery]]) -> DocumentJob {
    DocumentJob(
      sha256: sha256, path: archive.path(of: sha256), deliveries: documents[sha256] ?? [])
  }

  private func post(_ jobs: [DocumentJob], into ledger: Ledger) throws(BatchError) {
    guard !jobs.isEmpty else { return }
    try storing { () throws(StoreError) in try ledger.setMeta("concluded", "no") }
    let writer = try storing { () throws(StoreError) in try LedgerWriter(ledger) }
    let intake = DocumentIntake(
      master: master, readsAhead: jobs.count == 1 && context.workers > 1)
    var done = 0
    try inParallel(jobs, workers: context.workers) { job in
      intake.read(job)
    } consume: { document throws(BatchError) in
      try storing { () throws(StoreError) in
        try writer.append(document.record, document.settlements)
      }
      done += 1
      context.progress("post", done, jobs.count)
      context.logger.debug(
        "document read",
        metadata: [
          "name": "\(document.record.name)", "sha256": "\(document.record.sha256.prefix(12))",
          "rows": "\(document.record.rows)",
          "outcome": "\(document.record.isRefused ? "refused" : "posted")",
        ])
    }
  }

  private func facts(
    _ ledger: Ledger, _ documents: [String: [Delivery]]
  ) throws(BatchError) -> [SettlementFacts] {
    try storing { () throws(StoreError) in
      try ledger.settlementFacts { sha256 in
        documents[sha256]?.compactMap(\.publishedAt).min().map { Instant(seconds: $0) }
      }
    }
  }

  private func conclude(
    _ ledger: Ledger, _ documents: [String: [Delivery]], _ records: [String: AmazonRecords],
    _ facts: [SettlementFacts]
  ) throws(BatchError) -> Conclusions {
    let reader = ReconciliationReader(
      ledger: ledger, deliveries: documents.values.flatMap { $0 }, workers: context.workers)
    return try storing { () throws(StoreError) in
      Conclusions(
        facts: facts, refused: try reader.placed(ledger.refusedDocuments()),
        documentFindings: try ledger.documentFindings(), records: records, master: master)
    }
  }
}
