/// A forecast of one payout as it was made on one night.
package struct PayoutForecast: Sendable {
  package var account: ForecastAccount
  package var madeAt: Instant
  /// 1 is the account's next payout.
  package var number: Int
  package var close: Instant
  package var deposit: DepositDates
  package var horizon: Horizon
  /// Minor units by `QuantileLevels.all`, not negative.
  package var quantilesMinor: [Int64]
  package var knownMinor: Int64
  package var deferredMinor: Int64
  /// What the close is expected to carry to the next one instead of paying it: a debt (negative) or a
  /// balance below the account's minimum; 0 where a payout is expected.
  package var carriedMinor: Int64 = 0
  /// The least total that is paid, minor units.
  package var minimumMinor: Int64 = 1
  /// The chance in thousandths that the transfer fails, so that the money comes with a later payout.
  package var failurePermille = 0
  /// What Amazon calls the next payout (`AT_RISK`); empty where it was not asked or of a later one.
  package var amazonStatus = ""
  /// Closes before the next one that are in no settlement file; 0 where at most one is.
  package var missedCloses = 0
  /// Whether Amazon's transactions end too long ago to go by.
  package var isStale = false
  /// What the baselines say, minor units; nil where one has nothing to say.
  package var baselinesMinor: [Int64?]
  /// Days of the account's rhythm, and how it was found.
  package var cycleDays: Int
  package var cycle: PayoutCycle.Kind
  package var basis: AccountHistory.Basis

  package init(
    account: ForecastAccount, madeAt: Instant, number: Int, close: Instant, deposit: DepositDates,
    horizon: Horizon, quantilesMinor: [Int64], knownMinor: Int64, deferredMinor: Int64,
    baselinesMinor: [Int64?], cycleDays: Int, cycle: PayoutCycle.Kind,
    basis: AccountHistory.Basis
  ) {
    precondition(quantilesMinor.count == QuantileLevels.count, "an amount for each quantile")
    self.account = account
    self.madeAt = madeAt
    self.number = number
    self.close = close
    self.deposit = deposit
    self.horizon = horizon
    self.quantilesMinor = quantilesMinor
    self.knownMinor = knownMinor
    self.deferredMinor = deferredMinor
    self.baselinesMinor = baselinesMinor
    self.cycleDays = cycleDays
    self.cycle = cycle
    self.basis = basis
  }

  package var p50: Int64 { quantilesMinor[QuantileLevels.p50] }
}

/// A forecast and what came of it.
package struct ScoredForecast: Sendable {
  package var forecast: PayoutForecast
  package var settlementID: String
  /// What was paid, minor units; 0 where the total was not positive.
  package var actualMinor: Int64
  package var actualClose: Instant
  /// The day of the deposit on the same basis as the forecast's; nil while it is not known.
  package var actualDeposit: CalendarDate?
  /// Business days by which the deposit came later than expected; negative: earlier.
  package var daysLate: Int?
}

/// What has become of a forecast payout.
package enum PayoutOutcome: Sendable {
  /// Its close is not known yet.
  case open
  /// The account was not closed then.
  case skipped
  case closed(ClosedPeriod)
}

extension PayoutOutcome {
  /// Finds the close that was forecast: the latest within less than half a cycle.
  init(close: Instant, cycleDays: Int, in known: [ClosedPeriod]) {
    let tolerance = max(43_200, Int64(cycleDays) * 86_400 * 45 / 100)
    guard let last = known.last, last.end.seconds >= close.seconds - tolerance else {
      self = .open
      return
    }
    let match = known.last { abs($0.end.seconds - close.seconds) <= tolerance }
    self = match.map { .closed($0) } ?? .skipped
  }
}

extension PayoutForecast {
  /// What has become of it by what is known.
  package func outcome(in known: [ClosedPeriod]) -> PayoutOutcome {
    PayoutOutcome(close: close, cycleDays: cycleDays, in: known)
  }

  /// The forecast with what came of it. The bank's day may have become known after the close.
  package func scored(by period: ClosedPeriod, in history: AccountHistory) -> ScoredForecast {
    let final =
      history.periods.last { $0.settlementID == period.settlementID && $0.end == period.end }
      ?? period
    let arrival: CalendarDate? =
      switch deposit.basis {
      case .bank: final.bankDay
      case .amazon, .assumed:
        final.depositAt.map { history.calendar.next(onOrAfter: $0.day()) }
      }
    let late = arrival.map { history.calendar.businessDays(from: deposit.expected, to: $0) }
    return ScoredForecast(
      forecast: self, settlementID: period.settlementID, actualMinor: final.paidMinor,
      actualClose: period.end, actualDeposit: arrival,
      daysLate: final.paidMinor > 0 && final.failedKnownFrom == nil ? late : nil)
  }
}
