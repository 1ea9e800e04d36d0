import LedgerCore
import LedgerStore

/// Finds the user's files: in the home for today, in the archive for an earlier day.
struct MasterFiles {
  private let context: RunContext

  init(_ context: RunContext) { self.context = context }

  /// Paths of the files that acorn.toml names, with acorn.toml itself.
  func paths() throws(BatchError) -> [MasterRole: String] {
    let path = context.home.configuration
    guard let bytes = contents(ofFile: path) else {
      throw BatchError("\(path): it cannot be read; make one with `acorn init`")
    }
    let configuration = try context.parseConfiguration(bytes)
    var paths = configuration.masterFiles.mapValues { context.home.file($0) }
    paths[.configuration] = path
    return paths
  }

  /// The files of today; `forLedger` is false for a reading that no ledger follows from.
  func current(forLedger: Bool = true) throws(BatchError) -> MasterData {
    let paths = try paths()
    let bytes = contents(ofFile: context.home.configuration) ?? []
    let configuration = try context.parseConfiguration(bytes)
    return try MasterData(
      configuration: configuration, configurationBytes: bytes, zoneFolder: context.zoneFolder,
      calendarFolder: configuration.calendarFolder.map(context.home.file), forLedger: forLedger
    ) { role throws(BatchError) in
      guard let path = paths[role] else { return nil }
      guard let bytes = contents(ofFile: path) else {
        throw BatchError(
          "\(path): the file named \(role.rawValue) in acorn.toml cannot be read;"
            + " create it or remove the name")
      }
      return bytes
    }
  }

  /// The latest archived version of each file among the deliveries; nil when none was archived.
  func archived(
    _ deliveries: [Delivery], _ archive: Archive
  ) throws(BatchError) -> MasterData? {
    var latest: [MasterRole: [UInt8]] = [:]
    for delivery in deliveries where delivery.kind == .master {
      guard let role = MasterRole(rawValue: delivery.source),
        let bytes = contents(ofFile: archive.path(of: delivery.sha256))
      else { continue }
      latest[role] = bytes
    }
    guard let configuration = latest[.configuration] else { return nil }
    let parsed = try context.parseArchived(configuration)
    // Bank holidays are facts of the calendar, not knowledge of a day: today's lists serve.
    return try MasterData(
      configuration: parsed, configurationBytes: configuration, zoneFolder: context.zoneFolder,
      calendarFolder: parsed.calendarFolder.map(context.home.file), isArchived: true
    ) { latest[$0] }
  }

  /// The files whose archived content differs between two instants; until now without the later one.
  static func changed(
    in deliveries: [Delivery], since: Instant, until: Instant?
  ) -> Set<MasterRole> {
    func latest(_ instant: Instant?) -> [String: String] {
      var digests: [String: String] = [:]
      for delivery in deliveries
      where delivery.kind == .master && delivery.receivedAt <= instant?.seconds ?? .max {
        digests[delivery.source] = delivery.sha256
      }
      return digests
    }
    let (before, after) = (latest(since), latest(until))
    return Set(MasterRole.allCases.filter { before[$0.rawValue] != after[$0.rawValue] })
  }

  /// Archives the files of today; returns the deliveries of those that are new or have changed.
  func deliveries(
    into archive: Archive, known: [Delivery]
  ) throws(BatchError) -> [Delivery] {
    var fresh: [Delivery] = []
    for (role, path) in try paths().sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let last = known.last { $0.kind == .master && $0.source == role.rawValue }
      let stored = try storing { () throws(StoreError) in try archive.store(file: path) }
      guard stored.sha256 != last?.sha256 else { continue }
      fresh.append(
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .master,
          source: role.rawValue, store: "", receivedAt: context.now.seconds))
    }
    return fresh
  }
}
