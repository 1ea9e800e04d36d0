import Glibc
import LedgerCore
import LedgerStore

/// The nightly command: sync, import, post, reconcile, forecast, reports, published as one folder.
///
/// Work that needs no network is done whether or not Amazon can be reached. Nobody else works on the
/// home from the first step to the last. Whatever fails, those who are to be told hear of it.
package func close(
  _ context: RunContext, _ setup: CloseSetup
) throws(BatchError) -> CloseRecord {
  let plan = ClosePreparation(context)
  let run = CloseRun(context, setup, plan.settings)
  let messenger = Messenger(context, setup, plan.settings)
  run.change { $0.warnings += messenger.ping(.start) }
  let lock: HomeLock
  do throws(BatchError) { lock = try Books.lock(context) } catch {
    // Whoever holds the home keeps its records: this run has none.
    _ = messenger.tell(run.failed(error), earlier: RunRecords(context.home).all())
    throw error
  }
  defer { withExtendedLifetime(lock) {} }
  do throws(BatchError) {
    try run.begin()
    let configuration = try plan.configuration()
    let books = try Books(context, lock: lock)
    try books.checkClock(setup)
    try CloseSteps(run, books, configuration).all()
    try run.end(.done)
  } catch {
    // On a disk that is full nobody could work beside reports that will never be read.
    run.folder.discard()
    // Nor must it keep anybody from being told.
    try? run.end(.failed, error)
  }
  let warnings = messenger.tell(run.record, earlier: RunRecords(context.home).all())
  if !warnings.isEmpty {
    run.change { $0.warnings += warnings }
    try? run.end(run.record.state)
  }
  return run.record
}

/// What a close knows from acorn.toml before it does anything.
private struct ClosePreparation {
  /// Those of acorn.toml; where it cannot be read, of its last archived version: somebody must hear
  /// of that too.
  let settings: CloseSettings
  private let read: Result<Configuration, BatchError>

  init(_ context: RunContext) {
    do throws(BatchError) {
      let path = context.home.configuration
      guard let bytes = contents(ofFile: path) else {
        throw BatchError("\(path): it cannot be read; make one with `acorn init`")
      }
      let configuration = try context.parseConfiguration(bytes)
      (read, settings) = (.success(configuration), configuration.close)
    } catch {
      (read, settings) = (.failure(error), ClosePreparation.archived(context) ?? CloseSettings())
    }
  }

  func configuration() throws(BatchError) -> Configuration { try read.get() }

  private static func archived(_ context: RunContext) -> CloseSettings? {
    guard let archive = try? Archive(root: context.home.archive),
      let last = try? archive.deliveries().last(where: {
        $0.kind == .master && $0.source == MasterRole.configuration.rawValue
      }), let bytes = contents(ofFile: archive.path(of: last.sha256))
    else { return nil }
    return try? context.parseArchived(bytes).close
  }
}

extension Books {
  /// Refuses a night whose date looks wrong, unless somebody says that it is right.
  ///
  /// Going back is archived as somebody's decision: what was received by the clock that was ahead was
  /// there by now.
  fileprivate func checkClock(_ setup: CloseSetup) throws(BatchError) {
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    let clock = NightClock(context, machine: setup.clock(), deliveries)
    try clock.check(isTrusted: setup.trustsClock)
    guard let behind = clock.behind else { return }
    archive.setClockAnew()
    try archiveDecisions([
      Decision(
        exceptionID: NightClock.decision,
        reason: "\(behind); nights go on from \(context.now)", by: setup.person)
    ])
  }
}

/// What each step of a close does.
struct CloseSteps {
  private let run: CloseRun
  private let books: Books
  private let configuration: Configuration

  init(_ run: CloseRun, _ books: Books, _ configuration: Configuration) {
    self.run = run
    self.books = books
    self.configuration = configuration
  }

  func all() throws(BatchError) {
    let known = try documents()
    var written = WrittenReports()
    try run.step(.sync, failingAs: 4, sync)
    try run.step(.takeIn, failingAs: 3, takeIn)
    try run.step(.post) { () throws(BatchError) in try post(known) }
    try run.step(.reconcile, reconcile)
    let outlook = try books.outlook(books.ledger, books.master, on: run.context.now)
    try run.step(.forecast) { () throws(BatchError) in try forecast(outlook) }
    try run.step(.reports) { () throws(BatchError) in
      try run.folder.begin()
      written = try books.writeReports(
        to: run.folder.pending, outlook,
        NightReports(run.context.home, day: run.folder.day, master: books.master))
      return CloseRun.Outcome(text: written.summary)
    }
    try run.step(.publish) { () throws(BatchError) in try publish(written) }
  }

  // MARK: - Taking in

  private func sync() throws(BatchError) -> CloseRun.Outcome {
    if run.setup.isOffline { return CloseRun.Outcome(text: "offline", isSkipped: true) }
    guard configuration.stores.contains(where: { $0.refreshToken != nil }) else {
      return CloseRun.Outcome(text: "no [[store]] has a refresh_token", isSkipped: true)
    }
    let outcome = try books.download(run.setup.sync)
    for store in outcome.stores {
      for failure in store.failures { run.warn("sync \(store.id): \(failure)") }
    }
    let failed = outcome.stores.filter { !$0.failures.isEmpty }.map(\.id).sorted()
    let documents = outcome.stores.reduce(0) { $0 + $1.documents }
    let calls = outcome.stores.reduce(0) { $0 + $1.calls.values.reduce(0, +) }
    let state = failed.isEmpty ? "" : "; incomplete: \(failed.joined(separator: ", "))"
    return CloseRun.Outcome(
      exitStatus: failed.isEmpty ? 0 : 4,
      text: "\(outcome.stores.count) stores, \(calls) calls, \(documents) documents,"
        + " \(outcome.downloadMilliseconds) ms of download\(state)")
  }

  private func takeIn() throws(BatchError) -> CloseRun.Outcome {
    guard let inbox = run.settings.inbox else {
      return CloseRun.Outcome(text: "no inbox in [close]", isSkipped: true)
    }
    let found = try FoundFiles(inbox: inbox, of: run.context.home)
    let taken = try books.archiveFiles(found, store: "")
    let text = "\(taken.deliveries.count) files, \(taken.fresh.count) new"
    guard let first = taken.unread.first else { return CloseRun.Outcome(text: text) }
    for unread in taken.unread { run.warn("inbox: \(unread)") }
    return CloseRun.Outcome(
      exitStatus: 3,
      text: "\(text); \(taken.unread.count) could not be read, such as \(first)", isFailed: true)
  }

  // MARK: - Working out

  private func post(_ knownBefore: Set<ArchivedDocument>) throws(BatchError) -> CloseRun.Outcome {
    try books.update()
    let documents = try documents()
    let counts = try books.closeCounts()
    run.change { record in
      record.counts = counts
      record.inputs = CloseSteps.inputs(documents, knownBefore)
      record.inputDigest = CloseSteps.digest(documents)
    }
    let refused = counts["refused"] ?? 0
    return CloseRun.Outcome(
      exitStatus: refused > 0 ? 3 : 0,
      text: "\(counts["settlements"] ?? 0) settlements, \(counts["rows"] ?? 0) rows"
        + (refused > 0 ? ", \(refused) documents refused" : ""))
  }

  private func reconcile() throws(BatchError) -> CloseRun.Outcome {
    let counts = try books.identityCounts()
    let (errors, warnings) = (run.record.counts["errors"] ?? 0, run.record.counts["warnings"] ?? 0)
    return CloseRun.Outcome(
      exitStatus: errors > 0 ? 2 : 0,
      text: "\(counts["holds"] ?? 0) identities hold, \(counts["broken"] ?? 0) broken,"
        + " \(counts["undetermined"] ?? 0) undetermined; to look at: \(counted(errors, "error")),"
        + " \(counted(warnings, "warning"))")
  }

  private func forecast(_ outlook: NightOutlook) throws(BatchError) -> CloseRun.Outcome {
    let forecasts = try outlook.night().forecasts
    try books.freeze(forecasts)
    return CloseRun.Outcome(
      text: "\(Set(forecasts.map(\.account)).count) accounts, \(forecasts.count) payouts")
  }

  // MARK: - Publishing

  /// All reports are in the pending folder, nobody has seen them yet.
  private func publish(_ written: WrittenReports) throws(BatchError) -> CloseRun.Outcome {
    try seal(written.files)
    try run.folder.publish()
    try makeFolders(run.context.home.cache)
    for notes in written.notes { notes.save() }
    run.change { $0.reports = "reports/\(run.folder.day)" }
    let keepDays = run.setup.keepDays ?? run.settings.keepDays
    let today = try deliveries().dayOfAge(closing: run.folder.day)
    let oldest = CalendarDate(dayNumber: today.dayNumber - Int32(keepDays))
    let removed = try run.folder.remove(before: oldest)
    let recordDays = max(keepDays, CloseSettings.leastRecordDays)
    let oldestRecord = CalendarDate(dayNumber: today.dayNumber - Int32(recordDays))
    let records = run.removeRecords(before: oldestRecord)
    let old =
      removed + records > 0
      ? "; removed \(removed) nights older than \(keepDays) days, \(records) run records older than"
        + " \(recordDays)" : ""
    return CloseRun.Outcome(text: "reports/\(run.folder.day)\(old)")
  }

  /// What vouches for the reports: made of all that is in the pending folder and put beside it,
  /// before the folder is published. What was hashed while it was written is not read again.
  private func seal(_ written: [FileDigest]) throws(BatchError) {
    let certificate = try books.certify(
      run.folder.pending,
      CertifiedRun(
        asOf: run.context.now, version: run.setup.version, exitStatus: run.record.exitStatus),
      known: written)
    run.change { $0.certificate = certificate }
    try FileDigest.list(run.folder.pending, known: written)
  }

  // MARK: - Inputs

  private func deliveries() throws(BatchError) -> [Delivery] {
    try storing { () throws(StoreError) in try books.archive.deliveries() }
  }

  private func documents() throws(BatchError) -> Set<ArchivedDocument> {
    try storing { () throws(StoreError) in try books.archive.documents() }
  }

  /// The log only grows: what it has more of a kind is new.
  private static func inputs(
    _ documents: Set<ArchivedDocument>, _ knownBefore: Set<ArchivedDocument>
  ) -> [CloseRecord.Input] {
    func counts(_ documents: Set<ArchivedDocument>) -> [Delivery.Kind: Int] {
      documents.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 }
    }
    let before = counts(knownBefore)
    return counts(documents).sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, count in
      CloseRecord.Input(
        kind: kind.rawValue, documents: count, new: count - (before[kind] ?? 0))
    }
  }

  /// Over kind and digest of all documents but forecasts and certificates, which a close itself makes.
  private static func digest(_ documents: Set<ArchivedDocument>) -> String {
    let lines = documents.lazy.filter { $0.kind != .forecast && $0.kind != .certificate }.map {
      "\($0.sha256) \($0.kind.rawValue)"
    }
    return SHA256.hex(of: Array(lines.sorted().joined(separator: "\n").utf8))
  }
}
