import LedgerCore

/// Hands out windows of whole lines; its memory is a few windows, however long the file.
///
/// Each window ends with a line feed (one is added where the file's last line has none) and is
/// followed by `paddingBytes`, so that eight bytes can be loaded from any place in it.
package struct WindowReader: ~Copyable {
  package static let paddingBytes = 8
  /// A longer line ends the reading: real lines have some hundred bytes.
  package static let maximumLineBytes = 1 << 20

  private let filler: WindowFiller
  private let window: WindowBuffer
  private let ahead: WindowRing.Reader?

  /// `readsAhead` fills windows on a thread of its own, for a document that is read alone.
  package init(_ source: any ByteSource, windowBytes: Int = 256 << 10, readsAhead: Bool = false) {
    filler = WindowFiller(source)
    window = WindowBuffer(byteCount: readsAhead ? 0 : windowBytes)
    ahead = readsAhead ? WindowRing.Reader(WindowRing(filler, windowBytes: windowBytes)) : nil
  }

  /// Calls `body` with the next window, without its padding being part of `count`; false at the end.
  ///
  /// `isASCII` says that no byte of its lines has the high bit set.
  /// A source that breaks off still yields the whole lines read before; its error comes after them.
  package mutating func next(
    _ body: (_ bytes: RawSpan, _ count: Int, _ isASCII: Bool) -> Void
  ) throws(FlatFileError) -> Bool {
    if let ahead { return try ahead.next { $0.lend(to: body) } }
    guard try filler.fill(window) else { return false }
    window.lend(to: body)
    return true
  }
}

/// The memory of a window; it grows for a line longer than it.
final class WindowBuffer {
  private(set) var bytes: UnsafeMutableRawBufferPointer
  /// Bytes of whole lines, from the start.
  var count = 0 {
    didSet {
      isASCII = !UnsafeRawBufferPointer(bytes).bytes.hasHighBit(Slice(start: 0, end: count))
    }
  }
  /// No byte of the lines has its high bit set.
  private(set) var isASCII = true

  init(byteCount: Int) {
    bytes = .allocate(byteCount: byteCount + WindowReader.paddingBytes, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { bytes.deallocate() }

  /// Bytes that a source may fill.
  var capacity: Int { bytes.count - WindowReader.paddingBytes }

  /// Makes room for at least `needed` bytes and keeps the first `kept` of what is there.
  func grow(to needed: Int, keeping kept: Int) {
    guard needed > capacity else { return }
    let larger = WindowBuffer(byteCount: max(needed, 2 * capacity))
    larger.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<kept]))
    swap(&bytes, &larger.bytes)
  }

  func lend(to body: (_ bytes: RawSpan, _ count: Int, _ isASCII: Bool) -> Void) {
    body(UnsafeRawBufferPointer(bytes).bytes, count, isASCII)
  }
}
