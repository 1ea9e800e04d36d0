/// What tells an entry of the journal from all others; its lines need not have been made.
package protocol JournalFact {
  var id: String { get }
  var date: CalendarDate { get }
  /// See `AccountingEntry.fingerprint`.
  var fingerprint: Fingerprint { get }
}

extension AccountingEntry: JournalFact {}

extension JournalFact {
  package var period: CalendarMonth { CalendarMonth(date) }
}

extension Array where Element: JournalFact {
  /// In the order of a journal: by day, then by id.
  package func inJournalOrder() -> [Element] {
    // Numbers and bytes are sorted, not entries: these are large.
    let places = enumerated().map { (day: $1.date.dayNumber, id: ByteString($1.id), place: $0) }
    return places.sorted { ($0.day, $0.id) < ($1.day, $1.id) }.map { self[$0.place] }
  }
}

/// An entry of a locked month, as far as it tells whether the facts still say the same.
package struct LockedEntry: Sendable {
  package let id: String
  /// The entry that it is about: itself, or the one that it corrects.
  package let root: String
  package let fingerprint: Fingerprint

  package init(id: String, root: String, fingerprint: Fingerprint) {
    self.id = id
    self.root = root
    self.fingerprint = fingerprint
  }

  package init(_ entry: AccountingEntry) {
    self.init(id: entry.id, root: entry.root, fingerprint: entry.fingerprint)
  }
}

/// The journal (see `journal(_:locked:)`) as reports show it, without what it need not read or make:
/// months have thousands of entries, and nearly all are what they were.
///
/// Where a fact stands in a locked month just as it is, it is shown for what was locked: the two
/// differ at most in what accounts are called in other systems, and in rates. One of an open month
/// that no locked one knows is shown as it is. Only the others are compared line by line.
///
/// - Parameters:
///   - entry: an entry with its lines.
///   - fact: what is shown of an entry that the facts do not have.
///   - read: the entries of a locked month where others than those that stand are needed.
package func reportedJournal<Fact: JournalFact, Failure: Error>(
  _ facts: [Fact], locked: [(month: CalendarMonth, entries: [LockedEntry])],
  entry: (Fact) throws(Failure) -> AccountingEntry, fact: (AccountingEntry) -> Fact,
  read: (CalendarMonth) throws(Failure) -> [AccountingEntry]
) throws(Failure) -> [Fact] {
  guard let open = locked.map(\.month).max()?.next.first else { return facts.inJournalOrder() }
  var booked: [String: (entry: LockedEntry, count: Int)] = [:]
  for entry in locked.lazy.flatMap(\.entries) {
    booked[entry.root, default: (entry, 0)].count += 1
  }
  var shown: [Fact] = []
  var standing: Set<String> = []
  var compared: [AccountingEntry] = []
  for fact in facts {
    let known = booked[fact.id]
    if let known, known.count == 1, known.entry.id == fact.id,
      known.entry.fingerprint == fact.fingerprint
    {
      standing.insert(fact.id)
      shown.append(fact)
    } else if known == nil, fact.date >= open {
      shown.append(fact)
    } else {
      compared.append(try entry(fact))
    }
  }
  var periods: [LockedPeriod] = []
  for (month, entries) in locked {
    let isWhole = entries.allSatisfy { standing.contains($0.id) }
    let others = isWhole ? [] : try read(month).filter { !standing.contains($0.id) }
    periods.append(LockedPeriod(month: month, entries: others))
  }
  return (journal(compared, locked: periods).map(fact) + shown).inJournalOrder()
}
