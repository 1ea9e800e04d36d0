import SellingPartner

/// A request as `FakeHTTPServer` got it.
package struct FakeRequest: Equatable, Sendable {
  package var method: String
  /// As sent, such as `/reports?pageSize=100`.
  package var target: String
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  /// Which connection brought it, from 1 in the order of their coming.
  package var connection: Int

  /// The target up to the question mark, as sent.
  package var path: String { String(target.prefix { $0 != "?" }) }

  /// The parameters after the question mark, decoded; the first of a name counts.
  package var query: [String: String] {
    let text = target.drop { $0 != "?" }.dropFirst()
    let pairs = text.split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      return (percentDecoded(name), percentDecoded(pair[name.endIndex...].dropFirst()))
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// The value of the first header of a name, which is given in lower case.
  package subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }

  package var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// What `FakeHTTPServer` answers, and how well it behaves while it does.
package struct FakeAnswer: Sendable {
  /// How the answer goes over the wire.
  package enum Manner: Sendable {
    /// With its true Content-Length.
    case whole
    case chunked(pieceBytes: Int)
    /// With a Content-Length that many bytes longer (or shorter) than the body; then the end.
    case lengthOff(by: Int)
    /// In pieces of that size, the last of them missing.
    case chunkedWithoutEnd(pieceBytes: Int)
    /// A connection reset after that many bytes of the body; headers come first.
    case reset(afterBytes: Int)
    /// The body in pieces of that size, with a pause before each.
    case slow(pieceBytes: Int, pauseMilliseconds: Int)
    /// Headers that promise a body, and then nothing until the client gives up.
    case stalled
    /// Nothing at all until the client gives up.
    case silent
    /// Nothing at all, and the end.
    case hungUp
    /// The body again and again, without a Content-Length, until the client gives up.
    case endless
    /// The body's bytes alone, without status and headers; then the end.
    case raw
  }

  package var status: Int
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  package var manner: Manner
  /// Ends the connection afterwards without a word of it in the headers.
  package var closesAfterwards: Bool

  package init(
    _ status: Int = 200, headers: [HTTPHeader] = [], body: [UInt8] = [],
    manner: Manner = .whole, closesAfterwards: Bool = false
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.manner = manner
    self.closesAfterwards = closesAfterwards
  }

  package init(
    _ status: Int = 200, headers: [HTTPHeader] = [], text: String, manner: Manner = .whole,
    closesAfterwards: Bool = false
  ) {
    self.init(
      status, headers: headers, body: Array(text.utf8), manner: manner,
      closesAfterwards: closesAfterwards)
  }

  package static func redirect(to url: String, status: Int = 302) -> FakeAnswer {
    FakeAnswer(status, headers: [HTTPHeader(name: "Location", value: url)])
  }

  package static func json(_ text: String, status: Int = 200) -> FakeAnswer {
    FakeAnswer(
      status, headers: [HTTPHeader(name: "Content-Type", value: "application/json")], text: text)
  }

  /// The status line and the headers, with the length or the encoding that the manner asks for.
  var head: [UInt8] {
    var lines = ["HTTP/1.1 \(status) Status"]
    lines += headers.map { "\($0.name): \($0.value)" }
    switch manner {
    case .whole, .reset, .slow: lines.append("Content-Length: \(body.count)")
    case .stalled: lines.append("Content-Length: \(max(body.count, 1))")
    case .lengthOff(let difference): lines.append("Content-Length: \(body.count + difference)")
    case .chunked, .chunkedWithoutEnd: lines.append("Transfer-Encoding: chunked")
    case .endless, .silent, .hungUp, .raw: break
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
  }

  /// The body in chunks, the last of which is empty.
  func chunks(of pieceBytes: Int, hasEnd: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: body.count, by: pieceBytes) {
      let piece = body[start..<min(start + pieceBytes, body.count)]
      bytes += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }
    return hasEnd ? bytes + Array("0\r\n\r\n".utf8) : bytes
  }
}

/// Text whose `%xx` and `+` are given back as what they stand for.
package func percentDecoded(_ text: Substring) -> String {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    let digits = String(decoding: rest.prefix(2), as: UTF8.self)
    if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
      bytes.append(value)
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
