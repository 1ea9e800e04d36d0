import Glibc

/// Lets one acorn at a time write to a home; given up when it goes away, also by a crash.
package final class HomeLock {
  private let descriptor: Int32

  private static let pollMilliseconds = 50

  /// Waits so many seconds for another acorn to finish.
  package init(home: String, patience seconds: Int = 0) throws(StoreError) {
    let path = "\(home)/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileSystem.failure(path) }
    var polls = seconds * 1000 / Self.pollMilliseconds
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard polls > 0 else {
        // Closed by deinit, once: the number may belong to another file by the second time.
        throw StoreError(.busy(HomeLock.holder(path)), at: path)
      }
      polls -= 1
      usleep(useconds_t(Self.pollMilliseconds * 1000))
    }
    ftruncate(descriptor, 0)
    let text = Array(String(getpid()).utf8)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Who has just taken the lock may not have written its number yet.
  private static func holder(_ path: String) -> String {
    let number = (try? FileSystem.contents(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return number.isEmpty ? "another process" : "process \(number)"
  }

  deinit {
    // A child that was forked a moment ago holds the descriptor too until it runs its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
