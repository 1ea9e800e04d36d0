import LedgerCore
import LedgerStore
import Reporting

extension Books {
  /// Makes a report of what is known now, or was known at the request's instant.
  package func report(
    _ request: ReportRequest, to sink: @escaping ReportSink
  ) throws(BatchError) {
    if let instant = request.asKnownOn {
      let past = try ledger(asKnownOn: instant)
      try prepare(request, past.ledger)
      try ReportMaker(
        ledger: past.ledger, master: master, outlook: try outlook(on: instant)
      ).make(request, to: sink)
    } else {
      try update()
      try prepare(request, ledger)
      try ReportMaker(ledger: ledger, master: master, outlook: try outlook(on: context.now))
        .make(request, to: sink)
    }
  }

  /// The ledger has no SKUs: for a report by SKU its documents are read again, each once.
  private func prepare(_ request: ReportRequest, _ ledger: Ledger) throws(BatchError) {
    guard request.name == .skuChannels else { return }
    try SkuIntake(context: context, archive: archive, master: master).run(into: ledger)
  }

  /// A report of the future looks on from an instant, with what had been delivered by then.
  private func outlook(
    on instant: Instant
  ) throws(BatchError) -> (now: Instant, deliveries: [Delivery]) {
    let deliveries = try storing { () throws(StoreError) in try archive.deliveries() }
    return (instant, deliveries.filter { $0.receivedAt <= instant.seconds })
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
    for name in ReportName.allCases {
      for format in ReportFormat.allCases {
        var request = ReportRequest(name)
        request.format = format
        try replaceFile(
          "\(folder)/\(name.rawValue).\(format.rawValue)", with: try reportBytes(request))
      }
    }
  }

  package func verifyArchive() throws(BatchError) -> (documents: Int, problems: [String]) {
    try storing { () throws(StoreError) in try archive.verify() }
  }

  /// A digest of all that the ledger says, whatever the order in which it was told.
  package func contentDigest() throws(BatchError) -> String {
    try update()
    return try storing { () throws(StoreError) in try ledger.contentDigest() }
  }
}
