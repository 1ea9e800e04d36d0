/// Charges of the coming days by their own calendars: storage on its day of the month, the
/// subscription on its own, advertising and the rest at their daily rate.
struct ChargeForecast {
  /// Expected amounts (mostly negative) of the coming days; index 0 is the next 24 hours.
  let daily: [Double]
  /// Expected variance of each of these days.
  let variances: [Double]

  private static let day: Int64 = 86_400
  private static let rateDays = 56
  private static let monthlyDays: Int64 = 110

  init(_ charges: [FlowSnapshot.Charge], days: Int, anchor: Instant, labels: Int, horizon: Int) {
    var daily = Array(repeating: 0.0, count: horizon)
    var variances = Array(repeating: 0.0, count: horizon)
    var byLabel = Array(repeating: [FlowSnapshot.Charge](), count: max(1, labels))
    for charge in charges where anchor.seconds - charge.at < Self.monthlyDays * Self.day {
      byLabel[charge.label].append(charge)
    }
    let window = Double(max(14, min(Self.rateDays, days)))
    for occurrences in byLabel where !occurrences.isEmpty {
      if let monthly = MonthlyCharge(occurrences, anchor: anchor) {
        for ahead in 0..<horizon {
          let start = anchor.seconds + Int64(ahead) * Self.day
          // The 24 hours of a forecast day touch two calendar days.
          let share = monthly.share(from: start, to: start + Self.day)
          daily[ahead] += monthly.amountMinor * share
          variances[ahead] += monthly.variance * share
        }
      } else {
        let recent = occurrences.filter {
          anchor.seconds - $0.at < Int64(window) * Self.day
        }
        let sum = recent.reduce(0) { $0 + $1.amountMinor }
        let squares = recent.reduce(0) { $0 + $1.amountMinor * $1.amountMinor }
        for ahead in 0..<horizon {
          daily[ahead] += sum / window
          variances[ahead] += squares / window
        }
      }
    }
    self.daily = daily
    self.variances = variances
  }
}

/// A charge that comes once a month on the same day.
private struct MonthlyCharge {
  let dayOfMonth: Int
  let amountMinor: Double
  let variance: Double

  /// Nil when the occurrences do not look monthly.
  init?(_ occurrences: [FlowSnapshot.Charge], anchor: Instant) {
    var byDay: [(day: CalendarDate, amount: Double)] = []
    for charge in occurrences {
      let day = Instant(seconds: charge.at).day()
      if let last = byDay.indices.last, byDay[last].day == day {
        byDay[last].amount += charge.amountMinor
      } else {
        byDay.append((day, charge.amountMinor))
      }
    }
    guard (2...5).contains(byDay.count), let latest = byDay.last else { return nil }
    let days = byDay.map { $0.day.civil.day }
    guard (days.max() ?? 0) - (days.min() ?? 0) <= 1,
      Set(byDay.map { $0.day.civil.month }).count == byDay.count,
      anchor.day().dayNumber - latest.day.dayNumber < 40
    else { return nil }
    let amounts = byDay.suffix(3).map(\.amount)
    let mean = amounts.reduce(0, +) / Double(amounts.count)
    dayOfMonth = latest.day.civil.day
    amountMinor = mean
    variance =
      amounts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, amounts.count - 1))
      + mean * mean * 0.01
  }

  /// The part of a month's charge that falls into a stretch of time: it may come all day long.
  func share(from start: Int64, to end: Int64) -> Double {
    var share = 0.0
    var day = Instant(seconds: start).day()
    while Instant(day).seconds < end {
      let begins = Instant(day).seconds
      let last = day.endOfMonth.civil.day
      if day.civil.day == min(dayOfMonth, last) {
        let overlap = min(end, begins + 86_400) - max(start, begins)
        share += Double(overlap) / 86_400
      }
      day = CalendarDate(dayNumber: day.dayNumber + 1)
    }
    return share
  }
}
