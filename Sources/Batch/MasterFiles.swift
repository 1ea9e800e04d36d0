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

  /// All files and folders that acorn.toml names, with acorn.toml itself.
  func ownPaths() throws(BatchError) -> [String] {
    let bytes = contents(ofFile: context.home.configuration) ?? []
    let calendars = try context.parseConfiguration(bytes).calendarFolder
    return try paths().values + (calendars.map { [context.home.file($0)] } ?? [])
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
      guard let role = MasterRole(rawValue: delivery.source) else { continue }
      let path = archive.path(of: delivery.sha256)
      guard !delivery.isNoFile else {
        latest[role] = nil
        continue
      }
      guard let bytes = contents(ofFile: path) else {
        throw BatchError(
          "\(path): it cannot be read (\(delivery.source)); run acorn archive verify",
          kind: .storage)
      }
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

  /// The ids of stores that the archive's configurations have and the one in force has not.
  ///
  /// A configuration that cannot be read says nothing: no document is refused for that.
  func formerStores(
    in deliveries: [Delivery], _ archive: Archive, but master: MasterData
  ) -> Set<String> {
    let configurations = Set(
      deliveries.lazy.filter { delivery in
        delivery.kind == .master && delivery.source == MasterRole.configuration.rawValue
      }.map(\.sha256))
    var ids = Set<String>()
    for sha256 in configurations {
      guard let bytes = contents(ofFile: archive.path(of: sha256)),
        let parsed = try? context.parseArchived(bytes)
      else { continue }
      ids.formUnion(parsed.stores.map(\.id))
    }
    return ids.subtracting(master.storeIDs)
  }

  /// The files whose archived content differs between two instants; until now without the later one.
  static func changed(
    in deliveries: [Delivery], since: Instant, until: Instant?
  ) -> Set<MasterRole> {
    func latest(_ instant: Instant?) -> [String: String] {
      var digests: [String: String] = [:]
      for delivery in deliveries.known(at: instant?.seconds ?? .max) where delivery.kind == .master
      {
        digests[delivery.source] = delivery.sha256
      }
      return digests
    }
    let (before, after) = (latest(since), latest(until))
    return Set(MasterRole.allCases.filter { before[$0.rawValue] != after[$0.rawValue] })
  }

  /// Archives the files of today; returns the deliveries of those that are new or have changed, and
  /// one of no bytes for each that acorn.toml names no longer: it is in force no more.
  func deliveries(
    into archive: Archive, known: [Delivery]
  ) throws(BatchError) -> [Delivery] {
    var fresh: [Delivery] = []
    let paths = try paths()
    let masters = known.filter { $0.kind == .master }
    for role in MasterRole.allCases.sorted(by: { $0.rawValue < $1.rawValue }) {
      let last = masters.last { $0.source == role.rawValue }
      let path = paths[role]
      guard path != nil || last != nil else { continue }
      let stored = try storing { () throws(StoreError) in
        if let path { return try archive.store(file: path) }
        return try archive.store(bytes: [])
      }
      guard stored.sha256 != last?.sha256 else { continue }
      fresh.append(
        Delivery(
          sha256: stored.sha256, byteCount: stored.byteCount, kind: .master,
          source: role.rawValue, store: "", receivedAt: context.now.seconds))
    }
    return fresh
  }
}

extension Delivery {
  /// Whether it says that acorn.toml names no file of this role any more.
  var isNoFile: Bool { kind == .master && byteCount == 0 }
}
