/// A month whose journal is fixed, as it was archived.
package struct LockedPeriod: Sendable {
  package let month: CalendarMonth
  package let entries: [AccountingEntry]
  /// Who locked it; empty in documents from before it was asked for.
  package let person: String

  package init(month: CalendarMonth, entries: [AccountingEntry], by person: String = "") {
    self.month = month
    self.entries = entries
    self.person = person
  }
}

/// The journal as it stands: locked months as they were locked, open months as the facts say, and
/// what the facts have changed in locked months, dated in the first open one.
///
/// Months are locked in order, so those up to `locked.last` are fixed. For each event the sum of
/// what was booked and what is booked now is what the facts say now: Σ journal = Σ `facts`, whatever
/// came in when.
package func journal(
  _ facts: [AccountingEntry], locked: [LockedPeriod]
) -> [AccountingEntry] {
  guard let lastLocked = locked.map(\.month).max() else {
    return facts.inJournalOrder()
  }
  var booked: [String: BookedEvent] = [:]
  var journal: [AccountingEntry] = []
  for period in locked.sorted(by: { $0.month < $1.month }) {
    for entry in period.entries {
      booked[entry.root, default: BookedEvent()].add(entry)
      journal.append(entry)
    }
  }
  let open = lastLocked.next.first
  let rates = LockedRates(locked)
  for entry in facts {
    let before = booked.removeValue(forKey: entry.id)
    switch before {
    case nil where entry.date >= open: journal.append(rates.continued(entry))
    case nil:
      journal.append(
        rates.continued(
          entry.delta(
            .correction, number: 1, on: open, entry.lines,
            cause: "came in after \(entry.period) was locked")))
    case let before? where before.lines == entry.lines.map(\.booked): break
    case let before?:
      let cause = before.cause(of: entry)
      let number = before.deltas + 1
      if !before.lines.isEmpty {
        journal.append(
          entry.delta(
            .reversal, number: number, on: open, before.reversed, cause: cause,
            at: before.latest?.bookedRates))
      }
      journal.append(
        rates.continued(
          entry.delta(.correction, number: number, on: open, entry.lines, cause: cause)))
    }
  }
  for (_, before) in booked.sorted(by: { ByteString($0.key) < ByteString($1.key) })
  where !before.lines.isEmpty {
    guard let entry = before.latest else { continue }
    journal.append(
      entry.delta(
        .reversal, number: before.deltas + 1, on: open, before.reversed,
        cause: "no longer in the books", at: entry.bookedRates))
  }
  return journal.inJournalOrder()
}

/// What locked months say of one event.
private struct BookedEvent {
  private var all: [AccountingLine] = []
  private(set) var latest: AccountingEntry?
  /// How often it was corrected in locked months.
  private(set) var deltas = 0

  mutating func add(_ entry: AccountingEntry) {
    all += entry.lines
    if entry.kind != .reversal { latest = entry }
    latest = latest ?? entry
    if !entry.corrects.isEmpty { deltas = max(deltas, entry.deltaNumber) }
  }

  var lines: [BookedAmount] { AccountingEntry.merged(all).map(\.booked) }

  /// What stands in the books, taken back from the accounts of other systems in which it stands:
  /// those that the chart named when it was booked last.
  var reversed: [AccountingLine] {
    var accounts: [ChartAccount] = []
    for line in all.reversed() where !accounts.contains(line.account) {
      accounts.append(line.account)
    }
    return accounts.flatMap { account in
      AccountingEntry.merged(all.filter { $0.account == account }).map { -$0 }
    }
  }

  func cause(of entry: AccountingEntry) -> String {
    guard let latest, latest.origin.documents != entry.origin.documents else {
      let atRates = [JournalRole.exchange, JournalRole.fxDifference].map { ByteString($0) }
      func others(_ lines: [BookedAmount]) -> [BookedAmount] {
        lines.filter { !atRates.contains($0.key.role) }
      }
      return others(lines) == others(entry.lines.map(\.booked))
        ? "the rates of \(entry.rateDay) have changed"
        : "rules, catalog, outlets or chart have changed"
    }
    func short(_ documents: [String]) -> String {
      documents.map { String($0.prefix(12)) }.joined(separator: " ")
    }
    return "restated: document \(short(entry.origin.documents)) replaces"
      + " \(short(latest.origin.documents))"
  }
}

/// What must not change in a locked month. Names in other systems may: they count for new entries.
private struct BookedAmount: Equatable {
  let key: AccountingLine.Key
  let minor: Int64
}

extension AccountingLine {
  fileprivate var booked: BookedAmount { BookedAmount(key: key, minor: amount.minorUnits) }
}

extension AccountingEntry {
  /// The entry that this one is about: itself, or the one that it corrects.
  package var root: String { corrects.isEmpty ? id : corrects }

  /// 2 for `…-R2` and `…-N2`.
  fileprivate var deltaNumber: Int {
    Int(id.split(separator: "-").last?.dropFirst() ?? "") ?? 0
  }

  fileprivate func delta(
    _ kind: Kind, number: Int, on day: CalendarDate, _ lines: [AccountingLine], cause: String,
    at bookedRates: BookedRates? = nil
  ) -> AccountingEntry {
    AccountingEntry(
      id: "\(root)-\(kind == .reversal ? "R" : "N")\(number)", date: day, kind: kind,
      origin: origin, cause: "\(cause): \(root)", corrects: root, rateDay: rateDay,
      bookedRates: bookedRates, lines: lines)
  }
}
