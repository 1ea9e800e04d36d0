import Glibc
import Synchronization

/// Every document that was ever imported, unchanged and found by its SHA-256.
///
/// `objects/ab/abcd…` holds the bytes, `deliveries.tsv` says how each of them came in. A document is
/// written to `incoming/`, synced and renamed; its delivery is logged only then. What a crash leaves
/// is at most a file in `incoming/` or an object without a delivery: both are harmless.
package final class Archive: Sendable {
  package let root: String
  private let counter = Atomic<Int>(0)
  /// Held while the log of deliveries grows: several stores download at once.
  private let logging = Mutex(())
  private let reading = Mutex(LogReading())

  package init(root: String) throws(StoreError) {
    self.root = root
    for folder in [root, "\(root)/objects", incoming] { try FileSystem.makeFolder(folder) }
  }

  private var incoming: String { "\(root)/incoming" }
  var log: String { "\(root)/deliveries.tsv" }

  package func path(of sha256: String) -> String { "\(folder(of: sha256))/\(sha256)" }
  private func folder(of sha256: String) -> String { "\(root)/objects/\(sha256.prefix(2))" }

  /// Removes what an interrupted run has left; only the holder of the home's lock may do this.
  package func removeLeftovers() {
    for name in FileSystem.names(in: incoming) { unlink("\(incoming)/\(name)") }
  }

  // MARK: - Documents

  /// Takes a file in; returns its digest and size. Safe to call from several threads.
  ///
  /// The name in `objects/` is durable only once the delivery is logged.
  package func store(file path: String) throws(StoreError) -> (sha256: String, byteCount: Int) {
    let known = try digest(ofFile: path)
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

  package func digest(ofFile path: String) throws(StoreError) -> (sha256: String, byteCount: Int) {
    let hash = SHA256()
    var byteCount = 0
    try FileSystem.read(path) { piece in
      hash.update(piece)
      byteCount += piece.count
    }
    return (hash.finish(), byteCount)
  }

  // MARK: - Deliveries

  /// All deliveries in the order in which they were logged; a torn last line is left out.
  ///
  /// A run asks for them often and the log only grows: lines that were read are not read again.
  package func deliveries() throws(StoreError) -> [Delivery] {
    guard FileSystem.exists(log) else { return [] }
    return try reading.withLock { known throws(StoreError) in
      let size = FileSystem.size(log) ?? 0
      if size < known.byteCount { known = LogReading() }
      let unfinished = try size > known.byteCount ? readOn(&known) : nil
      return known.deliveries + (unfinished.map { [$0] } ?? [])
    }
  }

  /// What was read of the log, up to the end of its last sound line.
  private struct LogReading {
    var byteCount = 0
    var deliveries: [Delivery] = []
  }

  /// Returns the delivery of a last line that is whole but for its line feed.
  private func readOn(_ known: inout LogReading) throws(StoreError) -> Delivery? {
    let bytes = try FileSystem.contents(log)
    var start = known.byteCount
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      if end > start {
        guard let delivery = Delivery(line: bytes[start..<end])
        else {
          // Torn by a crash; the next delivery is written over it.
          if bytes[end...].allSatisfy({ $0 == 10 }) { return nil }
          throw StoreError(
            .damaged(
              "line \(known.deliveries.count + 1) is damaged; restore the file from a backup"),
            at: log)
        }
        guard end < bytes.count else { return delivery }
        known.deliveries.append(delivery)
      }
      start = end + 1
      known.byteCount = min(start, bytes.count)
    }
    return nil
  }

  /// Logs deliveries durably; the documents must have been stored before.
  package func append(_ deliveries: [Delivery]) throws(StoreError) {
    guard !deliveries.isEmpty else { return }
    try logging.withLock { _ throws(StoreError) in try log(deliveries) }
  }

  private func log(_ deliveries: [Delivery]) throws(StoreError) {
    for folder in Set(deliveries.map { folder(of: $0.sha256) }).sorted() {
      try FileSystem.syncFolder(folder)
    }
    try FileSystem.syncFolder("\(root)/objects")
    let isNew = !FileSystem.exists(log)
    let file = open(log, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileSystem.failure(log) }
    defer { close(file) }
    guard lseek(file, try lengthOfSoundLines(), SEEK_SET) >= 0 else {
      throw FileSystem.failure(log)
    }
    try FileSystem.write(Array(deliveries.map(\.line).joined().utf8), to: file, log)
    guard ftruncate(file, lseek(file, 0, SEEK_CUR)) == 0, fsync(file) == 0 else {
      throw FileSystem.failure(log)
    }
    if isNew { try FileSystem.syncFolder(root) }
  }

  /// Where the log's last sound line ends: a torn line behind it is written over.
  private func lengthOfSoundLines() throws(StoreError) -> Int {
    guard FileSystem.exists(log) else { return 0 }
    let bytes = try FileSystem.contents(log)
    guard let lastFeed = bytes.lastIndex(of: 10) else { return 0 }
    let start = bytes[..<lastFeed].lastIndex(of: 10).map { $0 + 1 } ?? 0
    return Delivery(line: bytes[start..<lastFeed]) == nil ? start : lastFeed + 1
  }

  /// Size and SHA-256 of the first lines of the log: what was known when there were so many.
  package func logState(
    lines: Int
  ) throws(StoreError) -> (byteCount: Int, sha256: String) {
    guard lines > 0 else { return (0, SHA256.hex(of: [])) }
    let bytes = try FileSystem.contents(log)
    var count = 0
    var left = lines
    while left > 0, count < bytes.count {
      if bytes[count] == 10 { left -= 1 }
      count += 1
    }
    return (count, SHA256.hex(of: Array(bytes[..<count])))
  }

  // MARK: - Checking

  /// Reads every document again; returns the count and what is damaged or missing.
  package func verify() throws(StoreError) -> (documents: Int, problems: [String]) {
    var problems: [String] = []
    var seen = Set<String>()
    for delivery in try deliveries() where seen.insert(delivery.sha256).inserted {
      let path = path(of: delivery.sha256)
      guard FileSystem.exists(path) else {
        problems.append("\(path): missing (\(delivery.name)); import the document again")
        continue
      }
      let found = try digest(ofFile: path)
      if found.sha256 != delivery.sha256 {
        problems.append(
          "\(path): its bytes have changed (\(delivery.name)); remove it and import it again")
      }
    }
    return (seen.count, problems)
  }
}
