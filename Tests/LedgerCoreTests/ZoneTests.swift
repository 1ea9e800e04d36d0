import LedgerCore
import TestSupport
import Testing

/// The bytes of a TZif file of version 2 with the given transitions and footer.
private func tzif(
  transitions: [(at: Int64, type: UInt8)], types: [Int32], footer: String, version: UInt8 = 50
) -> [UInt8] {
  func big(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
  func header(times: Int, types: Int, characters: Int) -> [UInt8] {
    Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
      + [0, 0, 0, times, types, characters].flatMap { big(Int32($0)) }
  }
  // The version 1 block is there and empty but for one type, as RFC 8536 wants it.
  var bytes = header(times: 0, types: 1, characters: 1) + [UInt8](repeating: 0, count: 7)
  bytes += header(times: transitions.count, types: types.count, characters: 4)
  bytes += transitions.flatMap { big($0.at) } + transitions.map(\.type)
  bytes += types.flatMap { big($0) + [0, 0] } + Array("LMT\0".utf8)
  return bytes + Array("\n\(footer)\n".utf8)
}

@Suite struct ZoneRulesTests {
  @Test func transitionsThenTheFooterDecide() throws {
    let zone = try #require(
      ZoneRules(
        tzif: tzif(
          transitions: [(1000, 1), (2000, 0)], types: [-100, 3600],
          footer: "PST8PDT,M3.2.0,M11.1.0")))
    let offsets = [0, 999, 1000, 1999].map { zone.offset(at: Instant(seconds: $0)) }
    #expect(offsets == [-100, -100, 3600, 3600])
    #expect(zone.offset(at: Instant(seconds: 2000)) == -8 * 3600, "the footer rules from here on")
  }

  @Test func withoutTransitionsOrFooterAZoneIsItsFirstType() throws {
    let zone = try #require(ZoneRules(tzif: tzif(transitions: [], types: [7200], footer: "")))
    #expect(zone.offset(at: Instant(seconds: 0)) == 7200)
    let last = try #require(
      ZoneRules(tzif: tzif(transitions: [(5, 1)], types: [0, 60], footer: "")))
    #expect(last.offset(at: Instant(seconds: 9)) == 60)
  }

  @Test func cutOrForeignBytesAreNoZone() {
    let whole = tzif(transitions: [(1000, 1)], types: [0, 3600], footer: "UTC0")
    for count in 0..<whole.count - 6 {
      #expect(ZoneRules(tzif: Array(whole.prefix(count))) == nil, "\(count) bytes")
    }
    #expect(ZoneRules(tzif: whole) != nil)
    #expect(ZoneRules(tzif: tzif(transitions: [], types: [0], footer: "", version: 0)) == nil)
    #expect(ZoneRules(tzif: tzif(transitions: [(1, 2)], types: [0, 1], footer: "")) == nil)
  }

  /// The offset in hours by the footer alone.
  private func hours(_ footer: String, _ instant: String) throws -> Double? {
    let zone = try #require(ZoneRules(tzif: tzif(transitions: [], types: [1], footer: footer)))
    return Double(zone.offset(at: try #require(Instant(instant)))) / 3600
  }

  @Test(
    arguments: [
      ("<+03>-3", "2040-07-01T00:00:00Z", 3.0), ("<-03>3", "2040-01-01T00:00:00Z", -3.0),
      ("IST-5:30", "2040-01-01T00:00:00Z", 5.5),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-01-15T00:00:00Z", 11.0),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-07-15T00:00:00Z", 10.0),
      ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-12-31T23:00:00Z", 11.0),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T00:59:59Z", 1.0),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T01:00:00Z", 2.0),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T00:59:59Z", 2.0),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T01:00:00Z", 1.0),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2041-03-31T00:59:59Z", 1.0),
      ("CET-1CEST,M3.5.0,M10.5.0/3", "2041-03-31T01:00:00Z", 2.0),
      ("AAA0BBB,J60/0,J300/0", "2040-02-29T12:00:00Z", 0.0),
      ("AAA0BBB,J60/0,J300/0", "2040-03-01T12:00:00Z", 1.0),
      ("AAA0BBB-2,59/0,300/0", "2040-02-29T12:00:00Z", 2.0),
      ("EET-2EEST,M3.5.0/-1,M10.5.0/-1", "2040-03-24T21:00:00Z", 3.0),
    ] as [(String, String, Double)])
  func aFooterRulesTheFarFuture(footer: String, instant: String, expected: Double) throws {
    #expect(try hours(footer, instant) == expected)
  }

  @Test(arguments: ["PST", "PST8PDT", "PST8PDT,M3.2.0", "PST8PDT,M13.1.0,M11.1.0", "8", "<+03"])
  func anUnreadableFooterIsLeftOut(footer: String) throws {
    #expect(try hours(footer, "2040-01-01T00:00:00Z") == 1.0 / 3600, "the first type's offset")
  }
}

@Suite struct SystemZoneTests {
  @Test(
    arguments: [
      ("America/Los_Angeles", "2026-03-08T09:59:59Z", -8),
      ("America/Los_Angeles", "2026-03-08T10:00:00Z", -7),
      ("America/Los_Angeles", "2026-11-01T08:59:59Z", -7),
      ("America/Los_Angeles", "2026-11-01T09:00:00Z", -8),
      ("America/Los_Angeles", "2045-07-01T00:00:00Z", -7),
      ("America/Los_Angeles", "2045-12-01T00:00:00Z", -8),
      ("Europe/Berlin", "2026-03-29T00:59:59Z", 1), ("Europe/Berlin", "2026-03-29T01:00:00Z", 2),
      ("Europe/Berlin", "2026-10-25T00:59:59Z", 2), ("Europe/Berlin", "2026-10-25T01:00:00Z", 1),
      ("Europe/Berlin", "2060-07-01T00:00:00Z", 2), ("Asia/Tokyo", "2026-07-01T00:00:00Z", 9),
      ("Asia/Tokyo", "2050-01-01T00:00:00Z", 9), ("Australia/Sydney", "2026-04-04T15:59:59Z", 11),
      ("Australia/Sydney", "2026-04-04T16:00:00Z", 10),
      ("Australia/Sydney", "2026-10-03T15:59:59Z", 10),
      ("Australia/Sydney", "2026-10-03T16:00:00Z", 11),
      ("Australia/Sydney", "2051-01-15T00:00:00Z", 11),
      ("Australia/Sydney", "2051-07-15T00:00:00Z", 10),
    ] as [(String, String, Int64)])
  func clocksChangeAtTheRightSecond(zone: String, instant: String, hours: Int64) throws {
    #expect(systemZone(zone).offset(at: try #require(Instant(instant))) == hours * 3600)
  }

  @Test(arguments: [
    ("America/Los_Angeles", "2026-03-08T07:59:59Z", "2026-03-07"),
    ("America/Los_Angeles", "2026-03-08T08:00:00Z", "2026-03-08"),
    ("America/Los_Angeles", "2026-03-09T06:59:59Z", "2026-03-08"),
    ("America/Los_Angeles", "2026-03-09T07:00:00Z", "2026-03-09"),
    ("Europe/Berlin", "2026-03-31T21:59:59Z", "2026-03-31"),
    ("Europe/Berlin", "2026-03-31T22:00:00Z", "2026-04-01"),
    ("Asia/Tokyo", "2026-03-31T15:00:00Z", "2026-04-01"),
    ("Australia/Sydney", "2026-04-04T13:00:00Z", "2026-04-05"),
  ])
  func localDaysBeginAtLocalMidnight(zone: String, instant: String, day: String) throws {
    #expect(systemZone(zone).day(of: try #require(Instant(instant))).description == day)
  }
}
