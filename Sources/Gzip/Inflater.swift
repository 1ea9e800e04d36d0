import CZlib
import FlatFile
import LedgerCore

/// What a gzip member says of its contents, at its end.
struct MemberTrailer: Sendable, Equatable {
  let checksum: UInt32
  /// Length modulo 2^32.
  let length: UInt32
}

/// A stretch of inflated bytes, and the trailer when a member ends with it.
struct InflatedPiece: Sendable {
  let count: Int
  let trailer: MemberTrailer?
}

/// Inflates gzip members one after the other; the caller checks their checksums.
///
/// zlib sees raw deflate data only, so that the CRC can be computed by another thread, and faster
/// than zlib does it. Header and trailer are read here.
/// - Source: RFC 1952.
final class Inflater {
  /// A file that inflates to more than this and `maximumRatio` times its size is a bomb: real
  /// settlement files inflate twelvefold.
  static let alwaysAllowedBytes = 64 << 20
  static let maximumRatio = 250

  private let source: FileSource
  private let limit: Int
  /// zlib keeps a pointer to its stream, which must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var state = State.header
  private var inflated = 0
  private(set) var notes: [FlatFileError] = []

  private enum State { case header, body, end }

  init(_ source: FileSource, compressedBytes: Int) {
    self.source = source
    limit = max(Inflater.alwaysAllowedBytes, compressedBytes * Inflater.maximumRatio)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: 128 << 10, alignment: 16)
    precondition(acorn_inflate_init(stream, -15) == Z_OK, "zlib cannot be set up")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills `buffer`; a piece of no bytes and no trailer is the end.
  func next(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> InflatedPiece {
    if state == .header, try !readHeader() {
      state = .end
    }
    guard state == .body else { return InflatedPiece(count: 0, trailer: nil) }
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(buffer.count)
    while stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0, try !refill() {
        throw torn("the file ends in the middle of its compressed data")
      }
      let status = inflate(stream, Z_NO_FLUSH)
      if status == Z_STREAM_END {
        let count = buffer.count - Int(stream.pointee.avail_out)
        try account(for: count)
        let trailer = MemberTrailer(checksum: try word(), length: try word())
        state = .header
        return InflatedPiece(count: count, trailer: trailer)
      }
      guard status == Z_OK || status == Z_BUF_ERROR else {
        throw torn("the compressed data are damaged")
      }
    }
    try account(for: buffer.count)
    return InflatedPiece(count: buffer.count, trailer: nil)
  }

  private func account(for count: Int) throws(FlatFileError) {
    inflated += count
    guard inflated <= limit else {
      throw FlatFileError(
        .corruptFile,
        "the file inflates to more than \(limit) bytes (\(Inflater.maximumRatio) times its size)",
        whatToDo: "check where the file comes from; settlement files inflate about twelvefold")
    }
  }

  // MARK: - Bytes between the members

  /// Reads a member's header; false at the end of the file or where something else begins.
  private func readHeader() throws(FlatFileError) -> Bool {
    guard let first = try byte() else { return false }
    let second = try byte()
    guard first == 0x1F, second == 0x8B else {
      try noteTrailingBytes(already: second == nil ? 1 : 2)
      return false
    }
    let head = try bytes(8)
    guard head[0] == 8, head[1] & 0xE0 == 0 else {
      throw torn("the gzip header is damaged")
    }
    let flags = head[1]
    if flags & 4 != 0 {
      let size = try bytes(2)
      _ = try bytes(Int(size[0]) | Int(size[1]) << 8)
    }
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      while try bytes(1)[0] != 0 {}
    }
    if flags & 2 != 0 { _ = try bytes(2) }
    inflateReset(stream)
    state = .body
    return true
  }

  private func noteTrailingBytes(already: Int) throws(FlatFileError) {
    var count = already
    repeat {
      count += Int(stream.pointee.avail_in)
      stream.pointee.avail_in = 0
    } while try refill()
    notes.append(
      FlatFileError(
        .trailingGarbage, "\(count) bytes stand behind the compressed data",
        whatToDo: "nothing: the compressed data are whole and checked; the archive keeps all"))
  }

  private func refill() throws(FlatFileError) -> Bool {
    let count = try source.read(into: input)
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  private func byte() throws(FlatFileError) -> UInt8? {
    if stream.pointee.avail_in == 0, try !refill() { return nil }
    let value = stream.pointee.next_in.pointee
    stream.pointee.next_in += 1
    stream.pointee.avail_in -= 1
    return value
  }

  private func bytes(_ count: Int) throws(FlatFileError) -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      guard let next = try byte() else { throw torn("the file ends in a gzip header or trailer") }
      result.append(next)
    }
    return result
  }

  private func word() throws(FlatFileError) -> UInt32 {
    try bytes(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func torn(_ what: String) -> FlatFileError {
    FlatFileError(.corruptFile, what, whatToDo: "download the document again")
  }
}

/// Compares a member's bytes with its trailer.
struct MemberCheck {
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
