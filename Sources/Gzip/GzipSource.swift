import FlatFile

/// The contents of a gzip file, inflated where they are read.
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
