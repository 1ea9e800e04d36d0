import Glibc
import LedgerCore
import LedgerStore

/// What an import has come to.
package struct ImportOutcome: Sendable {
  package struct Document: Sendable {
    package let name: String
    package let isRefused: Bool
    package let isNew: Bool
  }
  package let documents: [Document]
  package let refused: Int
  package let errors: Int
  package let warnings: Int
  package let settlements: Int
  package let rows: Int
  /// Documents whose store was corrected.
  package let moved: [Move]
  /// What is there and could not be read, and why.
  package let unread: [String]

  package struct Move: Sendable, Equatable {
    package let from, to: String
    package let documents: Int

    package init(from: String, to: String, documents: Int) {
      self.from = from
      self.to = to
      self.documents = documents
    }
  }

  /// 0 all ties out · 2 differences · 3 a document was refused or could not be read.
  package var exitStatus: Int32 { refused > 0 || !unread.isEmpty ? 3 : errors > 0 ? 2 : 0 }
}

extension Books {
  /// Archives the files (of folders, all files in them), then posts what is new.
  ///
  /// Every byte is in the archive, durably, before any of it is interpreted.
  package func importFiles(
    _ paths: [String], store: String, publishedAt: Instant? = nil
  ) throws(BatchError) -> ImportOutcome {
    try master.checkStore(named: store)
    let found = try FoundFiles(paths).without(
      filesOf: context.home, masters: MasterFiles(context).ownPaths(), named: paths)
    guard !found.files.isEmpty || !found.unread.isEmpty else { throw .noFile(paths) }
    let before = try documentStores(isAsked: !store.isEmpty)
    let taken = try archiveFiles(found, store: store, publishedAt: publishedAt)
    try update()
    let after = try documentStores(isAsked: !store.isEmpty)
    return try outcome(taken, moves(before, after))
  }

  /// What archiving some files has come to.
  struct TakenFiles {
    let deliveries: [Delivery]
    /// Those that say something new.
    let fresh: [Delivery]
    let knownBefore: Set<ArchivedDocument>
    /// What could not be read, and why.
    let unread: [String]
  }

  /// Archives files without posting them; what cannot be read is told, the others are taken in.
  func archiveFiles(
    _ found: FoundFiles, store: String, publishedAt: Instant? = nil
  ) throws(BatchError) -> TakenFiles {
    let (known, knownBefore) = try storing { () throws(StoreError) in
      (try archive.deliveries(), try archive.documents())
    }
    let (stored, unread) = try storeFiles(found.files)
    // A file that several paths lead to is one.
    var sources = Set<String>()
    let deliveries = stored.filter { sources.insert(absolute($0.path)).inserted }.map { file in
      Delivery(
        sha256: file.sha256, byteCount: file.byteCount,
        kind: DocumentKind(path: file.path, master.configuration).ofDelivery,
        source: absolute(file.path), store: store, receivedAt: context.now.seconds,
        publishedAt: publishedAt?.seconds)
    }
    let fresh = deliveries.news(after: known)
    try archiveMasterFiles()
    try storing { () throws(StoreError) in try archive.append(fresh) }
    return TakenFiles(
      deliveries: deliveries, fresh: fresh, knownBefore: knownBefore,
      unread: found.unread + unread)
  }

  /// The store of each posted document, where somebody corrects it.
  private func documentStores(isAsked: Bool) throws(BatchError) -> [String: String] {
    guard isAsked else { return [:] }
    return try storing { () throws(StoreError) in try ledger.documentStores() }
  }

  private func moves(
    _ before: [String: String], _ after: [String: String]
  ) -> [ImportOutcome.Move] {
    struct Way: Hashable { let from, to: String }
    var counts: [Way: Int] = [:]
    for (sha256, from) in before {
      guard let to = after[sha256], to != from else { continue }
      counts[Way(from: from, to: to), default: 0] += 1
    }
    return counts.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
      .map { ImportOutcome.Move(from: $0.key.from, to: $0.key.to, documents: $0.value) }
  }

  private struct StoredFile: Sendable {
    let path: String
    let sha256: String
    let byteCount: Int
  }

  private func storeFiles(
    _ files: [String]
  ) throws(BatchError) -> (stored: [StoredFile], unread: [String]) {
    var stored: [StoredFile] = []
    var failures: [(path: String, error: StoreError)] = []
    let archive = archive
    // Several at once: each waits for the disk to make it durable.
    try inParallel(files, workers: max(context.workers, 4)) { path in
      let result = Result { () throws(StoreError) in
        let file = try archive.store(file: path)
        return StoredFile(path: path, sha256: file.sha256, byteCount: file.byteCount)
      }
      return (path: path, result: result)
    } consume: { done in
      switch done.result {
      case .success(let file): stored.append(file)
      case .failure(let error): failures.append((done.path, error))
      }
      context.progress("archive", stored.count + failures.count, files.count)
    }
    // A file that cannot be read is its own fault; an archive that cannot be written is not.
    if let full = failures.first(where: { $0.path != $0.error.place }) {
      throw BatchError(full.error)
    }
    func isBefore(_ left: String, _ right: String) -> Bool {
      left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return (
      stored.sorted { isBefore($0.path, $1.path) },
      failures.sorted { isBefore($0.path, $1.path) }.map(\.error.description)
    )
  }

  private func outcome(
    _ taken: TakenFiles, _ moved: [ImportOutcome.Move]
  ) throws(BatchError) -> ImportOutcome {
    try storing { () throws(StoreError) in
      let refused = try ledger.refusedDigests()
      let findings = try ledger.findingCounts()
      let counts = try ledger.counts()
      let documents = taken.deliveries.map {
        ImportOutcome.Document(
          name: $0.name, isRefused: refused.contains($0.sha256),
          isNew: !taken.knownBefore.contains(ArchivedDocument($0)))
      }
      return ImportOutcome(
        documents: documents, refused: documents.count { $0.isRefused },
        errors: findings.errors, warnings: findings.warnings, settlements: counts.settlements,
        rows: counts.rows, moved: moved, unread: taken.unread)
    }
  }
}

/// The path as deliveries name it; of one that is not there any more, as it would be.
func absolute(_ path: String) -> String {
  if let real = realPath(path) { return real }
  // The folder in which one works may be gone.
  guard path != "." else { return path }
  let parts = path.split(separator: "/")
  guard let last = parts.last else { return path }
  let folder = parts.dropLast().joined(separator: "/")
  return path.hasPrefix("/")
    ? (folder.isEmpty ? "/\(last)" : "\(absolute("/\(folder)"))/\(last)")
    : "\(absolute(folder.isEmpty ? "." : folder))/\(last)"
}
