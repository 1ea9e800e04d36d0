import Glibc
import LedgerCore
import LedgerStore

/// The nightly command: sync, import, post, reconcile, forecast, reports, published as one folder.
///
/// Work that needs no network is done whether or not Amazon can be reached. Nobody else works on the
/// home from the first step to the last.
package func close(
  _ context: RunContext, _ setup: CloseSetup
) throws(BatchError) -> CloseRecord {
  let lock = try Books.lock(context)
  let bytes = contents(ofFile: context.home.configuration) ?? []
  let configuration = try context.parseConfiguration(bytes)
  let run = try CloseRun(context, setup, configuration.close)
  let messenger = Messenger(context, setup, configuration.close)
  run.change { $0.warnings += messenger.ping(.start) }
  do throws(BatchError) {
    let books = try Books(context, lock: lock)
    try CloseSteps(run, books, configuration).all()
    try run.end(.done)
  } catch {
    run.change { record in
      record.exitStatus = max(record.exitStatus, error.exitStatus)
      if !record.steps.contains(where: { $0.state == .failed && $0.text == error.description }) {
        record.warnings.append(error.description)
      }
    }
    // A disk that is full must not keep anybody from being told.
    try? run.end(.failed)
  }
  let warnings = messenger.tell(run.record, earlier: RunRecords(context.home).all())
  if !warnings.isEmpty {
    run.change { $0.warnings += warnings }
    try? run.end(run.record.state)
  }
  return run.record
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
    let known = Set(try deliveries().map(\.sha256))
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
        NightSections(run.context.home, day: run.folder.day, master: books.master))
      return CloseRun.Outcome(text: "\(written.files.count) files")
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
    let found = FoundFiles([run.context.home.file(inbox)])
    let taken = try books.archiveFiles(found, store: "")
    for text in taken.unread { run.warn("import: \(text)") }
    let count = taken.unread.count
    return CloseRun.Outcome(
      exitStatus: count > 0 ? 3 : 0,
      text: "\(taken.deliveries.count) files, \(taken.fresh.count) new"
        + (count > 0 ? "; \(count) could not be read, such as \(taken.unread[0])" : ""))
  }

  // MARK: - Working out

  private func post(_ knownBefore: Set<String>) throws(BatchError) -> CloseRun.Outcome {
    try books.archiveMasterFiles()
    try books.update()
    let deliveries = try deliveries()
    let counts = try books.closeCounts()
    run.change { record in
      record.counts = counts
      record.inputs = CloseSteps.inputs(deliveries, knownBefore)
      record.inputDigest = CloseSteps.digest(deliveries)
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
      text: "\(counts["holds"] ?? 0) identities hold, \(counts["broken"] ?? 0) are broken,"
        + " \(counts["undetermined"] ?? 0) undetermined; to look at: \(errors) errors,"
        + " \(warnings) warnings")
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
    let oldest = CalendarDate(dayNumber: run.folder.day.dayNumber - Int32(keepDays))
    let removed = try run.folder.remove(before: oldest)
    let recordDays = max(keepDays, CloseSettings.leastRecordDays)
    let oldestRecord = CalendarDate(dayNumber: run.folder.day.dayNumber - Int32(recordDays))
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
    try books.certify(
      run.folder.pending,
      CertifiedRun(
        asOf: run.context.now, version: run.setup.version, exitStatus: run.record.exitStatus),
      known: written)
    try FileDigest.list(run.folder.pending, known: written)
  }

  // MARK: - Inputs

  private func deliveries() throws(BatchError) -> [Delivery] {
    try storing { () throws(StoreError) in try books.archive.deliveries() }
  }

  private static func inputs(
    _ deliveries: [Delivery], _ knownBefore: Set<String>
  ) -> [CloseRecord.Input] {
    let byKind = Dictionary(grouping: deliveries) { $0.kind }
    return byKind.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, members in
      let documents = Set(members.map(\.sha256))
      return CloseRecord.Input(
        kind: kind.rawValue, documents: documents.count,
        new: documents.subtracting(knownBefore).count)
    }
  }

  /// Over kind and digest of all documents but forecasts and certificates, which a close itself makes.
  private static func digest(_ deliveries: [Delivery]) -> String {
    let lines = Set(
      deliveries.filter { $0.kind != .forecast && $0.kind != .certificate }.map {
        "\($0.sha256) \($0.kind)"
      })
    return SHA256.hex(of: Array(lines.sorted().joined(separator: "\n").utf8))
  }
}
