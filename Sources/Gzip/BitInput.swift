import FlatFile

/// The bytes of a source, read as bits with the lowest one first, or byte by byte.
///
/// `reserve` bytes can always be loaded behind `next` after a look at `safeEnd`. At the end of the
/// source they are zeros; whoever takes those gets an error soon after.
struct BitInput: ~Copyable {
  /// Bits of the stream; those above `count` are a preview of the bytes at `next`.
  var bits: UInt64 = 0
  /// Bits that were loaded and not yet taken, below 64.
  var count = 0
  var next: UnsafeRawPointer
  /// As long as `next` does not exceed it, bits may be loaded twice without another look.
  private(set) var safeEnd: UnsafeRawPointer
  private var end: UnsafeRawPointer
  private var isAtEnd = false
  private let source: any ByteSource
  private let buffer: UnsafeMutableRawBufferPointer

  private static let reserve = 32
  private static let bufferBytes = 64 << 10

  init(_ source: any ByteSource) {
    self.source = source
    buffer = .allocate(byteCount: BitInput.bufferBytes + 2 * BitInput.reserve, alignment: 64)
    next = UnsafeRawPointer(buffer.baseAddress!)
    end = next
    safeEnd = next - 1
  }

  deinit { buffer.deallocate() }

  /// Loads bits until there are at least 56 of them.
  @inline(__always)
  mutating func fill() throws(FlatFileError) {
    if next > safeEnd { try load() }
    bits |= next.loadUnaligned(as: UInt64.self).littleEndian &<< UInt64(truncatingIfNeeded: count)
    next += (63 &- count) &>> 3
    count |= 56
  }

  /// Takes up to 32 of the bits that `fill` has loaded.
  @inline(__always)
  mutating func take(_ width: Int) -> Int {
    let value = bits & (1 &<< UInt64(truncatingIfNeeded: width) &- 1)
    drop(width)
    return Int(truncatingIfNeeded: value)
  }

  @inline(__always)
  mutating func drop(_ width: Int) {
    bits &>>= UInt64(truncatingIfNeeded: width)
    count &-= width
  }

  /// Reads on in the source.
  mutating func load() throws(FlatFileError) {
    guard !isAtEnd else { throw BitInput.torn }
    giveBack()
    let base = buffer.baseAddress!
    let left = end - next
    base.copyMemory(from: next, byteCount: left)
    next = UnsafeRawPointer(base)
    end = next + left
    while end - next < BitInput.reserve, !isAtEnd {
      let space = buffer[(end - next)..<BitInput.bufferBytes]
      let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: space))
      end += count
      isAtEnd = count == 0
    }
    safeEnd = end - BitInput.reserve
    if isAtEnd {
      UnsafeMutableRawBufferPointer(rebasing: buffer[(end - next)...]).initializeMemory(
        as: UInt8.self, repeating: 0)
      safeEnd = end + BitInput.reserve
    }
  }

  /// Throws when more was taken than the source has.
  func checkEnd() throws(FlatFileError) {
    if next - count &>> 3 > end { throw BitInput.torn }
  }

  // MARK: - Bytes

  /// Drops the bits up to the next whole byte.
  mutating func align() throws(FlatFileError) {
    drop(count & 7)
    giveBack()
    try checkEnd()
  }

  /// Makes `next` the first byte of which no bit was taken.
  private mutating func giveBack() {
    next -= count &>> 3
    count &= 7
    bits &= 1 &<< UInt64(truncatingIfNeeded: count) &- 1
  }

  /// The bytes that are at hand from `next`, which must be aligned; none at the end of the source.
  mutating func available() throws(FlatFileError) -> Int {
    if next >= end, !isAtEnd { try load() }
    return max(0, end - next)
  }

  mutating func byte() throws(FlatFileError) -> UInt8? {
    guard try available() > 0 else { return nil }
    defer { next += 1 }
    return next.load(as: UInt8.self)
  }

  static let torn = damage("the file ends in the middle of its compressed data")

  static func damage(_ what: String) -> FlatFileError {
    FlatFileError(.corruptFile, what, whatToDo: "download the document again")
  }
}
