/// A count of minor units and a currency. Sums are exact; mixing currencies stops the program.
package struct Money: Hashable, Sendable {
  package let minorUnits: Int64
  package let currency: Currency

  package init(minorUnits: Int64, _ currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  package static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency) }

  package static func + (lhs: Money, rhs: Money) -> Money {
    precondition(lhs.currency == rhs.currency, "cannot add \(rhs.currency) to \(lhs.currency)")
    return Money(minorUnits: lhs.minorUnits + rhs.minorUnits, lhs.currency)
  }

  package static func - (lhs: Money, rhs: Money) -> Money { lhs + -rhs }

  package static prefix func - (value: Money) -> Money {
    Money(minorUnits: -value.minorUnits, value.currency)
  }
}

extension Money: CustomStringConvertible {
  /// `-12.30 EUR`
  package var description: String { "\(text) \(currency)" }

  /// `-12.30`: the amount in major units, with as many decimals as the currency has.
  package var text: String { decimalText(minorUnits, digits: currency.minorDigits) }
}

/// `units` counted in 10^-digits as decimal text: `decimalText(-5, digits: 2)` is `-0.05`.
package func decimalText(_ units: Int64, digits: Int) -> String {
  let sign = units < 0 ? "-" : ""
  let figures = String(units.magnitude)
  guard digits > 0 else { return sign + figures }
  let padded = String(repeating: "0", count: max(0, digits + 1 - figures.utf8.count)) + figures
  return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
}
