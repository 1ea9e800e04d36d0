import Glibc
import LedgerCore
import LedgerStore

/// The reports of a night: `reports/2026-03-14`, whole or not at all.
///
/// They are written into a folder beside it, made durable and put in place by one rename, which takes
/// the place of an earlier run of the same night. `reports/latest` leads to the night that was closed
/// last.
package struct ReportFolder {
  private let reports: String
  package let day: CalendarDate

  package init(_ home: Home, day: CalendarDate) {
    reports = home.reports
    self.day = day
  }

  /// Where the reports are written before they are published.
  package var pending: String { "\(reports)/.pending" }
  package var path: String { "\(reports)/\(day)" }

  /// Makes the pending folder, empty; only the holder of the home's lock may do this.
  func begin() throws(BatchError) {
    try makeFolders(reports)
    var status = stat()
    guard lstat(latest, &status) != 0 || status.st_mode & S_IFMT == S_IFLNK else {
      throw BatchError(
        "\(latest): acorn keeps a link there that leads to the last night; move what is there away",
        kind: .storage)
    }
    try removeTree(pending)
    try makeFolders(pending)
  }

  /// Removes reports that will not be published, as far as that can be done.
  func discard() { try? removeTree(pending) }

  /// Puts the pending folder in the place of the night's, durably.
  func publish() throws(BatchError) {
    for name in FileSystem.names(in: pending) where isFolder("\(pending)/\(name)") {
      try sync("\(pending)/\(name)")
    }
    try sync(pending)
    if access(path, F_OK) == 0 {
      try exchange()
    } else if rename(pending, path) != 0 {
      throw failure(path)
    }
    try sync(reports)
    try removeTree(pending)
    try removeTree(aside)
    try pointLatest()
  }

  /// Removes the reports of days before this one, never this night's; returns how many.
  func remove(before day: CalendarDate) throws(BatchError) -> Int {
    let old = nights().filter { $0 < day && $0 != self.day }
    for night in old { try removeTree("\(reports)/\(night)") }
    return old.count
  }

  /// The days of which there are reports.
  func nights() -> [CalendarDate] {
    FileSystem.names(in: reports).compactMap { CalendarDate($0) }
  }

  // MARK: - Steps

  private func exchange() throws(BatchError) {
    if try areSwapped(pending, path) { return }
    // A file system that cannot swap two names: for a moment there is none.
    try removeTree(aside)
    guard rename(path, aside) == 0, rename(pending, path) == 0 else { throw failure(path) }
  }

  /// Where the night's old reports stand while they are replaced.
  private var aside: String { "\(reports)/.replaced" }

  private var latest: String { "\(reports)/latest" }

  private func pointLatest() throws(BatchError) {
    let fresh = "\(reports)/.latest"
    unlink(fresh)
    guard symlink("\(day)", fresh) == 0, rename(fresh, latest) == 0 else {
      throw failure(latest)
    }
    try sync(reports)
  }

  private func sync(_ folder: String) throws(BatchError) {
    try storing { () throws(StoreError) in try FileSystem.syncFolder(folder) }
  }
}

/// Swaps two names in one step; false where the C library or the file system cannot.
private func areSwapped(_ one: String, _ other: String) throws(BatchError) -> Bool {
  // Swift's module of the C library leaves this function of Linux out.
  typealias Rename =
    @convention(c) (
      Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
    ) -> Int32
  guard let symbol = dlsym(nil, "renameat2") else { return false }
  let exchange: UInt32 = 2
  let rename = unsafeBitCast(symbol, to: Rename.self)
  if rename(AT_FDCWD, one, AT_FDCWD, other, exchange) == 0 { return true }
  guard errno == EINVAL || errno == ENOSYS else { throw failure(other) }
  return false
}

/// Removes a folder with all that is in it; one that is not there is no error.
func removeTree(_ path: String) throws(BatchError) {
  var status = stat()
  guard lstat(path, &status) == 0 else {
    guard errno == ENOENT else { throw failure(path) }
    return
  }
  if status.st_mode & S_IFMT == S_IFDIR {
    for name in FileSystem.names(in: path) { try removeTree("\(path)/\(name)") }
    guard rmdir(path) == 0 else { throw failure(path) }
  } else {
    guard unlink(path) == 0 else { throw failure(path) }
  }
}

private func failure(_ path: String) -> BatchError {
  BatchError(
    "\(path): \(String(cString: strerror(errno))); check disk space and permissions",
    kind: .storage)
}
