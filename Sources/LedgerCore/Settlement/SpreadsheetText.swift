/// Text that a spreadsheet would run as a formula gets an apostrophe before it.
///
/// That is text whose first character beyond blanks is `= + - @`, also in its full-width form, or
/// that begins with a control character.
/// - Source: OWASP ASVS 1.2.10, CWE-1236.
package func spreadsheetSafe(_ text: String) -> String {
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
