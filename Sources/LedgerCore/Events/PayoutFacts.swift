/// A transfer to the bank as Amazon tells it.
///
/// - Source: Amazon SP-API, Transfers 2024-06-01, `Payout`.
package struct PayoutFacts: Hashable, Sendable {
  package var id: String
  /// `STARTED`, `IN_TRANSIT`, `PAID`, `FAILED`, `CANCELLED` or `NO_PAYOUT`.
  package var status: String
  /// `SCHEDULED` or `ON_DEMAND`.
  package var type: String
  /// Missing when there is nothing to pay.
  package var amount: Money?
  package var accountType: String
  package var marketplaceID: String
  package var createdAt: Instant?
  package var traceID: String?
  package var accountTail: String?
  package var settlementID: String?

  package init(
    id: String, status: String, type: String, amount: Money?, accountType: String,
    marketplaceID: String, createdAt: Instant?, traceID: String?, accountTail: String?,
    settlementID: String?
  ) {
    self.id = id
    self.status = status
    self.type = type
    self.amount = amount
    self.accountType = accountType
    self.marketplaceID = marketplaceID
    self.createdAt = createdAt
    self.traceID = traceID
    self.accountTail = accountTail
    self.settlementID = settlementID
  }
}

/// Amazon's own expectation of an account's next payout on the day it was asked.
package struct ExpectedPayoutFacts: Hashable, Sendable {
  package var accountType: String
  package var marketplaceID: String
  package var status: String
  package var amount: Money?
  package var scheduled: CalendarDate?

  package init(
    accountType: String, marketplaceID: String, status: String, amount: Money?,
    scheduled: CalendarDate?
  ) {
    self.accountType = accountType
    self.marketplaceID = marketplaceID
    self.status = status
    self.amount = amount
    self.scheduled = scheduled
  }
}

/// What Amazon says it holds of an account at the end of a day.
package struct BalanceFacts: Hashable, Sendable {
  package var accountType: String
  package var marketplaceID: String
  /// The end of this day, UTC.
  package var day: CalendarDate
  /// `AVAILABLE`, `DEFERRED`, `ACCOUNT_LEVEL_RESERVE`, `RESERVED` or `TOTAL`.
  package var type: String
  package var amount: Money

  package init(
    accountType: String, marketplaceID: String, day: CalendarDate, type: String, amount: Money
  ) {
    self.accountType = accountType
    self.marketplaceID = marketplaceID
    self.day = day
    self.type = type
    self.amount = amount
  }
}

/// Amazon's control total of a settlement.
package struct SummaryFacts: Hashable, Sendable {
  package var settlementID: String
  package var netProceeds: Money

  package init(settlementID: String, netProceeds: Money) {
    self.settlementID = settlementID
    self.netProceeds = netProceeds
  }
}

/// A report that Amazon lists.
package struct ReportFacts: Hashable, Sendable {
  package var id: String
  package var documentID: String?
  package var createdAt: Instant
  package var status: String
  package var start: Instant?
  package var end: Instant?

  package init(
    id: String, documentID: String?, createdAt: Instant, status: String, start: Instant?,
    end: Instant?
  ) {
    self.id = id
    self.documentID = documentID
    self.createdAt = createdAt
    self.status = status
    self.start = start
    self.end = end
  }
}

/// A site that Amazon says a store sells on.
package struct ParticipationFacts: Hashable, Sendable {
  package var marketplaceID: String
  package var name: String
  package var countryCode: String
  package var currencyCode: String
  package var isParticipating: Bool

  package init(
    marketplaceID: String, name: String, countryCode: String, currencyCode: String,
    isParticipating: Bool
  ) {
    self.marketplaceID = marketplaceID
    self.name = name
    self.countryCode = countryCode
    self.currencyCode = currencyCode
    self.isParticipating = isParticipating
  }
}
