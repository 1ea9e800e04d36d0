import Glibc
import LedgerCore
import LedgerStore

/// Makes ledgers from the archive alone.
struct LedgerMaker {
  let context: RunContext
  let archive: Archive
  let master: MasterData

  /// Makes the home's ledger beside the one that is there; returns its path.
  func make() throws(BatchError) -> String {
    let fresh = "\(context.home.ledger).new"
    try make(fresh, asKnownOn: nil)
    return fresh
  }

  /// Puts a ledger that was made in the place of the home's, which nobody has open any more.
  func put(_ fresh: String) throws(BatchError) {
    let ledger = context.home.ledger
    // What the old one had not moved into its file yet must not get into the new one.
    for suffix in ["-wal", "-shm", "-journal"] { unlink(ledger + suffix) }
    guard rename(fresh, ledger) == 0 else {
      throw BatchError(StoreError(.system(errno: errno), at: fresh))
    }
  }

  /// Returns the master data under which the ledger was made.
  @discardableResult
  func make(_ path: String, asKnownOn instant: Instant?) throws(BatchError) -> MasterData {
    Books.removeDatabase(path)
    var deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    var master = self.master
    if let instant {
      deliveries = deliveries.known(at: instant.seconds)
      master = try MasterFiles(context).archived(deliveries, archive) ?? master
    }
    let ledger = try storing { () throws(StoreError) in try Ledger(path: path) }
    let clock = try storing { () throws(StoreError) in
      // Nobody reads certificates here, and they are large.
      try archive.expectSound(deliveries.filter { $0.kind != .certificate })
      return try archive.clock()
    }
    try storing { () throws(StoreError) in
      try ledger.database.expectMuchWriting()
      try ledger.setMeta("master", master.postingDigest)
      try ledger.setMeta(LogClock.metaKey, clock.text)
    }
    try Derivation(
      context, archive: archive, master: master,
      movements: StoreMovements.once(ledger, master, workers: context.workers),
      asked: { AskedLog(deliveries) }
    ).run(into: ledger, deliveries: deliveries)
    try LogKnowledge.keep(archive, ledger, deliveries)
    try storing { () throws(StoreError) in
      try ledger.database.checkpoint()
      ledger.database.close()
    }
    return master
  }
}

extension LedgerMaker {
  /// For a home whose ledger cannot be read.
  init(withoutLedgerOf context: RunContext) throws(BatchError) {
    self.init(
      context: context,
      archive: try storing { () throws(StoreError) in
        try LogKnowledge.archive(of: context.home, nil)
      }, master: try MasterFiles(context).current())
  }
}

/// What making a home's ledger again has come to.
package struct RebuildOutcome: Sendable {
  /// Digest of the content before; nil where the ledger could not be read.
  package let before: String?
  package let after: String
  /// Why the ledger could not be read.
  package let damage: String?
}

/// Makes the ledger of a home again, in whatever state the one that is there may be.
///
/// Only a ledger of a newer acorn is left alone: its archive may hold what this one does not know.
package func rebuildLedger(_ context: RunContext) throws(BatchError) -> RebuildOutcome {
  let lock = try Books.lock(context)
  do throws(BatchError) {
    let books = try Books(context, lock: lock)
    var before: String?
    var damage: String?
    // A ledger that cannot be brought up to date is no reason not to make it again.
    do throws(BatchError) { before = try books.contentDigest() } catch {
      damage = error.description
    }
    try books.rebuild()
    return RebuildOutcome(before: before, after: try books.contentDigest(), damage: damage)
  } catch  where error.kind == .damagedLedger {
    let maker = try LedgerMaker(withoutLedgerOf: context)
    try maker.put(try maker.make())
    return RebuildOutcome(
      before: nil, after: try Books(context, lock: lock).contentDigest(),
      damage: error.description)
  }
}

/// Goes on with the archive of a home as it is, in whatever state the ledger may be.
package func acceptArchive(
  _ context: RunContext, _ reason: String, by person: String
) throws(BatchError) {
  let lock = try Books.lock(context)
  defer { withExtendedLifetime(lock) {} }
  do throws(BatchError) {
    try Books(context, lock: lock).acceptArchive(reason, by: person)
  } catch  where error.kind == .damagedLedger {
    let maker = try LedgerMaker(withoutLedgerOf: context)
    try maker.archive.accept(reason, by: person, at: context.now)
    try maker.put(try maker.make())
  }
}

/// What reading every archived document again has shown.
package struct ArchiveCheck: Sendable, Equatable {
  package let documents: Int
  /// What is damaged or missing.
  package let problems: [String]
  /// The paths of documents that no delivery names.
  package let unlisted: [String]

  package init(documents: Int, problems: [String], unlisted: [String]) {
    self.documents = documents
    self.problems = problems
    self.unlisted = unlisted
  }
}

/// Reads every archived document again. The ledger is not needed for it; where it can be read, the log
/// of deliveries must be what it knows.
package func verifyArchive(_ context: RunContext) throws(BatchError) -> ArchiveCheck {
  let lock = try Books.lock(context)
  defer { withExtendedLifetime(lock) {} }
  let ledger =
    FileSystem.size(context.home.ledger) == nil ? nil : try? Ledger(path: context.home.ledger)
  return try storing { () throws(StoreError) in
    let archive = try LogKnowledge.archive(of: context.home, ledger)
    let (documents, problems) = try archive.verify()
    return ArchiveCheck(
      documents: documents, problems: problems, unlisted: try archive.unlisted())
  }
}
