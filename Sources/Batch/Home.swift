import Glibc
import LedgerStore

/// The folder that holds everything of one group of companies.
package struct Home: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  package var configuration: String { "\(path)/acorn.toml" }
  package var archive: String { "\(path)/archive" }
  package var ledger: String { "\(path)/acorn.sqlite" }
  /// The log of calls to SP-API.
  package var calls: String { "\(path)/calls" }
  package var reports: String { "\(path)/reports" }

  /// What makes the next close cheaper; it may be removed at any time.
  package var cache: String { "\(path)/cache" }

  /// The record of each close.
  package var runs: String { "\(path)/runs" }

  package func file(_ relative: String) -> String {
    relative.hasPrefix("/") ? relative : "\(path)/\(relative)"
  }

  package var exists: Bool { access(path, F_OK) == 0 }
}

extension Books {
  /// Refuses to put what was asked for in the place of what the home lives from.
  package func checkOutput(_ path: String) throws(BatchError) {
    let home = context.home
    let end = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
    let name = String(path[(end ?? path.startIndex)...])
    guard let folder = realPath(end.map { String(path[..<$0]) } ?? "."),
      let root = realPath(home.path)
    else { return }
    let configuration = master.configuration
    let folders =
      [home.archive, home.reports, home.cache, home.calls, home.runs]
      + [configuration.calendarFolder].compactMap { $0.map(home.file) }
    let isInside = folders.compactMap(realPath).contains {
      folder == $0 || folder.hasPrefix("\($0)/")
    }
    let kept = (configuration.masterFiles.values + configuration.secretFiles)
      .compactMap { realPath(home.file($0)) }
    let isKept =
      folder == root && (name == "lock" || name.hasPrefix("acorn."))
      || kept.contains("\(folder)/\(name)")
    guard isInside || isKept else { return }
    throw BatchError(
      "\(path): the home lives from this file or folder; write to another place", kind: .usage)
  }
}

/// Where a path leads, without links; nil, with `errno`, where nothing is.
func realPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// Whether the path leads to a folder.
package func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The bytes of a whole file, or nil when it cannot be read.
package func contents(ofFile path: String) -> [UInt8]? { try? FileSystem.contents(path) }

/// Writes a file beside its place and renames it, so that readers see the old or the new one whole. A
/// device or a pipe is written to.
///
/// `mode` is for files that others are to read, whatever the process's mask says.
package func replaceFile(
  _ path: String, with bytes: [UInt8], mode: mode_t? = nil
) throws(BatchError) {
  var status = stat()
  let isFile = stat(path, &status) != 0 || [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  let temporary = isFile ? "\(path).tmp-\(getpid())" : path
  func failure() -> BatchError {
    let reason = String(cString: strerror(errno))
    if isFile { unlink(temporary) }
    return BatchError("\(path): \(reason); check disk space and permissions", kind: .storage)
  }
  guard let file = fopen(temporary, "wb") else { throw failure() }
  let written = fwrite(bytes, 1, bytes.count, file)
  let isOpen = mode.map { fchmod(fileno(file), $0) == 0 } ?? true
  let isWritten = isOpen && written == bytes.count && fflush(file) == 0
  let isSynced = isWritten && (!isFile || fsync(fileno(file)) == 0)
  guard fclose(file) == 0, isSynced, !isFile || rename(temporary, path) == 0 else {
    throw failure()
  }
}

/// Makes a folder and those above it.
package func makeFolders(_ path: String) throws(BatchError) {
  var made = path.hasPrefix("/") ? "" : "."
  for part in path.split(separator: "/") {
    made += "/\(part)"
    guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
      throw BatchError(
        "\(made): \(String(cString: strerror(errno))); check its permissions", kind: .storage)
    }
  }
}
