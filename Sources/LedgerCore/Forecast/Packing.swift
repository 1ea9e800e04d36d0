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
