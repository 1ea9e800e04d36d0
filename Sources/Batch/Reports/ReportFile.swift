import Glibc
import LedgerCore
import LedgerStore
import Reporting

/// A file that a report is written to, piece by piece, with the digest of what was written.
final class ReportFile {
  private let path: String
  private let descriptor: Int32
  private var hash = SHA256()

  init(_ path: String) throws(BatchError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure() }
  }

  deinit { close(descriptor) }

  func append(_ bytes: [UInt8]) throws(BatchError) {
    hash.update(bytes)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
  }

  /// Makes the file durable; returns its SHA-256.
  func finish() throws(BatchError) -> String {
    guard fsync(descriptor) == 0 else { throw failure() }
    return hash.finish()
  }

  private func failure() -> BatchError {
    BatchError(
      "\(path): \(String(cString: strerror(errno))); check disk space and permissions",
      kind: .storage)
  }
}

extension ReportMaker {
  /// Writes a report as CSV and as JSON into a folder, in one pass; returns the files' SHA-256.
  func writeFiles(
    _ name: ReportName, to folder: String
  ) throws(BatchError) -> [String: String] {
    let csv = try ReportFile("\(folder)/\(name.rawValue).csv")
    let json = try ReportFile("\(folder)/\(name.rawValue).json")
    var request = ReportRequest(name)
    request.twin = (format: .json, sink: { bytes throws(BatchError) in try json.append(bytes) })
    try make(request) { bytes throws(BatchError) in try csv.append(bytes) }
    return [
      "\(name.rawValue).csv": try csv.finish(), "\(name.rawValue).json": try json.finish(),
    ]
  }
}
