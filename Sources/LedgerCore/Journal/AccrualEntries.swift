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

/// Accruals of an account at each month's end up to a day, each taken back on the next day.
///
/// At the end of a month stands what was posted in it or before and is held back still, or was
/// released and is in no settlement of the books. Rows of settlements carry their own month (see
/// `entries(of:)`), so nothing is counted twice.
package func accruals(
  of account: AccountProfile, store: String, _ movements: [AccountMovement],
  until last: CalendarDate, _ chart: AccountingChart
) -> [AccountingEntry] {
  guard let first = movements.map(\.posted).min() else { return [] }
  let dimensions = EntryDimensions.ofAccount(store: store, marketplace: account.homeMarketplace)
  let name =
    "\(store)-\(account.currency)-\(account.homeMarketplace)"
    + (account.type == AccountProfile.standard ? "" : "-\(account.type.prefix(1))")
  var entries: [AccountingEntry] = []
  var month = CalendarMonth(first)
  while month.last <= last {
    var accrued: Int64 = 0
    var deferred: Int64 = 0
    for movement in movements where movement.posted <= month.last {
      if let released = movement.released, released <= month.last {
        if !movement.isSettled { accrued += movement.amountMinor }
      } else {
        deferred += movement.amountMinor
      }
    }
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
