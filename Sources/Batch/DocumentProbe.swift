import FlatFile
import Gzip
import LedgerCore

/// What the first lines of a settlement file say about whose it is.
struct DocumentProbe {
  private(set) var currencies: Set<String> = []
  private(set) var marketplaceNames: Set<ByteString> = []

  private static let headBytes = 64 << 10

  init(path: String) {
    guard let text = DocumentProbe.head(path, bytes: DocumentProbe.headBytes) else { return }
    let lines = text.split(separator: 10, maxSplits: 2000).dropLast()
    guard let header = lines.first else { return }
    let names = header.split(separator: 9, omittingEmptySubsequences: false)
      .map { ByteString($0).trimmed.lowercasedASCII }
    let currency = names.firstIndex(of: "currency")
    let marketplace = names.firstIndex(of: "marketplace-name")
    for line in lines.dropFirst() {
      let cells = line.split(separator: 9, omittingEmptySubsequences: false)
      if let place = currency, place < cells.count, !cells[place].isEmpty {
        currencies.insert(ByteString(cells[place]).trimmed.text)
      }
      if let place = marketplace, place < cells.count, !cells[place].isEmpty {
        marketplaceNames.insert(ByteString(cells[place]).trimmed)
      }
    }
  }

  /// The first inflated bytes of a file; nil when it cannot be read.
  static func head(_ path: String, bytes headBytes: Int) -> [UInt8]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: headBytes, alignment: 16)
    defer { buffer.deallocate() }
    do throws(FlatFileError) {
      let source = try openDocument(path: path)
      var filled = 0
      while filled < headBytes {
        let count = try source.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        if count == 0 { break }
        filled += count
      }
      return Array(buffer[..<filled])
    } catch {
      return nil
    }
  }
}
