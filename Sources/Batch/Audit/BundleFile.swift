import Glibc
import Gzip
import LedgerCore
import LedgerStore

/// The files of an audit bundle, by their names in it, and where their bytes are now.
struct BundleFiles {
  static let manifest = "MANIFEST.sha256"
  static let seal = "SEAL"

  private(set) var paths: [(name: String, path: String)] = []

  mutating func add(_ name: String, at path: String) { paths.append((name, path)) }

  var ordered: [(name: String, path: String)] {
    paths.sorted { ByteString($0.name) < ByteString($1.name) }
  }

  /// Digest and name of each file, as `sha256sum --check` reads them; and the seal over that.
  func manifest() throws(BatchError) -> (text: [UInt8], seal: [UInt8]) {
    var text = ""
    for file in ordered {
      let digest = try storing { () throws(StoreError) in try FileSystem.digest(file.path) }
      text += "\(digest.sha256)  \(file.name)\n"
    }
    let bytes = Array(text.utf8)
    return (bytes, Array("\(SHA256.hex(of: bytes))\n".utf8))
  }

  /// Copies everything into a folder.
  func copy(to folder: String) throws(BatchError) {
    for file in ordered where file.path != "\(folder)/\(file.name)" {
      let copy = try HashedFile("\(folder)/\(file.name)")
      try eachPiece(of: file.path) { piece throws(BatchError) in try copy.write(piece) }
      try copy.finish()
    }
  }

  /// Packs everything into one file: a gzip member with the tar, and one with the digest of the first.
  ///
  /// - Shape: the second member is stored as it is, so each of the file's bytes counts.
  func pack(into path: String, folder: String, seconds: Int64) throws(BatchError) {
    let output = try HashedFile(path)
    let gzip = GzipText()
    func put(_ bytes: [UInt8]) throws(BatchError) {
      try output.write(gzip.deflated(bytes, isLast: false))
    }
    for file in ordered {
      guard let byteCount = FileSystem.size(file.path) else { throw HashedFile.failure(file.path) }
      try put(
        TarText.header(
          folder: folder, name: file.name, byteCount: byteCount, seconds: seconds))
      try eachPiece(of: file.path) { piece throws(BatchError) in try put(piece) }
      try put(TarText.padding(after: byteCount))
    }
    try output.write(gzip.deflated(TarText.end, isLast: true))
    try output.write(BundleFiles.tail(output.sha256))
    try output.finish()
  }

  static let tailText = "sha256 of the bytes before this: "

  /// The last bytes of a packed bundle: the digest of all before them.
  static func tail(_ sha256: String) -> [UInt8] {
    GzipText.storedMember(Array("\(tailText)\(sha256)\n".utf8))
  }
}

/// Calls `body` with the bytes of a file, piece by piece.
func eachPiece(
  of path: String, _ body: ([UInt8]) throws(BatchError) -> Void
) throws(BatchError) {
  guard let file = fopen(path, "rb") else { throw HashedFile.failure(path) }
  defer { fclose(file) }
  var buffer = [UInt8](repeating: 0, count: 256 << 10)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    try body(Array(buffer[..<count]))
  }
  guard ferror(file) == 0 else { throw HashedFile.failure(path) }
}
