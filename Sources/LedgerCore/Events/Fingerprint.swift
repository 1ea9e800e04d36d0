/// A 128-bit digest of numbers and bytes, for telling whether two are the same; not against forgery.
package struct Fingerprint: Hashable, Sendable {
  private var low: UInt64 = 0x243F_6A88_85A3_08D3
  private var high: UInt64 = 0x1319_8A2E_0370_7344

  package init() {}

  /// Of `words` that were kept.
  package init(words: (Int64, Int64)) {
    high = UInt64(bitPattern: words.0)
    low = UInt64(bitPattern: words.1)
  }

  /// For keeping it.
  package var words: (Int64, Int64) { (Int64(bitPattern: high), Int64(bitPattern: low)) }

  /// Two independent multiply-and-rotate chains.
  package mutating func add(_ value: Int64) {
    let bits = UInt64(bitPattern: value)
    low = (low ^ bits) &* 0x9E37_79B9_7F4A_7C15
    low ^= low >> 29
    high = ((high << 23 | high >> 41) &+ bits) &* 0xC2B2_AE3D_27D4_EB4F
    high ^= high >> 31
  }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Eight bytes at a time, and how many they were.
  package mutating func add(bytes: UnsafeRawBufferPointer) {
    add(Int64(bytes.count))
    var at = 0
    while at + 8 <= bytes.count {
      add(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: Int64.self)))
      at += 8
    }
    var rest: Int64 = 0
    while at < bytes.count {
      rest = rest << 8 | Int64(bytes[at])
      at += 1
    }
    add(rest)
  }

  /// In hexadecimal.
  package var text: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
