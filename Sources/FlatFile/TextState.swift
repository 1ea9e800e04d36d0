import LedgerCore

/// Which encoding a document is in, as far as its bytes have shown.
struct TextState {
  var forced: TextEncoding?
  /// The document begins with the byte order mark of UTF-8.
  var hasMark = false
  private var evidence = EncodingEvidence()
  private var chosen: TextEncoding?
  private var legacy = TextEncoding.windows1252
  private var legacyDecoder = TextDecoder(.windows1252)
  private var decoder: TextDecoder?

  var encoding: TextEncoding { hasMark ? .utf8 : forced ?? chosen ?? .utf8 }

  /// Looks at a window with bytes beyond ASCII before its lines are read.
  mutating func look(
    at span: borrowing RawSpan, _ count: Int, firstLine: Int, currency: Currency?
  ) {
    var start = 0
    var number = firstLine
    if start + 3 <= count, firstLine == 1,
      span.array(Slice(start: 0, end: 3)) == [0xEF, 0xBB, 0xBF]
    {
      hasMark = true
      start = 3
    }
    let currency = currency ?? TextState.statedCurrency(span, count)
    if chosen == nil, TextEncoding.legacy(for: currency) != legacy {
      legacy = TextEncoding.legacy(for: currency)
      legacyDecoder = TextDecoder(legacy)
    }
    while start < count {
      var end = start
      while span.byte(end) != 10 { end += 1 }
      let line = Slice(start: start, end: end)
      if span.hasHighBit(line) {
        evidence.add(span.array(line), number: number, legacy: legacyDecoder)
      }
      start = end + 1
      number += 1
    }
    if chosen == nil { chosen = evidence.prefersUTF8 ? .utf8 : legacy }
  }

  /// Whether yen are spoken of in the first lines: files of Japan are in CP932.
  private static func statedCurrency(_ span: borrowing RawSpan, _ count: Int) -> Currency? {
    let head = String(
      decoding: span.array(Slice(start: 0, end: min(count, 4096))), as: UTF8.self)
    let words = head.split { $0 == "\t" || $0 == " " || $0.isNewline }
    return words.contains("JPY") ? Currency("JPY") : nil
  }

  /// The encoding that the whole file speaks for, when it is not the one that was used.
  func betterEncoding(forced: TextEncoding?) -> TextEncoding? {
    guard forced == nil, !hasMark, let chosen else { return nil }
    let better = evidence.prefersUTF8 ? TextEncoding.utf8 : legacy
    return better == chosen ? nil : better
  }

  /// The first line with bytes that are no characters of the document's encoding.
  var firstInvalidLine: Int? {
    encoding == .utf8 ? evidence.firstInvalidUTF8 : evidence.firstInvalidLegacy
  }

  mutating func decode(_ bytes: [UInt8]) -> ByteString {
    guard bytes.contains(where: { $0 >= 128 }) else { return ByteString(bytes) }
    let decoder = decoder ?? TextDecoder(encoding)
    self.decoder = decoder
    return decoder.decodeLeniently(bytes)
  }
}

extension DecimalEvidence {
  func merged(with other: DecimalEvidence) -> DecimalEvidence {
    DecimalEvidence(
      dots: dots + other.dots, commas: commas + other.commas,
      ambiguousDots: ambiguousDots + other.ambiguousDots,
      ambiguousCommas: ambiguousCommas + other.ambiguousCommas)
  }
}
