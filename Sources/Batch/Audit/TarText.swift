/// The headers of a tar file (POSIX ustar), written and read.
enum TarText {
  static let blockBytes = 512

  /// The block before a member's bytes; `folder` and `name` fit the 155 and 100 bytes they have.
  static func header(folder: String, name: String, byteCount: Int, seconds: Int64) -> [UInt8] {
    precondition(name.utf8.count <= 100 && folder.utf8.count <= 155 && byteCount < 1 << 33)
    var block = [UInt8](repeating: 0, count: blockBytes)
    func put(_ text: String, at place: Int) {
      for (offset, byte) in text.utf8.enumerated() { block[place + offset] = byte }
    }
    func octal(_ value: Int64, _ digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: digits - text.utf8.count) + text
    }
    put(name, at: 0)
    put(octal(0o644, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(Int64(byteCount), 11), at: 124)
    put(octal(max(0, seconds), 11), at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\u{0}00", at: 257)
    put(folder, at: 345)
    put(octal(block.reduce(0) { $0 + Int64($1) }, 6) + "\u{0} ", at: 148)
    return block
  }

  /// Zeros from the end of a member to the end of its block.
  static func padding(after byteCount: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (blockBytes - byteCount % blockBytes) % blockBytes)
  }

  static let end = [UInt8](repeating: 0, count: 2 * blockBytes)

  /// Name (with its folder) and size of the member that a block begins; nil at the end.
  static func member(_ block: [UInt8]) -> (name: String, byteCount: Int)? {
    func text(_ range: Range<Int>) -> String {
      String(decoding: block[range].prefix { $0 != 0 }, as: UTF8.self)
    }
    guard block.contains(where: { $0 != 0 }), let count = Int(text(124..<136), radix: 8) else {
      return nil
    }
    let folder = text(345..<500)
    return (folder.isEmpty ? text(0..<100) : folder + "/" + text(0..<100), count)
  }
}
