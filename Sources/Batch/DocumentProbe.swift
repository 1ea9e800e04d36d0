import FlatFile
import Gzip
import LedgerCore

/// What the first lines of a settlement file say about whose it is.
struct DocumentProbe {
  private(set) var currencies: Set<String> = []
  private(set) var marketplaceNames: Set<ByteString> = []

  private static let headBytes = 64 << 10
  private static let headLines = 2000

  init(path: String) {
    guard let text = DocumentProbe.head(path, bytes: DocumentProbe.headBytes) else { return }
    let lines = text.split(separator: 10, maxSplits: DocumentProbe.headLines)
    // Of a longer file the last line is cut.
    let isCut = text.count == DocumentProbe.headBytes || lines.count > DocumentProbe.headLines
    var places: (id: Int?, currency: Int?, marketplace: Int?) = (nil, nil, nil)
    for line in isCut ? lines.dropLast() : lines {
      let cells = line.split(separator: 9, omittingEmptySubsequences: false)
        .map { ByteString($0).trimmed }
      func cell(_ place: Int?) -> ByteString? {
        place.flatMap { $0 < cells.count && !cells[$0].isEmpty ? cells[$0] : nil }
      }
      // The header may stand again further down, as where files were put into one.
      guard places.id != nil, cell(places.id) != "settlement-id" else {
        let names = cells.map(\.lowercasedASCII)
        places = (
          names.firstIndex { $0 == "settlement-id" || $0 == "\u{feff}settlement-id" } ?? 0,
          names.firstIndex(of: "currency"), names.firstIndex(of: "marketplace-name")
        )
        continue
      }
      if let currency = cell(places.currency) { currencies.insert(currency.text) }
      if let name = cell(places.marketplace) { marketplaceNames.insert(name) }
    }
  }

  /// A whole file, inflated where it is gzipped; nil when it cannot be read at all.
  ///
  /// - Throws: what is wrong with its gzip, or that it inflates to more than can be held at once.
  static func contents(_ path: String) throws(FlatFileError) -> [UInt8]? {
    guard let bytes = Batch.contents(ofFile: path) else { return nil }
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    let inflated = try start(path, bytes: mostInflatedBytes + 1)
    guard inflated.count <= mostInflatedBytes else {
      throw FlatFileError(
        .corruptFile, "it inflates to more than \(mostInflatedBytes >> 20) MB",
        whatToDo: "export shorter periods")
    }
    return inflated
  }

  private static let mostInflatedBytes = 256 << 20

  /// The first inflated bytes of a file; nil when it cannot be read.
  static func head(_ path: String, bytes: Int) -> [UInt8]? { try? start(path, bytes: bytes) }

  private static func start(_ path: String, bytes count: Int) throws(FlatFileError) -> [UInt8] {
    let source = try openDocument(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { buffer.deallocate() }
    var filled = 0
    while filled < count {
      let read = try source.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if read == 0 { break }
      filled += read
    }
    return Array(buffer[..<filled])
  }
}
