import Glibc
import Synchronization

/// Every document that was ever imported, unchanged and found by its SHA-256.
///
/// `objects/ab/abcd…` holds the bytes, `deliveries.tsv` says how each of them came in. A document is
/// written to `incoming/`, synced and renamed; its delivery is logged only then (see
/// `Archive+Log.swift`). What a crash leaves is at most a file in `incoming/`, an object without a
/// delivery or a line of the log without its end: all are harmless.
package final class Archive: Sendable {
  package let root: String
  private let counter = Atomic<Int>(0)
  /// Held while the log of deliveries grows: several stores download at once.
  let logging = Mutex(())
  let reading = Mutex(LogReading())

  package init(root: String) throws(StoreError) {
    self.root = root
    for folder in [root, "\(root)/objects", incoming] { try FileSystem.makeFolder(folder) }
  }

  private var incoming: String { "\(root)/incoming" }
  package var log: String { "\(root)/deliveries.tsv" }

  package func path(of sha256: String) -> String { "\(folder(of: sha256))/\(sha256)" }
  func folder(of sha256: String) -> String { "\(root)/objects/\(sha256.prefix(2))" }

  /// Removes what an interrupted run has left; only the holder of the home's lock may do this.
  package func removeLeftovers() {
    for name in FileSystem.names(in: incoming) { unlink("\(incoming)/\(name)") }
  }

  // MARK: - Documents

  /// Takes a file in; returns its digest and size. Safe to call from several threads.
  ///
  /// The name in `objects/` is durable only once the delivery is logged.
  package func store(file path: String) throws(StoreError) -> (sha256: String, byteCount: Int) {
    let known = try FileSystem.digest(path)
    if holds(known.sha256, byteCount: known.byteCount) { return known }
    let temporary = temporaryPath()
    do throws(StoreError) {
      let copied = try copy(path, to: temporary)
      try move(temporary, to: copied.sha256)
      return copied
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Takes in bytes that came from elsewhere than a file.
  package func store(bytes: [UInt8]) throws(StoreError) -> (sha256: String, byteCount: Int) {
    let sha256 = SHA256.hex(of: bytes)
    if holds(sha256, byteCount: bytes.count) { return (sha256, bytes.count) }
    let temporary = temporaryPath()
    do throws(StoreError) {
      try FileSystem.write(bytes, toNew: temporary)
      try move(temporary, to: sha256)
      return (sha256, bytes.count)
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// A path in `incoming/` that nobody uses; what is left there is removed by the next run.
  package func temporaryPath() -> String {
    "\(incoming)/\(getpid())-\(counter.add(1, ordering: .relaxed).newValue).part"
  }

  func move(_ temporary: String, to sha256: String) throws(StoreError) {
    try FileSystem.makeFolder(folder(of: sha256))
    guard rename(temporary, path(of: sha256)) == 0 else { throw FileSystem.failure(temporary) }
  }

  func holds(_ sha256: String, byteCount: Int) -> Bool {
    var status = stat()
    return stat(path(of: sha256), &status) == 0 && Int(status.st_size) == byteCount
  }

  func copy(
    _ path: String, to temporary: String
  ) throws(StoreError) -> (sha256: String, byteCount: Int) {
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileSystem.failure(temporary) }
    defer { close(file) }
    let hash = SHA256()
    var byteCount = 0
    try FileSystem.read(path) { piece throws(StoreError) in
      hash.update(piece)
      byteCount += piece.count
      try FileSystem.write(piece, to: file, temporary)
    }
    guard fsync(file) == 0 else { throw FileSystem.failure(temporary) }
    return (hash.finish(), byteCount)
  }
}
