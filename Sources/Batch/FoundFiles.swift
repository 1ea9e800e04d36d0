import Glibc
import LedgerStore

/// The regular files at some paths, and what there is that no document can be read from.
///
/// A link that leads nowhere, a pipe, a socket, a device, and what may not be read are told with
/// their paths and stop nothing; none of them is opened, so nothing waits for a writer.
struct FoundFiles {
  /// Path by path, in the order of the names in each folder.
  var files: [String] = []
  /// What could not be taken in and why.
  private(set) var unread: [String] = []
  /// The folders that are being read, from the outermost on: a link may lead back into one.
  private var folders: [Identity] = []

  private struct Identity: Equatable {
    let device, inode: UInt64
  }

  /// Hidden names are left out in folders.
  init(_ paths: [String]) {
    for path in paths { look(at: path) }
  }

  private mutating func look(at path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      // Where a name's bytes are no text, this is what its text has in their place.
      let isForeign = path.unicodeScalars.contains("\u{fffd}")
      unread.append(
        isLink
          ? "\(path): a link that leads nowhere (\(reason)); mend or remove it"
          : isForeign
            ? "\(path): its name is not UTF-8; rename the file or folder"
            : "\(path): \(reason); check the path")
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      guard access(path, R_OK) == 0 else { return addFailure(path) }
      files.append(path)
    case S_IFDIR:
      let folder = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
      guard !folders.contains(folder) else { return }
      guard access(path, R_OK | X_OK) == 0 else { return addFailure(path) }
      folders.append(folder)
      for name in FileSystem.names(in: path) where !name.hasPrefix(".") {
        look(at: "\(path)/\(name)")
      }
      folders.removeLast()
    case S_IFIFO: addForeign(path, "a pipe")
    case S_IFSOCK: addForeign(path, "a socket")
    default: addForeign(path, "a device")
    }
  }

  private mutating func addFailure(_ path: String) {
    unread.append("\(path): \(String(cString: strerror(errno))); check its permissions")
  }

  private mutating func addForeign(_ path: String, _ what: String) {
    unread.append("\(path): \(what), and no file; write what it gives into a file first")
  }
}
