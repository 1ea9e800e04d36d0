import CZlib
import FlatFile
import Gzip
import TestSupport
import Testing

@Suite struct ReadAheadTests {
  @Test(arguments: [0, 1, 1000, 262_144, 262_145, 3_000_000])
  func itGivesWhatThePlainSourceGives(count: Int) {
    for seed in UInt64(1)...3 {
      var random = SplitMix64(seed: seed)
      // Half of it repeats, so that it deflates.
      let bytes = random.bytes(count / 2) + [UInt8](repeating: 7, count: count - count / 2)
      let file = gzipped(bytes, level: 1) + gzipped(Array(bytes.prefix(99)))
      let plain = inflated(file, bufferBytes: 50_000)
      #expect(plain == Inflated(bytes: bytes + bytes.prefix(99)), "seed \(seed)")
      for bufferBytes in [4093, 300_000] {
        let ahead = inflated(file, bufferBytes: bufferBytes, readsAhead: true)
        #expect(ahead == plain, "seed \(seed)")
      }
    }
  }

  @Test func damageIsFoundByBothAlike() {
    let folder = TemporaryFolder()
    let file = gzipped(sampleText)
    for place in stride(from: 2, to: file.count, by: 3) {
      var damaged = file
      damaged[place] ^= 0x10
      let plain = inflated(damaged, in: folder)
      #expect(inflated(damaged, readsAhead: true, in: folder) == plain, "byte \(place)")
      let cut = Array(file.prefix(place))
      #expect(inflated(cut, readsAhead: true, in: folder).error == inflated(cut, in: folder).error)
    }
  }

  @Test func aSourceThatIsGivenUpEarlyDoesNotHang() throws {
    let folder = TemporaryFolder()
    let path = folder.write("a.gz", gzipped([UInt8](repeating: 7, count: 8 << 20), level: 1))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 16)
    defer { buffer.deallocate() }
    for reads in [0, 1, 2, 300] {
      let source = try openDocument(path: path, readsAhead: true)
      for _ in 0..<reads { #expect(try source.read(into: buffer) > 0) }
    }
  }

  @Test func atTheEndItStaysAtTheEnd() throws {
    let folder = TemporaryFolder()
    let path = folder.write("a.gz", gzipped(sampleText))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 16)
    defer { buffer.deallocate() }
    for readsAhead in [false, true] {
      let source = try openDocument(path: path, readsAhead: readsAhead)
      #expect(try source.read(into: buffer) == sampleText.count)
      for _ in 0..<3 { #expect(try source.read(into: buffer) == 0) }
    }
  }
}

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
