/// Whose payouts are forecast: one chain of settlements.
package struct ForecastAccount: Hashable, Sendable, Comparable {
  package let store: String
  package let currency: Currency
  package let type: String
  package let homeMarketplace: String

  package init(store: String, currency: Currency, type: String, homeMarketplace: String) {
    self.store = store
    self.currency = currency
    self.type = type
    self.homeMarketplace = homeMarketplace
  }

  /// What tells it from the others, such as `EU1 EUR`: type and marketplace where these share the rest.
  package func name(among others: [ForecastAccount]) -> String {
    let alike = others.filter { $0.store == store && $0.currency == currency }
    let sameType = alike.filter { $0.type == type }
    return "\(store) \(currency)" + (sameType.count < alike.count ? " \(type)" : "")
      + (sameType.contains { $0 != self } ? " \(homeMarketplace)" : "")
  }

  package static func < (lhs: ForecastAccount, rhs: ForecastAccount) -> Bool {
    (lhs.store, lhs.currency.code, lhs.type, lhs.homeMarketplace)
      < (rhs.store, rhs.currency.code, rhs.type, rhs.homeMarketplace)
  }
}

/// A closed settlement, as far as a forecast looks at it. Amounts are minor units.
package struct ClosedPeriod: Hashable, Sendable {
  package var settlementID: String
  package var start: Instant
  package var end: Instant
  /// What was paid when positive; carried as a debt when negative.
  package var totalMinor: Int64
  /// Held back at the close before and paid with this one; held back at this close. Both ≥ 0.
  package var previousReserveMinor: Int64
  package var currentReserveMinor: Int64
  /// When this close could be known, by its file or by its closed event group.
  package var knownFrom: Instant
  /// The deposit date that Amazon states in the file.
  package var depositAt: Instant?
  /// When the payout was initiated.
  package var initiatedAt: Instant?
  /// The day on which the bank credited it, and from when on that could be known.
  package var bankDay: CalendarDate?
  package var bankKnownFrom: Instant?
  /// From when on it could be known that its positive total was not paid but carried to the next
  /// close, and that its transfer failed; nil if neither happened.
  package var carriedKnownFrom: Instant?
  package var failedKnownFrom: Instant?

  package init(
    settlementID: String, start: Instant, end: Instant, totalMinor: Int64,
    previousReserveMinor: Int64 = 0, currentReserveMinor: Int64 = 0, knownFrom: Instant,
    depositAt: Instant? = nil, initiatedAt: Instant? = nil, bankDay: CalendarDate? = nil,
    bankKnownFrom: Instant? = nil
  ) {
    self.settlementID = settlementID
    self.start = start
    self.end = end
    self.totalMinor = totalMinor
    self.previousReserveMinor = previousReserveMinor
    self.currentReserveMinor = currentReserveMinor
    self.knownFrom = knownFrom
    self.depositAt = depositAt
    self.initiatedAt = initiatedAt
    self.bankDay = bankDay
    self.bankKnownFrom = bankKnownFrom
  }
}

extension ClosedPeriod {
  /// After so long the next close has told if nothing was paid.
  private static let toldAfter: Int64 = 40 * 86_400

  func isCarried(knownAt now: Instant) -> Bool { carriedKnownFrom.map { $0 <= now } ?? false }

  /// Whether it is known to have been paid.
  func isPaid(knownAt now: Instant) -> Bool {
    guard totalMinor > 0, !isCarried(knownAt: now) else { return false }
    if let bankKnownFrom, bankKnownFrom <= now { return true }
    return end.seconds + Self.toldAfter <= now.seconds
  }

  /// What was paid in the end, minor units.
  package var paidMinor: Int64 { carriedKnownFrom == nil ? max(0, totalMinor) : 0 }
}

/// What kind of money a movement is; each has its own rhythm.
package enum FlowKind: Int, Sendable, CaseIterable {
  /// An order's payment with its fees.
  case sale
  /// Money that goes back to a buyer.
  case refund
  /// What belongs to no order: storage, subscription, advertising, reimbursements.
  case charge
  /// A payout that came back because its transfer failed: it is paid again, and says nothing about
  /// what is to come.
  case returned
}

/// An amount that moved on an account: when it was posted, known, and released for payout.
package struct Movement: Hashable, Sendable {
  package var postedAt: Int64
  /// Seconds of UTC from which on it could be known.
  package var knownFrom: Int64
  /// Signed minor units.
  package var amountMinor: Int64
  package var kind: FlowKind
  /// Place of a charge's name among the history's labels.
  package var label: Int
  /// Place of the marketplace it was sold to among the history's destinations.
  package var destination: Int
  package var isDeferred: Bool
  /// When it became available, and from when on that could be known; `.max` while it has not.
  package var releasedAt: Int64
  package var releaseKnownFrom: Int64
  /// The date of maturity once it was changed from Amazon's first estimate; `.max` if never.
  package var revisedMaturity: Int64
  package var revisionKnownFrom: Int64

  package init(
    postedAt: Int64, knownFrom: Int64, amountMinor: Int64, kind: FlowKind, label: Int = 0,
    destination: Int = 0
  ) {
    self.postedAt = postedAt
    self.knownFrom = knownFrom
    self.amountMinor = amountMinor
    self.kind = kind
    self.label = label
    self.destination = destination
    isDeferred = false
    releasedAt = postedAt
    releaseKnownFrom = knownFrom
    revisedMaturity = .max
    revisionKnownFrom = .max
  }
}

/// Amazon's own expectation of the next payout, told at an instant.
package struct AmazonExpectation: Hashable, Sendable {
  package var knownFrom: Instant
  package var amountMinor: Int64
  package var scheduled: CalendarDate?
  package var status: String

  package init(
    knownFrom: Instant, amountMinor: Int64, scheduled: CalendarDate?, status: String
  ) {
    self.knownFrom = knownFrom
    self.amountMinor = amountMinor
    self.scheduled = scheduled
    self.status = status
  }
}

/// All that is known of an account, each fact with the instant from which on it could be known.
package struct AccountHistory: Sendable {
  /// What the movements were taken from.
  package enum Basis: String, Sendable {
    /// Transactions of the API, known hours after they are posted.
    case transactions
    /// Rows of settlement files, known when the settlement is.
    case files
  }

  package let account: ForecastAccount
  /// From when on transactions are told; nil where there are files only.
  package var transactionsFrom: Instant?
  /// Up to where they were asked for without a gap; nil: up to now.
  package var transactionsUntil: Instant?
  /// By end.
  package var periods: [ClosedPeriod]
  /// By posting instant.
  package var movements: [Movement]
  package var labels: [String]
  /// Marketplaces by their ids; the first one is where no other is named.
  package var destinations: [String]
  /// What the releases of all accounts of the home tell, for accounts with few of their own.
  package var experience: ReleaseExperience?
  package var expectations: [AmazonExpectation]
  /// The bank's days, for counting business days.
  package var calendar: BusinessCalendar

  package init(
    account: ForecastAccount, transactionsFrom: Instant?, periods: [ClosedPeriod],
    movements: [Movement], labels: [String] = [""], destinations: [String] = [""],
    expectations: [AmazonExpectation] = [],
    calendar: BusinessCalendar = BusinessCalendar()
  ) {
    self.account = account
    self.transactionsFrom = transactionsFrom
    self.periods = periods.sorted { ($0.end, $0.settlementID) < ($1.end, $1.settlementID) }
    self.movements = movements.sorted { $0.postedAt < $1.postedAt }
    self.labels = labels
    self.destinations = destinations
    self.expectations = expectations.sorted { $0.knownFrom < $1.knownFrom }
    self.calendar = calendar
  }

  /// What a forecast made `now` can rest on when the last known close is `end`: transactions, if they
  /// cover all that came after it, else files. A sync that stopped days ago must not look like an
  /// account that sells nothing any more.
  package func basis(after end: Instant, now: Instant) -> Basis {
    guard coversAll(after: end) else { return .files }
    guard let until = transactionsUntil else { return .transactions }
    return until.seconds >= now.seconds - Self.oldestTransactions ? .transactions : .files
  }

  /// Whether transactions begin early enough, however late they end.
  func coversAll(after end: Instant) -> Bool {
    transactionsFrom.map { $0.seconds <= end.seconds + 86_400 } ?? false
  }

  /// How many seconds before a night transactions may end and still count as up to date.
  static let oldestTransactions: Int64 = 3 * 86_400

  /// The closed periods known at an instant, with what was known of them then.
  package func periods(knownAt now: Instant) -> [ClosedPeriod] {
    var known: [ClosedPeriod] = []
    for period in periods where period.knownFrom <= now && period.end <= now {
      var period = period
      if let from = period.bankKnownFrom, from > now { period.bankDay = nil }
      if let from = period.carriedKnownFrom, from > now { period.carriedKnownFrom = nil }
      if let from = period.failedKnownFrom, from > now { period.failedKnownFrom = nil }
      known.append(period)
    }
    return known
  }

  /// Amazon's latest expectation at an instant, when it is not older than two days.
  package func expectation(knownAt now: Instant) -> AmazonExpectation? {
    guard let last = expectations.last(where: { $0.knownFrom <= now }),
      last.knownFrom.seconds > now.seconds - 2 * 86_400
    else { return nil }
    return last
  }
}
