import CZlib
import FlatFile
import Glibc
import Gzip
import TestSupport
import Testing

/// Our decoder beside zlib: the same bytes, or both refuse.
@Suite struct DeflateTests {
  /// A hundred times as many streams with ACORN_FUZZ=100.
  private static let effort = getenv("ACORN_FUZZ").flatMap { Int(String(cString: $0)) } ?? 1
  private static let limit = 1 << 20

  @Test func whateverZlibDeflatesIsInflatedAgain() throws {
    for seed in 1...UInt64(60 * DeflateTests.effort) {
      var random = SplitMix64(seed: seed)
      let bytes = DeflateTests.text(&random, atMost: random.once(in: 50) ? 600_000 : 5000)
      let stream = deflated(bytes, DeflateTests.style(&random))
      let result = DeflateTests.decoded(stream, &random)
      if result != bytes { Issue.record("seed \(seed): \(bytes.count) bytes") }
      let cut = Array(stream.prefix(Int.random(in: 0..<stream.count, using: &random)))
      if DeflateTests.decoded(cut, &random) != nil { Issue.record("seed \(seed), cut") }
    }
  }

  @Test func aDamagedStreamGivesWhatZlibGives() {
    var accepted = 0
    for seed in 1...UInt64(600 * DeflateTests.effort) {
      var random = SplitMix64(seed: seed)
      var stream = deflated(DeflateTests.text(&random, atMost: 2000), DeflateTests.style(&random))
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // The headers of the first block, where most rules are, are hit half of the time.
        let end = random.once(in: 2) ? min(stream.count, 60) : stream.count
        let place = Int.random(in: 0..<end, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: stream[place] = UInt8.random(in: 0...255, using: &random)
        case 1: stream.insert(UInt8.random(in: 0...255, using: &random), at: place)
        default: stream[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
      }
      accepted += DeflateTests.compare(stream, seed, &random) ? 1 : 0
    }
    #expect(accepted > 5, "hardly a damaged stream was accepted by both")
  }

  @Test func bytesByChanceGiveWhatZlibGives() {
    for seed in 1...UInt64(3000 * DeflateTests.effort) {
      var random = SplitMix64(seed: seed)
      var stream = random.bytes(Int.random(in: 1...60, using: &random))
      // Block types that exist, with the bit for the last block mostly set.
      stream[0] = stream[0] & 0xF8 | UInt8(random.pick([1, 3, 3, 5, 5, 5, 2, 4]))
      _ = DeflateTests.compare(stream, seed, &random)
    }
  }

  /// A match must not reach into what a member before it left in memory.
  @Test func aMatchBeforeTheStreamsStartIsRefused() {
    // Fixed codes: a match of length 3 at distance 1 as the first symbol, then the end.
    let stream: [UInt8] = [0b0000_0011, 0b0000_0010, 0, 0]
    var random = SplitMix64(seed: 1)
    #expect(inflatedByZlib(stream, limit: 100) == nil)
    #expect(DeflateTests.decoded(stream, &random) == nil)
    let file = gzipped(sampleText) + GzipHeader().bytes + stream + [UInt8](repeating: 0, count: 8)
    #expect(inflated(file).error == .corruptFile)
  }

  // MARK: - Streams

  /// True when both accept the stream.
  private static func compare(
    _ stream: [UInt8], _ seed: UInt64, _ random: inout SplitMix64
  ) -> Bool {
    let expected = inflatedByZlib(stream, limit: limit)
    let result = decoded(stream, &random)
    if result != expected {
      Issue.record("seed \(seed): zlib \(expected?.count ?? -1), we \(result?.count ?? -1) bytes")
    }
    return expected != nil
  }

  /// Reads the stream in pieces and decodes it in stretches of any length; nil when it is refused.
  private static func decoded(_ stream: [UInt8], _ random: inout SplitMix64) -> [UInt8]? {
    let piece = random.pick([1, 7, 33, 4096, .max])
    let stretch = random.pick([1, 40, 5000, limit])
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: limit + DeflateDecoder.slackBytes, alignment: 16)
    defer { memory.deallocate() }
    var decoder = DeflateDecoder(MemorySource(stream, pieceBytes: piece))
    var end = memory
    do throws(FlatFileError) {
      while !decoder.isAtEnd {
        guard end < memory + limit else { return nil }
        let goal = min(end + stretch, memory + limit)
        end = try decoder.decode(end, until: goal, history: memory)
      }
    } catch {
      return nil
    }
    return Array(UnsafeRawBufferPointer(start: memory, count: end - memory))
  }

  private static func style(_ random: inout SplitMix64) -> DeflateStyle {
    var style = DeflateStyle()
    style.level = Int32(random.pick([0, 1, 1, 4, 6, 6, 9]))
    style.strategy = random.pick([
      Z_DEFAULT_STRATEGY, Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED,
    ])
    style.memory = Int32.random(in: 1...9, using: &random)
    style.windowBits = Int32.random(in: 9...15, using: &random)
    return style
  }

  /// Rows of a file, runs, few different bytes, bytes by chance, or some of each.
  private static func text(_ random: inout SplitMix64, atMost count: Int) -> [UInt8] {
    let wanted = Int.random(in: 0...count, using: &random)
    var bytes: [UInt8] = []
    while bytes.count < wanted {
      let part = Int.random(in: 1...max(1, wanted / 2), using: &random)
      switch Int.random(in: 0...4, using: &random) {
      case 0: bytes += random.bytes(part)
      case 1: bytes += repeatElement(random.bytes(1)[0], count: part)
      case 2: bytes += random.bytes(part).map { 48 + $0 % 10 }
      case 3:
        let unit = random.bytes(Int.random(in: 2...40, using: &random))
        while bytes.count < wanted { bytes += unit }
      default:
        for row in 0..<part / 60 {
          bytes += "90100000017\t\t\tOrder\t111-\(row)\tItemPrice\tPrincipal\t\(part).99\n".utf8
        }
        bytes.append(10)
      }
    }
    return Array(bytes.prefix(wanted))
  }
}
