import Glibc
import LedgerCore

/// How a document writes characters beyond ASCII.
package enum TextEncoding: String, Sendable {
  case utf8 = "UTF-8"
  case windows1252 = "CP1252"
  case cp932 = "CP932"

  /// What Amazon's files of a currency are in when they are not UTF-8.
  /// - Source: `Content-Type` of settlement documents as users report it: Cp1252, Shift_JIS in JP.
  package static func legacy(for currency: Currency?) -> TextEncoding {
    currency == Currency("JPY") ? .cp932 : .windows1252
  }
}

/// Turns a document's bytes into UTF-8; the system's iconv knows the code pages.
final class TextDecoder {
  private let encoding: TextEncoding
  private let descriptor: iconv_t?

  init(_ encoding: TextEncoding) {
    self.encoding = encoding
    descriptor = encoding == .utf8 ? nil : iconv_open("UTF-8", encoding.rawValue)
    precondition(
      encoding == .utf8 || descriptor != iconv_t(bitPattern: -1),
      "the system's iconv does not know \(encoding.rawValue); install the C library's gconv modules"
    )
  }

  deinit { if let descriptor { iconv_close(descriptor) } }

  /// The text in UTF-8, or nil where a byte is valid in no character of the encoding.
  func decode(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.contains(where: { $0 >= 128 }) else { return bytes }
    guard let descriptor else { return String(validating: bytes, as: UTF8.self).map { _ in bytes } }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: bytes.count * 4)
    iconv(descriptor, nil, nil, nil, nil)
    var (inputLeft, outputLeft) = (input.count, output.count)
    let failed = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var sourceAt = source.baseAddress
        var targetAt = target.baseAddress
        return iconv(descriptor, &sourceAt, &inputLeft, &targetAt, &outputLeft) == -1
      }
    }
    guard !failed else { return nil }
    return output.dropLast(outputLeft).map { UInt8(bitPattern: $0) }
  }

  /// As `decode`, with each undecodable byte shown as `\xNN`, so that texts stay distinct.
  func decodeLeniently(_ bytes: [UInt8]) -> ByteString {
    if let text = decode(bytes) { return ByteString(text) }
    return ByteString(
      bytes.map { $0 < 128 ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16) }.joined())
  }
}

/// Counts, line by line, what the bytes beyond ASCII could be.
struct EncodingEvidence {
  var linesBeyondASCII = 0
  var invalidUTF8 = 0
  var invalidLegacy = 0
  /// First lines that are invalid in UTF-8, and in the legacy encoding.
  var firstInvalidUTF8: Int?
  var firstInvalidLegacy: Int?

  mutating func add(_ line: [UInt8], number: Int, legacy: TextDecoder) {
    linesBeyondASCII += 1
    if String(validating: line, as: UTF8.self) == nil {
      invalidUTF8 += 1
      firstInvalidUTF8 = firstInvalidUTF8 ?? number
    }
    if legacy.decode(line) == nil {
      invalidLegacy += 1
      firstInvalidLegacy = firstInvalidLegacy ?? number
    }
  }

  /// UTF-8 unless most of the lines contradict it: other encodings look like UTF-8 only by chance.
  var prefersUTF8: Bool { invalidUTF8 * 2 <= linesBeyondASCII }
}
