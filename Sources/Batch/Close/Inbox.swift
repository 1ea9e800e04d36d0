import Glibc
import LedgerStore

/// The inbox: the folder whose files a close takes in.
extension FoundFiles {
  /// What lies in it; `path` is relative to the home.
  ///
  /// A folder that is not there or has files of the home's own is an error; what in it cannot be read
  /// stops no other file.
  init(inbox path: String, of home: Home) throws(BatchError) {
    let folder = home.file(path)
    guard let real = realPath(folder) else {
      throw BatchError("inbox: \(folder): \(String(cString: strerror(errno))); make the folder")
    }
    try FoundFiles.expectOwn(real, home)
    self.init([folder])
  }

  /// Everything in the inbox is archived for ever: it must hold nothing of the home's own, such as
  /// its secrets.
  private static func expectOwn(_ inbox: String, _ home: Home) throws(BatchError) {
    let own = ["", "/archive", "/secrets", "/reports", "/runs", "/cache", "/calls"]
    for place in own.compactMap({ realPath(home.path + $0) }) {
      let isInside = "\(inbox)/".hasPrefix("\(place)/") && place != realPath(home.path)
      guard isInside || "\(place)/".hasPrefix("\(inbox)/") else { continue }
      throw BatchError(
        "inbox: \(inbox) has files of the home's own (\(place)); name a folder for it alone")
    }
  }
}
