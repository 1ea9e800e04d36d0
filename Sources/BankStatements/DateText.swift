import LedgerCore

/// How a bank writes days in numbers; what stands between them does not matter.
package enum DateOrder: String, Sendable, CaseIterable {
  case yearMonthDay = "ymd"
  case dayMonthYear = "dmy"
  case monthDayYear = "mdy"
}

/// The number that `count` digits from a place make, or nil.
func number(_ bytes: ArraySlice<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
  var value = 0
  for byte in bytes {
    guard (48...57).contains(byte) else { return nil }
    value = value * 10 + Int(byte - 48)
  }
  return value
}

extension CalendarDate {
  /// The day of an `xs:date` or `xs:dateTime` as printed, whatever its time zone.
  init?(isoPrefix text: ByteString) {
    let rest = text.bytes.dropFirst(10)
    guard rest.isEmpty || rest.first.map({ "T+-Z".utf8.contains($0) }) == true else { return nil }
    self.init(Array(text.bytes.prefix(10)))
  }

  /// `20260314`, with anything behind it. Source: OFX 2.2, 3.2.8.2, `datetime`.
  init?(compact bytes: ArraySlice<UInt8>) {
    let digits = bytes.prefix(8)
    guard digits.count == 8, let all = number(digits) else { return nil }
    self.init(year: all / 10_000, month: all / 100 % 100, day: all % 100)
  }

  /// `260314`: years from 80 on are of the last century, as SWIFT counts them.
  init?(shortYear bytes: ArraySlice<UInt8>) {
    guard bytes.count == 6, let all = number(bytes) else { return nil }
    let year = all / 10_000
    self.init(year: year + (year >= 80 ? 1900 : 2000), month: all / 100 % 100, day: all % 100)
  }

  /// `0102` of the year that puts it nearest to another day: entries of the turn of the year.
  init?(monthDay bytes: ArraySlice<UInt8>, near other: CalendarDate) {
    guard bytes.count == 4, let all = number(bytes) else { return nil }
    let year = other.civil.year
    let days = (year - 1...year + 1).compactMap {
      CalendarDate(year: $0, month: all / 100, day: all % 100)
    }
    let nearest = days.min {
      abs($0.dayNumber - other.dayNumber) < abs($1.dayNumber - other.dayNumber)
    }
    guard let nearest else { return nil }
    self = nearest
  }

  /// Three numbers in an order, with one separator between them or, eight digits long, with none.
  init?(_ text: ByteString, order: DateOrder) {
    let bytes = text.trimmed.bytes
    var parts: [ArraySlice<UInt8>] = bytes.split(omittingEmptySubsequences: false) {
      !(48...57).contains($0)
    }
    if parts.count == 1, bytes.count == 8 {
      let widths = order == .yearMonthDay ? [4, 2, 2] : [2, 2, 4]
      var at = 0
      parts = widths.map { width in
        defer { at += width }
        return bytes[at..<at + width]
      }
    }
    guard parts.count == 3, let first = number(parts[0]), let second = number(parts[1]),
      let third = number(parts[2])
    else { return nil }
    let (year, month, day, digits) =
      switch order {
      case .yearMonthDay: (first, second, third, parts[0].count)
      case .dayMonthYear: (third, second, first, parts[2].count)
      case .monthDayYear: (third, first, second, parts[2].count)
      }
    guard digits == 4 || digits == 2 else { return nil }
    self.init(year: digits == 2 ? 2000 + year : year, month: month, day: day)
  }
}
