import LedgerCore

/// RFC 8259: names as in CSV, amounts as strings, counts as numbers, an empty cell as null.
enum JSONText {
  static func append(object row: [Cell], names: [String], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "{"))
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(names[index], to: &bytes)
      bytes.append(UInt8(ascii: ":"))
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
    bytes.append(34)
    if text.utf8.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 && $0 != 127 }) {
      bytes.append(contentsOf: text.utf8)
      bytes.append(34)
      return
    }
    for byte in text.utf8 {
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
    bytes.append(34)
  }
}
