import Glibc

/// Lets one acorn at a time write to a home; given up when it goes away, also by a crash.
package final class HomeLock {
  private let descriptor: Int32

  package init(home: String) throws(StoreError) {
    let path = "\(home)/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileSystem.failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? FileSystem.contents(path)).map { String(decoding: $0, as: UTF8.self) }
      // Closed by deinit, once: the number may belong to another file by the second time.
      throw StoreError(.busy("process \(holder ?? "unknown")"), at: path)
    }
    ftruncate(descriptor, 0)
    let text = Array(String(getpid()).utf8)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    // A child that was forked a moment ago holds the descriptor too until it runs its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
