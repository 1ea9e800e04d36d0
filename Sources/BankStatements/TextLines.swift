import LedgerCore

/// A line of a text file, without its end.
struct TextLine {
  let number: Int
  let bytes: ArraySlice<UInt8>

  var isBlank: Bool { bytes.allSatisfy { $0 <= 32 } }
  func starts(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }
}

/// Bytes of a line; real formats end theirs below 100, CSV below some thousands.
private let mostLineBytes = 64 << 10

/// The lines of a text; they end in LF, CRLF or a lone CR.
func textLines(_ bytes: [UInt8]) throws(BankStatementError) -> [TextLine] {
  var lines: [TextLine] = []
  var start = 0
  var at = 0
  while at <= bytes.count {
    let isEnd = at == bytes.count
    guard isEnd || bytes[at] == 10 || bytes[at] == 13 else {
      at += 1
      continue
    }
    guard at - start <= mostLineBytes else {
      throw BankStatementError(
        line: lines.count + 1, "the line is longer than \(mostLineBytes) bytes",
        whatToDo: downloadAgain)
    }
    if !isEnd || at > start {
      lines.append(TextLine(number: lines.count + 1, bytes: bytes[start..<at]))
    }
    if !isEnd, bytes[at] == 13, at + 1 < bytes.count, bytes[at + 1] == 10 { at += 1 }
    at += 1
    start = at
  }
  return lines
}

extension ByteString {
  /// The texts that are not empty, with a blank between them.
  static func joined(_ parts: [ByteString]) -> ByteString {
    ByteString(Array(parts.filter { !$0.isEmpty }.map(\.bytes).joined(separator: [32])))
  }
}
