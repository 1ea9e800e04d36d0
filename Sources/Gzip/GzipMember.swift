import CZlib

/// The bytes as one gzip member: the same input gives the same output on one version of zlib.
package func gzipMember(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  guard acorn_deflate_init(&stream, 4) == Z_OK else { preconditionFailure("zlib has no memory") }
  defer { deflateEnd(&stream) }
  let bound = Int(deflateBound(&stream, UInt(bytes.count)))
  return bytes.withUnsafeBufferPointer { input in
    [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(bound)
      let status = deflate(&stream, Z_FINISH)
      precondition(status == Z_STREAM_END, "the bound of zlib is too small")
      count = bound - Int(stream.avail_out)
    }
  }
}
