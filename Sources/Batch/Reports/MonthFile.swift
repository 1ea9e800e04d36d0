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

  func remove() { files.remove() }

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

  func has(_ month: CalendarMonth) -> Bool { open[month] != nil }
  var sorted: [(file: MonthFile, stream: ReportStream)] {
    open.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Removes what was written of a month.
  mutating func remove(_ file: MonthFile) {
    file.remove()
    open[file.month] = nil
  }

  mutating func append(_ row: [Cell], to month: CalendarMonth) throws(BatchError) {
    if open[month] == nil {
      let file = try MonthFile(name, month, in: folder, nil)
      open[month] = (file, file.stream(header))
    }
    try open[month]?.stream.append(row)
  }
}

extension Fingerprint {
  mutating func add(_ row: [Cell]) {
    for cell in row {
      switch cell {
      case .text(let text): add(1, text)
      case .integer(let number): add(2, number)
      case .amount(let units, let digits): add(3 + Int64(digits) << 8, units)
      case .plain(let text): add(4, text)
      case .day(let day): add(5, Int64(day.dayNumber))
      case .empty: add(6)
      }
    }
  }

  private mutating func add(_ kind: Int64, _ text: String) {
    add(kind)
    add(text)
  }

  private mutating func add(_ kind: Int64, _ number: Int64) {
    add(kind)
    add(number)
  }
}
