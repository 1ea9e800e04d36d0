/// Text that a spreadsheet would run as a formula gets an apostrophe before it.
///
/// That is text whose first character beyond blanks is `= + - @`, also in its full-width form, or
/// that begins with a control character.
/// - Source: OWASP ASVS 1.2.10, CWE-1236.
package func spreadsheetSafe(_ text: String) -> String {
  guard let byte = text.utf8.first else { return text }
  // Nearly all text begins with such a byte: ASCII, no blank, no control, none of `= + - @`.
  if (33..<127).contains(byte), byte != 61, byte != 43, byte != 45, byte != 64 { return text }
  let blanks: Set<Unicode.Scalar> = [" ", "\u{a0}", "\u{3000}", "\u{feff}"]
  guard let first = text.unicodeScalars.first(where: { !blanks.contains($0) }) else {
    return text
  }
  let isFormula = "=+-@＝＋－＠".unicodeScalars.contains(first)
  let isControl = text.unicodeScalars.first.map { $0.value < 32 || $0.value == 127 } ?? false
  return isFormula || isControl ? "'" + text : text
}
