import Glibc
import SellingPartner

/// A file that was not there before, readable by its owner only.
final class NewFile {
  private let path: String
  private var descriptor: Int32

  init(path: String) throws(HTTPFailure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw diskFailure(path, "cannot be made") }
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(HTTPFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let buffer = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count < 0, errno != EINTR {
        throw diskFailure(path, "cannot be written")
      }
    }
  }

  /// Some file systems report a full disk only here.
  func close() throws(HTTPFailure) {
    let status = Glibc.close(descriptor)
    descriptor = -1
    if status != 0 { throw diskFailure(path, "cannot be written") }
  }

  func remove() { unlink(path) }
}

private func diskFailure(_ path: String, _ what: String) -> HTTPFailure {
  HTTPFailure(reason: .disk, what: "\(path) \(what): \(String(cString: strerror(errno)))")
}
