import LedgerCore

/// A made account for forecasts: orders every day, closes in a rhythm, known the morning after.
package struct MadeAccount {
  package static let day: Int64 = 86_400
  package static let start = Instant("2025-01-01T05:00:00Z")!

  package var cycleDays: Int64 = 14
  package var days = 240
  package var ordersPerDay = 20
  /// From this day on sales are held back for nine to thirteen days.
  package var heldFromDay: Int?
  /// Sales of every other ten days go mostly abroad and are held back for a week more.
  package var sellsAbroad = false
  /// From this day on twice as much is sold.
  package var doubledFromDay: Int?
  package var reservePercent: Int64 = 0
  package var storageOn = 12
  package var seed: UInt64 = 1
  package var store = "NA1"

  package init() {}

  package func history() -> AccountHistory {
    var random = SplitMix64(seed: seed)
    var movements: [Movement] = []
    for day in 0..<days {
      let begins = Self.start.seconds + Int64(day) * Self.day
      let orders = ordersPerDay * (doubledFromDay.map { day >= $0 ? 2 : 1 } ?? 1)
      for _ in 0..<orders {
        let at = begins + Int64.random(in: 0..<Self.day, using: &random)
        var order = Movement(
          postedAt: at, knownFrom: nightAfter(at),
          amountMinor: Int64.random(in: 500...4000, using: &random), kind: .sale)
        if let heldFromDay, day >= heldFromDay {
          order.isDeferred = true
          order.releasedAt = at + Int64.random(in: 9 * Self.day...13 * Self.day, using: &random)
          if sellsAbroad, Int.random(in: 0..<10, using: &random) < (day / 10 % 2 == 0 ? 9 : 1) {
            order.destination = 1
            order.releasedAt += 7 * Self.day
          }
          order.releaseKnownFrom = nightAfter(order.releasedAt)
        }
        movements.append(order)
      }
      if Instant(seconds: begins).day().civil.day == storageOn {
        movements.append(
          Movement(
            postedAt: begins + 3600, knownFrom: nightAfter(begins + 3600), amountMinor: -60_000,
            kind: .charge, label: 1))
      }
    }
    return AccountHistory(
      account: ForecastAccount(
        store: store, currency: Currency("USD")!, type: "Standard Orders", homeMarketplace: "US"),
      transactionsFrom: Self.start, periods: periods(movements), movements: movements,
      labels: ["", "Storage Fee"], destinations: sellsAbroad ? ["US", "CA"] : ["US"])
  }

  private func periods(_ movements: [Movement]) -> [ClosedPeriod] {
    var periods: [ClosedPeriod] = []
    var start = Self.start.seconds
    var reserve: Int64 = 0
    let last = start + Int64(days) * Self.day
    while start + cycleDays * Self.day <= last {
      let end = start + cycleDays * Self.day
      let flow = movements.filter { $0.releasedAt > start && $0.releasedAt <= end }
        .reduce(0) { $0 + $1.amountMinor }
      let held = (flow + reserve) * reservePercent / 100
      periods.append(
        ClosedPeriod(
          settlementID: "\(periods.count + 1)", start: Instant(seconds: start),
          end: Instant(seconds: end), totalMinor: flow + reserve - held,
          previousReserveMinor: reserve, currentReserveMinor: held,
          knownFrom: Instant(seconds: nightAfter(end)),
          depositAt: Instant(seconds: end + 2 * Self.day)))
      reserve = held
      start = end
    }
    return periods
  }

  /// The nightly run, at five in the morning, that first sees it.
  private func nightAfter(_ seconds: Int64) -> Int64 {
    let shifted = seconds - 5 * 3600
    return (shifted + Self.day - 1) / Self.day * Self.day + 5 * 3600
  }
}
