/// Bytes that are pulled, from a file, from memory or through an inflater.
package protocol ByteSource: AnyObject {
  /// Fills `buffer` from its start and returns the count of bytes written; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> Int

  /// What is known only after the end was reached, such as bytes behind the last gzip member.
  var notes: [FlatFileError] { get }
}

/// A source over bytes in memory, handed out in pieces of at most `pieceBytes`.
package final class MemorySource: ByteSource {
  private let bytes: [UInt8]
  private let pieceBytes: Int
  private var position = 0

  package init(_ bytes: [UInt8], pieceBytes: Int = .max) {
    self.bytes = bytes
    self.pieceBytes = pieceBytes
  }

  package var notes: [FlatFileError] { [] }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - position, pieceBytes)
    bytes.withUnsafeBytes { source in
      buffer.copyBytes(from: source[position..<position + count])
    }
    position += count
    return count
  }
}
