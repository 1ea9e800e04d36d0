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
      deliveries = deliveries.filter { $0.receivedAt <= instant.seconds }
      master = try MasterFiles(context).archived(deliveries, archive) ?? master
    }
    let ledger = try storing { () throws(StoreError) in try Ledger(path: path) }
    try storing { () throws(StoreError) in
      try ledger.database.expectMuchWriting()
      try ledger.setMeta("master", master.postingDigest)
    }
    try Derivation(
      context, archive: archive, master: master,
      movements: StoreMovements.once(ledger, master, workers: context.workers)
    ).run(into: ledger, deliveries: deliveries)
    try storing { () throws(StoreError) in
      try ledger.database.checkpoint()
      ledger.database.close()
    }
    return master
  }
}

/// Reads every archived document again; the ledger is not needed for it.
package func verifyArchive(
  _ context: RunContext
) throws(BatchError) -> (documents: Int, problems: [String]) {
  let lock = try Books.lock(context)
  defer { withExtendedLifetime(lock) {} }
  return try storing { () throws(StoreError) in
    try Archive(root: context.home.archive).verify()
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
    let before = try books.contentDigest()
    try books.rebuild()
    return RebuildOutcome(before: before, after: try books.contentDigest(), damage: nil)
  } catch  where error.kind == .damagedLedger {
    let archive = try storing { () throws(StoreError) in try Archive(root: context.home.archive) }
    let maker = LedgerMaker(
      context: context, archive: archive, master: try MasterFiles(context).current())
    try maker.put(try maker.make())
    return RebuildOutcome(
      before: nil, after: try Books(context, lock: lock).contentDigest(),
      damage: error.description)
  }
}
