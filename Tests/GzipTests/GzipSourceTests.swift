import FlatFile
import Gzip
import LedgerCore
import TestSupport
import Testing

/// What a gzip file gives: its bytes and notes, or the reason why not.
struct Inflated: Equatable {
  var bytes: [UInt8] = []
  var notes: [FindingKind] = []
  var error: FindingKind?
}

/// Reads a file through `openDocument` with a buffer of the given size.
func inflated(
  _ file: [UInt8], bufferBytes: Int = 64 << 10, in folder: TemporaryFolder = TemporaryFolder()
) -> Inflated {
  let path = folder.write("file.gz", file)
  var result = Inflated()
  do throws(FlatFileError) {
    let source = try openDocument(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try source.read(into: buffer)
      if count == 0 { break }
      result.bytes += buffer[..<count]
    }
    result.notes = source.notes.map(\.kind)
  } catch {
    result.error = error.kind
  }
  return result
}

let sampleText = Array("settlement-id\ttotal-amount\n90100000017\t17.00\n".utf8)

@Suite struct GzipMemberTests {
  @Test(arguments: [0, 1, 6, 9] as [Int32])
  func aMemberGivesItsBytesAtEveryLevel(level: Int32) {
    #expect(inflated(gzipped(sampleText, level: level)) == Inflated(bytes: sampleText))
  }

  @Test(arguments: [1, 7, 44, 45, 46, 4096])
  func theSizeOfTheBufferNeverMatters(bufferBytes: Int) {
    let file = gzipped(sampleText) + gzipped([]) + gzipped(sampleText)
    #expect(inflated(file, bufferBytes: bufferBytes) == Inflated(bytes: sampleText + sampleText))
  }

  @Test func membersFollowOneAnotherAndMayBeEmpty() {
    #expect(inflated(gzipped([])) == Inflated())
    let pieces = [[], sampleText, [], [0x41], []] as [[UInt8]]
    #expect(inflated(pieces.flatMap { gzipped($0) }) == Inflated(bytes: sampleText + [0x41]))
  }

  @Test func everyOptionalPartOfAHeaderIsSkipped() {
    for flags in 0..<16 {
      var header = GzipHeader()
      header.extra = flags & 1 != 0 ? Array("ab\u{2}\0xy".utf8) : nil
      header.name = flags & 2 != 0 ? "90100000017.txt" : nil
      header.comment = flags & 4 != 0 ? "from Amazon" : nil
      header.hasChecksum = flags & 8 != 0
      let file = gzipped(sampleText, header: header)
      #expect(inflated(file) == Inflated(bytes: sampleText), "flags \(flags)")
      for count in 0..<header.bytes.count where count > 1 {
        #expect(
          inflated(Array(file.prefix(count))).error == .corruptFile, "\(flags), cut at \(count)")
      }
    }
  }

  @Test func aPlainFileIsReadAsItStands() {
    #expect(inflated(sampleText) == Inflated(bytes: sampleText))
    #expect(inflated([]) == Inflated())
    #expect(inflated([0x1F]) == Inflated(bytes: [0x1F]))
    #expect(inflated([0x1F, 0x8A, 8]) == Inflated(bytes: [0x1F, 0x8A, 8]))
  }

  @Test func atTheEndItStaysAtTheEnd() throws {
    let folder = TemporaryFolder()
    let source = try openDocument(path: folder.write("a.gz", gzipped(sampleText)))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 16)
    defer { buffer.deallocate() }
    #expect(try source.read(into: buffer) == sampleText.count)
    for _ in 0..<3 { #expect(try source.read(into: buffer) == 0) }
  }

  @Test func aFileThatIsNotThereIsRefused() {
    let folder = TemporaryFolder()
    #expect(throws: FlatFileError.self) { try openDocument(path: "\(folder.path)/none") }
    #expect(throws: FlatFileError.self) { try openDocument(path: folder.path) }
  }
}

@Suite struct GzipDamageTests {
  @Test func aFileThatEndsAnywhereButAtAMembersEndIsTorn() {
    let member = gzipped(sampleText)
    let file = member + gzipped(sampleText)
    for count in 2..<file.count {
      let result = inflated(Array(file.prefix(count)))
      if count == member.count {
        #expect(result == Inflated(bytes: sampleText))
      } else if count == member.count + 1 {
        #expect(result.notes == [.trailingGarbage], "one byte of the next magic")
      } else {
        #expect(result.error == .corruptFile, "\(count) bytes")
      }
    }
  }

  @Test(arguments: [0, 6] as [Int32])
  func aFlippedBitIsAnErrorOrChangesNoByte(level: Int32) {
    let folder = TemporaryFolder()
    let file = gzipped(sampleText, level: level)
    var errors = 0
    for bit in 16..<file.count * 8 {
      var damaged = file
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let result = inflated(damaged, in: folder)
      if result.error == nil { #expect(result.bytes == sampleText, "bit \(bit)") }
      errors += result.error == nil ? 0 : 1
    }
    // Free are time, extra flags and operating system (48 bits), the text flag, and at most seven
    // bits of padding.
    #expect(errors >= (file.count - 2) * 8 - 56)
  }

  @Test(arguments: [1, 2, 3, 20, 300_000])
  func bytesBehindTheLastMemberAreNotedWithTheirCount(count: Int) throws {
    let garbage = [UInt8](repeating: 0x2E, count: count)
    let folder = TemporaryFolder()
    let path = folder.write("a.gz", gzipped(sampleText) + garbage)
    let source = try openDocument(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
    defer { buffer.deallocate() }
    while try source.read(into: buffer) > 0 {}
    #expect(source.notes.map(\.kind) == [.trailingGarbage])
    #expect(source.notes.first?.what.hasPrefix("\(count) bytes") == true)
  }

  @Test func aBombIsRefusedBeforeItFillsTheDisk() {
    let bomb = gzipped([UInt8](repeating: 0x41, count: 70 << 20), level: 9)
    #expect(bomb.count * 250 < 70 << 20)
    let result = inflated(bomb)
    #expect(result.error == .corruptFile)
    #expect(result.bytes.count <= 64 << 20)
    let tame = gzipped([UInt8](repeating: 0x41, count: 60 << 20), level: 9)
    #expect(inflated(tame, bufferBytes: 1 << 20).bytes.count == 60 << 20)
  }

  @Test func aWrongLengthInTheTrailerIsRefused() {
    var file = gzipped(sampleText)
    file[file.count - 1] ^= 1
    #expect(inflated(file).error == .corruptFile)
  }
}
