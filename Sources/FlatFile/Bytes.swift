import Glibc

/// A stretch of bytes in a window: `start` up to but not with `end`.
struct Slice: Equatable {
  var start: Int
  var end: Int

  static let empty = Slice(start: 0, end: 0)
  var count: Int { end - start }
  var isEmpty: Bool { start >= end }
}

/// Loads without a bounds check, the costliest part of a row otherwise.
///
/// Every place in a window comes from `RowScanner`, which stops at the window's last line feed;
/// `SettlementParser.consume` proves once a window that the line feed and the padding are there.
extension RawSpan {
  @inline(__always)
  func byte(_ index: Int) -> UInt8 {
    unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
  }

  /// Eight bytes from any place; the window's padding makes this safe up to its last byte.
  @inline(__always)
  func word(_ index: Int) -> UInt64 {
    UInt64(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self))
  }

  @inline(__always)
  private func block(_ index: Int) -> SIMD16<UInt8> {
    unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: SIMD16<UInt8>.self)
  }

  /// The slice without blanks and control characters at either end.
  @inline(__always)
  func trimmed(_ slice: Slice) -> Slice {
    var result = slice
    while result.start < result.end, byte(result.start) <= 32 { result.start += 1 }
    while result.end > result.start, byte(result.end - 1) <= 32 { result.end -= 1 }
    return result
  }

  /// Whether two slices hold the same bytes.
  @inline(__always)
  func same(_ left: Slice, _ right: Slice) -> Bool {
    left.count == right.count && same(left.start, self, right.start, count: left.count)
  }

  /// Whether `count` bytes from a place are those of another span, which is padded as well.
  @inline(__always)
  func same(_ start: Int, _ other: borrowing RawSpan, _ otherStart: Int, count: Int) -> Bool {
    var at = 0
    while at &+ 16 <= count {
      let first = word(start &+ at) ^ other.word(otherStart &+ at)
      let second = word(start &+ at &+ 8) ^ other.word(otherStart &+ at &+ 8)
      if first | second != 0 { return false }
      at &+= 16
    }
    if at &+ 8 <= count {
      if word(start &+ at) != other.word(otherStart &+ at) { return false }
      at &+= 8
    }
    return at >= count
      || (word(start &+ at) ^ other.word(otherStart &+ at)) & lowBytes(count &- at) == 0
  }

  /// As `same` for two long stretches of this span, of which neither may leave it.
  @inline(__always)
  func sameStretch(_ left: Int, _ right: Int, count: Int) -> Bool {
    withUnsafeBytes { bytes in
      let base = bytes.baseAddress.unsafelyUnwrapped
      return memcmp(base + left, base + right, count) == 0
    }
  }

  func array(_ slice: Slice) -> [UInt8] {
    slice.isEmpty ? [] : withUnsafeBytes { Array($0[slice.start..<slice.end]) }
  }

  /// Whether any byte of the slice has its high bit set.
  func hasHighBit(_ slice: Slice) -> Bool {
    var at = slice.start
    // Swift 6.3 makes four instructions of four blocks of 16, and a loop over bytes of one of 64.
    var blocks = SIMD16<UInt8>(repeating: 0)
    while at &+ 64 <= slice.end {
      blocks |= (block(at) | block(at &+ 16)) | (block(at &+ 32) | block(at &+ 48))
      at &+= 64
    }
    var seen = blocks.max()
    while at < slice.end {
      seen |= byte(at)
      at &+= 1
    }
    return seen >= 128
  }
}

/// A mask over the first `count` bytes of a little-endian word; over all of it from eight on.
@inline(__always)
func lowBytes(_ count: Int) -> UInt64 { (1 << (UInt64(count) &* 8)) &- 1 }
