import Glibc

/// Which file this is, and when it was written last: a file with the same identity has the bytes
/// that it had. A link to it changes neither.
struct FileIdentity: Hashable, Sendable {
  let text: String

  init(text: String) { self.text = text }

  /// Nil where there is no such file.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    text =
      "\(status.st_dev) \(status.st_ino) \(status.st_size)"
      + " \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
