import LedgerCore
import LedgerStore
import Reporting

/// What was written into a folder of reports.
struct WrittenReports: Sendable {
  var files: [FileDigest] = []
  /// What of them is links to the files of an earlier night, in bytes.
  var linkedBytes = 0
  /// To be kept once the folder is published.
  var notes: [CacheNote] = []

  /// How many files, and the room that they take.
  var summary: String {
    let bytes = files.reduce(0) { $0 + $1.byteCount } - linkedBytes
    let links = linkedBytes > 0 ? ", \(WrittenReports.megabytes(linkedBytes)) of links" : ""
    return "\(files.count) files, \(WrittenReports.megabytes(bytes))\(links)"
  }

  private static func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  static func += (all: inout WrittenReports, more: WrittenReports) {
    all.files += more.files
    all.linkedBytes += more.linkedBytes
    all.notes += more.notes
  }
}

extension Books {
  /// Makes a report of what is known now, or was known at the request's instant.
  package func report(
    _ request: ReportRequest, to sink: @escaping ReportSink
  ) throws(BatchError) {
    try request.check()
    if let since = request.since {
      try restatements(since: since, request, sink)
    } else if let instant = request.asKnownOn {
      let past = try ledger(asKnownOn: instant)
      try prepare(request, past.ledger, past.master)
      try ReportMaker(
        ledger: past.ledger, master: past.master,
        outlook: try outlook(past.ledger, past.master, on: instant)
      ).make(request, to: sink)
    } else {
      try update()
      try prepare(request, ledger, master)
      try ReportMaker(
        ledger: ledger, master: master, outlook: try outlook(ledger, master, on: viewpoint())
      ).make(request, to: sink)
    }
  }

  /// The ledger has no SKUs and no orders: for reports by these its documents are read again, each
  /// once.
  private func prepare(
    _ request: ReportRequest, _ ledger: Ledger, _ master: MasterData
  ) throws(BatchError) {
    switch request.name {
    case .skuChannels:
      try SkuIntake(context: context, archive: archive, master: master).run(into: ledger)
    case .orders:
      try OrderIntake(context: context, archive: archive, master: master).run(into: ledger)
    default: break
    }
  }

  /// What is said otherwise now, or was at the request's instant, than at an earlier one.
  private func restatements(
    since: Instant, _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let past = try ledger(asKnownOn: since)
    let later = try request.asKnownOn.map { instant throws(BatchError) in
      try ledger(asKnownOn: instant)
    }
    if later == nil { try update() }
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    try RestatementsSince(
      past: past.ledger, present: later?.ledger ?? ledger,
      changedFiles: MasterFiles.changed(
        in: deliveries, since: since, until: request.asKnownOn)
    ).make(request, sink)
  }

  /// What a person who reads a report must know besides its rows.
  package func notes(on name: ReportName) throws(BatchError) -> [String] {
    switch name {
    case .profit, .crosschannel: try rateWarnings()
    case .receivable: try storing { () throws(StoreError) in try ledger.receivableNotes() }
    default: []
    }
  }

  /// What a person who reads profit must know of the rates behind it.
  package func rateWarnings() throws(BatchError) -> [String] {
    var texts: [String] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT what FROM exception WHERE status = 'open' AND kind IN"
          + " ('\(FindingKind.missingRate.rawValue)', '\(FindingKind.staleRate.rawValue)')"
          + " ORDER BY position", columns: 1
      ) { texts.append($0[0]) }
    }
    return texts
  }

  /// The whole report as bytes.
  package func reportBytes(_ request: ReportRequest) throws(BatchError) -> [UInt8] {
    var bytes: [UInt8] = []
    try report(request) { bytes += $0 }
    return bytes
  }

  /// Writes every report as CSV and as JSON into a folder.
  package func writeReports(to folder: String) throws(BatchError) {
    try makeFolders(folder)
    try update()
    try writeReports(to: folder, try outlook(ledger, master, on: viewpoint()))
  }

  /// The same of a ledger that is up to date, for a night with what earlier ones have left for it.
  ///
  /// Several reports at once, each in both formats in one pass, over connections of their own.
  @discardableResult
  func writeReports(
    to folder: String, _ outlook: NightOutlook, _ reports: NightReports? = nil
  ) throws(BatchError) -> WrittenReports {
    for name in ReportName.allCases { try prepare(ReportRequest(name), ledger, master) }
    let (movements, night) = (try outlook.movements(), try outlook.night())
    let (master, deliveries) = (master, outlook.deliveries)
    let connections = LedgerConnections(context.home.ledger)
    defer { connections.close() }
    var written = WrittenReports()
    var failure: BatchError?
    try inParallel(ReportName.groups, workers: context.workers) {
      names -> Result<WrittenReports, BatchError> in
      Result { () throws(BatchError) in
        let ledger = try storing { () throws(StoreError) in try connections.take() }
        defer { connections.giveBack(ledger) }
        let maker = ReportMaker(
          ledger: ledger, master: master,
          outlook: NightOutlook(deliveries, movements: { movements }, night: { _ in night }),
          night: reports)
        var written = WrittenReports()
        for name in names { written += try maker.writeFiles(name, to: folder, reports) }
        if names.contains(.journal), let kept = try maker.kept.value() {
          written.notes.append(kept.note)
        }
        return written
      }
    } consume: { result in
      switch result {
      case .success(let more): written += more
      case .failure(let error): failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return written
  }

  /// A digest of all that the ledger says, whatever the order in which it was told.
  package func contentDigest() throws(BatchError) -> String {
    try update()
    return try storing { () throws(StoreError) in try ledger.contentDigest() }
  }
}

extension ReportMaker {
  /// Writes a report as CSV and as JSON into a folder, in one pass.
  func writeFiles(
    _ name: ReportName, to folder: String, _ night: NightReports?
  ) throws(BatchError) -> WrittenReports {
    if let night, night.hasMonths(name) {
      let months = try MonthlyFiles(name, in: folder, night)
      var request = ReportRequest(name)
      request.months = months
      try make(request) { _ in }
      return months.finish()
    }
    let files = try ReportFiles(name.rawValue, in: folder)
    var request = files.request(name)
    request.sections = night?.sections(of: name)
    try make(request, to: files.sink)
    let notes = night.flatMap { night in request.sections?.notes(for: night.day) }
    return WrittenReports(files: try files.finish(), notes: notes.map { [$0] } ?? [])
  }
}
