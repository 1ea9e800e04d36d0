import LedgerCore

/// Daily rates: how much of `quote` one unit of `base` is worth.
package struct ExchangeRates: Sendable {
  private struct Pair: Hashable { let base, quote: Currency }
  private var rates: [Pair: [ExchangeRate]] = [:]
  /// Currencies over which two others can be joined, the functional one first.
  private var pivots: [Currency] = []
  private let freshDays: Int32

  /// Without any rate.
  init() { freshDays = 0 }

  /// `freshDays`: how old a pair's own quote may be before a newer way over a third currency counts.
  ///
  /// Of two rates of one pair and day in an archived file the later line counts.
  init(
    csv bytes: [UInt8], name: String, functional: Currency?, freshDays: Int,
    isArchived: Bool = false
  ) throws(BatchError) {
    self.freshDays = Int32(clamping: freshDays)
    let table = try CSVTable(
      bytes, name: name, required: ["date", "base", "quote", "rate"],
      shape: isArchived ? .any : .ofHeader)
    var read: [Pair: [(rate: ExchangeRate, line: Int)]] = [:]
    try table.eachRow { row throws(BatchError) in
      guard let base = Currency(table.value("base", row).text),
        let quote = Currency(table.value("quote", row).text)
      else {
        throw BatchError("\(name):\(row.line): base and quote are currency codes such as EUR")
      }
      guard let date = try MasterReader.date(table.value("date", row), "date", name, row.line)
      else { throw BatchError("\(name):\(row.line): date must be filled") }
      let text = table.value("rate", row)
      guard let rate = ExactDecimal(text.bytes).flatMap({ ExchangeRate($0, date: date) }) else {
        throw BatchError(
          "\(name):\(row.line): rate '\(text)' is not a positive number such as 1.0845")
      }
      read[Pair(base: base, quote: quote), default: []].append((rate, row.line))
    }
    for pair in read.keys {
      read[pair]?.sort { ($0.rate.date, $0.line) < ($1.rate.date, $1.line) }
    }
    if !isArchived { try ExchangeRates.refuseContradictions(read, name) }
    rates = read.mapValues { $0.map(\.rate) }
    let quoted = Set(rates.keys.flatMap { [$0.base, $0.quote] })
    pivots =
      (functional.map { quoted.contains($0) ? [$0] : [] } ?? [])
      + quoted.filter { $0 != functional }.sorted()
  }

  /// Refuses two rates of one pair and day; the first line that contradicts another is named.
  private static func refuseContradictions(
    _ read: [Pair: [(rate: ExchangeRate, line: Int)]], _ name: String
  ) throws(BatchError) {
    var first: (pair: Pair, date: CalendarDate, line: Int, other: Int)?
    for (pair, rates) in read {
      for (one, next) in zip(rates, rates.dropFirst())
      where one.rate.date == next.rate.date && !one.rate.equals(next.rate)
        && next.line < first?.line ?? .max
      {
        first = (pair, next.rate.date, next.line, one.line)
      }
    }
    guard let first else { return }
    throw BatchError(
      "\(name):\(first.line): \(first.pair.base) in \(first.pair.quote) on \(first.date) has another"
        + " rate in line \(first.other); keep one of the lines")
  }

  /// An amount in another currency at the last rate published on or before a day; rounded once,
  /// half away from zero. Nil without a rate.
  package func converted(
    _ money: Money, to currency: Currency, on day: CalendarDate
  ) -> (money: Money, rateDate: CalendarDate)? {
    if money.currency == currency { return (money, day) }
    guard let rate = rate(from: money.currency, to: currency, on: day) else { return nil }
    return rate.converted(money, to: currency).map { ($0, rate.date) }
  }

  /// The last rate on or before a day: the pair's own in either direction, whichever is newer.
  ///
  /// Without one, or where it is older than `freshDays`, both legs over a third currency count if they
  /// are newer: of several such ways the newest, the one over the functional currency before others.
  package func rate(
    from base: Currency, to quote: Currency, on day: CalendarDate
  ) -> ExchangeRate? {
    if base == quote { return .one(on: day) }
    var newest = quoted(base, quote, on: day)
    if let newest, day.dayNumber - newest.date.dayNumber <= freshDays { return newest }
    for pivot in pivots where pivot != base && pivot != quote {
      guard let first = quoted(base, pivot, on: day), let second = quoted(pivot, quote, on: day),
        let joined = first.times(second), newest.map({ $0.date < joined.date }) ?? true
      else { continue }
      newest = joined
    }
    return newest
  }

  /// The pair as it is quoted, or the inverse of its other direction where that is newer.
  private func quoted(
    _ base: Currency, _ quote: Currency, on day: CalendarDate
  ) -> ExchangeRate? {
    let direct = last(Pair(base: base, quote: quote), on: day)
    guard let other = last(Pair(base: quote, quote: base), on: day),
      direct.map({ $0.date < other.date }) ?? true
    else { return direct }
    return other.inverse
  }

  private func last(_ pair: Pair, on day: CalendarDate) -> ExchangeRate? {
    guard let dated = rates[pair] else { return nil }
    var low = 0
    var high = dated.count
    while low < high {
      let middle = (low + high) / 2
      if dated[middle].date <= day { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : dated[low - 1]
  }
}
