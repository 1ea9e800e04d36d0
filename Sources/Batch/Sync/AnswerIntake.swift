import LedgerCore
import LedgerStore
import SellingPartner

/// Takes archived answers of SP-API into the ledger, in the order in which they were received.
struct AnswerIntake {
  private struct Job: Sendable {
    let index: Int
    let delivery: Delivery
    let request: APIRequest
    let path: String
    /// The words of transactions that need not be read.
    let known: Set<Fingerprint>
  }

  private struct ReadAnswer: Sendable {
    let job: Job
    let facts: [AmazonFacts]
    let unknown: UnknownParts
    let error: BatchError?
  }

  let context: RunContext
  let archive: Archive

  /// Returns the stores about which there was news.
  func run(into ledger: Ledger, deliveries: [Delivery]) throws(BatchError) -> Set<String> {
    let answers = deliveries.filter { $0.kind == .answer }
    let taken = try storing { () throws(StoreError) in try ledger.answersTaken() }
    var jobs: [Job] = []
    var known: [String: Set<Fingerprint>] = [:]
    if let last = answers.dropFirst(taken).last?.receivedAt {
      known = try storing { () throws(StoreError) in
        try ledger.knownWordings(at: Instant(seconds: last))
      }
    }
    for (index, delivery) in answers.enumerated().dropFirst(taken) {
      guard let request = APIRequest(source: delivery.source) else {
        throw BatchError("the archive's answer \(delivery.source) is of no known operation")
      }
      jobs.append(
        Job(
          index: index, delivery: delivery, request: request,
          path: archive.path(of: delivery.sha256), known: known[delivery.store] ?? []))
    }
    guard !jobs.isEmpty else { return [] }
    let writer = try storing { () throws(StoreError) in try AmazonWriter(ledger) }
    var news = Set<String>()
    var waiting: [Int: ReadAnswer] = [:]
    var next = taken
    try inParallel(jobs, workers: context.workers, produce: AnswerIntake.read) {
      answer throws(BatchError) in
      waiting[answer.job.index] = answer
      while let ready = waiting.removeValue(forKey: next) {
        next += 1
        if let error = ready.error { throw error }
        let isNews = try storing { () throws(StoreError) in
          try writer.append(
            ready.facts, unknown: ready.unknown.counts,
            operation: ready.job.request.operation.rawValue, store: ready.job.delivery.store,
            receivedAt: Instant(seconds: ready.job.delivery.receivedAt), mark: next)
        }
        if isNews { news.insert(ready.job.delivery.store) }
        context.progress("take in", next - taken, jobs.count)
      }
    }
    return news
  }

  private static func read(_ job: Job) -> ReadAnswer {
    var facts: [AmazonFacts] = []
    var unknown = UnknownParts()
    // The records of vendor accounts go in as vendor documents do.
    if job.request.operation.isVendor {
      return ReadAnswer(job: job, facts: [], unknown: unknown, error: nil)
    }
    do throws(BatchError) {
      try AnswerDocument.forEachPage(ofFile: job.path) { bytes throws(BatchError) in
        guard let page = APIPage(bytes, of: job.request.operation, knowing: job.known)
        else {
          throw BatchError(
            "\(job.path): a page of \(job.request.operation.rawValue) cannot be read;"
              + " run acorn archive verify", kind: .storage)
        }
        unknown.add(page.unknown)
        append(page.content, of: job.request, to: &facts)
      }
      return ReadAnswer(job: job, facts: facts, unknown: unknown, error: nil)
    } catch {
      return ReadAnswer(job: job, facts: [], unknown: UnknownParts(), error: error)
    }
  }

  /// Events have no ids, so those of all pages go in as one.
  private static func append(
    _ content: APIPage.Content, of request: APIRequest, to facts: inout [AmazonFacts]
  ) {
    switch content {
    case .groups(let groups): facts.append(.groups(groups))
    case .transactions(let transactions): facts.append(.told(transactions))
    case .balances(let balances): facts.append(.balances(balances))
    case .summaries(let totals): facts.append(.controlTotals(totals))
    case .payouts(let payouts): facts.append(.payouts(payouts))
    case .expectedPayouts(let payouts): facts.append(.expectedPayouts(payouts))
    case .reports(let reports): facts.append(.reports(reports))
    case .participations(let participations): facts.append(.participations(participations))
    case .events(let events):
      var all = events
      if case .events(let earlier, _, _)? = facts.last {
        all = earlier + events
        facts.removeLast()
      }
      facts.append(
        .events(
          all, groupID: request.pathValue ?? "",
          since: request["PostedAfter"].flatMap { Instant($0) }))
    }
  }
}
