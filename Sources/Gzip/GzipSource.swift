import CZlib
import FlatFile

/// The contents of a gzip file, inflated where they are read and checked against their checksums.
package final class GzipSource: ByteSource {
  private let inflater: Inflater
  private var check = MemberCheck()

  init(_ inflater: Inflater) { self.inflater = inflater }

  package var notes: [FlatFileError] { inflater.notes }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> Int {
    while true {
      let piece = try inflater.next(into: buffer)
      try check.add(
        UnsafeRawBufferPointer(rebasing: buffer[..<piece.count]), trailer: piece.trailer)
      if piece.count > 0 || piece.trailer == nil { return piece.count }
    }
  }
}

/// Compares a member's bytes with its trailer.
private struct MemberCheck {
  private var checksum: UInt32 = 0
  private var length: UInt32 = 0

  mutating func add(_ bytes: UnsafeRawBufferPointer, trailer: MemberTrailer?) throws(FlatFileError)
  {
    let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    checksum = acorn_crc32(checksum, base, bytes.count)
    length &+= UInt32(truncatingIfNeeded: bytes.count)
    guard let trailer else { return }
    guard trailer == MemberTrailer(checksum: checksum, length: length) else {
      throw FlatFileError(
        .corruptFile, "checksum or length differ from what the gzip trailer says",
        whatToDo: "download the document again")
    }
    self = MemberCheck()
  }
}
