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
      case .integer(let number): bytes += Array(String(number).utf8)
      case .amount(let units, let digits):
        append(decimalText(units, digits: digits), to: &bytes)
      case .empty: bytes += Array("null".utf8)
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(34)
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
