/// An ISO 4217 currency code, packed in four bytes.
package struct Currency: Hashable, Sendable {
  private let packed: UInt32

  /// The currency of a three-letter upper-case code, or nil.
  package init?(_ code: [UInt8]) {
    guard code.count == 3, code.allSatisfy({ (65...90).contains($0) }) else { return nil }
    packed = code.reduce(0) { $0 << 8 | UInt32($1) }
  }

  package init?(_ code: String) { self.init(Array(code.utf8)) }

  package var code: String {
    // Three bytes need no memory of their own.
    String(unsafeUninitializedCapacity: 3) { bytes in
      for place in 0..<3 {
        bytes.initializeElement(
          at: place, to: UInt8(truncatingIfNeeded: packed >> UInt32(16 - 8 * place)))
      }
      return 3
    }
  }

  /// Digits after the decimal point. Source: ISO 4217, minor unit; Amazon writes them so.
  package var minorDigits: Int {
    if Currency.withoutDecimals.contains(packed) { return 0 }
    return Currency.withThreeDecimals.contains(packed) ? 3 : 2
  }

  private static let withoutDecimals = packed([
    "JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "UGX", "PYG",
  ])
  private static let withThreeDecimals = packed(["BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"])

  private static func packed(_ codes: [String]) -> [UInt32] {
    codes.compactMap { Currency($0)?.packed }
  }
}

extension Currency: CustomStringConvertible, Comparable {
  package var description: String { code }
  package static func < (lhs: Currency, rhs: Currency) -> Bool { lhs.packed < rhs.packed }
}
