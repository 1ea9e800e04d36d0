import LedgerCore
import LedgerStore
import SellingPartner

/// The rounds of a sync: in each one all stores are asked at once, and what they are asked next
/// follows from what they have answered.
final class SyncRounds {
  let books: Books
  let setup: SyncSetup
  private let answers: AnswerIntake
  private var downloadSeconds = 0.0

  init(_ books: Books, _ setup: SyncSetup) {
    self.books = books
    self.setup = setup
    answers = AnswerIntake(books.context, archive: books.archive, ledger: books.ledger)
  }

  /// How long at least one store was asked.
  var downloadMilliseconds: Int64 { Int64((downloadSeconds * 1000).rounded()) }

  /// Asks for what is new, for what may have changed where there is news, and for what completes the
  /// picture.
  func visitStores(_ visits: [StoreVisit]) throws(BatchError) {
    var plans: [String: CollectPlan] = [:]
    for visit in visits {
      plans[visit.store] = try collectPlan(of: visit.store)
      visit.known = try answers.known(of: visit.store, at: books.context.now)
    }
    let collectPlans = plans
    try round("collect", visits) { visit in
      if let plan = collectPlans[visit.store] { visit.collect(plan) }
    }
    let news = try storesWithNews(visits)
    try widen(visits.filter { news.contains($0.store) })
    try followUp(visits, news: news)
  }

  func collectPlan(of store: String) throws(BatchError) -> CollectPlan {
    let (calls, now, ledger) = (try calls(of: store), books.context.now, books.ledger)
    return try storing { () throws(StoreError) in
      try CollectPlan(store: store, since: setup.since, now: now, asked: calls, ledger: ledger)
    }
  }

  /// The stretches of older groups that a store is asked for once, after a plan.
  func olderGroups(of store: String, after plan: CollectPlan) throws(BatchError) -> [Interval] {
    let (calls, now, ledger) = (try calls(of: store), books.context.now, books.ledger)
    return try storing { () throws(StoreError) in
      try FollowUpPlan.olderGroups(
        of: store, now: now, asked: calls, listing: plan.groupWindows.first?.start, ledger)
    }
  }

  /// What a store was asked up to now.
  private func calls(of store: String) throws(BatchError) -> AskedCalls {
    try books.asked().of(store)
  }

  /// Lists again the time since the oldest sale that is held back, whose status may have changed,
  /// and what has come of age.
  private func widen(_ visits: [StoreVisit]) throws(BatchError) {
    let (now, ledger) = (books.context.now, books.ledger)
    var plans: [String: [Interval]] = [:]
    for visit in visits {
      let coverage = try calls(of: visit.store).coverage
      guard let start = coverage.start else { continue }
      let oldest = try storing { () throws(StoreError) in
        try ledger.oldestDeferral(of: visit.store)
      }
      var from: Instant?
      for tier in Coverage.later {
        let end = Instant(seconds: now.seconds - tier.latenessDays * 86_400)
        guard end > start else { continue }
        from = [from, coverage.gaps(from: start, to: end, tier).first?.start]
          .compactMap { $0 }.min()
      }
      from = [from, oldest].compactMap { $0 }.min()
      // What this run has listed a moment ago is not asked for again.
      let recent = visit.firstListed ?? now
      if let from, from < recent {
        plans[visit.store] = [Interval(start: from, end: recent)]
      }
    }
    let ready = plans
    try round("widen", visits) { visit in
      if let windows = ready[visit.store] { visit.widen(windows) }
    }
  }

  private func followUp(_ visits: [StoreVisit], news: Set<String>) throws(BatchError) {
    // New settlements must be in the books before their control totals are asked for.
    try books.postDocuments()
    let (now, ledger) = (books.context.now, books.ledger)
    let since =
      setup.since ?? Instant(seconds: now.seconds - CollectPlan.reportDays * 86_400)
    var plans: [String: FollowUpPlan] = [:]
    for visit in visits {
      let calls = try calls(of: visit.store)
      plans[visit.store] = try storing { () throws(StoreError) in
        try FollowUpPlan(
          store: visit.store, now: now, wantedSince: since, isSinceStated: setup.since != nil,
          isNews: news.contains(visit.store), asked: calls, ledger: ledger)
      }
    }
    let ready = plans
    try round("follow up", visits) { visit in
      if let plan = ready[visit.store] { visit.followUp(plan) }
    }
  }

  private func storesWithNews(_ visits: [StoreVisit]) throws(BatchError) -> Set<String> {
    let ledger = books.ledger
    return try storing { () throws(StoreError) in
      var stores = Set<String>()
      for visit in visits where try ledger.isFollowUpDue(visit.store) || visit.outcome.documents > 0
      {
        stores.insert(visit.store)
      }
      return stores
    }
  }

  // MARK: - One round

  /// Visits all stores at once. What the first ones have answered is taken in while the others are
  /// still asked, and all of it before the round ends.
  func round(
    _ name: String, _ visits: [StoreVisit], _ work: @escaping @Sendable (StoreVisit) -> Void
  ) throws(BatchError) {
    let pace = setup.pace
    let begun = pace.now()
    var ended = begun
    defer { downloadSeconds += ended - begun }
    var done = 0
    var failure: StoreError?
    // A thread for each store: most of its time it waits for Amazon's quotas.
    try inParallel(visits, workers: visits.count) { visit in
      work(visit)
      return (visit: visit, end: pace.now())
    } consume: { finished throws(BatchError) in
      done += 1
      ended = max(ended, finished.end)
      books.context.progress(name, done, visits.count)
      failure = failure ?? finished.visit.storageError
      _ = try answers.run(
        try storing { () throws(StoreError) in try books.archive.deliveries() })
    }
    if let failure { throw BatchError(failure) }
  }
}
