import FlatFile
import Gzip
import LedgerCore
import LedgerStore

/// A document read, checked and summed without a ledger: what an import would say of it.
package struct DryRun: Sendable {
  /// 0 it would be taken in · 2 with a difference · 3 it would be refused.
  package let exitStatus: Int32
  /// What a person reads: settlements with their components, or the problems with their places.
  package let text: String

  /// Reads the files under the paths; without a home the built-in marketplaces and rules serve.
  package static func read(
    _ paths: [String], store: String, _ context: RunContext
  ) throws(BatchError) -> [DryRun] {
    let hasHome = context.home.exists && contents(ofFile: context.home.configuration) != nil
    var master =
      hasHome ? try MasterFiles(context).current(forLedger: false) : try withoutHome(context)
    try master.checkStore(named: store)
    let found = FoundFiles(paths)
    guard !found.files.isEmpty || !found.unread.isEmpty else { throw .noFile(paths) }
    let archive = try knownArchive(context.home)
    let known = try archive.map { archive throws(BatchError) in
      try storing { () throws(StoreError) in try archive.deliveries() }
    }
    if let archive, let known {
      master.formerStores = MasterFiles(context).formerStores(in: known, archive, but: master)
    }
    let isAlone = found.files.count == 1 && context.workers > 1
    let trial = DryRunTrial(
      master: master, store: store, hasHome: hasHome, readsAhead: isAlone,
      known: known ?? [])
    var runs: [(path: String, run: DryRun)] = []
    try inParallel(found.files, workers: context.workers) { path -> (path: String, run: DryRun) in
      (path, trial.read(path))
    } consume: {
      runs.append($0)
    }
    return runs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }.map(\.run)
      + found.unread.map { DryRun(exitStatus: 3, text: $0) }
  }

  private static func withoutHome(_ context: RunContext) throws(BatchError) -> MasterData {
    try MasterData(
      configuration: Configuration(), configurationBytes: [], zoneFolder: context.zoneFolder
    ) { _ in nil }
  }

  /// The home's archive where there is one; none is made.
  private static func knownArchive(_ home: Home) throws(BatchError) -> Archive? {
    guard FileSystem.size("\(home.archive)/deliveries.tsv") != nil else { return nil }
    return try storing { () throws(StoreError) in try Archive(root: home.archive) }
  }
}

/// Tries documents as an import would take them in.
struct DryRunTrial: Sendable {
  let master: MasterData
  let store: String
  /// Without a home there are no stores that a document could be of.
  let hasHome: Bool
  let readsAhead: Bool
  let known: [Delivery]

  func read(_ path: String) -> DryRun {
    let kind = DocumentKind(path: path, master.configuration)
    let deliveries = deliveries(path, kind.ofDelivery)
    switch kind {
    case .bank: return bank(path)
    case .vendor: return vendor(path)
    case .channel(let layout): return channel(path, deliveries, layout)
    case .settlement: return settlement(path, deliveries)
    }
  }

  /// This delivery after those that the archive has of the same document.
  private func deliveries(_ path: String, _ kind: Delivery.Kind) -> [Delivery] {
    let size = FileSystem.size(path) ?? 0
    let alike = known.filter { $0.byteCount == size && $0.kind == kind }
    let sha256 = alike.isEmpty ? "" : (try? FileSystem.digest(path).sha256) ?? ""
    let own = Delivery(
      sha256: sha256, byteCount: size, kind: kind, source: path, store: store, receivedAt: 0)
    return alike.filter { $0.sha256 == sha256 } + [own]
  }

  // MARK: - Settlement files

  private func settlement(_ path: String, _ deliveries: [Delivery]) -> DryRun {
    let job = DocumentJob(sha256: "", path: path, deliveries: deliveries)
    guard hasHome else { return withoutStore(job) }
    let document = DocumentIntake(master: master, readsAhead: readsAhead).read(job)
    return DryRun(
      document.record,
      document.settlements.map { (reading: $0.reading, entry: $0.entry) })
  }

  /// Reads for a store that is not described: the first marketplace of each currency is its home.
  private func withoutStore(_ job: DocumentJob) -> DryRun {
    let reader = DocumentReader(readsAhead: readsAhead) { currency in
      let marketplaces = master.marketplaces
      guard
        let home = marketplaces.all.first(where: { $0.currency == currency })
          ?? marketplaces.coded("US")
      else { return nil }
      return DimensionResolver(
        store: StoreProfile(id: "", homeMarketplace: home.code, marketplaces: [home.code]),
        home: home, marketplaces: marketplaces, zones: master.zones)
    }
    let reading = reader.read { () throws(FlatFileError) in try openDocument(path: job.path) }
    let record = DocumentIntake(master: master, readsAhead: readsAhead).record(
      job, store: nil, reading, isRefused: !reading.isProved)
    return DryRun(
      record,
      reading.settlements.map {
        (reading: $0, entry: decompose($0, using: master.rules))
      })
  }
}

extension DryRun {
  /// What is said of a settlement file.
  fileprivate init(
    _ record: DocumentRecord, _ settlements: [(reading: SettlementReading, entry: JournalEntry)]
  ) {
    var lines = [
      "\(record.name): \(record.isRefused ? "refused" : "ties out"),"
        + " \(record.layout) \(record.encoding), \(record.lines) lines,"
        + " \(record.rows) rows, store \(record.store ?? "unknown")"
    ]
    lines += record.findings.map { DryRun.text($0, of: record.name) }
    for (reading, entry) in settlements { lines += DryRun.lines(of: reading, entry) }
    self.init(exitStatus: record.isRefused ? 3 : 0, text: lines.joined(separator: "\n"))
  }

  /// A finding with its place.
  static func text(_ finding: DocumentFinding, of name: String) -> String {
    "  \(finding.kind.rawValue): \(name)\(finding.line.map { ":\($0)" } ?? ""):"
      + " \(finding.column.map { "column \($0): " } ?? "")\(finding.what); \(finding.whatToDo)"
  }

  private static func lines(
    of settlement: SettlementReading, _ entry: JournalEntry
  ) -> [String] {
    let summary = settlement.summary
    var lines = [
      "  settlement \(summary.settlementID) \(summary.start) … \(summary.end)"
        + " total \(summary.statedTotal), \(settlement.groups.count) groups"
    ]
    var sums: [Component: (amount: Int64, rows: Int64)] = [:]
    for (posting, group) in zip(entry.postings.dropFirst(), settlement.groups) {
      guard let component = posting.component else { continue }
      sums[component, default: (0, 0)].amount += group.amountMinor
      sums[component, default: (0, 0)].rows += group.rows
    }
    for component in Component.allCases {
      guard let sum = sums[component] else { continue }
      let amount = Money(minorUnits: sum.amount, summary.currency).text
      lines.append(
        "    \(leftAligned(component.name, 22)) \(rightAligned(amount, 16))"
          + " \(rightAligned(String(sum.rows), 10)) rows")
    }
    return lines
  }
}

func leftAligned(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

func rightAligned(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
