/// What a file's amounts have shown about the way it writes decimals.
struct DecimalEvidence: Sendable {
  /// Cells whose last separator is certainly a decimal point or comma.
  var dots = 0
  var commas = 0
  /// Cells with one separator and three digits behind it: thousands, or three decimals?
  var ambiguousDots = 0
  var ambiguousCommas = 0

  var ambiguous: Int { ambiguousDots + ambiguousCommas }

  /// Whether every doubtful separator is one that other cells use for decimals.
  var speaksForDecimals: Bool {
    (ambiguousDots == 0 || dots > 0) && (ambiguousCommas == 0 || commas > 0)
  }

  /// Whether the file mixes styles or leaves a thousands separator unproved by any other cell.
  var isSuspicious: Bool {
    (dots > 0 && commas > 0)
      || (ambiguousCommas > 0 && (commas > 0 || dots == 0))
      || (ambiguousDots > 0 && (dots > 0 || commas == 0))
  }
}

/// Reads amounts digit by digit; no number type with a binary fraction is involved.
struct AmountText {
  /// Digits after the decimal point of the currency.
  let minorDigits: Int
  /// How a lone separator with three digits behind it is read (see `DecimalEvidence`).
  let groupsByThousand: Bool
  var evidence = DecimalEvidence()

  init(minorDigits: Int, groupsByThousand: Bool) {
    self.minorDigits = minorDigits
    self.groupsByThousand = groupsByThousand
  }

  /// Minor units of a trimmed, non-empty cell; nil when it is no exact amount of the currency.
  ///
  /// Shape: an optional sign, digits, and `.` or `,` as decimal or thousands separator
  /// (`3711.36`, `-109,99`, `1.234,56`, `1000.00` of a currency without minor units).
  @inline(__always)
  mutating func minorUnits(_ span: borrowing RawSpan, _ slice: Slice) -> Int64? {
    var at = slice.start
    let sign = span.byte(at)
    let isNegative = sign == UInt8(ascii: "-")
    if isNegative || sign == UInt8(ascii: "+") { at += 1 }
    if let units = hundredths(span, at, slice.end) { return isNegative ? -units : units }
    guard at < slice.end, slice.end - at <= 17 else { return slowly(span, slice) }
    var value: Int64 = 0
    var separatorAt = -1
    var separator: UInt8 = 0
    let first = at
    while at < slice.end {
      let byte = span.byte(at)
      let digit = byte &- 48
      if digit < 10 {
        value = value &* 10 &+ Int64(digit)
      } else {
        guard byte == 46 || byte == 44, separatorAt < 0 else { return slowly(span, slice) }
        separatorAt = at
        separator = byte
      }
      at += 1
    }
    if separatorAt >= 0 {
      let decimals = slice.end - separatorAt - 1
      let isWholeWithZeros = minorDigits == 0 && value % 100 == 0
      guard decimals == 2, minorDigits == 2 || isWholeWithZeros, separatorAt > first else {
        return slowly(span, slice)
      }
      if separator == 46 { evidence.dots += 1 } else { evidence.commas += 1 }
      if isWholeWithZeros { value /= 100 }
      return isNegative ? -value : value
    }
    return scaledUp(isNegative ? -value : value, by: minorDigits)
  }

  /// The common form at once: up to five digits, a separator and two digits, as eight bytes.
  @inline(__always)
  private mutating func hundredths(_ span: borrowing RawSpan, _ start: Int, _ end: Int) -> Int64? {
    let count = end &- start
    guard minorDigits == 2, count >= 4, count <= 8 else { return nil }
    let spare = UInt64(truncatingIfNeeded: 8 &- count) &* 8
    let text = span.word(start) &<< spare
    let separator = text >> 40 & 0xFF
    // The digits as numbers, with zeros in front of them and in the separator's place.
    let digits =
      (text ^ (0x3030_0030_3030_3030 & (~0 &<< spare))) & 0xFFFF_00FF_FFFF_FFFF
    let tooLarge = (digits &+ 0x7676_7676_7676_7676) | digits
    guard separator == 46 || separator == 44, tooLarge & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    if separator == 46 { evidence.dots += 1 } else { evidence.commas += 1 }
    // Neighbours are joined to pairs, then fours, then all eight; the first digit comes lowest.
    let joined = (digits & 0xFF_FFFF_FFFF) << 8 | digits & 0xFFFF_0000_0000_0000
    let pairs = (joined &* 10 &+ joined >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    return Int64(truncatingIfNeeded: (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF)
  }

  /// Everything that is not the plain form: thousands, spare zeros, long numbers, faults.
  @inline(never)
  private mutating func slowly(_ span: borrowing RawSpan, _ slice: Slice) -> Int64? {
    var bytes = span.array(slice)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
    guard let head = bytes.first, (48...57).contains(head) else { return nil }
    let separators = bytes.indices.filter { bytes[$0] == 46 || bytes[$0] == 44 }
    var digits = bytes[...]
    var decimals = 0
    if let last = separators.last {
      guard let isDecimal = isDecimalSeparator(last, among: separators, in: bytes) else {
        return nil
      }
      if isDecimal { decimals = bytes.endIndex - last - 1 }
      digits = ArraySlice(bytes.filter { $0 != 46 && $0 != 44 })
    }
    var value: Int64 = 0
    for byte in digits {
      guard (48...57).contains(byte) else { return nil }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, overflow2) = tens.addingReportingOverflow(Int64(byte - 48))
      guard !overflow, !overflow2 else { return nil }
      value = next
    }
    while decimals > minorDigits {
      guard value % 10 == 0 else { return nil }
      value /= 10
      decimals -= 1
    }
    return scaledUp(isNegative ? -value : value, by: minorDigits - decimals)
  }

  /// Decides what the last separator is and counts the evidence; nil for an impossible grouping.
  private mutating func isDecimalSeparator(
    _ last: Int, among separators: [Int], in bytes: ArraySlice<UInt8>
  ) -> Bool? {
    let behind = bytes.endIndex - last - 1
    let isDot = bytes[last] == 46
    let others = separators.dropLast()
    guard others.allSatisfy({ bytes[$0] == bytes[others.first ?? last] }) else { return nil }
    if let group = others.first, bytes[group] != bytes[last] {
      guard groupsOfThree(others + [last], in: bytes), behind > 0 else { return nil }
      if isDot { evidence.dots += 1 } else { evidence.commas += 1 }
      return true
    }
    if !others.isEmpty {
      return groupsOfThree(separators + [bytes.endIndex], in: bytes) ? false : nil
    }
    let isZero = last == bytes.startIndex + 1 && bytes[bytes.startIndex] == 48
    if behind == 3, !isZero {
      if isDot { evidence.ambiguousDots += 1 } else { evidence.ambiguousCommas += 1 }
      return !groupsByThousand
    }
    guard behind > 0 else { return nil }
    if isDot { evidence.dots += 1 } else { evidence.commas += 1 }
    return true
  }

  private func groupsOfThree(_ ends: [Int], in bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = ends.first, (1...3).contains(first - bytes.startIndex) else { return false }
    return zip(ends, ends.dropFirst()).allSatisfy { $1 - $0 == 4 }
  }

  private func scaledUp(_ value: Int64, by digits: Int) -> Int64? {
    var value = value
    for _ in 0..<max(0, digits) {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = next
    }
    return value
  }
}
