import FlatFile
import LedgerCore
import TestSupport
import Testing

@Suite struct WindowTests {
  /// The bytes of all windows, or the error after them.
  private struct Read: Equatable {
    var bytes: [UInt8] = []
    var error: FindingKind?
  }

  private func read(_ source: any ByteSource, windowBytes: Int, readsAhead: Bool) -> Read {
    var windows = WindowReader(source, windowBytes: windowBytes, readsAhead: readsAhead)
    var read = Read()
    do throws(FlatFileError) {
      while try windows.next({ span, count, isASCII in
        let window = (0..<count).map { span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        #expect(isASCII == window.allSatisfy { $0 < 128 })
        #expect(window.last == 10)
        #expect(span.byteCount >= count + WindowReader.paddingBytes)
        read.bytes += window
      }) {}
    } catch {
      read.error = error.kind
    }
    return read
  }

  @Test(arguments: [false, true])
  func windowsTogetherAreTheFile(readsAhead: Bool) {
    for seed in UInt64(1)...100 {
      var random = SplitMix64(seed: seed)
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...60, using: &random) {
        let length = Int.random(in: 0...(random.once(in: 20) ? 5000 : 90), using: &random)
        bytes += repeatElement(UInt8.random(in: 32...135, using: &random), count: length) + [10]
      }
      if random.once(in: 2) { bytes.append(65) }
      let source = MemorySource(bytes, pieceBytes: random.pick([1, 13, 700, .max]))
      let windowBytes = random.pick([1, 2, 64, 1000, 1 << 18])
      let whole = bytes.isEmpty || bytes.last == 10 ? bytes : bytes + [10]
      let result = read(source, windowBytes: windowBytes, readsAhead: readsAhead)
      if result != Read(bytes: whole) { Issue.record("seed \(seed)") }
    }
  }

  @Test(arguments: [false, true])
  func aSourceThatBreaksOffGivesItsLinesFirst(readsAhead: Bool) {
    let source = BrokenSource([Array("a\nb".utf8), Array("c\nd".utf8)])
    let result = read(source, windowBytes: 64, readsAhead: readsAhead)
    #expect(result == Read(bytes: Array("a\nbc\n".utf8), error: .corruptFile))
  }

  @Test(arguments: [false, true])
  func aLineLongerThanTheLimitEndsTheReading(readsAhead: Bool) {
    let tooLong = [UInt8](repeating: 65, count: WindowReader.maximumLineBytes + 1)
    let result = read(MemorySource(tooLong), windowBytes: 4096, readsAhead: readsAhead)
    #expect(result == Read(error: .rowError))
  }

  @Test func aReaderThatIsGivenUpEarlyDoesNotHang() throws {
    let bytes = [UInt8](repeating: 10, count: 4 << 20)
    for count in [0, 1, 2, 20] {
      var windows = WindowReader(MemorySource(bytes), windowBytes: 1000, readsAhead: true)
      for _ in 0..<count { #expect(try windows.next { _, _, _ in }) }
    }
  }
}

/// Gives its pieces, then an error.
private final class BrokenSource: ByteSource {
  private var pieces: [[UInt8]]
  init(_ pieces: [[UInt8]]) { self.pieces = pieces.reversed() }

  var notes: [FlatFileError] { [] }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> Int {
    guard let piece = pieces.popLast() else {
      throw FlatFileError(.corruptFile, "it is torn", whatToDo: "mend it")
    }
    buffer.copyBytes(from: piece)
    return piece.count
  }
}
