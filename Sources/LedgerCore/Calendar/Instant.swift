/// A second of UTC, counted from 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Comparable, Sendable {
  package let seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  package init(_ date: CalendarDate, secondOfDay: Int = 0) {
    self.init(seconds: Int64(date.dayNumber) * 86_400 + Int64(secondOfDay))
  }

  /// `2026-03-14T08:49:04Z`, or a bare day for its first second.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let date = CalendarDate(String(text.prefix(10))) else { return nil }
    if bytes.count == 10 {
      self.init(date)
      return
    }
    let punctuation: [Int: UInt8] = [10: 84, 13: 58, 16: 58, 19: 90]
    guard bytes.count == 20,
      (10..<20).allSatisfy({ (punctuation[$0] ?? bytes[$0]) == bytes[$0] }),
      (10..<20).allSatisfy({ punctuation[$0] != nil || (48...57).contains(bytes[$0]) })
    else { return nil }
    func number(at place: Int) -> Int { Int(bytes[place] - 48) * 10 + Int(bytes[place + 1] - 48) }
    let (hour, minute, second) = (number(at: 11), number(at: 14), number(at: 17))
    guard hour < 24, minute < 60, second < 60 else { return nil }
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
