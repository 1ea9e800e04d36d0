import LedgerCore

/// Text without control characters.
func oneLine(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
    return text
  }
  return String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
}

/// ASCII characters replaced, also those that a combining mark follows: for Swift they are one
/// character with it, for every format they are not.
func replaced(_ text: String, _ marks: [UInt8: String]) -> String {
  guard text.utf8.contains(where: { marks[$0] != nil }) else { return text }
  return String(
    decoding: text.utf8.flatMap { byte in marks[byte].map { Array($0.utf8) } ?? [byte] },
    as: UTF8.self)
}

/// At most so many UTF-16 units, which is what systems that say characters count at the most.
///
/// Whole characters as people see them; one that is longer than the limit itself is cut.
func cut(_ text: String, _ limit: Int) -> String {
  guard text.utf16.count > limit else { return text }
  var kept = ""
  var room = limit
  for character in text {
    let size = String(character).utf16.count
    guard size <= room else { break }
    kept.append(character)
    room -= size
  }
  guard kept.isEmpty else { return kept }
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let size = scalar.value > 0xFFFF ? 2 : 1
    guard size <= room else { break }
    scalars.append(scalar)
    room -= size
  }
  return String(scalars)
}

/// Eight characters that stand for a text. - Source: FNV-1a, 64 bits, draft-eastlake-fnv.
func digest(of text: String) -> String {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  let digits = String(hash % 2_821_109_907_456, radix: 36, uppercase: true)
  return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}

/// An id in at most `limit` characters that a system allows.
///
/// One that is too long, or has other characters, keeps its beginning and gets a digest of the
/// whole, so that two ids stay two.
func shortID(
  _ id: String, limit: Int, allows: (UInt8) -> Bool = { (33...126).contains($0) }
) -> String {
  if id.utf8.count <= limit, id.utf8.allSatisfy(allows) { return id }
  let kept = id.utf8.map { allows($0) ? $0 : 45 }.prefix(limit - 9)
  return String(decoding: kept, as: UTF8.self) + "-" + digest(of: id)
}

/// A name by which a system groups amounts, in at most `limit` UTF-16 units.
///
/// One that is too long keeps its beginning and gets a digest of the whole: two names stay two, and a
/// name is the same in every export.
func shortName(_ name: String, limit: Int) -> String {
  let name = oneLine(name)
  return name.utf16.count <= limit ? name : cut(name, limit - 9) + "-" + digest(of: name)
}

/// The same in a file that a spreadsheet may open: the apostrophe before a formula counts.
func shortCell(_ name: String, limit: Int) -> String {
  shortName(spreadsheetSafe(oneLine(name)), limit: limit)
}

/// A dimension's value, or nothing where there is none.
func named(_ value: ByteString) -> String {
  value == "(none)" || value == "(unassigned)" ? "" : value.text
}
