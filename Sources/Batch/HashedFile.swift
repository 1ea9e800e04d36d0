import Glibc
import LedgerCore
import LedgerStore

/// A file that is written piece by piece and hashed on the way.
final class HashedFile {
  private let path: String
  private let name: String
  private let file: UnsafeMutablePointer<FILE>
  private let hash = SHA256()
  private(set) var byteCount = 0

  convenience init(_ path: String) throws(BatchError) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    try self.init(path, name: name)
  }

  /// A file of a folder of reports, such as `components/2026-03.csv`.
  convenience init(_ name: String, in folder: String) throws(BatchError) {
    try self.init("\(folder)/\(name)", name: name)
  }

  private init(_ path: String, name: String) throws(BatchError) {
    (self.path, self.name) = (path, name)
    if let end = path.utf8.lastIndex(of: 47) {
      let folder = String(path[..<end])
      if !folder.isEmpty { try makeFolders(folder) }
    }
    guard let file = fopen(path, "wb") else { throw HashedFile.failure(path) }
    self.file = file
  }

  deinit { fclose(file) }

  func write(_ bytes: [UInt8]) throws(BatchError) {
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw HashedFile.failure(path)
    }
    hash.update(bytes)
    byteCount += bytes.count
  }

  /// The SHA-256 of what was written so far, as the file goes on.
  var sha256: String { hash.copied().finish() }

  /// Makes the file durable; nothing can be written after it.
  @discardableResult
  func finish() throws(BatchError) -> FileDigest {
    guard fflush(file) == 0, fsync(fileno(file)) == 0 else { throw HashedFile.failure(path) }
    return FileDigest(name: name, byteCount: byteCount, sha256: hash.finish())
  }

  static func failure(_ path: String) -> BatchError {
    BatchError(
      "\(path): \(String(cString: strerror(errno))); check disk space and permissions",
      kind: .storage)
  }
}
