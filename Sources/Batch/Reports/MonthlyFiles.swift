import Glibc
import LedgerCore
import LedgerStore
import Reporting

/// Hands out rows one after the other, each with the day that it belongs to.
typealias DatedRows = ((CalendarDate, [Cell]) throws(BatchError) -> Void) throws(BatchError) -> Void

/// The files of a report that has one for each month: `components/2026-03.csv` and `.json`.
///
/// A month in which nothing has changed since the last night is a link to that night's files: it
/// costs neither time nor room. All of them are for reading only, since a change would be one of
/// each night that links to them.
final class MonthlyFiles {
  /// Stands in the notes where the ledger keeps what a month's rows follow from.
  private static let keyInLedger = "ledger"

  private let name: ReportName
  private let folder: String
  private let night: NightReports
  private let last: MonthNotes?
  private let lastMonths: [CalendarMonth: MonthNotes.Month]
  private var notes: MonthNotes?
  private(set) var written = WrittenReports()

  /// `folder` is the one that the night's reports are written into.
  init(_ name: ReportName, in folder: String, _ night: NightReports) throws(BatchError) {
    self.name = name
    self.folder = folder
    self.night = night
    last = night.basis.flatMap { MonthNotes(night.months(of: name), of: name, basis: $0) }
    lastMonths = Dictionary(
      (last?.months ?? []).map { ($0.month, $0) }, uniquingKeysWith: { first, _ in first })
    notes = night.basis.map { MonthNotes(basis: $0, day: night.day) }
    try makeFolders("\(folder)/\(name.rawValue)")
  }

  /// Writes sections into the files of their months; `key` names what a section's rows follow from.
  func write<Item>(
    _ header: ReportHeader, _ items: [Item],
    _ section: (Item) -> (key: String, month: CalendarMonth),
    _ rows: (Item, inout ReportStream) throws(BatchError) -> Void
  ) throws(BatchError) {
    var months: [CalendarMonth: [(key: String, item: Item)]] = [:]
    for item in items {
      let (key, month) = section(item)
      months[month, default: []].append((key, item))
    }
    for (month, sections) in months.sorted(by: { $0.key < $1.key }) {
      let keys = sections.map(\.key).joined(separator: "\n")
      let key = SHA256.hex(of: Array(keys.utf8))
      if try isLinked(month, key) { continue }
      let kept = night.sections(of: MonthFile.stem(name, month), in: last?.day)
      let file = try MonthFile(name, month, in: folder, kept)
      var stream = file.stream(header)
      for section in sections {
        try stream.section(section.key) { stream throws(BatchError) in
          try rows(section.item, &stream)
        }
      }
      try finish(file, stream, key)
    }
  }

  /// Links the files of the last night but those of some months.
  ///
  /// - Parameter changed: months of which a row can have changed; nil for all.
  /// - Returns: these, and those that cannot be linked: the ones to write.
  func takeOver(allBut changed: Set<CalendarMonth>?) throws(BatchError) -> Set<CalendarMonth>? {
    guard var changed else { return nil }
    for (month, known) in lastMonths.sorted(by: { $0.key < $1.key })
    where !changed.contains(month) {
      if try !isLinked(month, known.key) { changed.insert(month) }
    }
    return changed
  }

  /// Writes rows into the files of their months.
  func write(_ header: ReportHeader, _ rows: DatedRows) throws(BatchError) {
    var open = OpenMonths(name, in: folder, header)
    try rows { day, row throws(BatchError) in try open.append(row, to: CalendarMonth(day)) }
    for (file, stream) in open.sorted { try finish(file, stream, MonthlyFiles.keyInLedger) }
  }

  /// Removes what was linked and written so far.
  func startOver() {
    for file in written.files { unlink("\(folder)/\(file.name)") }
    written = WrittenReports()
    notes?.months = []
  }

  /// Tells the notes of the last night from all others; nil without them.
  var lastStamp: String? { last?.stamp }

  /// The same of this night's, once all months are written.
  var stamp: String? { notes?.stamp }

  /// What the next night reads, once the folder is published.
  func finish() -> WrittenReports {
    var written = written
    if let notes {
      written.notes.append(CacheNote(path: night.months(of: name), text: notes.text))
    }
    return written
  }

  // MARK: - A month

  private func finish(
    _ file: MonthFile, _ stream: ReportStream, _ key: String
  ) throws(BatchError) {
    let digests = try file.finish(stream)
    written.files += digests
    if let sections = file.sections { written.notes.append(sections.notes(for: night.day)) }
    let files = digests.compactMap { digest in
      FileIdentity(of: "\(folder)/\(digest.name)").map {
        MonthNotes.File(identity: $0, digest: digest)
      }
    }
    guard files.count == digests.count else {
      // Notes without one of the months would be taken for all of them.
      notes = nil
      return
    }
    notes?.months.append(MonthNotes.Month(month: file.month, key: key, files: files))
  }

  /// Links the files of the last night where they say the same.
  ///
  /// Where the file system has no links, or has too many of this file, the month is written.
  private func isLinked(_ month: CalendarMonth, _ key: String) throws(BatchError) -> Bool {
    guard let last, let known = lastMonths[month], known.key == key else { return false }
    let from = night.folder(of: last.day)
    guard known.files.allSatisfy({ FileIdentity(of: "\(from)/\($0.digest.name)") == $0.identity })
    else { return false }
    for (index, file) in known.files.enumerated() {
      let name = file.digest.name
      guard link("\(from)/\(name)", "\(folder)/\(name)") == 0 else {
        // Nothing may stay behind that a write would go through to the last night's file.
        for other in known.files[..<index] { unlink("\(folder)/\(other.digest.name)") }
        return false
      }
    }
    written.files += known.files.map(\.digest)
    written.linkedBytes += known.files.reduce(0) { $0 + $1.digest.byteCount }
    notes?.months.append(known)
    return true
  }
}
