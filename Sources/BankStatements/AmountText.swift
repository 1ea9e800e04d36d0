import LedgerCore

/// Reads amounts digit by digit into minor units; no number with a binary fraction is involved.
struct AmountText {
  /// `.` or `,`, or both where a format allows either.
  let marks: Set<UInt8>
  /// Bytes between groups of three digits; empty where a format has none.
  var groups: Set<UInt8> = []
  var allowsSign = false

  /// `1234.56`. Source: ISO 20022 `ActiveOrHistoricCurrencyAndAmount`.
  static let iso20022 = AmountText(marks: [point])
  /// `1234,56`, `1234,`. Source: SWIFT field 61, subfield 5 `15d`.
  static let swift = AmountText(marks: [comma])
  /// `-1234.56`, `+1234,56`. Source: OFX 2.2, 3.2.9.1, amounts.
  static let ofx = AmountText(marks: [point, comma], allowsSign: true)

  private static let point = UInt8(ascii: ".")
  private static let comma = UInt8(ascii: ",")
  /// Digits of an amount; Int64 holds any number of 18.
  private static let mostDigits = 18

  /// The amount in a currency, or nil where the text is none or has more decimals than it has.
  func money(_ text: ByteString, in currency: Currency) -> Money? {
    let plain = groups.isEmpty ? text : AmountText.withPlainBlanks(text)
    var digits = plain.trimmed.bytes[...]
    var isNegative = false
    if allowsSign { (digits, isNegative) = AmountText.unsigned(digits) }
    guard let units = minorUnits(digits, decimals: currency.minorDigits) else { return nil }
    return Money(minorUnits: isNegative ? -units : units, currency)
  }

  /// With blanks for the no-break spaces, wide or narrow, that group digits in French files.
  private static func withPlainBlanks(_ text: ByteString) -> ByteString {
    var bytes: [UInt8] = []
    var rest = text.bytes[...]
    while let byte = rest.first {
      let width =
        rest.starts(with: [0xC2, 0xA0]) ? 2 : rest.starts(with: [0xE2, 0x80, 0xAF]) ? 3 : 1
      bytes.append(width == 1 ? byte : 32)
      rest = rest.dropFirst(width)
    }
    return ByteString(bytes)
  }

  /// Without its sign: before or behind the digits, a true minus, or brackets.
  private static func unsigned(_ text: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Bool) {
    let trueMinus: [UInt8] = [0xE2, 0x88, 0x92]
    if text.starts(with: trueMinus) { return (text.dropFirst(3), true) }
    switch (text.first, text.last) {
    case (UInt8(ascii: "-"), _): return (text.dropFirst(), true)
    case (UInt8(ascii: "+"), _): return (text.dropFirst(), false)
    case (UInt8(ascii: "("), UInt8(ascii: ")")): return (text.dropFirst().dropLast(), true)
    case (_, UInt8(ascii: "-")): return (text.dropLast(), true)
    case (_, UInt8(ascii: "+")): return (text.dropLast(), false)
    default: return (text, false)
    }
  }

  private func minorUnits(_ text: ArraySlice<UInt8>, decimals wanted: Int) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    var decimals: Int?
    var group: Int?
    for byte in text {
      switch byte {
      case 48...57:
        digits += 1
        guard digits <= AmountText.mostDigits else { return nil }
        let digit = Int64(byte - 48)
        if let count = decimals {
          decimals = count + 1
          if count >= wanted {
            guard digit == 0 else { return nil }
            continue
          }
        } else {
          group = group.map { $0 + 1 }
        }
        value = value * 10 + digit
      case _ where marks.contains(byte):
        guard decimals == nil, digits > 0, group ?? 3 == 3 else { return nil }
        decimals = 0
      case _ where groups.contains(byte):
        guard decimals == nil, group ?? 3 == 3, group != nil || (1...3).contains(digits) else {
          return nil
        }
        group = 0
      default: return nil
      }
    }
    guard digits > 0, decimals != nil || group ?? 3 == 3 else { return nil }
    for _ in min(decimals ?? 0, wanted)..<wanted {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = next
    }
    return value
  }
}
