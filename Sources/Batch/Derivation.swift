import LedgerCore
import LedgerStore

/// Derives a ledger from documents: reads, posts, concludes.
struct Derivation {
  private let context: RunContext
  private let archive: Archive
  private let master: MasterData

  init(_ context: RunContext, archive: Archive, master: MasterData) {
    self.context = context
    self.archive = archive
    self.master = master
  }

  /// Posts what the ledger lacks, one transaction a document, then draws the conclusions.
  func run(
    into ledger: Ledger, deliveries: [Delivery], refreshed: Set<String>
  ) throws(BatchError) {
    let news = try AnswerIntake(context: context, archive: archive).run(
      into: ledger, deliveries: deliveries)
    let documents = Dictionary(
      grouping: deliveries.filter { $0.kind == .settlement }, by: \.sha256)
    let known = try storing { () throws(StoreError) in try ledger.documentDigests() }
    let missing = documents.keys.filter { !known.contains($0) || refreshed.contains($0) }
    let isConcluded = try storing { () throws(StoreError) in try ledger.meta("concluded") } == "yes"
    if missing.isEmpty, isConcluded, news.isEmpty { return }
    try post(missing.sorted().map { job($0, documents) }, into: ledger)
    var conclusions = try conclude(ledger, documents)
    if !conclusions.toReadAgain.isEmpty {
      let again = conclusions.toReadAgain.sorted { $0.key < $1.key }.map { sha256, homes in
        var job = job(sha256, documents)
        job.homes = homes
        return job
      }
      try post(again, into: ledger)
      conclusions = try conclude(ledger, documents)
    }
    let result = conclusions
    try storing { () throws(StoreError) in
      try ledger.saveConclusions(
        standings: result.standings, identities: result.identities, findings: result.findings,
        meta: ["concluded": "yes", "master": master.digest])
      try ledger.database.checkpoint()
    }
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

  private func conclude(
    _ ledger: Ledger, _ documents: [String: [Delivery]]
  ) throws(BatchError) -> Conclusions {
    try storing { () throws(StoreError) in
      Conclusions(
        facts: try ledger.settlementFacts { sha256 in
          documents[sha256]?.compactMap(\.publishedAt).min().map { Instant(seconds: $0) }
        },
        refused: try ledger.refusedDocuments(),
        documentFindings: try ledger.documentFindings(), master: master)
    }
  }
}
