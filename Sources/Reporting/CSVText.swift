import LedgerCore

/// RFC 4180: a comma between fields, quotes where needed, LF at the end of each row.
enum CSVText {
  static func append(row: [Cell], to bytes: inout TextBuffer) {
    for (index, cell) in row.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .text(let text): append(field: neutralised(text), to: &bytes)
      case .integer(let number): bytes.append(decimal: number, digits: 0)
      case .amount(let units, let digits): bytes.append(decimal: units, digits: digits)
      case .plain(let text): append(field: text, to: &bytes)
      case .day(let day): bytes.append(day)
      case .empty: break
      }
    }
    bytes.append(10)
  }

  /// Text that a spreadsheet would run as a formula gets an apostrophe before it; the JSON form
  /// keeps the text as it is.
  static func neutralised(_ text: String) -> String {
    spreadsheetSafe(text)
  }

  private static func append(field: String, to bytes: inout TextBuffer) {
    var field = field
    field.withUTF8 { field in
      guard field.contains(where: { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }) else {
        bytes.append(field)
        return
      }
      bytes.append(34)
      for byte in field {
        if byte == 34 { bytes.append(34) }
        bytes.append(byte)
      }
      bytes.append(34)
    }
  }
}
