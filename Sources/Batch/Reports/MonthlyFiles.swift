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
  /// An order comes to rest within so many months: returns are taken for up to three.
  private static let restlessMonths = 4

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

  /// Writes rows into the files of their months.
  ///
  /// Whether a month has changed is not known before its rows are made. The latest months, which
  /// mostly have, are written on the way; where an older one has changed, `rows` hands all of them
  /// out once more.
  func write(_ header: ReportHeader, _ rows: DatedRows) throws(BatchError) {
    let latest = lastMonths.keys.sorted().suffix(MonthlyFiles.restlessMonths).first
    var prints: [CalendarMonth: Fingerprint] = [:]
    var open = OpenMonths(name, in: folder, header)
    try rows { day, row throws(BatchError) in
      let month = CalendarMonth(day)
      prints[month, default: Fingerprint()].add(row)
      if latest.map({ $0 <= month }) ?? true { try open.append(row, to: month) }
    }
    for (file, stream) in open.sorted {
      let key = prints[file.month]?.text ?? ""
      if lastMonths[file.month]?.key == key {
        open.remove(file)
      } else {
        try finish(file, stream, key)
      }
    }
    var changed: Set<CalendarMonth> = []
    for (month, print) in prints where !open.has(month) {
      if try !isLinked(month, print.text) { changed.insert(month) }
    }
    guard !changed.isEmpty else { return }
    open = OpenMonths(name, in: folder, header)
    try rows { day, row throws(BatchError) in
      let month = CalendarMonth(day)
      if changed.contains(month) { try open.append(row, to: month) }
    }
    for (file, stream) in open.sorted { try finish(file, stream, prints[file.month]?.text ?? "") }
  }

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
    guard files.count == digests.count else { return }
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
