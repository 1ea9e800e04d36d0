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
  String(unsafeUninitializedCapacity: decimalRoom) { writeDecimal(units, digits: digits, to: $0) }
}

/// The bytes that a decimal text needs at most: all figures of Int64, a dot and a sign.
package let decimalRoom = 24

/// As `decimalText`, into a room of `decimalRoom` bytes at least; returns how many were written.
package func writeDecimal(
  _ units: Int64, digits: Int, to room: UnsafeMutableBufferPointer<UInt8>
) -> Int {
  precondition(digits < 20 && room.count >= decimalRoom)
  // Figure by figure from the right.
  var figures = InlineArray<24, UInt8>(repeating: 0)
  var place = decimalRoom
  var count = 0
  var rest = units.magnitude
  while rest > 0 || count <= max(0, digits) {
    if digits > 0, count == digits {
      place -= 1
      figures[place] = 46
    }
    place -= 1
    figures[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
    count += 1
  }
  if units < 0 {
    place -= 1
    figures[place] = 45
  }
  for index in place..<decimalRoom {
    room.initializeElement(at: index - place, to: figures[index])
  }
  return decimalRoom - place
}
