import LedgerCore

/// Daily rates: how much of `quote` one unit of `base` is worth.
package struct ExchangeRates: Sendable {
  private struct Pair: Hashable { let base, quote: Currency }
  private var rates: [Pair: [(date: CalendarDate, rate: ExactDecimal)]] = [:]

  init() {}

  init(csv bytes: [UInt8], name: String, shape: CSVTable.Shape) throws(BatchError) {
    let table = try CSVTable(
      bytes, name: name, required: ["date", "base", "quote", "rate"], shape: shape)
    try table.eachRow { row throws(BatchError) in
      guard let base = Currency(table.value("base", row).text),
        let quote = Currency(table.value("quote", row).text)
      else {
        throw BatchError("\(name):\(row.line): base and quote are currency codes such as EUR")
      }
      guard let date = try MasterReader.date(table.value("date", row), "date", name, row.line),
        let rate = ExactDecimal(table.value("rate", row).bytes), rate.units > 0
      else { throw BatchError("\(name):\(row.line): date and a positive rate must be filled") }
      rates[Pair(base: base, quote: quote), default: []].append((date, rate))
    }
    for pair in rates.keys { rates[pair]?.sort { $0.date < $1.date } }
  }

  /// An amount in another currency at the last rate published on or before a day; rounded once,
  /// half away from zero. Uses the pair, its inverse, or both legs over a common base. Nil without
  /// a rate.
  package func converted(
    _ money: Money, to currency: Currency, on day: CalendarDate
  ) -> (money: Money, rateDate: CalendarDate)? {
    if money.currency == currency { return (money, day) }
    guard let (numerator, denominator, date) = ratio(money.currency, currency, on: day) else {
      return nil
    }
    let shift = currency.minorDigits - money.currency.minorDigits
    guard let up = power(10, max(shift, 0)), let down = power(10, max(-shift, 0)),
      let top = product(numerator, up), let bottom = product(denominator, down),
      let minor = scaled(money.minorUnits, by: top, over: bottom)
    else { return nil }
    return (Money(minorUnits: minor, currency), date)
  }

  /// Units of `to` for one unit of `from`, as a fraction.
  private func ratio(
    _ from: Currency, _ to: Currency, on day: CalendarDate
  ) -> (Int64, Int64, CalendarDate)? {
    if let direct = rate(Pair(base: from, quote: to), on: day) {
      return power(10, direct.rate.decimals).map { (direct.rate.units, $0, direct.date) }
    }
    if let inverse = rate(Pair(base: to, quote: from), on: day) {
      return power(10, inverse.rate.decimals).map { ($0, inverse.rate.units, inverse.date) }
    }
    for base in Set(rates.keys.map(\.base)).sorted() {
      guard let first = rate(Pair(base: base, quote: from), on: day),
        let second = rate(Pair(base: base, quote: to), on: day),
        let firstScale = power(10, first.rate.decimals),
        let secondScale = power(10, second.rate.decimals),
        let top = product(second.rate.units, firstScale),
        let bottom = product(first.rate.units, secondScale)
      else { continue }
      return (top, bottom, min(first.date, second.date))
    }
    return nil
  }

  private func rate(
    _ pair: Pair, on day: CalendarDate
  ) -> (date: CalendarDate, rate: ExactDecimal)? {
    guard let dated = rates[pair] else { return nil }
    var low = 0
    var high = dated.count
    while low < high {
      let middle = (low + high) / 2
      if dated[middle].date <= day { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : dated[low - 1]
  }

  private func power(_ base: Int64, _ exponent: Int) -> Int64? {
    (0..<exponent).reduce(Int64?(1)) { value, _ in value.flatMap { product($0, base) } }
  }

  private func product(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? nil : value
  }
}
