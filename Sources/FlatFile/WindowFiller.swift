import Glibc
import LedgerCore

/// Fills windows with the whole lines of a source, one window after the other.
final class WindowFiller {
  let source: any ByteSource
  /// The window filled last, whose bytes behind its last line belong to the next one.
  private var last: WindowBuffer?
  private var lastFilled = 0
  private var isAtEnd = false
  private var deferredError: FlatFileError?

  init(_ source: any ByteSource) { self.source = source }

  /// Fills a window, maybe the one filled last; false at the end.
  func fill(_ window: WindowBuffer) throws(FlatFileError) -> Bool {
    if let deferredError { throw deferredError }
    var filled = takeRest(into: window)
    defer {
      last = window
      lastFilled = filled
    }
    while !isAtEnd {
      guard filled <= WindowReader.maximumLineBytes else { throw WindowFiller.tooLong }
      window.grow(to: filled + 2, keeping: filled)
      let searchFrom = filled
      do throws(FlatFileError) {
        let space = window.bytes[filled..<window.capacity]
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: space))
        isAtEnd = count == 0
        filled += count
      } catch {
        deferredError = error
        isAtEnd = true
      }
      if let end = WindowFiller.lastLineEnd(window, searchFrom..<filled) {
        guard WindowFiller.firstLineFits(window, filled) else { throw WindowFiller.tooLong }
        window.count = end
        return true
      }
    }
    if let deferredError { throw deferredError }
    guard filled > 0 else { return false }
    if window.bytes[filled - 1] != 10 {
      window.grow(to: filled + 1, keeping: filled)
      window.bytes[filled] = 10
      filled += 1
    }
    window.count = filled
    return true
  }

  /// Brings the bytes behind the last window's lines to the front; returns their count.
  private func takeRest(into window: WindowBuffer) -> Int {
    guard let last else { return 0 }
    let rest = UnsafeRawBufferPointer(rebasing: last.bytes[last.count..<lastFilled])
    window.grow(to: rest.count, keeping: 0)
    window.bytes.copyMemory(from: rest)
    return rest.count
  }

  /// Only a line that began before the last read can have grown beyond the limit.
  private static func firstLineFits(_ window: WindowBuffer, _ filled: Int) -> Bool {
    filled <= WindowReader.maximumLineBytes
      || memchr(window.bytes.baseAddress!, 10, WindowReader.maximumLineBytes + 1) != nil
  }

  private static let tooLong = FlatFileError(
    .rowError, "a line is longer than \(WindowReader.maximumLineBytes) bytes",
    whatToDo: "check that this is a settlement file and download it again")

  private static func lastLineEnd(_ window: WindowBuffer, _ range: Range<Int>) -> Int? {
    var at = range.upperBound
    while at > range.lowerBound {
      at -= 1
      if window.bytes[at] == 10 { return at + 1 }
    }
    return nil
  }
}
