/// A daily series made comparable: each day divided by its weekday's and its event's usual factor.
struct DemandSeries {
  /// By days before the anchor; nil where a day says nothing about the level.
  let levels: [Double?]
  /// Factors of the weekdays, 0 is Sunday; their mean is 1.
  let weekdays: [Double]
  let events: EventFactors
  private let anchor: Instant

  private static let weekdayWindow = 182
  /// The variance of true weekday factors: what they are believed to differ by before any is seen.
  private static let weekdayVariance = 0.008

  /// `values` by days before the anchor; `completeness` is the share of the latest days that is told;
  /// `dispersion` the sum of squares over the sum of single amounts.
  init(
    _ values: [Double], days: Int, anchor: Instant, completeness: [Double], dispersion: Double
  ) {
    self.anchor = anchor
    let count = min(days, values.count)
    var corrected = Array(values.prefix(count))
    for (index, share) in completeness.enumerated() where index < count {
      corrected[index] /= max(0.3, share)
    }
    let calendar = (0..<count).map { DemandSeries.day(before: anchor, $0) }
    weekdays = Self.weekdayFactors(corrected, calendar, dispersion)
    let weekdays = self.weekdays
    let flat = zip(corrected, calendar).map { $0 / weekdays[$1.weekday] }
    events = EventFactors(flat, calendar)
    let events = self.events
    levels = zip(flat.indices, calendar).map { index, day in
      // The latest day is told in part only; an event never seen before says nothing.
      if index == 0, (completeness.first ?? 1) < 0.7 { return nil }
      guard let factor = events.factor(of: day) else { return nil }
      return flat[index] / factor
    }
  }

  /// The factor of the day that begins so many days after the anchor (0 is the next 24 hours).
  func factor(daysAhead: Int) -> Double {
    let middle = anchor.seconds + Int64(daysAhead) * 86_400 + 43_200
    let day = Instant(seconds: middle).day()
    return weekdays[day.weekday] * (events.factor(of: day) ?? 1)
  }

  /// The day in which most of the 24 hours lie that end so many days before the anchor.
  static func day(before anchor: Instant, _ index: Int) -> CalendarDate {
    Instant(seconds: anchor.seconds - Int64(index) * 86_400 - 43_200).day()
  }

  private static func weekdayFactors(
    _ values: [Double], _ days: [CalendarDate], _ dispersion: Double
  ) -> [Double] {
    var sums = Array(repeating: 0.0, count: 7)
    var counts = Array(repeating: 0.0, count: 7)
    for (index, day) in days.enumerated().dropFirst().prefix(weekdayWindow)
    where RetailEvent.place(of: day) == nil {
      sums[day.weekday] += values[index]
      counts[day.weekday] += 1
    }
    let count = counts.reduce(0, +)
    let mean = count > 0 ? sums.reduce(0, +) / count : 0
    guard mean > 0 else { return Array(repeating: 1, count: 7) }
    // So many days of a weekday weigh as much as the belief that it is like any other.
    let prior = min(60, dispersion / mean / weekdayVariance)
    let raw = zip(sums, counts).map { max(0.2, ($0 / mean + prior) / max(1, $1 + prior)) }
    let scale = 7 / raw.reduce(0, +)
    return raw.map { $0 * scale }
  }
}

/// Days on which shops sell more or less than usual, by rules that hold every year.
struct RetailEvent: Sendable {
  let name: String
  private let contains: @Sendable (CalendarDate) -> Bool

  func includes(_ day: CalendarDate) -> Bool { contains(day) }

  /// The day after the fourth Thursday of November.
  private static func blackFriday(_ year: Int) -> Int32 {
    let first = Int32(daysFromCivil(year: year, month: 11, day: 1))
    let shift = (4 - CalendarDate(dayNumber: first).weekday + 7) % 7
    return first + Int32(shift) + 22
  }

  static let all = [
    RetailEvent(name: "black_friday") { day in
      (0...3).contains(day.dayNumber - blackFriday(day.civil.year))
    },
    RetailEvent(name: "week_before_black_friday") { day in
      (-7 ... -1).contains(day.dayNumber - blackFriday(day.civil.year))
    },
    RetailEvent(name: "christmas") { day in
      day.civil.month == 12 && (24...27).contains(day.civil.day)
    },
  ]

  /// The event that a day lies in, by its place in `all`; no two of them share a day.
  static func place(of day: CalendarDate) -> Int? {
    let index = Int(day.dayNumber) - tableStart
    guard table.indices.contains(index) else { return all.firstIndex { $0.includes(day) } }
    return table[index] < 0 ? nil : Int(table[index])
  }

  private static let tableStart = daysFromCivil(year: 2010, month: 1, day: 1)

  /// Forecasts ask for hundreds of days a night: sixty years are looked up.
  private static let table: [Int8] = (0..<21_915).map { index in
    let day = CalendarDate(dayNumber: Int32(tableStart + index))
    return Int8(all.firstIndex { $0.includes(day) } ?? -1)
  }
}

/// By how much each event moved an account's own sales.
struct EventFactors {
  /// Nil where the account has not lived through the event.
  private let factors: [Double?]
  private static let daysBefore = 28

  /// `flat`: the series without weekdays, by days before the anchor; `days`: which days these are.
  init(_ flat: [Double], _ days: [CalendarDate]) {
    let places = days.map { RetailEvent.place(of: $0) }
    factors = RetailEvent.all.indices.map { event in
      let inside = days.indices.filter { places[$0] == event }
      guard let oldest = inside.last else { return nil }
      let before = ((oldest + 1)..<(oldest + 1 + Self.daysBefore)).filter { index in
        index < flat.count && places[index] == nil
      }.map { flat[$0] }
      guard before.count >= Self.daysBefore / 2 else { return nil }
      let usual = before.reduce(0, +) / Double(before.count)
      // Of several years, the last full one counts: `inside` is ordered from the latest day.
      let year = inside.suffix(7).map { flat[$0] }
      guard usual > 0, year.count >= 3 else { return nil }
      return min(6, max(0.2, year.reduce(0, +) / Double(year.count) / usual))
    }
  }

  /// 1 on a usual day, nil in an event never seen.
  func factor(of day: CalendarDate) -> Double? {
    RetailEvent.place(of: day).map { factors[$0] } ?? 1
  }
}
