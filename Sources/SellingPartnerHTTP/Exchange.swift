import SellingPartner

/// What comes back for one request, gathered line by line and piece by piece.
///
/// A receiver gives false to break off, and leaves the reason in `failure`.
final class Exchange {
  /// Amazon sends about 1 KiB of headers.
  private static let mostHeaderBytes = 64 << 10
  /// Enough of a storage server's error document to say what is wrong.
  private static let mostErrorBytes = 4 << 10

  private(set) var answer = HTTPAnswer(status: 0)
  private(set) var failure: HTTPFailure?
  private let host: String
  private let mostBytes: Int
  private let file: NewFile?
  private var headerByteCount = 0
  private var areHeadersWhole = false

  /// With a file, the body of an answer of status 200 goes there.
  init(for request: HTTPRequest, file: NewFile? = nil) {
    host = SellingPartnerHTTP.host(of: request.url)
    mostBytes = request.limits.mostBytes
    self.file = file
  }

  /// Takes one line, of the status, a header or the empty one after them.
  ///
  /// Interim answers such as 103 come before the final one, trailers after its body: both are
  /// passed over.
  func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headerByteCount += line.count
    guard headerByteCount <= Exchange.mostHeaderBytes else {
      failure = HTTPFailure(
        reason: .tooLarge,
        what: "\(host): the answer has more than \(Exchange.mostHeaderBytes) header bytes")
      return false
    }
    let text = trimmed(Substring(decoding: line, as: UTF8.self))
    if text.hasPrefix("HTTP/") {
      answer = HTTPAnswer(status: status(inLine: text))
      areHeadersWhole = false
    } else if text.isEmpty {
      areHeadersWhole = true
    } else if !areHeadersWhole, let colon = text.firstIndex(of: ":") {
      answer.headers.append(
        HTTPHeader(
          name: text[..<colon].lowercased(),
          value: String(trimmed(text[text.index(after: colon)...]))))
    }
    return true
  }

  func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
    answer.bodyByteCount += piece.count
    guard answer.bodyByteCount <= mostBytes else {
      failure = HTTPFailure(
        reason: .tooLarge, what: "\(host): the answer's body has more than \(mostBytes) bytes")
      return false
    }
    guard let file else {
      answer.body.append(contentsOf: piece)
      return true
    }
    guard answer.status == 200 else {
      answer.body.append(contentsOf: piece.prefix(Exchange.mostErrorBytes - answer.body.count))
      return true
    }
    do throws(HTTPFailure) {
      try file.write(piece)
      return true
    } catch {
      failure = error
      return false
    }
  }
}

/// The number in `HTTP/1.1 200 OK`; 0 when there is none.
private func status(inLine line: Substring) -> Int {
  let words = line.split(separator: " ", maxSplits: 2)
  return words.count > 1 ? Int(words[1]) ?? 0 : 0
}

private func trimmed(_ text: Substring) -> Substring {
  var text = text
  while let last = text.unicodeScalars.last, isBlank(last) { text.unicodeScalars.removeLast() }
  while let first = text.unicodeScalars.first, isBlank(first) { text.unicodeScalars.removeFirst() }
  return text
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
}
