import FlatFile
import Glibc
import Gzip
import LedgerCore
import LedgerStore

/// Checks that no byte of an audit package has changed since it was made; needs no home.
///
/// Returns the count of its files; the first place at which it is not what it was is an error.
package func verifyAudit(_ path: String) throws(BatchError) -> Int {
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw BatchError("\(path): \(String(cString: strerror(errno))); check the path")
  }
  let digests =
    status.st_mode & S_IFMT == S_IFDIR ? try folderDigests(path) : try packedDigests(path)
  guard let manifest = digests[BundleFiles.manifest], let seal = digests[BundleFiles.seal] else {
    throw BatchError("\(path): it has no \(BundleFiles.manifest) or no \(BundleFiles.seal)")
  }
  guard seal.text == Array("\(manifest.sha256)\n".utf8) else {
    throw BatchError("\(path): \(BundleFiles.manifest) is not the one that was sealed")
  }
  var stated: [String: String] = [:]
  for line in String(decoding: manifest.text, as: UTF8.self).split(separator: "\n") {
    stated[String(line.dropFirst(66))] = String(line.prefix(64))
  }
  let named = [BundleFiles.manifest, BundleFiles.seal]
  for name in Set(stated.keys).union(digests.keys).subtracting(named).sorted() {
    guard let sha256 = stated[name] else {
      throw BatchError("\(path): \(name) is not in the manifest: it was added later")
    }
    guard let found = digests[name] else { throw BatchError("\(path): \(name) is missing") }
    guard found.sha256 == sha256 else { throw BatchError("\(path): \(name) has been changed") }
    // A document of the archive has the name of its bytes.
    guard !name.hasPrefix("archive/objects/") || name.hasSuffix("/\(sha256)") else {
      throw BatchError("\(path): \(name) is not what it was when it came in")
    }
  }
  return digests.count
}

/// The digest of a file of a package; the text of those that are needed as text.
private struct FoundFile {
  let sha256: String
  let text: [UInt8]
}

/// A folder or file that no bundle ever was.
private func noPackage(_ path: String) -> BatchError {
  BatchError(
    "\(path): it is no audit package: it has no \(BundleFiles.manifest);"
      + " name what acorn audit bundle has made")
}

private func folderDigests(_ path: String) throws(BatchError) -> [String: FoundFile] {
  guard FileSystem.names(in: path).contains(where: isNeeded) else { throw noPackage(path) }
  var found: [String: FoundFile] = [:]
  for name in try everythingUnder(path, "") {
    let hash = SHA256()
    var text: [UInt8] = []
    try eachPiece(of: "\(path)/\(name)") { piece in
      hash.update(piece)
      if isNeeded(name) { text += piece }
    }
    found[name] = FoundFile(sha256: hash.finish(), text: text)
  }
  return found
}

/// All files under a folder, hidden ones too, by their names in it. A package has files and folders:
/// links and whatever else there may be were added later.
private func everythingUnder(_ root: String, _ folder: String) throws(BatchError) -> [String] {
  var files: [String] = []
  for name in FileSystem.names(in: "\(root)/\(folder)") {
    let (relative, path) = ("\(folder)\(name)", "\(root)/\(folder)\(name)")
    var status = stat()
    guard lstat(path, &status) == 0 else { throw HashedFile.failure(path) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: files += try everythingUnder(root, "\(relative)/")
    case S_IFREG: files.append(relative)
    default: throw BatchError("\(root): \(relative) is no file: it was added later")
    }
  }
  return files
}

private func isNeeded(_ name: String) -> Bool {
  name == BundleFiles.manifest || name == BundleFiles.seal
}

// MARK: - One file

private func packedDigests(_ path: String) throws(BatchError) -> [String: FoundFile] {
  try checkTail(path)
  var found: [String: FoundFile] = [:]
  try eachMember(of: path) { found[$0] = $1 }
  return found
}

/// Calls `body` with the name of each of the tar's files, without its folder, and the file.
private func eachMember(
  of path: String, _ body: (String, FoundFile) -> Void
) throws(BatchError) {
  do throws(FlatFileError) {
    let reader = BlockReader(try openDocument(path: path))
    while let block = try reader.bytes(TarText.blockBytes), let member = TarText.member(block) {
      let hash = SHA256()
      var text: [UInt8] = []
      let name = String(member.name.drop { $0 != "/" }.dropFirst())
      var left = member.byteCount
      while left > 0, let piece = try reader.bytes(min(left, 1 << 16)) {
        hash.update(piece)
        if isNeeded(name) { text += piece }
        left -= piece.count
      }
      _ = try reader.bytes(TarText.padding(after: member.byteCount).count)
      body(name, FoundFile(sha256: hash.finish(), text: text))
    }
  } catch {
    throw BatchError("\(path): \(error.what)")
  }
}

/// The second member of the file is the digest of all bytes before it.
private func checkTail(_ path: String) throws(BatchError) {
  let tailBytes = BundleFiles.tail(String(repeating: "0", count: 64)).count
  guard let size = FileSystem.size(path), size > tailBytes else { throw noPackage(path) }
  let hash = SHA256()
  var tail: [UInt8] = []
  var at = 0
  try eachPiece(of: path) { piece in
    let head = max(0, min(piece.count, size - tailBytes - at))
    hash.update(Array(piece[..<head]))
    tail += piece[head...]
    at += piece.count
  }
  guard tail == BundleFiles.tail(hash.finish()) else {
    let wasPackage = tail.contains(Array(BundleFiles.tailText.utf8)) || beginsAsPackage(path)
    throw wasPackage ? BatchError("\(path): a byte of it has been changed") : noPackage(path)
  }
}

/// Whether a manifest is found before the file ends or cannot be read any more.
private func beginsAsPackage(_ path: String) -> Bool {
  var hasManifest = false
  try? eachMember(of: path) { name, _ in hasManifest = hasManifest || name == BundleFiles.manifest }
  return hasManifest
}

/// Hands out a source's bytes in pieces of a wanted size.
private final class BlockReader {
  private let source: any ByteSource

  init(_ source: any ByteSource) { self.source = source }

  /// So many bytes, or nil where there are fewer.
  func bytes(_ count: Int) throws(FlatFileError) -> [UInt8]? {
    var result = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count - filled, alignment: 16)
      defer { buffer.deallocate() }
      let read = try source.read(into: buffer)
      if read == 0 { return nil }
      result.replaceSubrange(filled..<filled + read, with: buffer[..<read])
      filled += read
    }
    return result
  }
}
