/// A second of UTC, counted from 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Comparable, Sendable {
  package let seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  package init(_ date: CalendarDate, secondOfDay: Int = 0) {
    self.init(seconds: Int64(date.dayNumber) * 86_400 + Int64(secondOfDay))
  }

  /// `2026-03-14T08:49:04Z`, or a bare day for its first second.
  package init?(_ text: String) {
    var text = text
    guard let instant = text.withUTF8({ Instant(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = instant
  }

  private init?(_ text: UnsafeRawBufferPointer) {
    guard text.count == 10 || text.count == 20,
      let date = CalendarDate(UnsafeRawBufferPointer(rebasing: text[..<10]))
    else { return nil }
    if text.count == 10 {
      self.init(date)
      return
    }
    let isMarked =
      text[10] == UInt8(ascii: "T") && text[13] == UInt8(ascii: ":")
      && text[16] == UInt8(ascii: ":") && text[19] == UInt8(ascii: "Z")
    func number(at place: Int) -> Int? {
      let (tens, ones) = (text[place] &- 48, text[place + 1] &- 48)
      return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }
    guard isMarked, let hour = number(at: 11), let minute = number(at: 14),
      let second = number(at: 17), hour < 24, minute < 60, second < 60
    else { return nil }
    self.init(date, secondOfDay: hour * 3600 + minute * 60 + second)
  }

  package static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.seconds < rhs.seconds }

  /// The UTC day, or the local day at `offset` seconds east of UTC.
  package func day(offset: Int64 = 0) -> CalendarDate {
    let local = seconds + offset
    return CalendarDate(dayNumber: Int32((local >= 0 ? local : local - 86_399) / 86_400))
  }
}

extension Instant: CustomStringConvertible {
  /// `2026-03-14T08:49:04Z`
  package var description: String {
    let date = day()
    let time = Int(seconds - Int64(date.dayNumber) * 86_400)
    return "\(date)T\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2))Z"
  }
}
