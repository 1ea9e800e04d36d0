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
    String(decoding: [16, 8, 0].map { UInt8(truncatingIfNeeded: packed >> $0) }, as: UTF8.self)
  }

  /// Digits after the decimal point. Source: ISO 4217, minor unit; Amazon writes them so.
  package var minorDigits: Int {
    switch code {
    case "JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "UGX", "PYG": 0
    case "BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD": 3
    default: 2
    }
  }
}

extension Currency: CustomStringConvertible, Comparable {
  package var description: String { code }
  package static func < (lhs: Currency, rhs: Currency) -> Bool { lhs.packed < rhs.packed }
}
