import LedgerCore

/// Hands out windows of whole lines; its memory is one window, however long the file.
///
/// Each window ends with a line feed (one is added where the file's last line has none) and is
/// followed by `paddingBytes` zero bytes, so that eight bytes can be loaded from any place in it.
package struct WindowReader: ~Copyable {
  package static let paddingBytes = 8
  /// A longer line ends the reading: real lines have some hundred bytes.
  package static let maximumLineBytes = 1 << 20

  private let source: any ByteSource
  private var buffer: [UInt8]
  private var filled = 0
  private var consumed = 0
  private var isAtEnd = false
  private var deferredError: FlatFileError?

  package init(_ source: any ByteSource, windowBytes: Int = 512 << 10) {
    self.source = source
    buffer = [UInt8](repeating: 0, count: windowBytes)
  }

  /// Calls `body` with the next window, without its padding being part of `count`; false at the end.
  ///
  /// A source that breaks off still yields the whole lines read before; its error comes after them.
  package mutating func next(
    _ body: (_ bytes: RawSpan, _ count: Int) -> Void
  ) throws(FlatFileError) -> Bool {
    let count = try fill()
    guard count > 0 else { return false }
    buffer.withUnsafeBytes { raw in body(raw.bytes, count) }
    consumed = count
    return true
  }

  /// Loads until a line feed is there; returns the count of bytes up to and with the last one.
  private mutating func fill() throws(FlatFileError) -> Int {
    if let error = deferredError { throw error }
    let left = filled - consumed
    buffer.withUnsafeMutableBytes { raw in
      let base = raw.baseAddress!
      base.copyMemory(from: base + consumed, byteCount: left)
    }
    filled = left
    consumed = 0
    while !isAtEnd {
      if filled > WindowReader.maximumLineBytes { throw WindowReader.tooLong }
      growIfNeeded()
      let searchFrom = filled
      let capacity = buffer.count - WindowReader.paddingBytes
      do throws(FlatFileError) {
        try readOnce(upTo: capacity)
      } catch {
        deferredError = error
        isAtEnd = true
      }
      if let end = lastLineEnd(from: searchFrom) {
        guard firstLineFits else { throw WindowReader.tooLong }
        return end
      }
    }
    if let error = deferredError { throw error }
    guard filled > 0 else { return 0 }
    if buffer[filled - 1] != 10 {
      buffer[filled] = 10
      filled += 1
    }
    return filled
  }

  private mutating func readOnce(upTo capacity: Int) throws(FlatFileError) {
    let (start, source) = (filled, source)
    let result = buffer.withUnsafeMutableBytes { raw -> Result<Int, FlatFileError> in
      do throws(FlatFileError) {
        return .success(
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[start..<capacity])))
      } catch {
        return .failure(error)
      }
    }
    let count = try result.get()
    isAtEnd = count == 0
    filled += count
  }

  private mutating func growIfNeeded() {
    guard filled + WindowReader.paddingBytes + 1 >= buffer.count else { return }
    buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count))
  }

  /// Only a line that began before the last read can have grown beyond the limit.
  private var firstLineFits: Bool {
    filled <= WindowReader.maximumLineBytes
      || buffer[...WindowReader.maximumLineBytes].contains(10)
  }

  private static let tooLong = FlatFileError(
    .rowError, "a line is longer than \(maximumLineBytes) bytes",
    whatToDo: "check that this is a settlement file and download it again")

  private func lastLineEnd(from searchFrom: Int) -> Int? {
    buffer[searchFrom..<filled].lastIndex(of: 10).map { $0 + 1 }
  }
}
