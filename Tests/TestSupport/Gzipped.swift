import CZlib

/// The optional parts of a gzip member's header.
package struct GzipHeader: Sendable {
  package var extra: [UInt8]?
  package var name: String?
  package var comment: String?
  package var hasChecksum = false

  package init() {}

  /// - Source: RFC 1952 section 2.3.
  package var bytes: [UInt8] {
    var flags: UInt8 = hasChecksum ? 2 : 0
    if extra != nil { flags |= 4 }
    if name != nil { flags |= 8 }
    if comment != nil { flags |= 16 }
    var bytes: [UInt8] = [0x1F, 0x8B, 8, flags, 0x01, 0x02, 0x03, 0x04, 0, 3]
    if let extra { bytes += littleEndian(UInt32(extra.count)).prefix(2) + extra }
    if let name { bytes += Array(name.utf8) + [0] }
    if let comment { bytes += Array(comment.utf8) + [0] }
    if hasChecksum { bytes += littleEndian(zlibChecksum(bytes)).prefix(2) }
    return bytes
  }
}

/// One gzip member that holds `bytes`, deflated by zlib.
package func gzipped(
  _ bytes: [UInt8], level: Int32 = 6, header: GzipHeader = GzipHeader()
) -> [UInt8] {
  var style = DeflateStyle()
  style.level = level
  return header.bytes + deflated(bytes, style) + littleEndian(zlibChecksum(bytes))
    + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
}

/// The CRC-32 as zlib computes it.
package func zlibChecksum(_ bytes: [UInt8]) -> UInt32 {
  UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// How zlib is asked to deflate: its level, strategy and memory, which bounds a block's length.
package struct DeflateStyle: Sendable {
  package var level: Int32 = 6
  package var strategy = Z_DEFAULT_STRATEGY
  package var memory: Int32 = 8
  package var windowBits: Int32 = 15

  package init() {}
}

/// A raw deflate stream that holds `bytes`, made by zlib.
package func deflated(_ bytes: [UInt8], _ style: DeflateStyle = DeflateStyle()) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  let status = deflateInit2_(
    &stream, style.level, Z_DEFLATED, -style.windowBits, style.memory, style.strategy,
    ZLIB_VERSION, size)
  precondition(status == Z_OK, "zlib cannot be set up")
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib cannot deflate")
    }
  }
  return Array(output.dropLast(Int(stream.avail_out)))
}

/// What zlib makes of a raw deflate stream, at most `limit` bytes; nil when it refuses it or finds
/// no end.
package func inflatedByZlib(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  precondition(inflateInit2_(&stream, -15, ZLIB_VERSION, size) == Z_OK, "zlib cannot be set up")
  defer { inflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: limit)
  let status = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      return inflate(&stream, Z_FINISH)
    }
  }
  return status == Z_STREAM_END ? Array(output.dropLast(Int(stream.avail_out))) : nil
}
