import Glibc

/// The calls made to SP-API, one line each, by month: `calls/2026-11.tsv`.
///
/// A log for people: it is written line by line and not synced, and nothing is derived from it.
package struct CallLog: Sendable {
  package static let columns = [
    "at", "store", "operation", "status", "request_id", "milliseconds", "bytes", "note",
  ]

  /// Stands for the operation in the line that begins a run.
  package static let runMark = "run"

  private let folder: String

  package init(folder: String) { self.folder = folder }

  /// Adds a line in the order of `columns`, whole even when several threads write at once.
  ///
  /// The mark of a run begins a new line even where a run that was killed has left half of one.
  package func append(_ cells: [String]) {
    precondition(cells.count == CallLog.columns.count)
    mkdir(folder, 0o755)
    let path = "\(folder)/\(cells[0].prefix(7)).tsv"
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    defer { close(file) }
    let start = cells[2] == CallLog.runMark ? "\n" : ""
    let line = Array((start + cells.map(CallLog.clean).joined(separator: "\t") + "\n").utf8)
    _ = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
  }

  /// The lines of all months, oldest first; a torn one is left out.
  package func lines() throws(StoreError) -> [[String]] {
    var lines: [[String]] = []
    for name in FileSystem.names(in: folder) where name.hasSuffix(".tsv") {
      for line in try FileSystem.contents("\(folder)/\(name)").split(separator: 10) {
        let cells = String(decoding: line, as: UTF8.self)
          .split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        if cells.count == CallLog.columns.count { lines.append(cells) }
      }
    }
    return lines
  }

  private static func clean(_ cell: String) -> String {
    String(decoding: cell.utf8.map { $0 < 32 ? 32 : $0 }, as: UTF8.self)
  }
}
