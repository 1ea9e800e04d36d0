import Glibc

/// Which file this is, who may write into it, and when that was done last: what is written into it
/// changes this, and a link to it does not.
///
/// Somebody who sets the time of the last change back is not found out by it. The device is left
/// out: it may be another after each start of the machine.
struct FileIdentity: Hashable, Sendable {
  let text: String

  init(text: String) { self.text = text }

  /// Nil where there is no such file.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    text =
      "\(status.st_ino) \(status.st_size) \(status.st_mode & 0o777)"
      + " \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
