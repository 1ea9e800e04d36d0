import Glibc
import LedgerCore
import LedgerStore

/// The run records of a home: a file `runs/ID.tsv` for each close.
package struct RunRecords {
  private let folder: String

  package init(_ home: Home) { folder = home.runs }

  /// In the order of their days and numbers; files that are no run records are left out.
  package func all() -> [CloseRecord] {
    FileSystem.names(in: folder).filter { $0.hasSuffix(".tsv") }
      .compactMap { contents(ofFile: "\(folder)/\($0)").flatMap { CloseRecord(fileBytes: $0) } }
      .sorted { ($0.asOf.day(), number($0.id)) < ($1.asOf.day(), number($1.id)) }
  }

  /// A record that nobody has yet.
  func next(
    asOf: Instant, version: String, isOffline: Bool, started: Instant
  ) -> CloseRecord {
    let day = asOf.day().description
    let taken = FileSystem.names(in: folder).filter { $0.hasPrefix("\(day)-") }
      .map { number(String($0.dropLast(4))) }
    return CloseRecord(
      id: "\(day)-\((taken.max() ?? 0) + 1)", asOf: asOf, version: version, isOffline: isOffline,
      started: started)
  }

  /// Puts a record on the disk before its first step: a run that is killed leaves its trace.
  func begin(_ record: CloseRecord) throws(BatchError) {
    try makeFolders(folder)
    try settleInterrupted()
    try save(record)
  }

  func save(_ record: CloseRecord) throws(BatchError) {
    try replaceFile(path(of: record), with: record.fileBytes)
  }

  /// Marks the runs that ended without a word; only the holder of the home's lock may do this.
  private func settleInterrupted() throws(BatchError) {
    for var record in all() where record.state == .running {
      record.state = .interrupted
      try save(record)
    }
  }

  /// Removes the records of days before this one; returns how many.
  func remove(before day: CalendarDate) -> Int {
    let old = all().filter { $0.asOf.day() < day }
    for record in old { unlink(path(of: record)) }
    return old.count
  }

  private func path(of record: CloseRecord) -> String { "\(folder)/\(record.id).tsv" }

  /// The part behind the last dash.
  private func number(_ id: String) -> Int {
    id.split(separator: "-").last.flatMap { Int($0) } ?? 0
  }
}
