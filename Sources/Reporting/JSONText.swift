import LedgerCore

/// RFC 8259: names as in CSV, amounts as strings, counts as numbers, an empty cell as null.
enum JSONText {
  /// What stands before the values of a row's cells: the brace or comma, the name and the colon.
  static func openings(_ names: [String]) -> [[UInt8]] {
    names.enumerated().map { index, name in
      var bytes = TextBuffer()
      bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      append(name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      return bytes.take()
    }
  }

  static func append(object row: [Cell], openings: [[UInt8]], to bytes: inout TextBuffer) {
    for (cell, opening) in zip(row, openings) {
      bytes.append(opening)
      switch cell {
      case .text(let text), .plain(let text): append(text, to: &bytes)
      case .integer(let number): bytes.append(decimal: number, digits: 0)
      case .amount(let units, let digits):
        bytes.append(34)
        bytes.append(decimal: units, digits: digits)
        bytes.append(34)
      case .day(let day):
        bytes.append(34)
        bytes.append(day)
        bytes.append(34)
      case .empty: bytes.append("null")
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  static func append(_ text: String, to bytes: inout TextBuffer) {
    var text = text
    bytes.append(34)
    text.withUTF8 { append($0, to: &bytes) }
    bytes.append(34)
  }

  private static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout TextBuffer) {
    if text.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 && $0 != 127 }) {
      bytes.append(text)
      return
    }
    for byte in text {
      switch byte {
      case 34: bytes.append("\\\"")
      case 92: bytes.append("\\\\")
      case 10: bytes.append("\\n")
      case 13: bytes.append("\\r")
      case 9: bytes.append("\\t")
      case 0..<32, 127:
        let hex = String(byte, radix: 16)
        bytes.append("\\u00\(hex.utf8.count < 2 ? "0" : "")\(hex)")
      default: bytes.append(byte)
      }
    }
  }
}
