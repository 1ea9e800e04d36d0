/// The days on which a payout may arrive.
package struct DepositDates: Hashable, Sendable {
  /// What the date is: the bank's credit, or the deposit date that Amazon states.
  package enum Basis: String, Sendable { case bank, amazon, assumed }

  package let basis: Basis
  /// The day that is most often right within one business day.
  package let expected: CalendarDate
  package let p10: CalendarDate
  package let p90: CalendarDate

  package init(basis: Basis, expected: CalendarDate, p10: CalendarDate, p90: CalendarDate) {
    self.basis = basis
    self.expected = expected
    self.p10 = p10
    self.p90 = p90
  }

  /// The days on which a bank books what is due on these: a date that Amazon states may be a Sunday.
  package func booked(by calendar: BusinessCalendar) -> DepositDates {
    DepositDates(
      basis: basis, expected: calendar.next(onOrAfter: expected),
      p10: calendar.next(onOrAfter: p10), p90: calendar.next(onOrAfter: p90))
  }

  /// The same days, but none before another one: what was due by then is still expected.
  package func notBefore(_ day: CalendarDate) -> DepositDates {
    DepositDates(
      basis: basis, expected: max(expected, day), p10: max(p10, day), p90: max(p90, day))
  }

  /// The same days, but nine of ten come before another one.
  func late(until day: CalendarDate) -> DepositDates {
    DepositDates(basis: basis, expected: expected, p10: p10, p90: day)
  }
}

/// From a close to the day of the deposit, learned from the account's own payouts.
///
/// Bank days are counted in business days from the day on which the payout is usually initiated;
/// a stated deposit date in calendar days from the close.
package struct DepositTiming: Sendable {
  private static let fewestBankDays = 4
  private static let looksAt = 40
  /// A scheduled payout is initiated a day after the close.
  /// - Source: real settlement files, deposit-date and close (knowledge/real-data.md, 5).
  private static let usualInitiation: Int64 = 86_400

  private let basis: DepositDates.Basis
  private let lags: [Int]
  private let expectedLag: Int
  private let initiationSeconds: Int64
  private let calendar: BusinessCalendar

  package init(_ periods: [ClosedPeriod], calendar: BusinessCalendar) {
    self.calendar = calendar
    let recent = periods.suffix(Self.looksAt)
    let initiations = recent.compactMap { period in
      period.initiatedAt.map { $0.seconds - period.end.seconds }
    }.sorted()
    let initiation =
      initiations.isEmpty ? Self.usualInitiation : initiations[initiations.count / 2]
    initiationSeconds = initiation
    let bank = recent.compactMap { period -> Int? in
      guard let bankDay = period.bankDay else { return nil }
      let start = Instant(seconds: period.end.seconds + initiation).day()
      return calendar.businessDays(from: start, to: bankDay)
    }.sorted()
    let stated = recent.compactMap { period in
      period.depositAt.map { Int($0.day().dayNumber - period.end.day().dayNumber) }
    }.sorted()
    if bank.count >= Self.fewestBankDays {
      (basis, lags) = (.bank, bank)
    } else if !stated.isEmpty {
      (basis, lags) = (.amazon, stated)
    } else {
      (basis, lags) = (.assumed, [2])
    }
    expectedLag = Self.mostlyRight(lags)
  }

  package func dates(forClose close: Instant) -> DepositDates {
    func quantile(_ level: Double) -> Int {
      lags[min(lags.count - 1, Int(level * Double(lags.count)))]
    }
    return DepositDates(
      basis: basis, expected: date(close, expectedLag), p10: date(close, quantile(0.1)),
      p90: date(close, quantile(0.9)))
  }

  private func date(_ close: Instant, _ lag: Int) -> CalendarDate {
    switch basis {
    case .bank:
      calendar.adding(lag, to: Instant(seconds: close.seconds + initiationSeconds).day())
    case .amazon, .assumed: CalendarDate(dayNumber: close.day().dayNumber + Int32(lag))
    }
  }

  /// The lag with most others within one day of it; of several, the nearest to the median.
  private static func mostlyRight(_ sorted: [Int]) -> Int {
    let median = sorted[sorted.count / 2]
    var best = (lag: median, count: 0, exact: 0)
    for lag in sorted[0]...sorted[sorted.count - 1] {
      let near = sorted.count { abs($0 - lag) <= 1 }
      let exact = sorted.count { $0 == lag }
      if (near, exact, -abs(lag - median)) > (best.count, best.exact, -abs(best.lag - median)) {
        best = (lag, near, exact)
      }
    }
    return best.lag
  }
}
