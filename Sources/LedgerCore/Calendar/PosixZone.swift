/// The rule after a zone's last listed transition, in POSIX TZ form: `PST8PDT,M3.2.0,M11.1.0`.
///
/// - Source: RFC 8536 section 3.3; only the `Mm.w.d` and `Jn`/`n` day forms exist there.
struct PosixZone: Sendable {
  private let standardOffset: Int64
  private let daylight: (offset: Int64, from: YearlyRule, until: YearlyRule)?

  init?(footer: ArraySlice<UInt8>) {
    var text = PosixText(footer.filter { $0 != 10 })
    guard text.name(), let standard = text.offset() else { return nil }
    standardOffset = -standard
    guard !text.isAtEnd else {
      daylight = nil
      return
    }
    guard text.name() else { return nil }
    let summer = text.nextIs(UInt8(ascii: ",")) ? standardOffset + 3600 : text.offset().map { -$0 }
    guard let summer, text.take(UInt8(ascii: ",")), let from = text.rule(),
      text.take(UInt8(ascii: ",")), let until = text.rule(), text.isAtEnd
    else { return nil }
    daylight = (summer, from, until)
  }

  /// The offset at an instant, and the time between the two changes of clock around it.
  func period(at instant: Instant) -> OffsetPeriod {
    guard let daylight else { return OffsetPeriod(offset: standardOffset, from: .min, until: .max) }
    let year = instant.day(offset: standardOffset).civil.year
    var changes: [(at: Int64, offset: Int64)] = []
    for year in year - 1...year + 1 {
      changes.append((daylight.from.localSeconds(in: year) - standardOffset, daylight.offset))
      changes.append((daylight.until.localSeconds(in: year) - daylight.offset, standardOffset))
    }
    changes.sort { $0.at < $1.at }
    let next = changes.firstIndex { $0.at > instant.seconds } ?? changes.count - 1
    return OffsetPeriod(
      offset: changes[next - 1].offset, from: changes[next - 1].at, until: changes[next].at)
  }
}

/// A moment that comes back every year, in local time.
struct YearlyRule: Sendable {
  enum Day: Sendable {
    case weekday(month: Int, week: Int, weekday: Int)
    case ordinal(Int, skipsLeapDay: Bool)
  }
  let day: Day
  let seconds: Int64

  /// Local seconds since 1970 at which the rule falls due in `year`.
  func localSeconds(in year: Int) -> Int64 {
    let dayNumber: Int
    switch day {
    case .weekday(let month, let week, let weekday):
      let first = daysFromCivil(year: year, month: month, day: 1)
      let shift = (weekday - CalendarDate(dayNumber: Int32(first)).weekday + 7) % 7
      var found = 1 + shift + (week - 1) * 7
      while found > CalendarDate.days(inMonth: month, of: year) { found -= 7 }
      dayNumber = first + found - 1
    case .ordinal(let ordinal, let skipsLeapDay):
      let isLeap = CalendarDate.days(inMonth: 2, of: year) == 29
      let shift = skipsLeapDay ? ordinal - 1 + (isLeap && ordinal > 59 ? 1 : 0) : ordinal
      dayNumber = daysFromCivil(year: year, month: 1, day: 1) + shift
    }
    return Int64(dayNumber) * 86_400 + seconds
  }
}

/// A cursor over POSIX TZ text.
private struct PosixText {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  var isAtEnd: Bool { bytes.isEmpty }
  func nextIs(_ byte: UInt8) -> Bool { bytes.first == byte }

  mutating func take(_ byte: UInt8) -> Bool {
    guard nextIs(byte) else { return false }
    bytes.removeFirst()
    return true
  }

  /// `PST` or `<+03>`
  mutating func name() -> Bool {
    if take(UInt8(ascii: "<")) {
      while let byte = bytes.popFirst() { if byte == UInt8(ascii: ">") { return true } }
      return false
    }
    let before = bytes.count
    bytes = bytes.drop { (65...90).contains($0) || (97...122).contains($0) }
    return bytes.count < before
  }

  mutating func number() -> Int64? {
    let digits = bytes.prefix { (48...57).contains($0) }
    guard !digits.isEmpty, digits.count <= 6 else { return nil }
    bytes = bytes.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func offset() -> Int64? {
    let negative = take(UInt8(ascii: "-"))
    if !negative { _ = take(UInt8(ascii: "+")) }
    guard let hours = number() else { return nil }
    var seconds = hours * 3600
    for unit in [Int64(60), 1] where take(UInt8(ascii: ":")) {
      guard let part = number() else { return nil }
      seconds += part * unit
    }
    return negative ? -seconds : seconds
  }

  /// `M3.2.0/2`, `J60` or `59`, with 02:00 as the time left out.
  mutating func rule() -> YearlyRule? {
    let day: YearlyRule.Day
    if take(UInt8(ascii: "M")) {
      guard let month = number(), (1...12).contains(month), take(UInt8(ascii: ".")),
        let week = number(), (1...5).contains(week), take(UInt8(ascii: ".")),
        let weekday = number(), (0...6).contains(weekday)
      else { return nil }
      day = .weekday(month: Int(month), week: Int(week), weekday: Int(weekday))
    } else {
      let skipsLeapDay = take(UInt8(ascii: "J"))
      guard let ordinal = number(), ordinal <= 365 else { return nil }
      day = .ordinal(Int(ordinal), skipsLeapDay: skipsLeapDay)
    }
    guard take(UInt8(ascii: "/")) else { return YearlyRule(day: day, seconds: 7200) }
    return offset().map { YearlyRule(day: day, seconds: $0) }
  }
}
