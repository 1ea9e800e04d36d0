/// A decimal number from the user's own files (unit costs, rates): an integer and its decimals.
///
/// `7.15` is 715 with 2 decimals. Plain notation only: digits, one dot, one leading minus.
package struct ExactDecimal: Hashable, Sendable {
  package let units: Int64
  package let decimals: Int

  package init(units: Int64, decimals: Int) {
    self.units = units
    self.decimals = decimals
  }

  package init?(_ text: [UInt8]) { self.init(text.span) }

  package init?(_ text: Span<UInt8>) {
    var units: Int64 = 0
    var decimals = 0
    var digits = 0
    var seenPoint = false
    var negative = false
    for place in text.indices {
      let byte = text[place]
      switch byte {
      case UInt8(ascii: "-") where place == 0: negative = true
      case UInt8(ascii: ".") where !seenPoint: seenPoint = true
      case 48...57:
        let (tens, overflow) = units.multipliedReportingOverflow(by: 10)
        let (next, overflow2) = tens.addingReportingOverflow(Int64(byte - 48))
        guard !overflow, !overflow2 else { return nil }
        units = next
        digits += 1
        if seenPoint { decimals += 1 }
      default: return nil
      }
    }
    guard digits > 0, decimals <= 12 else { return nil }
    self.init(units: negative ? -units : units, decimals: decimals)
  }

  /// The value in minor units of a currency with `digits` decimals, or nil where it has spare digits.
  package func minorUnits(digits: Int) -> Int64? {
    var value = units
    for _ in decimals..<max(decimals, digits) {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = next
    }
    for _ in digits..<max(decimals, digits) {
      guard value % 10 == 0 else { return nil }
      value /= 10
    }
    return value
  }
}

/// `amount * numerator / denominator`, rounded half away from zero; nil where it leaves Int64.
package func scaled(_ amount: Int64, by numerator: Int64, over denominator: Int64) -> Int64? {
  precondition(denominator > 0)
  let product = amount.magnitude.multipliedFullWidth(by: numerator.magnitude)
  let divisor = UInt64(denominator)
  guard product.high < divisor else { return nil }
  let (quotient, remainder) = divisor.dividingFullWidth(product)
  let rounded = quotient + (remainder >= divisor - remainder ? 1 : 0)
  guard rounded <= UInt64(Int64.max) else { return nil }
  return (amount < 0) != (numerator < 0) ? -Int64(rounded) : Int64(rounded)
}

/// Nil from 10^19 on.
package func powerOfTen(_ exponent: Int) -> Int64? {
  (0..<exponent).reduce(Int64?(1)) { value, _ in value.flatMap { product($0, 10) } }
}

/// Nil where it leaves Int64.
package func product(_ left: Int64, _ right: Int64) -> Int64? {
  let (value, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? nil : value
}

/// Two positive numbers without their common divisors.
package func reduced(_ left: Int64, _ right: Int64) -> (Int64, Int64) {
  var (larger, smaller) = (max(left, right), min(left, right))
  while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
  return (left / larger, right / larger)
}
