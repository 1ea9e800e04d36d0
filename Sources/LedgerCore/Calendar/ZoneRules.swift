/// The offsets of one time zone from UTC, read from a tz database file.
///
/// - Source: RFC 8536 (TZif), version 2+ data block and footer. Rules are never written by hand.
package struct ZoneRules: Sendable {
  private let transitions: [Int64]
  private let offsets: [Int64]
  private let initialOffset: Int64
  private let footer: PosixZone?

  package static let utc = ZoneRules(
    transitions: [], offsets: [], initialOffset: 0, footer: nil)

  private init(
    transitions: [Int64], offsets: [Int64], initialOffset: Int64, footer: PosixZone?
  ) {
    self.transitions = transitions
    self.offsets = offsets
    self.initialOffset = initialOffset
    self.footer = footer
  }

  /// Reads the bytes of a TZif file; nil when they are not one of version 2 or later.
  package init?(tzif bytes: [UInt8]) {
    var reader = TZifReader(bytes)
    guard let first = reader.header(), first.version >= 50 else { return nil }
    reader.skip(first.bodySize(timeSize: 4))
    guard let header = reader.header(), reader.has(header.bodySize(timeSize: 8)) else { return nil }
    let transitions = (0..<header.timeCount).map { _ in reader.int64() }
    let types = (0..<header.timeCount).map { _ in Int(reader.byte()) }
    let localTypes = (0..<header.typeCount).map { _ in
      let offset = Int64(reader.int32())
      reader.skip(2)
      return offset
    }
    guard !localTypes.isEmpty, types.allSatisfy({ $0 < localTypes.count }) else { return nil }
    reader.skip(header.charCount + header.leapCount * 12 + header.standardCount + header.utCount)
    self.init(
      transitions: transitions, offsets: types.map { localTypes[$0] },
      initialOffset: localTypes[0], footer: PosixZone(footer: reader.rest()))
  }

  /// Seconds east of UTC that the zone's clocks show at `instant`.
  package func offset(at instant: Instant) -> Int64 { period(at: instant).offset }

  /// The offset at an instant, and the time during which it stays.
  package func period(at instant: Instant) -> OffsetPeriod {
    guard let last = transitions.last, instant.seconds < last else {
      let from = transitions.last ?? .min
      return footer?.period(at: instant).clamped(from: from)
        ?? OffsetPeriod(offset: offsets.last ?? initialOffset, from: from, until: .max)
    }
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= instant.seconds { low = middle + 1 } else { high = middle }
    }
    return OffsetPeriod(
      offset: low == 0 ? initialOffset : offsets[low - 1],
      from: low == 0 ? .min : transitions[low - 1], until: transitions[low])
  }

  package func day(of instant: Instant) -> CalendarDate {
    instant.day(offset: offset(at: instant))
  }
}

/// Seconds east of UTC during a stretch of time, from its first second until before its end.
package struct OffsetPeriod: Sendable, Equatable {
  package let offset: Int64
  package let from: Int64
  package let until: Int64

  package init(offset: Int64, from: Int64, until: Int64) {
    self.offset = offset
    self.from = from
    self.until = until
  }

  func clamped(from earliest: Int64) -> OffsetPeriod {
    OffsetPeriod(offset: offset, from: max(from, earliest), until: until)
  }
}

/// The parts of a TZif file, big-endian, read in order.
private struct TZifReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  struct Header {
    let version: UInt8
    let utCount, standardCount, leapCount, timeCount, typeCount, charCount: Int

    func bodySize(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + charCount + leapCount * (timeSize + 4)
        + standardCount + utCount
    }
  }

  func has(_ count: Int) -> Bool { count >= 0 && at + count <= bytes.count }

  mutating func skip(_ count: Int) { at += count }

  mutating func header() -> Header? {
    guard has(44), Array(bytes[at..<at + 4]) == Array("TZif".utf8) else { return nil }
    let version = bytes[at + 4]
    at += 20
    let counts = (0..<6).map { _ in Int(int32()) }
    guard counts.allSatisfy({ (0...1_000_000).contains($0) }) else { return nil }
    return Header(
      version: version, utCount: counts[0], standardCount: counts[1], leapCount: counts[2],
      timeCount: counts[3], typeCount: counts[4], charCount: counts[5])
  }

  mutating func byte() -> UInt8 {
    defer { at += 1 }
    return bytes[at]
  }

  mutating func int32() -> Int32 {
    Int32(bitPattern: (0..<4).reduce(UInt32(0)) { value, _ in value << 8 | UInt32(byte()) })
  }

  mutating func int64() -> Int64 {
    Int64(bitPattern: (0..<8).reduce(UInt64(0)) { value, _ in value << 8 | UInt64(byte()) })
  }

  func rest() -> ArraySlice<UInt8> { at <= bytes.count ? bytes[at...] : [] }
}
