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

/// The journal (see `journal(_:locked:)`) as reports show it, without what it need not read: locked
/// months have thousands of entries, and nearly all are what the facts say today.
///
/// Where a fact stands in a locked month just as it is, it is shown for what was locked: the two
/// differ at most in what accounts are called in other systems, and in rates. `read` gives the
/// entries of a month where others than these are needed.
package func reportedJournal<Failure: Error>(
  _ facts: [AccountingEntry], locked: [(month: CalendarMonth, entries: [LockedEntry])],
  read: (CalendarMonth) throws(Failure) -> [AccountingEntry]
) throws(Failure) -> [AccountingEntry] {
  let standing = standing(facts, in: locked.lazy.flatMap(\.entries))
  var periods: [LockedPeriod] = []
  for (month, entries) in locked {
    let isWhole = entries.allSatisfy { standing.contains($0.id) }
    let others = isWhole ? [] : try read(month).filter { !standing.contains($0.id) }
    periods.append(LockedPeriod(month: month, entries: others))
  }
  let others = journal(facts.filter { !standing.contains($0.id) }, locked: periods)
  return (others + facts.filter { standing.contains($0.id) }).sorted(by: AccountingEntry.precedes)
}

/// The ids of facts that stand in locked months just as they are, with nothing else about them.
private func standing(
  _ facts: [AccountingEntry], in locked: some Sequence<LockedEntry>
) -> Set<String> {
  var booked: [String: (entry: LockedEntry, count: Int)] = [:]
  for entry in locked { booked[entry.root, default: (entry, 0)].count += 1 }
  return Set(
    facts.lazy.filter { fact in
      guard let (entry, count) = booked[fact.id], count == 1, entry.id == fact.id else {
        return false
      }
      return entry.fingerprint == fact.fingerprint
    }.map(\.id))
}
