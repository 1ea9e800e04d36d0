import LedgerCore
import LedgerStore
import SellingPartner

/// Takes archived answers of SP-API into the ledger, in the order in which they were received.
///
/// A sync takes in what has come again and again: the words of transactions that need not be read
/// are looked up once.
final class AnswerIntake {
  private struct Job: Sendable {
    let index: Int
    let delivery: Delivery
    let request: APIRequest
    let path: String
    /// The words of transactions that need not be read.
    let known: KnownWordings
  }

  private struct ReadAnswer: Sendable {
    let job: Job
    let facts: [AmazonFacts]
    let unknown: UnknownParts
    let error: BatchError?
  }

  private let context: RunContext
  private let archive: Archive
  private let ledger: Ledger
  /// By store; and who must know which of them are no more the last ones.
  private var known: [String: KnownWordings] = [:]
  private var writer: AmazonWriter?
  /// The answers among the first so many deliveries of the log.
  private var answers: (of: Int, all: [Delivery]) = (0, [])

  init(_ context: RunContext, archive: Archive, ledger: Ledger) {
    self.context = context
    self.archive = archive
    self.ledger = ledger
  }

  /// Takes in what has come since; returns the stores about which there was news.
  func run(_ deliveries: [Delivery]) throws(BatchError) -> Set<String> {
    answers.all += deliveries.dropFirst(answers.of).filter { $0.kind == .answer }
    answers.of = deliveries.count
    let (answers, ledger) = (answers.all, ledger)
    let taken = try storing { () throws(StoreError) in try ledger.answersTaken() }
    guard let last = answers.dropFirst(taken).last else { return [] }
    let writer = try beginning(at: Instant(seconds: last.receivedAt))
    var jobs: [Job] = []
    for (index, delivery) in zip(taken..., answers[taken...]) {
      guard let request = APIRequest(source: delivery.source) else {
        throw BatchError("the archive's answer \(delivery.source) is of no known operation")
      }
      jobs.append(
        Job(
          index: index, delivery: delivery, request: request,
          path: archive.path(of: delivery.sha256), known: known[delivery.store] ?? [:]))
    }
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

  /// The words of a store's transactions that need not be read when they are told now.
  func known(of store: String, at now: Instant) throws(BatchError) -> KnownWordings {
    _ = try beginning(at: now)
    return known[store] ?? [:]
  }

  private func beginning(at instant: Instant) throws(BatchError) -> AmazonWriter {
    if let writer { return writer }
    let ledger = ledger
    let (made, words) = try storing { () throws(StoreError) in
      (try AmazonWriter(ledger), try ledger.knownWordings(at: instant))
    }
    (writer, known) = (made, words)
    return made
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
