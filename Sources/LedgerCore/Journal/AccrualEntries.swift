/// A movement of an account before it is settled: a transaction and its release are one.
package struct AccountMovement: Sendable {
  /// The day of posting on the account's own clock.
  package let posted: CalendarDate
  /// The day on which it counts; nil while it is held back.
  package let released: CalendarDate?
  /// Whether a settlement in the books covers the instant at which it counts.
  package let isSettled: Bool
  package let amountMinor: Int64

  package init(
    posted: CalendarDate, released: CalendarDate?, isSettled: Bool, amountMinor: Int64
  ) {
    self.posted = posted
    self.released = released
    self.isSettled = isSettled
    self.amountMinor = amountMinor
  }
}

/// The periods of an account's settlements.
package struct SettledPeriods: Sendable {
  /// By start; the latest end of each one and those before it, since a faulty one can reach into
  /// others.
  private let starts, ends: [Instant]

  package init(_ periods: [Range<Instant>]) {
    let ordered = periods.sorted { $0.lowerBound < $1.lowerBound }
    starts = ordered.map(\.lowerBound)
    var ends: [Instant] = []
    for period in ordered { ends.append(max(ends.last ?? period.upperBound, period.upperBound)) }
    self.ends = ends
  }

  /// Whether a settlement covers the instant.
  package func contains(_ instant: Instant) -> Bool {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low > 0 && instant < ends[low - 1]
  }
}

/// Accruals of an account at each month's end, each taken back on the next day.
///
/// At the end of a month stands what was posted in it or before and is held back still, or was
/// released and is in no settlement of the books. Rows of settlements carry their own month (see
/// `entries(of:)`), so nothing is counted twice.
package struct Accruals: Sendable {
  /// What changes with a month's end.
  private var changes: [CalendarMonth: (accrued: Int64, deferred: Int64)] = [:]

  package init() {}

  package mutating func add(_ movement: AccountMovement) {
    // Nearly all: they change nothing at any month's end.
    if movement.isSettled, movement.released == movement.posted { return }
    let posted = CalendarMonth(movement.posted)
    changes[posted, default: (0, 0)].deferred += movement.amountMinor
    guard let released = movement.released.map({ max(posted, CalendarMonth($0)) }) else { return }
    changes[released, default: (0, 0)].deferred -= movement.amountMinor
    if !movement.isSettled { changes[released, default: (0, 0)].accrued += movement.amountMinor }
  }

  /// The entries of all months that end by a day.
  package func entries(
    of account: AccountProfile, store: String, until last: CalendarDate, _ chart: AccountingChart
  ) -> [AccountingEntry] {
    guard var month = changes.keys.min() else { return [] }
    let dimensions = EntryDimensions.ofAccount(store: store, marketplace: account.homeMarketplace)
    let name =
      "\(store)-\(account.currency)-\(account.homeMarketplace)"
      + (account.type == AccountProfile.standard ? "" : "-\(account.type.prefix(1))")
    var entries: [AccountingEntry] = []
    var (accrued, deferred): (Int64, Int64) = (0, 0)
    while month.last <= last {
      let change = changes[month] ?? (0, 0)
      accrued += change.accrued
      deferred += change.deferred
      let amounts = [
        (JournalRole.accrued, accrued), (JournalRole.deferred, deferred),
        (JournalRole.accruedIncome, -accrued - deferred),
      ]
      let lines = amounts.map { role, minor in
        AccountingLine(
          account: chart.account(for: role, dimensions, account.currency), role: role,
          dimensions: dimensions, reference: "", amount: Money(minorUnits: minor, account.currency))
      }
      let origin = EntryOrigin(channel: "amazon", store: store, reference: name, documents: [])
      if accrued != 0 || deferred != 0 {
        entries.append(
          AccountingEntry(
            id: "ACCR-\(name)-\(month)", date: month.last, kind: .accrual, origin: origin,
            cause: "in no settlement at the end of \(month)", lines: lines))
        entries.append(
          AccountingEntry(
            id: "ACCR-\(name)-\(month)-BACK", date: month.next.first, kind: .accrualReversal,
            origin: origin, cause: "accrual of \(month) taken back", rateDay: month.last,
            lines: lines.map { -$0 }))
      }
      month = month.next
    }
    return entries
  }
}
