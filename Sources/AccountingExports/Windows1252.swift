/// Text in Windows-1252, the charset of DATEV files: a byte a character.
///
/// An accent that stands behind its letter is one character with it; what the charset lacks becomes
/// `?`, character by character.
struct Windows1252 {
  private(set) var bytes: [UInt8] = []
  /// Whether nothing became `?`.
  private(set) var isWhole = true

  init(_ text: String) {
    for character in text {
      if let byte = Windows1252.table[character] {
        bytes.append(byte)
      } else {
        append(Array(character.unicodeScalars)[...])
      }
    }
  }

  /// A character that the table lacks as a whole: as much of its beginning as it has, then the rest.
  private mutating func append(_ scalars: ArraySlice<Unicode.Scalar>) {
    var rest = scalars
    while !rest.isEmpty {
      let known = (1...rest.count).reversed().lazy.compactMap { count in
        Windows1252.byte(rest.prefix(count)).map { (count, $0) }
      }.first
      if known == nil { isWhole = false }
      bytes.append(known?.1 ?? UInt8(ascii: "?"))
      rest = rest.dropFirst(known?.0 ?? 1)
    }
  }

  private static func byte(_ scalars: ArraySlice<Unicode.Scalar>) -> UInt8? {
    let text = String(String.UnicodeScalarView(scalars))
    return text.count == 1 ? text.first.flatMap { table[$0] } : nil
  }

  /// What bytes of the charset say.
  static func text(_ bytes: [UInt8]) -> String { String(bytes.map { characters[Int($0)] }) }

  /// By byte; the five that stand for nothing have the replacement character.
  /// - Source: WHATWG Encoding Standard, index windows-1252.
  private static let characters: [Character] = {
    let upper: [UInt32] = [
      0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
    ]
    return (UInt32(0)...255).map { byte in
      let value = (0x80..<0xA0).contains(byte) ? upper[Int(byte) - 0x80] : byte
      return Unicode.Scalar(value).map { Character($0) } ?? "\u{FFFD}"
    }
  }()

  /// Swift compares characters by canonical equivalence, so `u` with a diaeresis behind it is found as
  /// `ü`, and no table of compositions is needed.
  private static let table: [Character: UInt8] = Dictionary(
    characters.enumerated().filter { $1 != "\u{FFFD}" }.map { ($1, UInt8($0)) },
    uniquingKeysWith: { first, _ in first })
}
