import LedgerCore
import LedgerStore

/// A night's reports: how they stand in its folder, and what earlier nights have left for them.
struct NightReports: Sendable {
  /// Reports that are made of sections, each of a settlement or of an entry of the journal.
  private static let sectioned: Set<ReportName> = [
    .components, .fees, .refunds, .promotions, .journal,
  ]
  /// Reports that grow with each row of a file, and can have a file for each month.
  private static let large = sectioned.union([.orders])

  private let home: Home
  let day: CalendarDate
  /// The program and the master data that all that is left rests on; nil where nothing can be taken
  /// over.
  let basis: String?
  private let isByMonth: Bool

  init(_ home: Home, day: CalendarDate, master: MasterData) {
    self.home = home
    self.day = day
    basis = programIdentity().map { "acorn sections 2 \($0) \(master.postingDigest)" }
    isByMonth = master.configuration.close.isByMonth
  }

  /// Whether a report has a file for each month.
  func hasMonths(_ name: ReportName) -> Bool {
    isByMonth && NightReports.large.contains(name)
  }

  /// The sections of a report's whole files; nil for reports that are not made of sections.
  func sections(of name: ReportName) -> ReportSections? {
    NightReports.sectioned.contains(name) ? sections(of: name.rawValue) : nil
  }

  /// The sections of the files of this stem, such as `components/2026-03`, which the folder of `day`
  /// has, or else that of the night that wrote them.
  func sections(of stem: String, in day: CalendarDate? = nil) -> ReportSections? {
    basis.map { ReportSections(stem, home: home, basis: $0, day: day) }
  }

  /// Where it is noted which files by month a report has.
  func months(of name: ReportName) -> String { "\(home.cache)/\(name.rawValue).months" }

  /// What the last night has kept of the journal; `chart` is the digest of the chart's file.
  func journal(_ chart: String) -> KeptJournal? {
    basis.map { KeptJournal("\(home.cache)/journal.entries", basis: "\($0) \(chart)") }
  }

  func folder(of day: CalendarDate) -> String { ReportFolder(home, day: day).path }
}

/// What a later night reads, written once the night's folder is published.
struct CacheNote: Sendable {
  let path, text: String

  /// Where that fails, the next night makes again what it could have taken over.
  func save() { try? replaceFile(path, with: Array(text.utf8)) }
}
