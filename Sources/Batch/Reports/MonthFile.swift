import LedgerCore
import Reporting

/// The two files of one month.
final class MonthFile {
  let month: CalendarMonth
  let sections: ReportSections?
  private let name: ReportName
  private let files: ReportFiles

  init(
    _ name: ReportName, _ month: CalendarMonth, in folder: String, _ sections: ReportSections?
  ) throws(BatchError) {
    (self.name, self.month, self.sections) = (name, month, sections)
    files = try ReportFiles(MonthFile.stem(name, month), in: folder)
  }

  /// Below the night's folder, such as `components/2026-03`.
  static func stem(_ name: ReportName, _ month: CalendarMonth) -> String {
    "\(name.rawValue)/\(month)"
  }

  func stream(_ header: ReportHeader) -> ReportStream {
    var request = files.request(name)
    request.sections = sections
    return ReportStream(header, request, to: files.sink)
  }

  func finish(_ stream: ReportStream) throws(BatchError) -> [FileDigest] {
    var stream = stream
    try stream.finish()
    return try files.finish(isForReadingOnly: true)
  }
}

/// Months that get rows in turn.
struct OpenMonths {
  private let name: ReportName
  private let folder: String
  private let header: ReportHeader
  private var open: [CalendarMonth: (file: MonthFile, stream: ReportStream)] = [:]

  init(_ name: ReportName, in folder: String, _ header: ReportHeader) {
    (self.name, self.folder, self.header) = (name, folder, header)
  }

  var sorted: [(file: MonthFile, stream: ReportStream)] {
    open.sorted { $0.key < $1.key }.map(\.value)
  }

  mutating func append(_ row: [Cell], to month: CalendarMonth) throws(BatchError) {
    if open[month] == nil {
      let file = try MonthFile(name, month, in: folder, nil)
      open[month] = (file, file.stream(header))
    }
    try open[month]?.stream.append(row)
  }
}
