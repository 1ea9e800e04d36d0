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

  private static let foldersOfHome = [
    "/archive", "/secrets", "/reports", "/runs", "/cache", "/calls",
  ]

  /// Everything in the inbox is archived for ever: it must hold nothing of the home's own, such as
  /// its secrets.
  private static func expectOwn(_ inbox: String, _ home: Home) throws(BatchError) {
    for place in ([""] + foldersOfHome).compactMap({ realPath(home.path + $0) }) {
      let isInside = "\(inbox)/".hasPrefix("\(place)/") && place != realPath(home.path)
      guard isInside || "\(place)/".hasPrefix("\(inbox)/") else { continue }
      throw BatchError(
        "inbox: \(inbox) has files of the home's own (\(place)); name a folder for it alone")
    }
  }

  /// The same without what is the home's own, such as its secrets: a folder that is imported may hold
  /// the home.
  ///
  /// - Parameters:
  ///   - masters: the user's files and folders that acorn.toml names.
  ///   - named: the files that were named one by one: documents of the archive may be, to say whose
  ///     they are.
  func without(
    filesOf home: Home, masters: [String], named paths: [String]
  ) throws(BatchError) -> FoundFiles {
    let own = FoundFiles.foldersOfHome.map { home.path + $0 } + masters
    let folders = own.compactMap(realPath).map { "\($0)/" }
    let documents = realPath(home.archive + "/objects").map { "\($0)/" }
    let ledger = realPath(home.ledger)
    let lock = realPath(home.path + "/lock")
    let others = files.filter { path in
      guard let real = realPath(path) else { return true }
      if let documents, real.hasPrefix(documents), paths.contains(path) { return true }
      let isOfLedger = ledger.map { real.hasPrefix($0) } ?? false
      return !isOfLedger && real != lock && !folders.contains { "\(real)/".hasPrefix($0) }
    }
    if others.isEmpty, unread.isEmpty, let first = files.first {
      throw BatchError(
        "\(first): a file of the home's own is not imported; name a file or folder of documents",
        kind: .usage)
    }
    var found = self
    found.files = others
    return found
  }
}
