import LedgerCore

/// RFC 8259: names as in CSV, amounts as strings, counts as numbers, an empty cell as null.
enum JSONText {
  /// What stands before the values of a row's cells: the brace or comma, the name and the colon.
  static func openings(_ names: [String]) -> [[UInt8]] {
    names.enumerated().map { index, name in
      var bytes: [UInt8] = [UInt8(ascii: index == 0 ? "{" : ",")]
      append(name, to: &bytes)
      return bytes + [UInt8(ascii: ":")]
    }
  }

  static func append(object row: [Cell], openings: [[UInt8]], to bytes: inout [UInt8]) {
    for (cell, opening) in zip(row, openings) {
      bytes.append(contentsOf: opening)
      switch cell {
      case .text(let text), .plain(let text): append(text, to: &bytes)
      case .integer(let number): appendDecimal(number, digits: 0, to: &bytes)
      case .amount(let units, let digits):
        bytes.append(34)
        appendDecimal(units, digits: digits, to: &bytes)
        bytes.append(34)
      case .empty: bytes.append(contentsOf: "null".utf8)
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    bytes.append(34)
    text.withUTF8 { append($0, to: &bytes) }
    bytes.append(34)
  }

  private static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    if text.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 && $0 != 127 }) {
      bytes.append(contentsOf: text)
      return
    }
    for byte in text {
      switch byte {
      case 34: bytes += Array("\\\"".utf8)
      case 92: bytes += Array("\\\\".utf8)
      case 10: bytes += Array("\\n".utf8)
      case 13: bytes += Array("\\r".utf8)
      case 9: bytes += Array("\\t".utf8)
      case 0..<32, 127:
        let hex = String(byte, radix: 16)
        bytes += Array("\\u00\(hex.utf8.count < 2 ? "0" : "")\(hex)".utf8)
      default: bytes.append(byte)
      }
    }
  }
}
