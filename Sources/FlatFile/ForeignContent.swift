/// A document that is no text in UTF-8 or a code page, told by its first bytes.
struct ForeignContent {
  let name, whatToDo: String

  /// Nil for what may be text.
  init?(_ beginning: [UInt8]) {
    if let known = ForeignContent.known.first(where: { beginning.starts(with: $0.bytes) }) {
      (name, whatToDo) = (known.name, known.whatToDo)
    } else if ForeignContent.isUTF16(beginning) {
      (name, whatToDo) = ("UTF-16 text", ForeignContent.saveAsUTF8)
    } else if beginning.contains(where: { $0 < 32 && !(9...13).contains($0) }) {
      (name, whatToDo) = ("binary data", "import the file as it was downloaded")
    } else {
      return nil
    }
  }

  private static let saveAsUTF8 = "save it as UTF-8 and import it again"
  private static let unpack = "unpack it and import what is in it"

  /// - Source: the formats' own specifications, of the signature that a file begins with.
  private static let known: [(bytes: [UInt8], name: String, whatToDo: String)] = [
    (
      [0x50, 0x4B, 0x03, 0x04], "a zip archive, or a spreadsheet",
      unpack + "; export a spreadsheet as text"
    ),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "a file compressed by xz", unpack),
    ([0x42, 0x5A, 0x68, 0x39], "a file compressed by bzip2", unpack),
    ([0x28, 0xB5, 0x2F, 0xFD], "a file compressed by zstd", unpack),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", unpack),
    ([0x25, 0x50, 0x44, 0x46, 0x2D], "a PDF", "download the report as a flat file"),
    ([0xFF, 0xFE, 0x00, 0x00], "UTF-32 text", saveAsUTF8),
    ([0xFF, 0xFE], "UTF-16 text", saveAsUTF8),
    ([0xFE, 0xFF], "UTF-16 text", saveAsUTF8),
  ]

  /// Without a mark at the beginning: Latin letters of two bytes, one of which is zero.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 4 else { return false }
    let zeros = bytes.prefix(64).enumerated().filter { $0.element == 0 }.map(\.offset)
    return zeros.count * 2 >= min(bytes.count, 64) - 1
      && Set(zeros.map { $0 % 2 }).count == 1
  }
}
