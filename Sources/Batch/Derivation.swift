import Glibc
import LedgerCore
import LedgerStore

/// Derives a ledger from documents: reads, posts, concludes.
struct Derivation {
  private let context: RunContext
  private let archive: Archive
  private let master: MasterData
  /// Those of the ledger that is derived.
  private let movements: Once<StoreMovements>
  /// What stores were asked, as the deliveries tell that it is derived from.
  private let asked: () throws(BatchError) -> AskedLog

  init(
    _ context: RunContext, archive: Archive, master: MasterData, movements: Once<StoreMovements>,
    asked: @escaping () throws(BatchError) -> AskedLog
  ) {
    self.context = context
    self.archive = archive
    self.master = master
    self.movements = movements
    self.asked = asked
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
    let news = try AnswerIntake(context, archive: archive, ledger: ledger).run(deliveries)
    // Nearly all of a log is answers.
    let others = deliveries.filter { $0.kind != .answer }
    try DecisionIntake(archive: archive).run(into: ledger, deliveries: others)
    try PeriodIntake(archive: archive).run(into: ledger, deliveries: others)
    let hasBankNews = try BankIntake(
      archive: archive, mappings: master.configuration.bankMappings
    ).run(into: ledger, deliveries: others)
    let hasChannelNews = try ChannelIntake(archive: archive, master: master).run(
      into: ledger, deliveries: others)
    let hasVendorNews = try VendorIntake(archive: archive).run(into: ledger, deliveries: deliveries)
    let documents = settlementDocuments(others)
    let known = try storing { () throws(StoreError) in
      try ledger.remove(documentsBut: Set(documents.keys))
      return try ledger.documentSayings()
    }
    // What is told of a document decides its store: it is read again when more is told.
    let missing = documents.filter { known[$0] != $1.sayingCount }.keys
    let concluded = try storing { () throws(StoreError) in try ledger.meta("concluded") }
    // What is overdue depends on the day, also when nothing has come.
    let day = deliveries.lastAskedDay.map { " \($0)" } ?? ""
    let isConcluded = concluded == master.digest + day
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
    try post(missing.sorted().map { job($0, documents) }, deliveries, into: ledger)
    let standings = try standings(ledger, documents, deliveries)
    try storing { () throws(StoreError) in
      try ledger.database.transaction { () throws(StoreError) in
        try ledger.save(standings.versions)
      }
    }
    if depth == .posted { return }
    let reviewing = vendorReview(ledger)
    let channels = ChannelReview(ledger: ledger, master: master)
    var (conclusions, reconciliation) = try reconcile(standings, ledger, deliveries) {
      () throws(BatchError) in
      BankClaims(
        vendor: try reviewing.value().expected(master), namedLines: try channels.namedLines())
    }
    var vendor = try reviewing.value()
    try FulfillmentIntake(context: context, archive: archive, master: master).run(into: ledger)
    vendor.conclude(reconciliation.vendorVerdicts, master)
    let vendorLines = Set(vendor.deposits.map(\.lineID))
    let channelLines = try channels.conclude(
      into: &conclusions,
      taken: reconciliation.claimedLines.union(vendorLines)
        .union(reconciliation.matches.map(\.lineID)))
    if let today = reconciliation.input.today {
      conclusions.add(
        try OrderReview(context: context, archive: archive, master: master).findings(
          in: ledger, today: today, askedOn: reconciliation.input.today(of:)),
        severities: master.configuration.severities)
    }
    conclusions.add(
      RateUses.findings(of: standings.accounts, master),
      severities: master.configuration.severities)
    conclusions.add(
      identities: reconciliation.creditIdentities(vendor: vendorLines, others: channelLines),
      findings: vendor.findings, severities: master.configuration.severities)
    let (result, payments) = (conclusions, vendor)
    try storing { () throws(StoreError) in
      try payments.save(into: ledger)
      try ledger.saveConclusions(
        identities: result.identities, findings: result.findings,
        receivables: reconciliation.receivables, matches: reconciliation.matches,
        meta: ["concluded": master.digest + day, "master": master.postingDigest])
      try ledger.database.checkpoint()
    }
  }

  /// Reads its own over a connection of its own: it needs nothing of the settlements.
  private func vendorReview(_ ledger: Ledger) -> Aside<VendorReview> {
    let (path, master) = (ledger.database.path, master)
    return Aside(workers: context.workers) { () throws(BatchError) in
      let own = try storing { () throws(StoreError) in try Ledger(path: path) }
      defer { own.database.close() }
      return try VendorReview(own, master)
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

  /// Where all versions stand; documents that were read for another home marketplace than their
  /// account's are read again.
  private func standings(
    _ ledger: Ledger, _ documents: [String: [Delivery]], _ deliveries: [Delivery]
  ) throws(BatchError) -> Standings {
    let standings = try stand(ledger, documents)
    guard !standings.toReadAgain.isEmpty else { return standings }
    let again = standings.toReadAgain.sorted { $0.key < $1.key }.map { sha256, homes in
      var job = job(sha256, documents)
      job.homes = homes
      return job
    }
    try post(again, deliveries, into: ledger)
    return try stand(ledger, documents)
  }

  private func stand(
    _ ledger: Ledger, _ documents: [String: [Delivery]]
  ) throws(BatchError) -> Standings {
    let reader = ReconciliationReader(
      ledger: ledger, deliveries: documents.values.flatMap { $0 }, workers: context.workers)
    let receptions = documents.mapValues { Derivation.reception(of: $0) }
    try ContentReview(context: context, archive: archive, master: master).run(ledger)
    return try storing { () throws(StoreError) in
      Standings(
        facts: try ledger.settlementFacts { receptions[$0]?.publishedAt },
        refused: try reader.placed(ledger.refusedDocuments()), receptions: receptions,
        master: master)
    }
  }

  /// Compares rows with transactions first, since their differences are part of the conclusions. The
  /// versions in force must be known to the ledger before.
  private func reconcile(
    _ standings: Standings, _ ledger: Ledger, _ deliveries: [Delivery],
    _ claims: () throws(BatchError) -> BankClaims
  ) throws(BatchError) -> (Conclusions, Reconciliation) {
    let reader = ReconciliationReader(
      ledger: ledger, deliveries: deliveries, workers: context.workers)
    let asked = try asked()
    var records = try reader.records(asked)
    let settlements = standings.accounts.flatMap(\.chain.settlements)
    if !records.isEmpty {
      try EventReview(context: context, archive: archive, master: master).run(
        ledger, settlements, records)
      let comparisons = try storing { () throws(StoreError) in try ledger.eventComparisons() }
      for store in records.keys { records[store]?.comparisons = comparisons }
    }
    let findings = try storing { () throws(StoreError) in try ledger.documentFindings() }
    let (told, master) = (records, master)
    let concluding = Aside(workers: context.workers) {
      Conclusions(standings, documentFindings: findings, records: told, master: master)
    }
    var unsettled: [String: Set<String>] = [:]
    for (store, told) in records {
      let settled = settlements.filter { $0.store == store }
        .compactMap { told.match($0).group?.id }
      unsettled[store] = Set(told.groups.map(\.id)).subtracting(settled)
    }
    let input = try reader.input(records, asked, unsettled: unsettled, movements)
    let reconciliation = Reconciliation(standings.accounts, input, master, try claims())
    var conclusions = try concluding.value()
    conclusions.add(reconciliation, severities: master.configuration.severities)
    return (conclusions, reconciliation)
  }

  private func job(_ sha256: String, _ documents: [String: [Delivery]]) -> DocumentJob {
    DocumentJob(
      sha256: sha256, path: archive.path(of: sha256), deliveries: documents[sha256] ?? [])
  }

  private func post(
    _ jobs: [DocumentJob], _ deliveries: [Delivery], into ledger: Ledger
  ) throws(BatchError) {
    guard !jobs.isEmpty else { return }
    // A document that the disk does not give is not one that is wrong: nothing is said of it.
    for job in jobs where access(job.path, R_OK) != 0 {
      throw BatchError(
        "\(job.path): \(String(cString: strerror(errno))) (\(job.name)); check the disk, and run"
          + " acorn archive verify", kind: .storage)
    }
    try storing { () throws(StoreError) in try ledger.setMeta("concluded", "no") }
    let writer = try storing { () throws(StoreError) in try LedgerWriter(ledger) }
    var master = master
    master.formerStores = MasterFiles(context).formerStores(in: deliveries, archive, but: master)
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

  private static func reception(of deliveries: [Delivery]) -> Reception {
    let seconds = deliveries.map(\.receivedAt)
    return Reception(
      first: Instant(seconds: seconds.min() ?? 0), last: Instant(seconds: seconds.max() ?? 0),
      publishedAt: deliveries.compactMap(\.publishedAt).min().map { Instant(seconds: $0) })
  }
}
