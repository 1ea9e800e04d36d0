/// What the user states for a currency, minor units.
package struct CashPlan: Sendable, Equatable {
  /// Cash at the beginning, what goes out each week, and the balance not to fall below.
  package var openingMinor: Int64 = 0
  package var weeklyOutflowMinor: Int64 = 0
  package var floorMinor: Int64 = 0

  /// Sums of 13 weeks of it stay exact.
  package static let mostMinor: UInt64 = 1_000_000_000_000_000

  package init() {}
}

/// A week of expected payouts in one currency.
package struct CashWeek: Sendable, Equatable {
  package let currency: Currency
  /// The Monday it begins with.
  package let monday: CalendarDate
  /// Minor units that arrive in the week: 10, 50 and 90 %.
  package let inflowMinor: [Int64]
  /// Minor units at its end: opening, payouts and outflows so far; 10, 50 and 90 %.
  package let balanceMinor: [Int64]
  /// Chance in thousandths that the balance falls below the floor at the end of this or an earlier
  /// week.
  package let shortfallPermille: Int
}

/// The weekly view: payouts drawn from their quantiles many times and added up by week.
///
/// Within an account, an error of one payout is in part an error of the next (the level of sales);
/// half of the draws share their rank. A transfer that fails brings its amount with the next payout.
/// Accounts are drawn apart from each other.
package struct CashOutlook: Sendable {
  private static let draws = 2000
  private let today, firstMonday: CalendarDate
  private let weeks: Int

  package init(now: Instant, weeks: Int) {
    today = now.day()
    firstMonday = CalendarDate(dayNumber: today.dayNumber - Int32((today.weekday + 6) % 7))
    self.weeks = weeks
  }

  /// `arriving` are payouts already on their way: the day and the exact amount. What should have come
  /// before today comes today at the earliest.
  package func weeks(
    of currency: Currency, _ forecasts: [PayoutForecast],
    arriving: [(day: CalendarDate, amountMinor: Int64)], plan: CashPlan, seed: UInt64
  ) -> [CashWeek] {
    var random = DrawSource(seed: seed)
    let accounts = Dictionary(grouping: forecasts.filter { $0.account.currency == currency }) {
      $0.account
    }.sorted { $0.key < $1.key }.map(\.value)
    var certain = Array(repeating: 0.0, count: weeks)
    for entry in arriving {
      if let week = week(of: entry.day) { certain[week] += Double(entry.amountMinor) }
    }
    var inflows = Array(repeating: [Double](), count: weeks)
    var balances = Array(repeating: [Double](), count: weeks)
    var short = Array(repeating: 0, count: weeks)
    for _ in 0..<Self.draws {
      var draw = certain
      for account in accounts { add(account, to: &draw, &random) }
      var balance = Double(plan.openingMinor)
      var isShort = false
      for week in 0..<weeks {
        balance += draw[week] - Double(plan.weeklyOutflowMinor)
        isShort = isShort || balance < Double(plan.floorMinor)
        inflows[week].append(draw[week])
        balances[week].append(balance)
        if isShort { short[week] += 1 }
      }
    }
    return (0..<weeks).map { week in
      CashWeek(
        currency: currency,
        monday: CalendarDate(dayNumber: firstMonday.dayNumber + Int32(7 * week)),
        inflowMinor: Self.bands(inflows[week]), balanceMinor: Self.bands(balances[week]),
        shortfallPermille: short[week] * 1000 / Self.draws)
    }
  }

  private func week(of day: CalendarDate) -> Int? {
    let days = Int(max(day, today).dayNumber - firstMonday.dayNumber)
    return days < 7 * weeks ? days / 7 : nil
  }

  private func add(
    _ payouts: [PayoutForecast], to draw: inout [Double], _ random: inout DrawSource
  ) {
    let shared = random.unit()
    // What failed transfers have put back into the balance.
    var returned = 0.0
    for payout in payouts {
      let own = random.unit()
      let rank = random.unit() < 0.5 ? shared : own
      // The day is early, expected or late as its own quantiles say.
      let day =
        switch random.unit() {
        case ..<0.1: payout.deposit.p10
        case 0.9...: payout.deposit.p90
        default: payout.deposit.expected
        }
      let amount = returned + Self.amount(at: rank, payout.quantilesMinor)
      if random.unit() * 1000 < Double(payout.failurePermille) {
        returned = amount
        continue
      }
      returned = 0
      if let week = week(of: day) { draw[week] += amount }
    }
  }

  /// Between the quantiles linearly, beyond them at the outermost.
  private static func amount(at rank: Double, _ quantiles: [Int64]) -> Double {
    let levels = QuantileLevels.all
    guard let above = levels.firstIndex(where: { $0 >= rank }) else {
      return Double(quantiles[levels.count - 1])
    }
    guard above > 0 else { return Double(quantiles[0]) }
    let part = (rank - levels[above - 1]) / (levels[above] - levels[above - 1])
    let low = Double(quantiles[above - 1])
    return low + part * (Double(quantiles[above]) - low)
  }

  private static func bands(_ values: [Double]) -> [Int64] {
    let sorted = values.sorted()
    return [0.1, 0.5, 0.9].map { Int64(sorted[Int($0 * Double(sorted.count - 1))].rounded()) }
  }
}

/// Repeatable draws. Source: Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators"
/// (2014), SplitMix64.
private struct DrawSource {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// From 0 up to, not with, 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    return Double(mixed >> 11) / 9_007_199_254_740_992
  }
}
