/// A stretch of bytes in a window: `start` up to but not with `end`.
struct Slice: Equatable {
  var start: Int
  var end: Int

  static let empty = Slice(start: 0, end: 0)
  var count: Int { end - start }
  var isEmpty: Bool { start >= end }
}

extension RawSpan {
  @inline(__always)
  func byte(_ index: Int) -> UInt8 { unsafeLoad(fromByteOffset: index, as: UInt8.self) }

  /// Eight bytes from any place; the window's padding makes this safe up to its last byte.
  @inline(__always)
  func word(_ index: Int) -> UInt64 {
    UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
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
    var count = left.end - left.start
    guard count == right.end - right.start else { return false }
    var (a, b) = (left.start, right.start)
    while count >= 8 {
      if word(a) != word(b) { return false }
      a += 8
      b += 8
      count -= 8
    }
    return count == 0 || (word(a) ^ word(b)) & lowBytes(count) == 0
  }

  func array(_ slice: Slice) -> [UInt8] {
    slice.isEmpty ? [] : (slice.start..<slice.end).map { byte($0) }
  }

  /// Whether any byte of the slice has its high bit set.
  func hasHighBit(_ slice: Slice) -> Bool {
    var at = slice.start
    var block = SIMD16<UInt8>(repeating: 0)
    while at + 64 <= slice.end {
      for offset in [0, 16, 32, 48] {
        block |= unsafeLoadUnaligned(fromByteOffset: at + offset, as: SIMD16<UInt8>.self)
      }
      at += 64
    }
    var seen: UInt8 = block.max()
    while at < slice.end {
      seen |= byte(at)
      at += 1
    }
    return seen >= 128
  }
}

/// A mask over the first `count` (1…7) bytes of a little-endian word.
@inline(__always)
func lowBytes(_ count: Int) -> UInt64 { (1 << (UInt64(count) &* 8)) &- 1 }
