import Glibc
import LedgerStore

/// The folder whose files a close takes in.
struct Inbox {
  let files: [String]
  /// What in it cannot be read; it stops no other file.
  let problems: [String]

  /// `path` is relative to the home.
  init(_ path: String, of home: Home) throws(BatchError) {
    let folder = home.file(path)
    guard let real = Inbox.real(folder) else {
      throw BatchError("inbox: \(folder): \(String(cString: strerror(errno))); make the folder")
    }
    try Inbox.expectOwn(real, home)
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      files = [folder]
      problems = []
      return
    }
    guard access(folder, R_OK | X_OK) == 0 else {
      throw BatchError("inbox: \(folder): \(String(cString: strerror(errno))); open it to acorn")
    }
    var (files, problems) = ([String](), [String]())
    for name in FileSystem.names(in: folder) where !name.hasPrefix(".") {
      do throws(BatchError) { files += try filesUnder("\(folder)/\(name)") } catch {
        problems.append("inbox: \(error.description)")
      }
    }
    (self.files, self.problems) = (files, problems)
  }

  /// Everything in the inbox is archived for ever: it must hold nothing of the home's own, such as
  /// its secrets.
  private static func expectOwn(_ inbox: String, _ home: Home) throws(BatchError) {
    let own = ["", "/archive", "/secrets", "/reports", "/runs", "/cache", "/calls"]
    for place in own.compactMap({ Inbox.real(home.path + $0) }) {
      let isInside = "\(inbox)/".hasPrefix("\(place)/") && place != Inbox.real(home.path)
      guard isInside || "\(place)/".hasPrefix("\(inbox)/") else { continue }
      throw BatchError(
        "inbox: \(inbox) has files of the home's own (\(place)); name a folder for it alone")
    }
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
