import FlatFile
import Gzip
import LedgerStore

/// Looks whether a downloaded file is what a settlement report must be.
enum DownloadCheck {
  /// Text compresses some twenty times; a thousand times is a bomb.
  private static let mostInflation = 300
  private static let bombBytes = 64 << 20

  /// Why the file may have been damaged on its way; nil when it is whole.
  static func doubt(about path: String) -> String? {
    guard let size = FileSystem.size(path) else { return "it cannot be read" }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var total = 0
    do throws(FlatFileError) {
      let source = try openDocument(path: path)
      while true {
        let count = try source.read(into: buffer)
        if count == 0 { break }
        if total == 0, !isSettlementFile(buffer[..<min(count, 4096)]) {
          return "it does not begin like a settlement file"
        }
        total += count
        if total > bombBytes, total / max(1, size) > mostInflation {
          return "it inflates \(mostInflation) times and more"
        }
      }
    } catch {
      return "its gzip stream is damaged"
    }
    return total == 0 ? "it is empty" : nil
  }

  private static func isSettlementFile(_ head: Slice<UnsafeMutableRawBufferPointer>) -> Bool {
    let lower = head.map { (65...90).contains($0) ? $0 | 32 : $0 }
    let word = Array("settlement-id".utf8)
    return lower.indices.dropLast(word.count - 1).contains { lower[$0...].starts(with: word) }
  }
}
