/// Amazon's container of a settlement period, open or closed.
///
/// Every field but the id may be missing for days; a missing amount is unknown, not zero.
///
/// - Source: Amazon SP-API, Finances v0, `FinancialEventGroup`.
package struct FinancialEventGroup: Hashable, Sendable {
  package var id: String
  /// `Open` or `Closed`; other texts are kept as they came.
  package var processingStatus: String
  /// What was paid out (or charged, negative) when closed; the running balance when open.
  package var originalTotal: Money?
  /// The payout in the currency of the bank account, where Amazon converts.
  package var convertedTotal: Money?
  /// Carried over from the group before; a debt is negative.
  package var beginningBalance: Money?
  package var start: Instant?
  package var end: Instant?
  package var transferStatus: String?
  /// When the transfer was initiated; not the day of the deposit.
  package var transferAt: Instant?
  package var traceID: String?
  package var accountTail: String?

  package init(
    id: String, processingStatus: String, originalTotal: Money? = nil,
    convertedTotal: Money? = nil, beginningBalance: Money? = nil, start: Instant? = nil,
    end: Instant? = nil, transferStatus: String? = nil, transferAt: Instant? = nil,
    traceID: String? = nil, accountTail: String? = nil
  ) {
    self.id = id
    self.processingStatus = processingStatus
    self.originalTotal = originalTotal
    self.convertedTotal = convertedTotal
    self.beginningBalance = beginningBalance
    self.start = start
    self.end = end
    self.transferStatus = transferStatus
    self.transferAt = transferAt
    self.traceID = traceID
    self.accountTail = accountTail
  }

  package var isClosed: Bool { processingStatus.lowercased() == "closed" }
  /// Whether its period goes on, as far as Amazon has told.
  package var isOpen: Bool { !isClosed && end == nil }

  package var currency: Currency? { (originalTotal ?? beginningBalance)?.currency }

  /// What the events of the group must sum to: its total without what was carried in.
  package var eventsTotal: Money? {
    guard let originalTotal else { return nil }
    let carried = beginningBalance?.minorUnits ?? 0
    return Money(minorUnits: originalTotal.minorUnits - carried, originalTotal.currency)
  }

  /// This group as told later by `newer`: what is missing there is kept from here.
  package func updated(by newer: FinancialEventGroup) -> FinancialEventGroup {
    // Amazon has sent closed groups without totals for days: nil never removes a known value. But
    // the running balance of an open group says nothing about the total at its close.
    let status = newer.processingStatus.isEmpty ? processingStatus : newer.processingStatus
    let isSameState = isClosed == (status.lowercased() == "closed")
    return FinancialEventGroup(
      id: id, processingStatus: status,
      originalTotal: newer.originalTotal ?? (isSameState ? originalTotal : nil),
      convertedTotal: newer.convertedTotal ?? convertedTotal,
      beginningBalance: newer.beginningBalance ?? beginningBalance, start: newer.start ?? start,
      end: newer.end ?? end, transferStatus: newer.transferStatus ?? transferStatus,
      transferAt: newer.transferAt ?? transferAt, traceID: newer.traceID ?? traceID,
      accountTail: newer.accountTail ?? accountTail)
  }
}
