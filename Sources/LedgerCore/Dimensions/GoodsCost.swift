/// What one unit of goods costs, exactly: a cost may have more decimals than its currency.
///
/// The cost of a sale is its quantity times this, rounded once for each row that sells, half away from
/// zero: so costs add up over any lines of a report, and a cost of whole minor units is never rounded.
package struct GoodsCost: Hashable, Sendable {
  /// Counted in 10^-decimals of a minor unit.
  private let units: Int64
  private let decimals: UInt8

  package init(minorUnits: Int64) { self.init(minorUnits, decimals: 0) }

  private init(_ units: Int64, decimals: Int) {
    self.units = units
    self.decimals = UInt8(decimals)
  }

  /// An amount in major units of a currency; nil where it leaves Int64.
  package init?(_ amount: ExactDecimal, in currency: Currency) {
    if let minor = amount.minorUnits(digits: currency.minorDigits) {
      self.init(minorUnits: minor)
      return
    }
    var (units, decimals) = (amount.units, amount.decimals - currency.minorDigits)
    while decimals > 0, units % 10 == 0 { (units, decimals) = (units / 10, decimals - 1) }
    guard decimals > 0 else { return nil }
    self.init(units, decimals: decimals)
  }

  /// Of a quantity in minor units; nil where it leaves Int64.
  package func minor(of quantity: Int64) -> Int64? {
    decimals == 0 ? product(units, quantity) : minor(of: quantity, over: 1)
  }

  /// The same of a quantity in thousandths.
  package func minor(ofMilli quantity: Int64) -> Int64? { minor(of: quantity, over: 1000) }

  private func minor(of quantity: Int64, over part: Int64) -> Int64? {
    powerOfTen(Int(decimals)).flatMap { product($0, part) }.flatMap {
      scaled(units, by: quantity, over: $0)
    }
  }
}
