import CZlib

/// Deflates bytes that come in pieces into one gzip member; the same bytes always give the same.
///
/// The header states no time, no name and no flags.
package final class GzipText {
  /// At one place for its life: zlib knows its state by its address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var output = [UInt8](repeating: 0, count: 128 << 10)

  package init() {
    stream.initialize(to: z_stream())
    let status = acorn_deflate_init(stream, 6)
    precondition(status == Z_OK, "zlib cannot start: \(status)")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// The next compressed bytes; those of the last piece end the member.
  package func deflated(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
    var input = piece
    var result: [UInt8] = []
    input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(input.count)
        repeat {
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          let status = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          precondition(status != Z_STREAM_ERROR, "zlib lost its state")
          result += output[..<(output.count - Int(stream.pointee.avail_out))]
        } while stream.pointee.avail_out == 0
      }
    }
    return result
  }

  /// A member that holds some bytes as they are: its every byte follows from them.
  package static func storedMember(_ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count < 1 << 16)
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    let count = UInt32(bytes.count)
    let checksum = bytes.withUnsafeBufferPointer { acorn_crc32(0, $0.baseAddress, bytes.count) }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(count, 2) + little(~count, 2) + bytes
      + little(checksum, 4) + little(count, 4)
  }
}
