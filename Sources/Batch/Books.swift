import Glibc
import LedgerCore
import LedgerStore
import Logging

/// Where a run gets what it does not decide itself.
package struct RunContext: Sendable {
  package let home: Home
  package let logger: Logger
  /// The run's clock, seconds since 1970.
  package let now: Instant
  package let workers: Int
  package let zoneFolder: String
  package let parseConfiguration: @Sendable ([UInt8]) throws(BatchError) -> Configuration
  /// Told how many of how many documents are done.
  package let progress: @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void

  package init(
    home: Home, logger: Logger, now: Instant, workers: Int,
    zoneFolder: String = "/usr/share/zoneinfo",
    parseConfiguration: @escaping @Sendable ([UInt8]) throws(BatchError) -> Configuration,
    progress: @escaping @Sendable (String, Int, Int) -> Void = { _, _, _ in }
  ) {
    self.home = home
    self.logger = logger
    self.now = now
    self.workers = workers
    self.zoneFolder = zoneFolder
    self.parseConfiguration = parseConfiguration
    self.progress = progress
  }
}

/// A home at work: its archive, its master data and the ledger that follows from both.
///
/// The ledger is a function of the archive and the master data. Whatever a command needs, `update`
/// first makes the ledger say what these two say, so a crash or an edited catalog needs no repair.
package final class Books {
  package let context: RunContext
  package let archive: Archive
  package let master: MasterData
  package private(set) var ledger: Ledger
  /// What the ledger's transactions tell; read when it is first asked for, until the next update.
  private(set) var movements: Once<StoreMovements>
  private let lock: HomeLock

  /// `lock` is handed over by who holds it already.
  package init(_ context: RunContext, lock held: HomeLock? = nil) throws(BatchError) {
    self.context = context
    guard context.home.exists else {
      throw BatchError(
        "\(context.home.path): there is no such home; make one with"
          + " `acorn init --home \(context.home.path)`")
    }
    let home = context.home
    if let held {
      lock = held
    } else {
      lock = try storing { () throws(StoreError) in try HomeLock(home: home.path) }
    }
    archive = try storing { () throws(StoreError) in try Archive(root: home.archive) }
    archive.removeLeftovers()
    master = try MasterFiles(context).current()
    ledger = try storing { () throws(StoreError) in try Ledger(path: home.ledger) }
    movements = StoreMovements.once(ledger, master, workers: context.workers)
    let (archive, ledger) = (archive, ledger)
    try storing { () throws(StoreError) in try LogKnowledge.check(archive, ledger, home) }
  }

  // MARK: - Keeping the ledger up to date

  /// Makes the ledger hold every document of the archive under today's master data.
  package func update() throws(BatchError) { try update(.concluded) }

  /// Posts what is new without drawing the conclusions, which the next `update` does.
  func postDocuments() throws(BatchError) { try update(.posted) }

  private func update(_ depth: Derivation.Depth) throws(BatchError) {
    let stated = try storing { () throws(StoreError) in try ledger.meta("master") }
    if stated != master.postingDigest {
      try rebuild()
      return
    }
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    forgetMovements()
    try Derivation(context, archive: archive, master: master, movements: movements).run(
      into: ledger, deliveries: deliveries, depth: depth)
    try keepLogState(ledger, deliveries)
  }

  /// The ledger keeps which log it follows from, so that one which has lost lines is noticed.
  func keepLogState(_ ledger: Ledger, _ deliveries: [Delivery]) throws(BatchError) {
    try storing { () throws(StoreError) in
      let state = try archive.logState(lines: deliveries.count).text
      guard try ledger.meta(LogKnowledge.metaKey) != state else { return }
      try ledger.setMeta(LogKnowledge.metaKey, state)
    }
  }

  private func forgetMovements() {
    movements = StoreMovements.once(ledger, master, workers: context.workers)
  }

  /// Makes the ledger again from the archive alone, beside the old one, and puts it in its place.
  package func rebuild() throws(BatchError) {
    let fresh = "\(context.home.ledger).new"
    Books.removeDatabase(fresh)
    try derive(into: fresh, asKnownOn: nil)
    let (home, old) = (context.home, ledger)
    try storing { () throws(StoreError) in
      try old.database.checkpoint()
      old.database.close()
      guard rename(fresh, home.ledger) == 0 else {
        throw StoreError(.system(errno: errno), at: fresh)
      }
    }
    ledger = try storing { () throws(StoreError) in try Ledger(path: home.ledger) }
    forgetMovements()
  }

  /// A ledger of what was known at an instant, in a file that goes away with it.
  package func ledger(asKnownOn instant: Instant) throws(BatchError) -> TemporaryLedger {
    let path = "\(context.home.path)/as-known-on-\(instant.seconds)-\(getpid()).sqlite"
    Books.removeDatabase(path)
    let master = try derive(into: path, asKnownOn: instant)
    return TemporaryLedger(
      path: path, ledger: try storing { () throws(StoreError) in try Ledger(path: path) },
      master: master)
  }

  /// Returns the master data under which the ledger was made.
  @discardableResult
  private func derive(
    into path: String, asKnownOn instant: Instant?
  ) throws(BatchError) -> MasterData {
    var deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    var master = self.master
    if let instant {
      deliveries = deliveries.known(at: instant.seconds)
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
    try keepLogState(ledger, deliveries)
    try storing { () throws(StoreError) in
      try ledger.database.checkpoint()
      ledger.database.close()
    }
    return master
  }

  static func removeDatabase(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
  }
}

/// A ledger whose file is removed when it is no longer used.
package final class TemporaryLedger {
  private let path: String
  package let ledger: Ledger
  /// The user's files as they were then.
  let master: MasterData

  init(path: String, ledger: Ledger, master: MasterData) {
    self.path = path
    self.ledger = ledger
    self.master = master
  }

  deinit {
    ledger.database.close()
    Books.removeDatabase(path)
  }
}
