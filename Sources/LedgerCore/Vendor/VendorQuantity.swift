/// A count of goods as a vendor document states it.
///
/// - Source: SP-API vendor orders, shipments and invoices, `ItemQuantity`.
package struct VendorQuantity: Hashable, Sendable {
  package enum Unit: Hashable, Sendable {
    case eaches, cases
    /// A unit that the documents do not define, as it is written.
    case other(String)
  }

  package let amount: Int64
  package let unit: Unit
  /// Pieces in a case; nil where it is not stated.
  package let unitSize: Int64?

  package init(amount: Int64, unit: Unit, unitSize: Int64?) {
    self.amount = amount
    self.unit = unit
    self.unitSize = unitSize
  }

  /// Pieces; nil where the unit is not known, a case has no size or the number is beyond reason.
  package var eaches: Int64? {
    switch unit {
    case .eaches: return amount
    case .cases:
      guard let unitSize, unitSize > 0 else { return nil }
      let (pieces, isTooLarge) = amount.multipliedReportingOverflow(by: unitSize)
      return isTooLarge || pieces > VendorLimits.mostPieces ? nil : pieces
    case .other: return nil
    }
  }
}

extension VendorQuantity: CustomStringConvertible {
  package var description: String {
    switch unit {
    case .eaches: "\(amount) eaches"
    case .cases: "\(amount) cases of \(unitSize.map(String.init) ?? "unknown size")"
    case .other(let unit): "\(amount) '\(unit)'"
    }
  }
}

/// The cost of one piece: an exact decimal, which may have more decimals than the currency.
package struct UnitCost: Hashable, Sendable {
  package let value: ExactDecimal
  package let currency: Currency

  /// Trailing zeros beyond the currency's decimals make no difference.
  package init(_ value: ExactDecimal, _ currency: Currency) {
    var (units, decimals) = (value.units, value.decimals)
    while decimals > currency.minorDigits, units % 10 == 0 {
      (units, decimals) = (units / 10, decimals - 1)
    }
    while decimals < currency.minorDigits, units.magnitude < UInt64(Int64.max / 10) {
      (units, decimals) = (units * 10, decimals + 1)
    }
    self.value = ExactDecimal(units: units, decimals: decimals)
    self.currency = currency
  }

  /// `11.25`
  package var text: String { decimalText(value.units, digits: value.decimals) }

  /// Minor units of so many pieces, rounded half away from zero; nil beyond `AmountLimits`.
  package func minorUnits(of pieces: Int64) -> Int64? {
    var divisor: Int64 = 1
    for _ in currency.minorDigits..<max(value.decimals, currency.minorDigits) { divisor *= 10 }
    return scaled(value.units, by: pieces, over: divisor)
      .flatMap { $0.magnitude <= AmountLimits.mostMinor ? $0 : nil }
  }

  /// The cost of a case of so many pieces; nil where it leaves 64 bits.
  package func times(_ pieces: Int64) -> UnitCost? {
    let (units, isTooLarge) = value.units.multipliedReportingOverflow(by: pieces)
    return isTooLarge
      ? nil : UnitCost(ExactDecimal(units: units, decimals: value.decimals), currency)
  }

  /// Whether this is less than another cost in the same currency.
  package func isLess(than other: UnitCost) -> Bool {
    let decimals = max(value.decimals, other.value.decimals)
    func aligned(_ value: ExactDecimal) -> (high: Int64, low: UInt64) {
      let power = (value.decimals..<decimals).reduce(Int64(1)) { product, _ in product * 10 }
      return value.units.multipliedFullWidth(by: power)
    }
    return aligned(value) < aligned(other.value)
  }
}
