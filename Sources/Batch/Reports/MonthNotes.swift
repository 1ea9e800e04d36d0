import LedgerCore
import LedgerStore
import Reporting

/// What a night knows of a report's files by month, for the night after it.
struct MonthNotes: Sendable {
  struct Month: Sendable {
    let month: CalendarMonth
    /// What the month's rows follow from: the same key stands for the same rows.
    let key: String
    /// Those of each format, in the order of `ReportFormat.allCases`.
    let files: [File]
  }

  /// A file that was written once and must not have been touched since.
  struct File: Sendable {
    let identity: FileIdentity
    let digest: FileDigest
  }

  /// The program and the master data that all keys rest on.
  let basis: String
  /// The night whose folder has the files.
  let day: CalendarDate
  var months: [Month] = []

  init(basis: String, day: CalendarDate) {
    self.basis = basis
    self.day = day
  }

  /// Reads the notes of an earlier night; nil where there are none for this basis.
  init?(_ path: String, of report: ReportName, basis: String) {
    guard let bytes = contents(ofFile: path) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.count > 1, lines[0] == basis, let day = CalendarDate(lines[1]) else { return nil }
    self.init(basis: basis, day: day)
    months = lines.dropFirst(2).compactMap { Month(line: $0, of: report) }
  }

  /// Tells these notes from all others.
  var stamp: String { SHA256.hex(of: Array(text.utf8)) }

  var text: String {
    ([basis, day.description] + months.map(\.line)).joined(separator: "\n") + "\n"
  }
}

extension MonthNotes.Month {
  private static let cellsOfFile = 3

  fileprivate init?(line: String, of report: ReportName) {
    let formats = ReportFormat.allCases
    let cells = line.split(separator: "\t").map(String.init)
    guard cells.count == 2 + Self.cellsOfFile * formats.count, let month = CalendarMonth(cells[0])
    else { return nil }
    let files = formats.enumerated().compactMap { index, format -> MonthNotes.File? in
      let start = 2 + Self.cellsOfFile * index
      guard let byteCount = Int(cells[start + 1]) else { return nil }
      return MonthNotes.File(
        identity: FileIdentity(text: cells[start]),
        digest: FileDigest(
          name: "\(MonthFile.stem(report, month)).\(format.rawValue)", byteCount: byteCount,
          sha256: cells[start + 2]))
    }
    guard files.count == formats.count else { return nil }
    self.init(month: month, key: cells[1], files: files)
  }

  fileprivate var line: String {
    let cells = files.flatMap {
      [$0.identity.text, String($0.digest.byteCount), $0.digest.sha256]
    }
    return ([month.description, key] + cells).joined(separator: "\t")
  }
}
