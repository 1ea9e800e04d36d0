import Glibc

/// A Swift file under `Sources`.
struct SourceFile: Sendable {
  /// Such as `LedgerCore/Money/Money.swift`.
  let path: String
  let text: String

  var target: String { String(path.prefix { $0 != "/" }) }
  var imports: Set<String> { ArchitectureTests.imports(in: text) }
  /// Whether it holds data only: one long text.
  var isTable: Bool { path.hasSuffix("Table.swift") && text.contains("\"\"\"") }

  static let all: [SourceFile] = {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Sources"
    return swiftFiles(in: root).map { SourceFile(path: $0, text: read("\(root)/\($0)")) }
  }()

  private static func swiftFiles(in root: String, under folder: String = "") -> [String] {
    guard let stream = opendir("\(root)/\(folder)") else { return [] }
    defer { closedir(stream) }
    var files: [String] = []
    while let entry = readdir(stream) {
      let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      if isFolder { files += swiftFiles(in: root, under: "\(folder)\(name)/") }
      if name.hasSuffix(".swift") { files.append("\(folder)\(name)") }
    }
    return files.sorted()
  }

  private static func read(_ path: String) -> String {
    guard let file = fopen(path, "rb") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The modules that a file imports.
func imports(in text: String) -> Set<String> {
  let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
  var modules: Set<String> = []
  for line in text.split(separator: "\n") {
    var words = line.split(separator: " ")[...]
    while let word = words.first, word.hasPrefix("@") || accessLevels.contains(word) {
      words.removeFirst()
    }
    guard words.popFirst() == "import" else { continue }
    if let word = words.first, kinds.contains(word) { words.removeFirst() }
    if let module = words.first { modules.insert(String(module.prefix { $0 != "." })) }
  }
  return modules
}

private let accessLevels: Set<Substring> = [
  "public", "package", "internal", "private", "fileprivate",
]

/// The identifiers of a text, without its comments.
func words(of text: String) -> Set<String> {
  var words: Set<String> = []
  for line in text.split(separator: "\n") {
    let comment = line.firstRange(of: "//")?.lowerBound ?? line.endIndex
    for word in line[..<comment].split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }
    ) {
      words.insert(String(word))
    }
  }
  return words
}
