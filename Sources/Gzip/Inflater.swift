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
/// Memory: what matches may go back to, and one piece behind it.
/// - Source: RFC 1952.
final class Inflater {
  /// A file that inflates to more than this and `maximumRatio` times its size is a bomb: real
  /// settlement files inflate twelvefold.
  static let alwaysAllowedBytes = 64 << 20
  static let maximumRatio = 250
  /// How far back a match may go.
  private static let historyBytes = 32 << 10
  /// Bytes decoded between two moves of the history to the front.
  private static let stretchBytes = 192 << 10

  private let source: any ByteSource
  private let limit: Int
  private var decoder: DeflateDecoder
  private let output: UnsafeMutableRawBufferPointer
  /// In `output`: where the member's history begins, what was handed out, what was decoded.
  private var history = 0
  private var delivered = 0
  private var decoded = 0
  private var state = State.header
  private var inflated = 0
  private(set) var notes: [FlatFileError] = []

  private enum State { case header, body, end }

  init(_ source: any ByteSource, compressedBytes: Int) {
    self.source = source
    limit = max(Inflater.alwaysAllowedBytes, compressedBytes * Inflater.maximumRatio)
    decoder = DeflateDecoder(source)
    output = .allocate(
      byteCount: Inflater.historyBytes + Inflater.stretchBytes + DeflateDecoder.slackBytes,
      alignment: 64)
  }

  deinit { output.deallocate() }

  /// Fills `buffer`; a piece of no bytes and no trailer is the end.
  func next(into buffer: UnsafeMutableRawBufferPointer) throws(FlatFileError) -> InflatedPiece {
    if state == .header, try !readHeader() {
      state = .end
    }
    guard state == .body else { return InflatedPiece(count: 0, trailer: nil) }
    var filled = 0
    while filled < buffer.count {
      if delivered == decoded {
        if decoder.isAtEnd { break }
        try decode(buffer.count - filled)
      }
      let count = min(buffer.count - filled, decoded - delivered)
      UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: output[delivered..<delivered + count]))
      delivered += count
      filled += count
    }
    try account(for: filled)
    guard decoder.isAtEnd, delivered == decoded else {
      return InflatedPiece(count: filled, trailer: nil)
    }
    state = .header
    let trailer = MemberTrailer(checksum: try word(), length: try word())
    return InflatedPiece(count: filled, trailer: trailer)
  }

  /// Decodes about so many bytes more, behind the history.
  private func decode(_ wanted: Int) throws(FlatFileError) {
    if decoded >= Inflater.stretchBytes {
      let kept = min(Inflater.historyBytes, decoded - history)
      output.baseAddress!.copyMemory(
        from: output.baseAddress! + (decoded - kept), byteCount: kept)
      (history, delivered, decoded) = (0, kept, kept)
    }
    let base = output.baseAddress!
    let goal = min(decoded + wanted, Inflater.historyBytes + Inflater.stretchBytes)
    let reached = try decoder.decode(base + decoded, until: base + goal, history: base + history)
    decoded = reached - base
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
    guard let first = try decoder.input.byte() else { return false }
    let second = try decoder.input.byte()
    guard first == 0x1F, second == 0x8B else {
      try noteTrailingBytes(already: second == nil ? 1 : 2)
      return false
    }
    let head = try bytes(8)
    guard head[0] == 8, head[1] & 0xE0 == 0 else {
      throw BitInput.damage("the gzip header is damaged")
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
    decoder.restart()
    history = decoded
    state = .body
    return true
  }

  private func noteTrailingBytes(already: Int) throws(FlatFileError) {
    var count = already
    while case let more = try decoder.input.available(), more > 0 {
      count += more
      decoder.input.next += more
    }
    notes.append(
      FlatFileError(
        .trailingGarbage, "\(count) bytes stand behind the compressed data",
        whatToDo: "nothing: the compressed data are whole and checked; the archive keeps all"))
  }

  private func bytes(_ count: Int) throws(FlatFileError) -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      guard let next = try decoder.input.byte() else {
        throw BitInput.damage("the file ends in a gzip header or trailer")
      }
      result.append(next)
    }
    return result
  }

  private func word() throws(FlatFileError) -> UInt32 {
    try bytes(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
