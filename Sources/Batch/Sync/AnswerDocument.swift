import FlatFile
import Glibc
import Gzip
import LedgerCore

/// An answer of SP-API as the archive keeps it: every page as it came, in a gzipped JSON text
/// sequence, one member a page.
///
/// - Source: RFC 7464; the separator cannot stand in JSON.
struct AnswerDocument {
  private static let separator: UInt8 = 0x1E

  private(set) var bytes: [UInt8] = []

  mutating func append(_ page: [UInt8]) {
    bytes += gzipMember([Self.separator] + page + [10])
  }

  /// Calls `body` with each page of an archived answer; memory is that of the largest page.
  static func forEachPage(
    ofFile path: String, _ body: ([UInt8]) throws(BatchError) -> Void
  ) throws(BatchError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var page: [UInt8] = []
    do {
      let source = try openDocument(path: path)
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { break }
        var rest = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        while let place = firstPlace(of: separator, in: rest) {
          page.append(contentsOf: rest[..<place])
          if !page.isEmpty { try body(page) }
          page.removeAll(keepingCapacity: true)
          rest = UnsafeRawBufferPointer(rebasing: rest[(place + 1)...])
        }
        page.append(contentsOf: rest)
      }
    } catch let error as BatchError {
      throw error
    } catch {
      throw BatchError("\(path): \(error); run acorn archive verify", kind: .storage)
    }
    if !page.isEmpty { try body(page) }
  }
  private static func firstPlace(of byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress, let found = memchr(start, Int32(byte), bytes.count)
    else { return nil }
    return UnsafeRawPointer(found) - start
  }
}
