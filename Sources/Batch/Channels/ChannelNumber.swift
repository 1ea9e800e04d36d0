import LedgerCore

/// Reads numbers as tills and shops write them: `-12.30`, `$1,234.50`, `(3,10 €)`.
enum ChannelNumber {
  /// Nil for what is no number of this style; groups of digits must be of three.
  static func decimal(_ text: ByteString, decimalComma: Bool) -> ExactDecimal? {
    var bytes = withoutSymbols(text.bytes)
    var isNegative = false
    if bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") {
      bytes = Array(bytes.dropFirst().dropLast())
      isNegative = true
    }
    if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
      if bytes[0] == UInt8(ascii: "-") { isNegative.toggle() }
      bytes.removeFirst()
    }
    let mark = decimalComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
    let group = decimalComma ? UInt8(ascii: ".") : UInt8(ascii: ",")
    let parts = bytes.split(separator: mark, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty,
      let whole = ungrouped(parts[0], group)
    else { return nil }
    var plain = whole
    if parts.count == 2 {
      guard !parts[1].isEmpty else { return nil }
      plain += [UInt8(ascii: ".")] + parts[1]
    }
    guard plain.first != UInt8(ascii: "-"), let value = ExactDecimal(plain) else { return nil }
    return ExactDecimal(units: isNegative ? -value.units : value.units, decimals: value.decimals)
  }

  /// Without blanks and the signs of currencies, which stand before or behind.
  private static func withoutSymbols(_ bytes: [UInt8]) -> [UInt8] {
    var rest = bytes
    guard bytes.contains(where: { $0 >= 128 || $0 == 36 || $0 == 32 }) else { return bytes }
    let symbols: [[UInt8]] = ["$", " ", "€", "£", "¥", "￥", "\u{A0}", "\u{202F}", "\u{2212}"]
      .map { Array($0.utf8) }
    for (place, symbol) in symbols.enumerated() {
      let isMinus = place == symbols.count - 1
      while let found = rest.firstRange(of: symbol) {
        rest.replaceSubrange(found, with: isMinus ? [UInt8(ascii: "-")] : [])
      }
    }
    return rest
  }

  private static func ungrouped(_ digits: ArraySlice<UInt8>, _ group: UInt8) -> [UInt8]? {
    guard digits.contains(group) else { return Array(digits) }
    let groups = digits.split(separator: group, omittingEmptySubsequences: false)
    guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return groups.flatMap { $0 }
  }

  /// The day that a text begins with, in a style: `2026-03-14 08:49:04`, `14.03.2026`, `3/14/26`.
  static func day(_ text: ByteString, _ style: ChannelLayout.DateStyle) -> CalendarDate? {
    let word = text.bytes.prefix { $0 != 32 && $0 != UInt8(ascii: "T") }
    if style == .ymd, word.count == 10, word[word.startIndex + 4] == UInt8(ascii: "-") {
      return CalendarDate(Array(word))
    }
    let parts = word.split(omittingEmptySubsequences: false) { $0 == 45 || $0 == 46 || $0 == 47 }
    guard parts.count == 3 else { return nil }
    let numbers = parts.compactMap { part -> Int? in
      part.count <= 4 && part.allSatisfy { (48...57).contains($0) }
        ? Int(String(decoding: part, as: UTF8.self)) : nil
    }
    guard numbers.count == 3 else { return nil }
    let places = style == .ymd ? (0, 1, 2) : style == .dmy ? (2, 1, 0) : (2, 0, 1)
    let year = parts[places.0].count == 2 ? numbers[places.0] + 2000 : numbers[places.0]
    return CalendarDate(year: year, month: numbers[places.1], day: numbers[places.2])
  }
}
