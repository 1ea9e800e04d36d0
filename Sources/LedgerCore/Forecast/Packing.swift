/// Numbers as bytes, for what a run leaves to a later one.
struct Packing {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ value: Int) { add(Int64(value)) }

  mutating func add(_ value: Double) { add(Int64(bitPattern: value.bitPattern)) }
}

/// Reads back what was packed; `isSound` tells whether there were as many numbers as were asked for.
struct Unpacking {
  private let bytes: [UInt8]
  private var place = 0
  private(set) var isSound = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether all was read, and nothing beyond the end.
  var isFinished: Bool { isSound && place == bytes.count }

  mutating func int64() -> Int64 {
    guard place + 8 <= bytes.count else {
      isSound = false
      return 0
    }
    defer { place += 8 }
    return bytes.withUnsafeBytes {
      Int64(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Int64.self))
    }
  }

  mutating func double() -> Double { Double(bitPattern: UInt64(bitPattern: int64())) }

  /// A number of things that follow, each at least eight bytes long.
  mutating func count() -> Int {
    let count = int64()
    guard count >= 0, count <= (bytes.count - place) / 8 else {
      isSound = false
      return 0
    }
    return Int(count)
  }
}

/// A 128-bit digest of numbers, for telling whether two runs have seen the same.
struct Fingerprint: Hashable, Sendable {
  private var low: UInt64 = 0x243F_6A88_85A3_08D3
  private var high: UInt64 = 0x1319_8A2E_0370_7344

  /// Two independent multiply-and-rotate chains.
  mutating func add(_ value: Int64) {
    let bits = UInt64(bitPattern: value)
    low = (low ^ bits) &* 0x9E37_79B9_7F4A_7C15
    low ^= low >> 29
    high = ((high << 23 | high >> 41) &+ bits) &* 0xC2B2_AE3D_27D4_EB4F
    high ^= high >> 31
  }

  mutating func add(_ text: String) {
    add(Int64(text.utf8.count))
    for byte in text.utf8 { add(Int64(byte)) }
  }

  var text: String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
