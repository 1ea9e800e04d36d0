/// A text of a window in four words: itself up to 24 bytes, else its length, its ends and its hash.
struct TextKey: Equatable {
  var head: UInt64 = 0
  var middle: UInt64 = 0
  var tail: UInt64 = 0
  /// Length in bytes.
  var count: UInt32 = 0

  /// The longest text that its key holds wholly: a SKU, an order id, most labels.
  static let wholeBytes = 24

  /// Whether equal keys mean equal texts; of longer texts the bytes must be compared.
  @inline(__always)
  var isWhole: Bool { count <= TextKey.wholeBytes }

  init() {}

  @inline(__always)
  init(_ span: borrowing RawSpan, _ slice: Slice) {
    let length = max(0, slice.end &- slice.start)
    count = UInt32(truncatingIfNeeded: length)
    guard length > 0 else { return }
    head = span.word(slice.start) & lowBytes(length)
    guard length > 8 else { return }
    if length > TextKey.wholeBytes {
      middle = TextKey.hash(span, slice)
      tail = span.word(slice.end &- 8)
    } else {
      middle = span.word(slice.start &+ 8) & lowBytes(length &- 8)
      if length > 16 { tail = span.word(slice.start &+ 16) & lowBytes(length &- 16) }
    }
  }

  @inline(__always)
  static func == (lhs: TextKey, rhs: TextKey) -> Bool {
    (lhs.head ^ rhs.head) | (lhs.middle ^ rhs.middle) | (lhs.tail ^ rhs.tail)
      | UInt64(lhs.count ^ rhs.count) == 0
  }

  /// Well mixed in all bits, since tables take the low ones.
  @inline(__always)
  var hash: UInt64 {
    let first = TextKey.mixed(head ^ 0x9FB2_1C65_1E98_DF25, middle ^ 0x9E37_79B9_7F4A_7C15)
    return TextKey.mixed(first ^ tail, 0xC2B2_AE3D_27D4_EB4F ^ UInt64(count))
  }

  /// The hash of all bytes of a text of at least sixteen.
  @inline(__always)
  private static func hash(_ span: borrowing RawSpan, _ slice: Slice) -> UInt64 {
    var hash: UInt64 = 0
    var at = slice.start
    while at &+ 16 < slice.end {
      hash = mixed(hash ^ span.word(at), 0x9FB2_1C65_1E98_DF25 ^ span.word(at &+ 8))
      at &+= 16
    }
    return mixed(hash ^ span.word(slice.end &- 16), span.word(slice.end &- 8))
  }

  /// Both halves of the product folded into one word.
  @inline(__always)
  private static func mixed(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
