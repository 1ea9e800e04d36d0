/// A digest of all that could be known of accounts on a night.
///
/// What forecasts of that night and of the nights before rest on has changed exactly if this has: a
/// fact that became known later is left out, one that was dated back or corrected is seen.
package struct ForecastKnowledge: Hashable, Sendable {
  private var print = Fingerprint()

  package var text: String { print.text }

  package init(_ histories: [AccountHistory], on night: Instant) {
    add(histories.count)
    for history in histories { add(history, night) }
  }

  private mutating func add(_ history: AccountHistory, _ night: Instant) {
    let account = history.account
    for text in [account.store, account.currency.code, account.type, account.homeMarketplace] {
      print.add(text)
    }
    add(history.transactionsFrom)
    // Transactions reach as far as a night needs them, or they do not.
    let needed = night.seconds - AccountHistory.oldestTransactions
    print.add(min(history.transactionsUntil?.seconds ?? .max, needed))
    for day in history.calendar.freeDays { print.add(day) }
    for period in history.periods where period.knownFrom <= night { add(period, night) }
    for expectation in history.expectations where expectation.knownFrom <= night {
      add(expectation)
    }
    for movement in history.movements
    where min(movement.knownFrom, movement.releaseKnownFrom) <= night.seconds {
      add(movement, night.seconds)
    }
  }

  private mutating func add(_ period: ClosedPeriod, _ night: Instant) {
    print.add(period.settlementID)
    add(period.start)
    add(period.end)
    print.add(period.totalMinor)
    print.add(period.previousReserveMinor)
    print.add(period.currentReserveMinor)
    add(period.knownFrom)
    add(period.depositAt)
    add(period.initiatedAt)
    let isPaid = period.bankKnownFrom.map { $0 <= night } ?? true
    print.add(isPaid ? period.bankDay.map { Int64($0.dayNumber) } ?? .min : .min)
    add(isPaid ? period.bankKnownFrom : nil)
    for from in [period.carriedKnownFrom, period.failedKnownFrom] {
      add(from.flatMap { $0 <= night ? $0 : nil })
    }
  }

  private mutating func add(_ expectation: AmazonExpectation) {
    add(expectation.knownFrom)
    print.add(expectation.amountMinor)
    print.add(expectation.scheduled.map { Int64($0.dayNumber) } ?? .min)
    print.add(expectation.status)
  }

  private mutating func add(_ movement: Movement, _ night: Int64) {
    let isReleased = movement.releaseKnownFrom <= night
    let isRevised = movement.revisionKnownFrom <= night
    print.add(movement.postedAt)
    print.add(movement.knownFrom)
    print.add(movement.amountMinor)
    add(movement.kind.rawValue * 2 + (movement.isDeferred ? 1 : 0))
    add(movement.label)
    add(movement.destination)
    print.add(isReleased ? movement.releasedAt : .max)
    print.add(isReleased ? movement.releaseKnownFrom : .max)
    print.add(isRevised ? movement.revisedMaturity : .max)
    print.add(isRevised ? movement.revisionKnownFrom : .max)
  }

  private mutating func add(_ value: Int) { print.add(Int64(value)) }

  private mutating func add(_ instant: Instant?) { print.add(instant?.seconds ?? .min) }
}
