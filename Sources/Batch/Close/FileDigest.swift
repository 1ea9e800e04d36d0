import LedgerCore
import LedgerStore

/// A file of a folder of reports, by what is in it.
package struct FileDigest: Sendable {
  /// Below the folder, such as `profit.csv` or `components/2026-03.csv`.
  let name: String
  let byteCount: Int
  let sha256: String

  /// The list of all files, which `sha256sum --check` reads.
  static let listName = "SHA256SUMS"

  /// The files of a folder by name; those that are `known` are not read again.
  static func all(in folder: String, known: [FileDigest]) throws(BatchError) -> [FileDigest] {
    let known = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
    return try names(in: folder).map { name throws(BatchError) in
      if let digest = known[name] { return digest }
      guard let bytes = contents(ofFile: "\(folder)/\(name)") else {
        throw BatchError("\(folder)/\(name): it cannot be read", kind: .storage)
      }
      return FileDigest(name: name, byteCount: bytes.count, sha256: SHA256.hex(of: bytes))
    }
  }

  /// The files of a folder and of the folders in it, sorted by bytes.
  private static func names(in folder: String) -> [String] {
    let names = FileSystem.names(in: folder).flatMap { name in
      isFolder("\(folder)/\(name)")
        ? FileSystem.names(in: "\(folder)/\(name)").map { "\(name)/\($0)" } : [name]
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Writes the list of a folder's files into it.
  static func list(_ folder: String, known: [FileDigest]) throws(BatchError) {
    let lines = try all(in: folder, known: known).filter { $0.name != listName }
      .map { "\($0.sha256)  \($0.name)\n" }
    try replaceFile("\(folder)/\(listName)", with: Array(lines.joined().utf8))
  }
}

extension FileDigest {
  /// What a folder holds otherwise than its list says; nil where it has no list.
  static func differences(in folder: String) throws(BatchError) -> [String]? {
    guard let bytes = contents(ofFile: "\(folder)/\(listName)") else { return nil }
    var listed: [String: Substring] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let cells = line.split(separator: " ", maxSplits: 1)
      guard cells.count == 2 else { return ["\(listName): a line is damaged"] }
      listed[cells[1].trimmingPrefix(" ").description] = cells[0]
    }
    var differences: [String] = []
    for file in try all(in: folder, known: []) where file.name != listName {
      switch listed.removeValue(forKey: file.name) {
      case nil: differences.append("\(file.name) is not listed")
      case let digest? where digest != file.sha256:
        differences.append("\(file.name) has changed since it was written")
      default: break
      }
    }
    return differences + listed.keys.sorted().map { "\($0) is not there" }
  }
}
