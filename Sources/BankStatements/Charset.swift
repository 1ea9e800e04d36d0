import Glibc
import LedgerCore

/// How a bank's file writes characters; the names are those of the system's iconv.
package enum Charset: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case latin1 = "ISO-8859-1"
  case latin9 = "ISO-8859-15"
  case windows1250 = "CP1250"
  case windows1252 = "CP1252"
  case cp932 = "CP932"
  case gb18030 = "GB18030"

  /// The charset of a name as files and people write it: `utf8`, `windows-1252`, `Shift_JIS`, `1252`.
  package init?(named name: String) {
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    switch plain {
    case "utf8", "usascii", "ascii": self = .utf8
    case "utf16le": self = .utf16LittleEndian
    case "utf16be": self = .utf16BigEndian
    case "iso88591", "latin1", "88591": self = .latin1
    case "iso885915", "latin9", "885915": self = .latin9
    case "windows1250", "cp1250", "1250": self = .windows1250
    case "windows1252", "cp1252", "1252": self = .windows1252
    case "cp932", "windows31j", "shiftjis", "sjis", "932": self = .cp932
    case "gb18030", "gbk", "gb2312", "cp936", "936": self = .gb18030
    default: return nil
    }
  }
}

extension Charset {
  package var isUTF16: Bool { self == .utf16LittleEndian || self == .utf16BigEndian }

  /// The charset that a byte order mark at the beginning announces, and the mark's length.
  static func mark(of bytes: [UInt8]) -> (charset: Charset, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }

  /// The text in UTF-8. A byte that is no character of the charset throws, with its line.
  package func decoded(_ bytes: [UInt8]) throws(BankStatementError) -> [UInt8] {
    switch self {
    case .utf8:
      guard String(validating: bytes, as: UTF8.self) != nil else {
        throw invalid(line: Charset.lineOfInvalidUTF8(bytes))
      }
      return bytes
    case .utf16LittleEndian, .utf16BigEndian: return try converted(bytes)
    default: return bytes.contains { $0 >= 128 } ? try converted(bytes) : bytes
    }
  }

  /// The text of a file that names no charset: UTF-8 if it is valid, otherwise windows-1252, and
  /// ISO 8859-1, which has a character for every byte, where even that fails.
  static func decodedByContent(_ bytes: [UInt8]) -> [UInt8] {
    for charset in [Charset.utf8, .windows1252, .latin1] {
      if let text = try? charset.decoded(bytes) { return text }
    }
    return bytes.filter { $0 < 128 }
  }

  private func converted(_ bytes: [UInt8]) throws(BankStatementError) -> [UInt8] {
    let descriptor = iconv_open("UTF-8", rawValue)
    guard let descriptor, descriptor != iconv_t(bitPattern: -1) else {
      throw BankStatementError(
        BankStatementPlace(), "the system's iconv does not know \(rawValue)",
        whatToDo: "install the C library's gconv modules")
    }
    defer { iconv_close(descriptor) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: bytes.count * 4 + 4)
    var (inputLeft, outputLeft) = (input.count, output.count)
    let failed = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var sourceAt = source.baseAddress
        var targetAt = target.baseAddress
        return iconv(descriptor, &sourceAt, &inputLeft, &targetAt, &outputLeft) == -1
      }
    }
    guard !failed else {
      throw invalid(line: bytes.prefix(bytes.count - inputLeft).count { $0 == 10 } + 1)
    }
    return output.dropLast(outputLeft).map { UInt8(bitPattern: $0) }
  }

  private func invalid(line: Int) -> BankStatementError {
    BankStatementError(
      line: line, "a byte is no character of \(rawValue)",
      whatToDo: "state the file's charset, or \(downloadAgain)")
  }

  private static func lineOfInvalidUTF8(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let place = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return (place ?? 0) + 1
  }
}
