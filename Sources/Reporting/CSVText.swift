import LedgerCore

/// RFC 4180: a comma between fields, quotes where needed, LF at the end of each row.
enum CSVText {
  static func append(row: [Cell], to bytes: inout [UInt8]) {
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .text(let text): append(field: neutralised(text), to: &bytes)
      case .integer(let number): appendDecimal(number, digits: 0, to: &bytes)
      case .amount(let units, let digits): appendDecimal(units, digits: digits, to: &bytes)
      case .plain(let text): append(field: text, to: &bytes)
      case .empty: break
      }
    }
    bytes.append(10)
  }

  /// Text that a spreadsheet would run as a formula gets an apostrophe before it.
  ///
  /// That is text whose first character beyond blanks is `= + - @`, also in its full-width form, or
  /// that begins with a control character. The JSON form keeps the text as it is.
  /// - Source: OWASP ASVS 1.2.10, CWE-1236.
  static func neutralised(_ text: String) -> String {
    // Nearly all text begins with a letter or a figure.
    if let byte = text.utf8.first,
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    {
      return text
    }
    let blanks: Set<Unicode.Scalar> = [" ", "\u{a0}", "\u{3000}", "\u{feff}"]
    guard let first = text.unicodeScalars.first(where: { !blanks.contains($0) }) else {
      return text
    }
    let isFormula = "=+-@＝＋－＠".unicodeScalars.contains(first)
    let isControl = text.unicodeScalars.first.map { $0.value < 32 || $0.value == 127 } ?? false
    return isFormula || isControl ? "'" + text : text
  }

  private static func append(field: String, to bytes: inout [UInt8]) {
    let needsQuotes = field.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
    guard needsQuotes else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(34)
    for byte in field.utf8 {
      if byte == 34 { bytes.append(34) }
      bytes.append(byte)
    }
    bytes.append(34)
  }
}
