import Glibc
import LedgerCore
import Reporting

/// The CSV and the JSON file of a report, or of one month of it, written in one pass.
struct ReportFiles {
  private let csv, json: HashedFile
  private let paths: [String]

  /// `stem` is the name below the folder, such as `components` or `components/2026-03`.
  init(_ stem: String, in folder: String) throws(BatchError) {
    let names = ReportFormat.allCases.map { "\(stem).\($0.rawValue)" }
    csv = try HashedFile(names[0], in: folder)
    json = try HashedFile(names[1], in: folder)
    paths = names.map { "\(folder)/\($0)" }
  }

  /// Asks for the report as CSV, which goes to `sink`, and as JSON beside it.
  func request(_ name: ReportName) -> ReportRequest {
    var request = ReportRequest(name)
    let json = json
    request.twin = (format: .json, sink: { bytes throws(BatchError) in try json.write(bytes) })
    return request
  }

  var sink: ReportSink {
    let csv = csv
    return { bytes throws(BatchError) in try csv.write(bytes) }
  }

  /// Makes both durable; nothing can be written after it.
  func finish(isForReadingOnly: Bool = false) throws(BatchError) -> [FileDigest] {
    let digests = [try csv.finish(), try json.finish()]
    if isForReadingOnly {
      for path in paths where chmod(path, 0o444) != 0 { throw HashedFile.failure(path) }
    }
    return digests
  }
}
