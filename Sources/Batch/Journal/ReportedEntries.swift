import LedgerCore
import LedgerStore

/// An entry of the journal as reports show it; that of a settlement need not have been made.
struct ReportedEntry: JournalFact {
  fileprivate enum Content {
    case made(AccountingEntry)
    /// The one of this day, of the settlement at a place.
    case settlement(Int)
  }

  let id: String
  let date: CalendarDate
  let fingerprint: Fingerprint
  fileprivate let content: Content

  init(_ entry: AccountingEntry) {
    (id, date, fingerprint, content) = (entry.id, entry.date, entry.fingerprint, .made(entry))
  }

  fileprivate init(_ kept: KeptJournal.Entry, _ id: String, place: Int) {
    self.id = id
    (date, fingerprint, content) = (kept.date, kept.fingerprint, .settlement(place))
  }
}

/// The journal as reports show it. Entries whose settlement has not changed since the last night are
/// known by what was kept of them, and made where somebody wants their lines.
struct ReportedEntries {
  private let settlements: SettlementJournal
  private let kept: KeptJournal?
  private(set) var all: [ReportedEntry] = []

  /// - Parameter others: the entries that are of no settlement.
  init(
    _ settlements: SettlementJournal, others: [AccountingEntry], _ locked: LockedMonths,
    _ kept: KeptJournal?
  ) throws(BatchError) {
    self.settlements = settlements
    self.kept = kept
    var facts: [ReportedEntry] = []
    for place in settlements.indices {
      guard let kept else {
        facts += settlements.entries(at: place).map { ReportedEntry($0) }
        continue
      }
      let key = settlements.key(at: place)
      if let known = kept.entries(key) {
        facts += known.map { ReportedEntry($0, settlements.id(at: place, $0.date), place: place) }
      } else {
        let made = settlements.entries(at: place).map { ReportedEntry($0) }
        kept.keep(made.map { KeptJournal.Entry(date: $0.date, fingerprint: $0.fingerprint) }, key)
        facts += made
      }
    }
    facts += others.map { ReportedEntry($0) }
    all = try locked.journal(facts, entry: entry)
  }

  /// The entry with its lines.
  func entry(_ reported: ReportedEntry) throws(BatchError) -> AccountingEntry {
    switch reported.content {
    case .made(let entry): return entry
    case .settlement(let place):
      let made = settlements.entries(at: place).first { $0.id == reported.id }
      guard let made else {
        throw BatchError(
          "the cache knows an entry \(reported.id) that the books do not have; remove the folder"
            + " cache and run it again", kind: .storage)
      }
      return made
    }
  }

  /// What the entries of each month move.
  func moves() throws(BatchError) -> [CalendarMonth: [AccountMove]] {
    var moves: [CalendarMonth: [AccountMove]] = [:]
    for (month, entries) in Dictionary(grouping: all, by: \.period) {
      var key = Fingerprint()
      for entry in entries {
        let words = entry.fingerprint.words
        key.add(words.0)
        key.add(words.1)
      }
      if let known = kept?.moves(of: month, key) {
        moves[month] = known
      } else {
        let made = accountMoves(
          of: try entries.map { entry throws(BatchError) in try self.entry(entry) })
        kept?.keep(made, of: month, key)
        moves[month] = made
      }
    }
    return moves
  }
}
