/// Text kept as UTF-8 bytes, compared byte by byte.
///
/// Swift's `String` equates NFC and NFD forms; a SKU or a label is the bytes Amazon wrote.
package struct ByteString: Hashable, Sendable {
  package let bytes: [UInt8]

  // Concrete types: a generic initializer would go byte by byte when called from another module.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }
  package init(_ text: String) { bytes = Array(text.utf8) }

  package var isEmpty: Bool { bytes.isEmpty }
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// ASCII letters in lower case; all other bytes as they are.
  package var lowercasedASCII: ByteString {
    ByteString(bytes.map { (65...90).contains($0) ? $0 | 32 : $0 })
  }

  package func hasPrefix(_ prefix: ByteString) -> Bool { bytes.starts(with: prefix.bytes) }

  /// Without blanks and control characters at either end.
  package var trimmed: ByteString {
    let head = bytes.drop { $0 <= 32 }
    let tail = head.reversed().prefix { $0 <= 32 }.count
    return tail == 0 && head.count == bytes.count ? self : ByteString(head.dropLast(tail))
  }
}

extension ByteString {
  /// All bytes at once: an array would be compared one by one.
  package static func == (lhs: ByteString, rhs: ByteString) -> Bool {
    lhs.bytes.withUnsafeBytes { left in
      rhs.bytes.withUnsafeBytes { right in
        left.count == right.count
          && (left.count == 0 || memoryIsEqual(left.baseAddress!, right.baseAddress!, left.count))
      }
    }
  }

  /// All bytes at once: an array would feed the hasher one by one.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    hasher.combine(UInt8(0xFF))
  }
}

extension ByteString: Comparable, CustomStringConvertible {
  /// Eight bytes at a time.
  package static func < (lhs: ByteString, rhs: ByteString) -> Bool { lhs.order(to: rhs) < 0 }

  /// Below zero, zero or above as it is before, the same as or after the other.
  package func order(to other: ByteString) -> Int {
    bytes.withUnsafeBytes { left in
      other.bytes.withUnsafeBytes { right in memoryOrder(left, right) }
    }
  }

  package var description: String { text }
}

extension ByteString: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
}

/// Whether two stretches of memory hold the same bytes, eight at a time.
func memoryIsEqual(
  _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int
) -> Bool {
  var at = 0
  while at + 8 <= count {
    if left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      != right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    {
      return false
    }
    at += 8
  }
  while at < count {
    if left.load(fromByteOffset: at, as: UInt8.self)
      != right.load(fromByteOffset: at, as: UInt8.self)
    {
      return false
    }
    at += 1
  }
  return true
}

extension String {
  /// As `ByteString.order`, of the bytes of two texts.
  package func byteOrder(to other: String) -> Int {
    var (one, other) = (self, other)
    return one.withUTF8 { left in
      other.withUTF8 { right in
        memoryOrder(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
      }
    }
  }
}

/// Below zero, zero or above as one stretch of memory is before, the same as or after another, byte
/// by byte.
func memoryOrder(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
  let shared = min(left.count, right.count)
  var at = 0
  while at + 8 <= shared {
    let one = left.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    let other = right.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    // The first byte weighs most.
    if one != other { return UInt64(bigEndian: one) < UInt64(bigEndian: other) ? -1 : 1 }
    at += 8
  }
  while at < shared {
    if left[at] != right[at] { return left[at] < right[at] ? -1 : 1 }
    at += 1
  }
  return left.count - right.count
}
