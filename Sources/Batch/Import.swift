import BankStatements
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

  package struct Move: Sendable, Equatable {
    package let from, to: String
    package let documents: Int

    package init(from: String, to: String, documents: Int) {
      self.from = from
      self.to = to
      self.documents = documents
    }
  }

  /// 0 all ties out · 2 differences · 3 a document was refused.
  package var exitStatus: Int32 { refused > 0 ? 3 : errors > 0 ? 2 : 0 }
}

extension Books {
  /// Archives the files (of folders, all files in them), then posts what is new.
  ///
  /// Every byte is in the archive, durably, before any of it is interpreted.
  package func importFiles(
    _ paths: [String], store: String, publishedAt: Instant? = nil
  ) throws(BatchError) -> ImportOutcome {
    try master.checkStore(named: store)
    var files: [String] = []
    for path in paths { files += try filesUnder(path) }
    guard !files.isEmpty else {
      throw BatchError("\(paths.joined(separator: " ")): there is no file to import")
    }
    let before = try documentStores(isAsked: !store.isEmpty)
    let taken = try archiveFiles(files, store: store, publishedAt: publishedAt)
    try update()
    let after = try documentStores(isAsked: !store.isEmpty)
    return try outcome(taken.all, knownBefore: taken.knownBefore, moved: moves(before, after))
  }

  /// Archives files without posting them; returns their deliveries and those that say something new.
  func archiveFiles(
    _ files: [String], store: String, publishedAt: Instant? = nil
  ) throws(BatchError) -> (all: [Delivery], fresh: [Delivery], knownBefore: Set<String>) {
    let known = try storing { () throws(StoreError) in try archive.deliveries() }
    let stored = try storeFiles(files)
    let deliveries = stored.map { file in
      Delivery(
        sha256: file.sha256, byteCount: file.byteCount, kind: kind(of: file.path),
        source: absolute(file.path), store: store, receivedAt: context.now.seconds,
        publishedAt: publishedAt?.seconds)
    }
    let fresh = deliveries.news(after: known)
    let masters = try MasterFiles(context).deliveries(into: archive, known: known)
    try storing { () throws(StoreError) in try archive.append(masters + fresh) }
    return (deliveries, fresh, Set(known.map(\.sha256)))
  }

  /// Bank statements and exports of tills and web stores are known by their content; everything
  /// else is read as a settlement file.
  private func kind(of path: String) -> Delivery.Kind {
    let head = DocumentProbe.head(path, bytes: 8192) ?? []
    if isBankStatement(prefix: head, csvMappings: master.configuration.bankMappings) {
      return .bank
    }
    if VendorIntake.isVendor(prefix: head) { return .vendor }
    guard let layout = ChannelLayouts(master.configuration).layout(ofHead: head) else {
      return .settlement
    }
    return layout.kind.isTill ? .till : .webstore
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

  private func storeFiles(_ files: [String]) throws(BatchError) -> [StoredFile] {
    var stored: [StoredFile] = []
    var failure: StoreError?
    let archive = archive
    // Several at once: each waits for the disk to make it durable.
    try inParallel(files, workers: max(context.workers, 4)) {
      path -> Result<StoredFile, StoreError> in
      do throws(StoreError) {
        let file = try archive.store(file: path)
        return .success(StoredFile(path: path, sha256: file.sha256, byteCount: file.byteCount))
      } catch {
        return .failure(error)
      }
    } consume: { result throws(BatchError) in
      switch result {
      case .success(let file): stored.append(file)
      case .failure(let error): failure = failure ?? error
      }
      context.progress("archive", stored.count, files.count)
    }
    if let failure { throw BatchError(failure) }
    return stored.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  private func outcome(
    _ deliveries: [Delivery], knownBefore: Set<String>, moved: [ImportOutcome.Move]
  ) throws(BatchError) -> ImportOutcome {
    try storing { () throws(StoreError) in
      let refused = Set(
        try ledger.refusedDocuments().map(\.sha256)
          + ledger.refusedStatements().map(\.sha256)
          + ledger.vendorProblems().map(\.sha256)
      ).union(try ledger.refusedChannelDigests())
      let findings = try ledger.findingCounts()
      let counts = try ledger.counts()
      let documents = deliveries.map {
        ImportOutcome.Document(
          name: $0.name, isRefused: refused.contains($0.sha256),
          isNew: !knownBefore.contains($0.sha256))
      }
      return ImportOutcome(
        documents: documents, refused: documents.count { $0.isRefused },
        errors: findings.errors, warnings: findings.warnings, settlements: counts.settlements,
        rows: counts.rows, moved: moved)
    }
  }
}

/// The regular files at a path, in the order of their names; hidden ones are left out in folders.
func filesUnder(_ path: String) throws(BatchError) -> [String] {
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw BatchError("\(path): \(String(cString: strerror(errno))); check the path")
  }
  guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
  guard access(path, R_OK | X_OK) == 0 else {
    throw BatchError("\(path): \(String(cString: strerror(errno))); check its permissions")
  }
  var files: [String] = []
  for name in FileSystem.names(in: path) where !name.hasPrefix(".") {
    files += try filesUnder("\(path)/\(name)")
  }
  return files
}

private func absolute(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}
