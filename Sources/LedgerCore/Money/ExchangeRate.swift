/// What one unit of a currency is worth in another: an exact fraction, as its quotes say it.
package struct ExchangeRate: Hashable, Sendable {
  /// Both positive.
  package let numerator, denominator: Int64
  /// The day of the quote; where two were multiplied, the older one's.
  package let date: CalendarDate

  /// Nil for what is not positive.
  package init?(numerator: Int64, denominator: Int64, date: CalendarDate) {
    guard numerator > 0, denominator > 0 else { return nil }
    self.numerator = numerator
    self.denominator = denominator
    self.date = date
  }

  /// Units of the one for one unit of the other; nil where the power of ten leaves Int64.
  package init?(_ quote: ExactDecimal, date: CalendarDate) {
    guard let denominator = powerOfTen(quote.decimals) else { return nil }
    self.init(numerator: quote.units, denominator: denominator, date: date)
  }

  /// Whether both are the same number, however many digits they were quoted with.
  package func equals(_ other: ExchangeRate) -> Bool {
    numerator.multipliedFullWidth(by: other.denominator)
      == other.numerator.multipliedFullWidth(by: denominator)
  }

  private init(plain numerator: Int64, _ denominator: Int64, date: CalendarDate) {
    self.numerator = numerator
    self.denominator = denominator
    self.date = date
  }

  /// A currency in itself.
  package static func one(on date: CalendarDate) -> ExchangeRate {
    ExchangeRate(plain: 1, 1, date: date)
  }

  /// What one unit of the other currency is worth in this one.
  package var inverse: ExchangeRate {
    ExchangeRate(plain: denominator, numerator, date: date)
  }

  /// From the first currency over the second into a third; nil where it leaves Int64.
  package func times(_ other: ExchangeRate) -> ExchangeRate? {
    // Quotes of one source share their powers of ten.
    let (a, b) = reduced(numerator, other.denominator)
    let (c, d) = reduced(other.numerator, denominator)
    guard let top = product(a, c), let bottom = product(b, d) else { return nil }
    return ExchangeRate(numerator: top, denominator: bottom, date: min(date, other.date))
  }

  /// An amount in the other currency, rounded once, half away from zero; nil where it leaves Int64.
  package func converted(_ money: Money, to currency: Currency) -> Money? {
    let shift = currency.minorDigits - money.currency.minorDigits
    guard let up = powerOfTen(max(shift, 0)), let down = powerOfTen(max(-shift, 0)),
      let top = product(numerator, up), let bottom = product(denominator, down),
      let minor = scaled(money.minorUnits, by: top, over: bottom)
    else { return nil }
    return Money(minorUnits: minor, currency)
  }

  /// The rate counted in 10^-digits, rounded half away from zero; nil where it leaves Int64.
  package func units(digits: Int) -> Int64? {
    powerOfTen(digits).flatMap { scaled($0, by: numerator, over: denominator) }
  }
}
