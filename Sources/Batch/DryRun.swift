import FlatFile
import Gzip
import LedgerCore
import LedgerStore

/// A document read, checked and summed without a ledger.
package struct DryRun: Sendable {
  package let isProved: Bool
  /// What a person reads: settlements with their components, or the problems with their places.
  package let text: String

  /// Reads the files under the paths; without a home the built-in marketplaces and rules serve.
  package static func read(
    _ paths: [String], store: String, _ context: RunContext
  ) throws(BatchError) -> [DryRun] {
    var files: [String] = []
    for path in paths { files += try filesUnder(path) }
    let master =
      context.home.exists && contents(ofFile: context.home.configuration) != nil
      ? try MasterFiles(context).current(forLedger: false) : try withoutHome(context)
    let readsAhead = files.count == 1 && context.workers > 1
    var runs: [(path: String, run: DryRun)] = []
    try inParallel(files, workers: context.workers) { path -> (path: String, run: DryRun) in
      (path, read(path, store: store, master, readsAhead: readsAhead))
    } consume: {
      runs.append($0)
    }
    return runs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }.map(\.run)
  }

  private static func withoutHome(_ context: RunContext) throws(BatchError) -> MasterData {
    try MasterData(
      configuration: Configuration(), configurationBytes: [], zoneFolder: context.zoneFolder
    ) { _ in nil }
  }

  private static func read(
    _ path: String, store: String, _ master: MasterData, readsAhead: Bool
  ) -> DryRun {
    if let other = ofOtherKind(path, store: store, master) { return other }
    let delivery = Delivery(
      sha256: "", byteCount: 0, kind: .settlement, source: path, store: store, receivedAt: 0)
    let job = DocumentJob(sha256: "", path: path, deliveries: [delivery])
    let binding = StoreBinding(deliveries: [delivery], master: master) {
      DocumentProbe(path: path)
    }
    var profile: StoreProfile?
    if case .bound(let id) = binding { profile = master.stores[id] }
    let reader = DocumentReader(readsAhead: readsAhead) { currency in
      resolver(for: currency, profile, master)
    }
    let reading = reader.read { () throws(FlatFileError) in try openDocument(path: path) }
    return DryRun(
      isProved: reading.isProved, text: describe(job.name, reading, profile?.id, master.rules))
  }

  private static func resolver(
    for currency: Currency, _ store: StoreProfile?, _ master: MasterData
  ) -> DimensionResolver? {
    let code =
      store.map { $0.accounts(in: currency, master.marketplaces)[0].homeMarketplace }
      ?? master.marketplaces.all.first { $0.currency == currency }?.code ?? "US"
    guard let home = master.marketplaces.coded(code) else { return nil }
    let profile = store ?? StoreProfile(id: "", homeMarketplace: code, marketplaces: [code])
    return DimensionResolver(
      store: profile, home: home, marketplaces: master.marketplaces, zones: master.zones)
  }

  private static func describe(
    _ name: String, _ reading: DocumentReading, _ store: String?, _ rules: ComponentRules
  ) -> String {
    var lines = [
      "\(name): \(reading.isProved ? "ties out" : "refused"),"
        + " \(reading.layout) \(reading.encoding.rawValue), \(reading.lines) lines,"
        + " \(reading.dataRows) rows, store \(store ?? "unknown")"
    ]
    for error in reading.problems + reading.notes {
      lines.append("  \(error.kind.rawValue): \(name):\(error)")
    }
    for settlement in reading.settlements {
      let summary = settlement.summary
      lines.append(
        "  settlement \(summary.settlementID) \(summary.start) … \(summary.end)"
          + " total \(summary.statedTotal), \(settlement.groups.count) groups")
      var sums: [Component: (amount: Int64, rows: Int64)] = [:]
      for (posting, group) in zip(
        decompose(settlement, using: rules).postings.dropFirst(), settlement.groups)
      {
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
    }
    return lines.joined(separator: "\n")
  }
}

func leftAligned(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

func rightAligned(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
