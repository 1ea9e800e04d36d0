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
      try ReportMaker(ledger: past.ledger, master: master).make(request, to: sink)
    } else {
      try update()
      try ReportMaker(ledger: ledger, master: master).make(request, to: sink)
    }
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
