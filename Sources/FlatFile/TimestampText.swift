import LedgerCore

/// An instant as a file wrote it; a bare day stands for its first second.
struct Timestamp: Equatable {
  let instant: Instant
  let hasTime: Bool
}

/// Reads the date styles of settlement files.
///
/// `2026-03-13 20:21:38 UTC`, `2026/03/13 …`, `13.03.2026 …`, `2026-03-13T20:21:38+00:00`, and each
/// of them without a time. A year at the end behind `/` or `-` says nothing about the order of day
/// and month: such a file is read both ways and one of them must be disproved.
struct TimestampText {
  let dayComesFirst: Bool
  /// Whether a date was met whose order of day and month is not certain.
  var sawUncertainOrder = false
  /// The last date of ten bytes, by its first and its last eight: rows are mostly of one day.
  private var lastDay: (head: UInt64, tail: UInt64, date: CalendarDate)?

  init(dayComesFirst: Bool) { self.dayComesFirst = dayComesFirst }

  /// The instant of a trimmed cell, or nil when it is none.
  mutating func timestamp(_ span: borrowing RawSpan, _ slice: Slice) -> Timestamp? {
    var at = slice.start
    if let date = repeatedDay(span, slice), let second = plainTime(span, slice.start + 10) {
      return Timestamp(instant: Instant(date, secondOfDay: second), hasTime: true)
    }
    guard let date = day(span, slice.end, &at) else { return nil }
    if at - slice.start == 10 {
      lastDay = (span.word(slice.start), span.word(slice.start + 2), date)
    }
    if at == slice.end { return Timestamp(instant: Instant(date), hasTime: false) }
    guard span.byte(at) == 32 || span.byte(at) == UInt8(ascii: "T") else { return nil }
    at += 1
    guard let hour = number(span, slice.end, &at, digits: 1...2), hour < 24, at < slice.end,
      span.byte(at) == 58
    else { return nil }
    at += 1
    guard let minute = number(span, slice.end, &at, digits: 2...2), minute < 60 else { return nil }
    var second = 0
    if at < slice.end, span.byte(at) == 58 {
      at += 1
      guard let seconds = number(span, slice.end, &at, digits: 2...2), seconds < 61 else {
        return nil
      }
      second = min(seconds, 59)
    }
    guard let offset = zoneOffset(span, slice.end, &at), at == slice.end else { return nil }
    let local = Instant(date, secondOfDay: hour * 3600 + minute * 60 + second)
    return Timestamp(instant: Instant(seconds: local.seconds - offset), hasTime: true)
  }

  /// The date of a cell as long as `2026-03-13 20:21:38 UTC` whose date was just read.
  @inline(__always)
  private func repeatedDay(_ span: borrowing RawSpan, _ slice: Slice) -> CalendarDate? {
    guard slice.count == 23, let lastDay, span.word(slice.start) == lastDay.head,
      span.word(slice.start + 2) == lastDay.tail
    else { return nil }
    return lastDay.date
  }

  /// The second of the day of ` 20:21:38 UTC`; nil for every other form.
  @inline(__always)
  private func plainTime(_ span: borrowing RawSpan, _ start: Int) -> Int? {
    // `digits` holds the six figures as numbers, and above 9 whatever is no digit.
    let digits = span.word(start + 1) ^ 0x3030_3A30_303A_3030
    let tooLarge = (digits &+ 0x7676_7676_7676_7676) | digits
    guard span.byte(start) == 32, span.word(start + 5) >> 32 == 0x4354_5520,
      tooLarge & 0x8080_8080_8080_8080 == 0, digits & 0x0000_FF00_00FF_0000 == 0
    else { return nil }
    func pair(_ shift: UInt64) -> Int {
      Int(digits >> shift & 0xFF) * 10 + Int(digits >> (shift + 8) & 0xFF)
    }
    let (hour, minute, second) = (pair(0), pair(24), pair(48))
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private mutating func day(
    _ span: borrowing RawSpan, _ end: Int, _ at: inout Int
  ) -> CalendarDate? {
    let start = at
    guard let first = number(span, end, &at, digits: 1...4), at < end else { return nil }
    let firstDigits = at - start
    let separator = span.byte(at)
    guard separator == 45 || separator == 46 || separator == 47 else { return nil }
    at += 1
    guard let second = number(span, end, &at, digits: 1...2), at < end, span.byte(at) == separator
    else { return nil }
    at += 1
    let lastStart = at
    guard let last = number(span, end, &at, digits: 1...4) else { return nil }
    if firstDigits == 4 { return CalendarDate(year: first, month: second, day: last) }
    let lastDigits = at - lastStart
    guard firstDigits <= 2, lastDigits == 4 || lastDigits == 2 else { return nil }
    let year = lastDigits == 2 ? 2000 + last : last
    if separator == 46, lastDigits == 4 {
      return CalendarDate(year: year, month: second, day: first)
    }
    sawUncertainOrder = true
    return dayComesFirst
      ? CalendarDate(year: year, month: second, day: first)
      : CalendarDate(year: year, month: first, day: second)
  }

  private func number(
    _ span: borrowing RawSpan, _ end: Int, _ at: inout Int, digits: ClosedRange<Int>
  ) -> Int? {
    var value = 0
    let start = at
    while at < end, at - start < digits.upperBound {
      let digit = span.byte(at) &- 48
      guard digit < 10 else { break }
      value = value * 10 + Int(digit)
      at += 1
    }
    return at - start >= digits.lowerBound ? value : nil
  }

  /// ` UTC`, ` GMT`, `Z`, `+09:00` or nothing (settlement files are in UTC), in seconds.
  private func zoneOffset(_ span: borrowing RawSpan, _ end: Int, _ at: inout Int) -> Int64? {
    if at < end, span.byte(at) == UInt8(ascii: ".") {
      at += 1
      guard number(span, end, &at, digits: 1...9) != nil else { return nil }
    }
    while at < end, span.byte(at) == 32 { at += 1 }
    guard at < end else { return 0 }
    if end - at == 3, span.word(at) & 0xFF_FFFF == 0x43_5455 {  // UTC
      at = end
      return 0
    }
    let text = String(decoding: span.array(Slice(start: at, end: end)), as: UTF8.self)
    if text == "GMT" || text == "Z" {
      at = end
      return 0
    }
    let sign = span.byte(at)
    guard sign == 43 || sign == 45 else { return nil }
    at += 1
    guard let hours = number(span, end, &at, digits: 2...2), hours < 15 else { return nil }
    if at < end, span.byte(at) == 58 { at += 1 }
    guard let minutes = number(span, end, &at, digits: 2...2), minutes < 60 else { return nil }
    let offset = Int64(hours * 3600 + minutes * 60)
    return sign == 45 ? -offset : offset
  }
}
