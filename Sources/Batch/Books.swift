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
  /// Whether somebody has stated it, so that it counts to the second.
  package let isClockStated: Bool
  package let workers: Int
  /// How many seconds to wait where another acorn is at work in the home.
  package let patience: Int
  package let zoneFolder: String
  package let parseConfiguration: @Sendable ([UInt8]) throws(BatchError) -> Configuration
  /// The same for a file of the archive, which was taken in by the rules of its day.
  package let parseArchived: @Sendable ([UInt8]) throws(BatchError) -> Configuration
  /// Told how many of how many documents are done.
  package let progress: @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void

  package init(
    home: Home, logger: Logger, now: Instant, isClockStated: Bool = true, workers: Int,
    patience: Int = 0, zoneFolder: String = "/usr/share/zoneinfo",
    parseConfiguration: @escaping @Sendable ([UInt8]) throws(BatchError) -> Configuration,
    parseArchived: (@Sendable ([UInt8]) throws(BatchError) -> Configuration)? = nil,
    progress: @escaping @Sendable (String, Int, Int) -> Void = { _, _, _ in }
  ) {
    self.home = home
    self.logger = logger
    self.now = now
    self.isClockStated = isClockStated
    self.workers = workers
    self.patience = patience
    self.zoneFolder = zoneFolder
    self.parseConfiguration = parseConfiguration
    self.parseArchived = parseArchived ?? parseConfiguration
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
  private var askedLog = AskedLog()

  /// `lock` is handed over by who holds it already.
  package init(_ context: RunContext, lock held: HomeLock? = nil) throws(BatchError) {
    self.context = context
    let home = context.home
    if let held {
      lock = held
    } else {
      lock = try Books.lock(context)
    }
    archive = try storing { () throws(StoreError) in try Archive(root: home.archive) }
    archive.removeLeftovers()
    master = try MasterFiles(context).current()
    ledger = try storing { () throws(StoreError) in try Ledger(path: home.ledger) }
    movements = StoreMovements.once(ledger, master, workers: context.workers)
    let (archive, ledger) = (archive, ledger)
    try storing { () throws(StoreError) in try LogKnowledge.check(archive, ledger, home) }
    if context.isClockStated { archive.followStatedClock() }
  }

  /// Keeps everybody else from working on the home.
  static func lock(_ context: RunContext) throws(BatchError) -> HomeLock {
    let path = context.home.path
    guard context.home.exists else {
      throw BatchError(
        "\(path): there is no such home; make one with `acorn init --home \(path)`")
    }
    return try storing { () throws(StoreError) in
      do throws(StoreError) { return try HomeLock(home: path) } catch {
        guard context.patience > 0, case .busy(let holder) = error.reason else { throw error }
        context.logger.notice(
          "another acorn is at work (\(holder)); waiting for it, \(context.patience) s at most")
        return try HomeLock(home: path, patience: context.patience)
      }
    }
  }

  // MARK: - Keeping the ledger up to date

  /// Makes the ledger hold every document of the archive under today's master data.
  package func update() throws(BatchError) { try update(.concluded) }

  /// Posts what is new without drawing the conclusions, which the next `update` does.
  func postDocuments() throws(BatchError) { try update(.posted) }

  private func update(_ depth: Derivation.Depth) throws(BatchError) {
    try archiveMasterFiles()
    let stated = try storing { () throws(StoreError) in try ledger.meta("master") }
    let clock = try storing { () throws(StoreError) in try archive.clock() }
    let kept = LogClock(
      text: try storing { () throws(StoreError) in try ledger.meta(LogClock.metaKey) } ?? "")
    if stated != master.postingDigest || clock.turns != kept.turns {
      try rebuild()
      return
    }
    if clock != kept {
      try storing { () throws(StoreError) in
        try ledger.setMeta("concluded", "no")
        try ledger.setMeta(LogClock.metaKey, clock.text)
      }
    }
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    forgetMovements()
    try Derivation(
      context, archive: archive, master: master, movements: movements,
      asked: { [self] () throws(BatchError) in try asked() }
    ).run(into: ledger, deliveries: deliveries, depth: depth)
    try LogKnowledge.keep(archive, ledger, deliveries)
  }

  /// What the ledger follows from is archived with it: no report, lock or forecast may rest on a file
  /// that the archive lacks.
  func archiveMasterFiles() throws(BatchError) {
    let known = try storing { () throws(StoreError) in try archive.deliveries() }
    let masters = try MasterFiles(context).deliveries(into: archive, known: known)
    try storing { () throws(StoreError) in try archive.append(masters) }
  }

  /// What stores were asked up to now.
  func asked() throws(BatchError) -> AskedLog {
    askedLog.read(try storing { () throws(StoreError) in try archive.deliveries() })
    return askedLog
  }

  private func forgetMovements() {
    movements = StoreMovements.once(ledger, master, workers: context.workers)
  }

  /// Makes the ledger again from the archive alone, beside the old one, and puts it in its place.
  package func rebuild() throws(BatchError) {
    let fresh = try maker.make()
    ledger.database.close()
    try maker.put(fresh)
    ledger = try storing { () throws(StoreError) in try Ledger(path: context.home.ledger) }
    forgetMovements()
  }

  /// A ledger of what was known at an instant, in a file that goes away with it.
  package func ledger(asKnownOn instant: Instant) throws(BatchError) -> TemporaryLedger {
    let path = "\(context.home.path)/as-known-on-\(instant.seconds)-\(getpid()).sqlite"
    let master = try maker.make(path, asKnownOn: instant)
    return TemporaryLedger(
      path: path, ledger: try storing { () throws(StoreError) in try Ledger(path: path) },
      master: master)
  }

  private var maker: LedgerMaker {
    LedgerMaker(context: context, archive: archive, master: master)
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
