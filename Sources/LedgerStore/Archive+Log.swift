import Glibc

/// The log of deliveries: a line for each, in the order in which they came. It only grows.
///
/// It is the root of everything: what it does not name is not in the books. A line counts when its
/// line feed is there; bytes behind the last one were torn off by a crash and are written over. A
/// whole line that does not fit its check is damage, wherever it stands. That lines are missing at
/// the end, or were taken out, shows only beside what others know of the log (`LogState`).
extension Archive {
  /// All deliveries in the order in which they were logged.
  ///
  /// None is received after one that was logged later: where the log says so, a clock was ahead, and
  /// the later one tells when the earlier was there at the latest.
  ///
  /// A run asks for them often and the log only grows: lines that were read are not read again.
  package func deliveries() throws(StoreError) -> [Delivery] {
    try reading.withLock { known throws(StoreError) in try readOn(&known) }
  }

  /// Who knows how a log of these deliveries must begin.
  package typealias LogCheck =
    @Sendable (Archive, [Delivery]) throws(StoreError) -> [LogWitness]

  /// What was read of the log, up to the end of its last line.
  struct LogReading: ~Copyable {
    var byteCount = 0
    /// Over these bytes.
    var hash = SHA256()
    var deliveries: [Delivery] = []
    /// The documents of the first so many deliveries.
    var documents = (of: 0, all: Set<ArchivedDocument>())
    /// Who knows beforehand how the log must begin, and who is asked for others that do; they count
    /// once, before the log is used.
    var witness: LogWitness?
    var others: LogCheck?
    /// Whether the next delivery may have been received before the last one.
    var isClockSetAnew = false
    /// Whether somebody has stated the run's clock.
    var isClockStated = false
    var clock = LogClock()

    /// Has the log read again, from its start.
    mutating func forget() {
      (byteCount, deliveries, documents, clock) = (0, [], (0, []), LogClock())
      hash = SHA256()
    }
  }

  /// How the clock of the log has gone back so far.
  package func clock() throws(StoreError) -> LogClock {
    try reading.withLock { known throws(StoreError) in
      _ = try readOn(&known)
      return known.clock
    }
  }

  /// The documents that the log names, each once for each kind that it came as.
  package func documents() throws(StoreError) -> Set<ArchivedDocument> {
    try reading.withLock { known throws(StoreError) in
      for delivery in try readOn(&known)[known.documents.of...] {
        known.documents.all.insert(ArchivedDocument(delivery))
      }
      known.documents.of = known.deliveries.count
      return known.documents.all
    }
  }

  /// Has the log compared with what others know of it before it is used: with a witness who is known
  /// beforehand, if there is one, and with those that the log itself leads to.
  package func check(against witness: LogWitness?, and others: @escaping LogCheck) {
    reading.withLock { ($0.witness, $0.others) = (witness, others) }
  }

  /// Takes the log as it is, whatever others know of it.
  package func acceptLog() { reading.withLock { ($0.witness, $0.others) = (nil, nil) } }

  /// Lets the next delivery be received before the last one: that one's clock was wrong.
  package func setClockAnew() { reading.withLock { $0.isClockSetAnew = true } }

  /// Lets deliveries be received long before the last one: somebody has stated the run's clock, and
  /// the last one came by the machine's.
  package func followStatedClock() { reading.withLock { $0.isClockStated = true } }

  /// Clocks differ, and runs overlap: so much later may what is ahead in the log have come.
  package static let clockSlackSeconds: Int64 = 86_400

  private func readOn(_ known: inout LogReading) throws(StoreError) -> [Delivery] {
    let size = FileSystem.size(log) ?? 0
    if size < known.byteCount { known.forget() }
    guard size > known.byteCount || known.others != nil else { return known.deliveries }
    do throws(StoreError) {
      let bytes =
        size > known.byteCount ? try FileSystem.contents(log, from: known.byteCount) : []
      try read(bytes, into: &known)
    } catch {
      known.forget()
      throw error
    }
    return known.deliveries
  }

  /// Reads the whole lines among the bytes that follow those that are known.
  private func read(_ bytes: [UInt8], into known: inout LogReading) throws(StoreError) {
    let isBeginning = known.byteCount == 0
    // What a witness knows is compared as a whole: no line of it need be checked for itself.
    let told = isBeginning ? known.witness?.state.byteCount ?? 0 : 0
    let end = try readLines(bytes, told: told, into: &known)
    var hashed = 0
    do throws(StoreError) {
      let others = try known.others?(self, known.deliveries) ?? []
      let witnesses = (known.witness.map { [$0] } ?? []) + others
      for witness in witnesses.sorted(by: { $0.state.byteCount < $1.state.byteCount }) {
        let place = witness.state.byteCount
        guard isBeginning, place <= end else {
          try confirm(witness)
          continue
        }
        known.hash.update(bytes[hashed..<place])
        hashed = place
        if known.hash.copied().finish() != witness.state.sha256 { try confirm(witness) }
      }
    } catch {
      // Which line is damaged says more.
      var unread = LogReading()
      _ = try readLines(Array(bytes[..<min(told, end)]), told: 0, into: &unread)
      throw error
    }
    (known.witness, known.others) = (nil, nil)
    known.hash.update(bytes[hashed..<end])
    known.byteCount += end
  }

  /// Reads whole lines, and checks each but those within the first `told` bytes.
  ///
  /// - Returns: where the last one ends.
  private func readLines(
    _ bytes: [UInt8], told: Int, into known: inout LogReading
  ) throws(StoreError) -> Int {
    let end = bytes.withUnsafeBytes { bytes -> Int? in
      let hash = SHA256()
      var start = 0
      while let end = Archive.lineFeed(in: bytes, from: start) {
        let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        guard let delivery = Delivery.read(line: line, hash, isChecked: end < told) else {
          return nil
        }
        known.goBack(to: delivery.receivedAt)
        known.deliveries.append(delivery)
        start = end + 1
      }
      return start
    }
    guard let end else {
      throw damaged(
        "line \(known.deliveries.count + 1) is damaged; restore the file from a backup")
    }
    return end
  }

  private func confirm(_ witness: LogWitness) throws(StoreError) {
    let state = try readState(lines: witness.state.lines)
    guard state != witness.state else { return }
    let found = FileSystem.exists(log) ? "it has \(state.lines) of them" : "it is not there"
    throw damaged(
      "\(witness.name) knows a log of \(witness.state.lines) deliveries; "
        + (state.lines < witness.state.lines ? found : "these are other ones")
        + "; \(Archive.wayOn)")
  }

  /// What to do where the log has lost deliveries.
  package static let wayOn =
    "restore it from a backup, or go on without what is lost by"
    + " acorn rebuild --accept-archive --reason \"…\""

  package func damaged(_ what: String) -> StoreError { StoreError(.damaged(what), at: log) }

  // MARK: - Growing

  /// Logs deliveries durably; the documents must have been stored before.
  ///
  /// None is received before the one ahead of it, so that what was known at an instant stays what
  /// it was; unless the clock is set anew, or stated and more than a day behind it.
  package func append(_ deliveries: [Delivery]) throws(StoreError) {
    guard !deliveries.isEmpty else { return }
    try logging.withLock { _ throws(StoreError) in try log(deliveries) }
  }

  private func log(_ deliveries: [Delivery]) throws(StoreError) {
    for folder in Set(deliveries.map { folder(of: $0.sha256) }).sorted() {
      try FileSystem.syncFolder(folder)
    }
    try FileSystem.syncFolder("\(root)/objects")
    let (end, text) = try reading.withLock { known throws(StoreError) -> (Int, String) in
      var latest = try readOn(&known).last?.receivedAt ?? .min
      let isFarBehind = deliveries[0].receivedAt + Archive.clockSlackSeconds < latest
      if known.isClockSetAnew || known.isClockStated && isFarBehind { latest = .min }
      known.isClockSetAnew = false
      var text = ""
      for delivery in deliveries {
        latest = max(latest, delivery.receivedAt)
        text += delivery.received(at: latest).line
      }
      return (known.byteCount, text)
    }
    let isNew = !FileSystem.exists(log)
    let file = open(log, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileSystem.failure(log) }
    defer { close(file) }
    guard lseek(file, end, SEEK_SET) >= 0 else { throw FileSystem.failure(log) }
    try FileSystem.write(Array(text.utf8), to: file, log)
    guard ftruncate(file, lseek(file, 0, SEEK_CUR)) == 0, fsync(file) == 0 else {
      throw FileSystem.failure(log)
    }
    if isNew { try FileSystem.syncFolder(root) }
  }

  // MARK: - Checking

  /// The first lines of the log, so many or as many as there are: what was known then.
  package func logState(lines: Int) throws(StoreError) -> LogState {
    let last = try reading.withLock { known throws(StoreError) -> LogState? in
      guard try readOn(&known).count == lines else { return nil }
      return LogState(
        lines: lines, byteCount: known.byteCount, sha256: known.hash.copied().finish())
    }
    if let last { return last }
    return try readState(lines: lines)
  }

  private func readState(lines: Int) throws(StoreError) -> LogState {
    let (count, bytes) = try firstLines(lines)
    return LogState(lines: count, byteCount: bytes.count, sha256: SHA256.hex(of: bytes))
  }

  func firstLines(_ lines: Int) throws(StoreError) -> (count: Int, bytes: [UInt8]) {
    var bytes = lines > 0 && FileSystem.exists(log) ? try FileSystem.contents(log) : []
    let (count, end) = bytes.withUnsafeBytes { bytes in
      var (count, end) = (0, 0)
      while count < lines, let feed = Archive.lineFeed(in: bytes, from: end) {
        (count, end) = (count + 1, feed + 1)
      }
      return (count, end)
    }
    bytes.removeLast(bytes.count - end)
    return (count, bytes)
  }

  private static func lineFeed(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress,
      let found = memchr(base + start, 10, bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

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
      if try FileSystem.digest(path).sha256 != delivery.sha256 {
        problems.append(
          "\(path): its bytes have changed (\(delivery.name)); remove it and import it again")
      }
    }
    return (seen.count, problems)
  }

  /// Expects the bytes of documents to be those that they came in with.
  package func expectSound(_ deliveries: [Delivery]) throws(StoreError) {
    var seen = Set<String>()
    for delivery in deliveries where seen.insert(delivery.sha256).inserted {
      let path = path(of: delivery.sha256)
      guard try FileSystem.digest(path).sha256 != delivery.sha256 else { continue }
      throw StoreError(
        .damaged(
          "its bytes have changed (\(delivery.name)); restore it from a backup, or remove it and"
            + " import it again"), at: path)
    }
  }

  /// The paths of documents that the log does not name: what a run that was cut off leaves, or what
  /// is left where the log has lost lines.
  package func unlisted() throws(StoreError) -> [String] {
    let listed = Set(try deliveries().map(\.sha256))
    return FileSystem.names(in: "\(root)/objects").flatMap { folder in
      FileSystem.names(in: "\(root)/objects/\(folder)").filter { !listed.contains($0) }
        .map { "\(root)/objects/\(folder)/\($0)" }
    }
  }
}
