import Glibc
import LedgerCore
import LedgerStore

/// What a backup has come to.
package struct BackupOutcome: Sendable {
  package let documents: Int
  /// Documents that an earlier backup in the same place did not have.
  package let newDocuments: Int
  package let otherFiles: Int
  /// Documents that are damaged or missing here, and so in the backup.
  package let problems: [String]
  /// What a home needs and the backup has not.
  package let leftOut: [String]
}

/// Copies a home, also while another acorn is at work in it.
///
/// The ledger's copy is what was committed at one moment; the archive's is at least what that ledger
/// was made from. So the copy opens as a home: its next command posts what the ledger lacks. Secrets
/// are not copied. The same place again takes over what is new.
package struct Backup {
  private let home: Home
  private let destination: Home
  private let context: RunContext

  package init(_ context: RunContext, to path: String) {
    self.context = context
    home = context.home
    destination = Home(path: path)
  }

  package func run() throws(BatchError) -> BackupOutcome {
    try expectSeparate()
    try makeFolders(destination.path)
    let lock = try storing { () throws(StoreError) in try HomeLock(home: destination.path) }
    defer { withExtendedLifetime(lock) {} }
    let archives = try storing { () throws(StoreError) in
      (from: try Archive(root: home.archive), to: try Archive(root: destination.archive))
    }
    // Before anything is replaced: it may be the live home of another company.
    try storing { () throws(StoreError) in try archives.from.expectCopy(archives.to) }
    let ledger = "\(destination.path)/.ledger"
    defer { Books.removeDatabase(ledger) }
    try copyLedger(to: ledger)
    // Nights before the archive: their certificates speak of a log that must be in the copy.
    let links = CopiedLinks()
    var count = try copyFiles("reports", links)
    let copy = try storing { () throws(StoreError) in
      try archives.from.copy(to: archives.to) { done, total in
        context.progress("copy", done, total)
      }
    }
    try putLedger(ledger)
    var leftOut: [String] = []
    for path in try files() {
      if path.hasPrefix("/") {
        leftOut.append("\(path) lies outside the home")
      } else {
        count += try copyFiles(path, links)
      }
    }
    try storing { () throws(StoreError) in try FileSystem.syncFolder(destination.path) }
    if access("\(home.path)/secrets", F_OK) == 0 {
      leftOut.append("secrets/ is not copied; keep it in a safe of its own")
    }
    return BackupOutcome(
      documents: copy.documents, newDocuments: copy.fresh, otherFiles: count,
      problems: copy.problems, leftOut: leftOut)
  }

  // MARK: - Ledger and archive

  private func expectSeparate() throws(BatchError) {
    guard access(home.configuration, R_OK) == 0 else {
      throw BatchError("\(home.path): there is no home with an acorn.toml to back up")
    }
    let place = absolute(destination.path)
    guard realPath(home.path).map({ !place.hasPrefix("\($0)/") }) ?? true else {
      throw BatchError(
        "\(destination.path): it lies inside the home \(home.path), which would back itself up; name a"
          + " folder outside of it", kind: .usage)
    }
    let isHome = access(destination.configuration, F_OK) == 0
    // A backup that failed has left its lock.
    let names = FileSystem.names(in: destination.path).filter { $0 != "lock" }
    guard names.isEmpty || isHome || names.contains("archive") else {
      throw BatchError(
        "\(destination.path): it holds other files; name a new folder or an earlier backup",
        kind: .usage)
    }
    guard realPath(home.path) != realPath(destination.path) else {
      throw BatchError(
        "\(destination.path): that is the home itself; name another folder", kind: .usage)
    }
  }

  /// What is committed now, as a file of its own.
  private func copyLedger(to path: String) throws(BatchError) {
    Books.removeDatabase(path)
    guard access(home.ledger, F_OK) == 0 else { return }
    try storing { () throws(StoreError) in
      let database = try Database(path: home.ledger)
      defer { database.close() }
      try database.copy(toNew: path)
      let copied = try Database(path: path)
      let problems = try copied.integrityProblems()
      copied.close()
      guard problems.isEmpty else {
        throw StoreError(.damaged("\(problems[0]); run acorn rebuild, then again"), at: home.ledger)
      }
    }
  }

  private func putLedger(_ path: String) throws(BatchError) {
    Books.removeDatabase(destination.ledger)
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    guard access(path, F_OK) == 0 else { return }
    guard rename(path, destination.ledger) == 0 else {
      throw BatchError(
        "\(destination.ledger): \(String(cString: strerror(errno)))", kind: .storage)
    }
  }

  // MARK: - Everything else

  /// What else makes a home, relative to it; the configuration comes last, so that a copy that has
  /// it is whole.
  private func files() throws(BatchError) -> [String] {
    let configuration = try context.parseConfiguration(
      contents(ofFile: home.configuration) ?? [])
    let masters = configuration.masterFiles.values.sorted()
    let calendars = configuration.calendarFolder.map { [$0] } ?? []
    return masters + calendars + ["calls", "runs", "acorn.toml"]
  }

  /// Copies a file or a folder; returns the count of files.
  private func copyFiles(_ relative: String, _ links: CopiedLinks) throws(BatchError) -> Int {
    let (from, to) = ("\(home.path)/\(relative)", "\(destination.path)/\(relative)")
    var status = stat()
    // What a close is just replacing may be gone by now.
    guard lstat(from, &status) == 0 else { return 0 }
    switch status.st_mode & S_IFMT {
    case S_IFLNK:
      var target = [CChar](repeating: 0, count: 4096)
      guard readlink(from, &target, target.count - 1) > 0 else { return 0 }
      unlink(to)
      guard symlink(target, to) == 0 else {
        throw BatchError("\(to): \(String(cString: strerror(errno)))", kind: .storage)
      }
      return 1
    case S_IFDIR:
      try makeFolders(to)
      var count = 0
      if relative.hasPrefix("reports/") {
        // The folder of a night that was closed again may have other files than it had.
        let names = Set(FileSystem.names(in: from))
        for name in FileSystem.names(in: to) where !names.isEmpty && !names.contains(name) {
          try removeTree("\(to)/\(name)")
        }
      }
      for name in FileSystem.names(in: from) where !name.hasPrefix(".") {
        count += try copyFiles("\(relative)/\(name)", links)
      }
      return count
    default:
      let identity = status.st_nlink > 1 ? FileIdentity(of: from) : nil
      if links.link(to, as: identity) { return 1 }
      guard let bytes = contents(ofFile: from) else { return 0 }
      if contents(ofFile: to) != bytes {
        let parent = relative.split(separator: "/").dropLast().joined(separator: "/")
        if !parent.isEmpty { try makeFolders("\(destination.path)/\(parent)") }
        try replaceFile(to, with: bytes, mode: status.st_mode & 0o777)
      }
      // A close may have put another file in its place meanwhile.
      if FileIdentity(of: from) == identity { links.add(to, as: identity) }
      return 1
    }
  }
}

/// Where files with several names were copied to: their other names become links again, since nights
/// that link to a month's file would take its room each.
private final class CopiedLinks {
  private var places: [FileIdentity: String] = [:]

  func add(_ path: String, as identity: FileIdentity?) {
    if let identity { places[identity] = path }
  }

  /// Makes a path a link to the copy of this file; false where there is none, or no link can be made.
  func link(_ path: String, as identity: FileIdentity?) -> Bool {
    guard let first = identity.flatMap({ places[$0] }) else { return false }
    if FileIdentity(of: first) == FileIdentity(of: path) { return true }
    unlink(path)
    return Glibc.link(first, path) == 0
  }
}
