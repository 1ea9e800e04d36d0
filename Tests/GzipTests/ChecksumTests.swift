import CZlib
import TestSupport
import Testing

@Suite struct ChecksumTests {
  @Test func itIsZlibsForEveryLengthAndOffset() {
    var random = SplitMix64(seed: 1)
    let bytes = random.bytes(330)
    bytes.withUnsafeBufferPointer { buffer in
      for offset in 0..<16 {
        for count in 0...300 {
          let part = UnsafeBufferPointer(rebasing: buffer[offset..<offset + count])
          let start = UInt32(truncatingIfNeeded: count &* 2_654_435_761)
          let expected = UInt32(
            truncatingIfNeeded: crc32(UInt(start), part.baseAddress, UInt32(count)))
          if acorn_crc32(start, part.baseAddress, count) != expected {
            Issue.record("offset \(offset), \(count) bytes")
          }
        }
      }
    }
  }

  @Test func piecesContinueOneAnother() {
    for seed in UInt64(1)...50 {
      var random = SplitMix64(seed: seed)
      let bytes = random.bytes(Int.random(in: 0...5000, using: &random))
      var checksum: UInt32 = 0
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 1...900, using: &random)))
        checksum = acorn_crc32(checksum, piece, piece.count)
        rest = rest.dropFirst(piece.count)
      }
      #expect(checksum == zlibChecksum(bytes), "seed \(seed)")
    }
  }

  @Test func theStandardsCheckValueHolds() {
    let digits = Array("123456789".utf8)
    #expect(acorn_crc32(0, digits, digits.count) == 0xCBF4_3926)
  }
}
