import SellingPartner
import SellingPartnerHTTP
import TestSupport
import Testing

/// A fault of a server, the limits it is met with, and the reason it must be given.
struct Fault: Sendable, CustomTestStringConvertible {
  let name: String
  let answer: FakeAnswer
  let reason: HTTPFailure.Reason
  var limits = short()

  var testDescription: String { name }

  private static let body = [UInt8](repeating: UInt8(ascii: "x"), count: 20_000)

  private static func fault(
    _ name: String, _ manner: FakeAnswer.Manner, _ reason: HTTPFailure.Reason,
    limits: HTTPLimits = short()
  ) -> Fault {
    Fault(
      name: name, answer: FakeAnswer(body: body, manner: manner), reason: reason, limits: limits)
  }

  static let all = [
    fault("a body that ends early", .lengthOff(by: 1), .cut),
    fault("chunks without their end", .chunkedWithoutEnd(pieceBytes: 999), .cut),
    fault("a reset in the headers", .reset(afterBytes: 0), .cut),
    fault("a reset in the body", .reset(afterBytes: 10_000), .cut),
    fault("no answer", .hungUp, .cut),
    fault("no answer and no end", .silent, .timeout, limits: short(total: 1)),
    fault("headers and no more", .stalled, .timeout, limits: short(total: 1)),
    fault(
      "a drip past the deadline", .slow(pieceBytes: 1, pauseMilliseconds: 100), .timeout,
      limits: short(total: 1)),
    fault(
      "a drip", .slow(pieceBytes: 1, pauseMilliseconds: 100), .tooSlow,
      limits: short(leastBytesPerSecond: 512, slow: 1)),
    fault("a stall", .stalled, .tooSlow, limits: short(leastBytesPerSecond: 512, slow: 1)),
    fault("silence", .silent, .tooSlow, limits: short(leastBytesPerSecond: 512, slow: 1)),
    fault("a length above the limit", .whole, .tooLarge, limits: short(mostBytes: 19_999)),
    fault(
      "a body above the limit", .chunked(pieceBytes: 99), .tooLarge,
      limits: short(mostBytes: 19_999)),
    fault("an endless body", .endless, .tooLarge, limits: short(mostBytes: 3 << 20)),
    fault("something else than HTTP", .raw, .other),
    Fault(
      name: "endless headers",
      answer: FakeAnswer(
        headers: (0..<2000).map { header("x-\($0)", "abcdefghijklmnopqrstuvwxyz0123456789") }),
      reason: .tooLarge),
  ]
}

@Suite struct FailureTests {
  @Test(arguments: Fault.all) func eachFaultHasItsReason(fault: Fault) throws {
    let server = FakeHTTPServer { _ in fault.answer }
    let request = secretRequest(server.url("/document"), method: .post, limits: fault.limits)
    let failure = try #require(failure { () throws(HTTPFailure) in try plain.send(request) })
    #expect(failure.reason == fault.reason, "\(failure)")
    #expect(failure.what.hasPrefix("127.0.0.1:\(server.port): "))
    expectNoSecret(in: failure)
    #expect(server.requests.count == 1)
  }

  @Test(arguments: Fault.all) func aFailedDownloadLeavesNoFile(fault: Fault) throws {
    let folder = TemporaryFolder()
    let server = FakeHTTPServer { _ in fault.answer }
    let request = secretRequest(server.url("/document"), limits: fault.limits)
    let failure = try #require(
      failure { () throws(HTTPFailure) in try plain.download(request, to: "\(folder.path)/a") })
    #expect(failure.reason == fault.reason, "\(failure)")
    expectNoSecret(in: failure)
    #expect(names(in: folder.path) == [])
  }

  @Test func nobodyListening() throws {
    let url = FakeHTTPServer { _ in FakeAnswer() }.url()
    let failure = try #require(
      failure { () throws(HTTPFailure) in try plain.send(secretRequest(url)) })
    #expect(failure.reason == .connect)
    #expect(failure.isWorthARetry)
    expectNoSecret(in: failure)
  }

  @Test func aNameNobodyKnows() throws {
    let request = secretRequest("http://nowhere.invalid/")
    let failure = try #require(failure { () throws(HTTPFailure) in try plain.send(request) })
    #expect(failure.reason == .connect)
    #expect(failure.what.hasPrefix("nowhere.invalid: "))
    expectNoSecret(in: failure)
  }

  @Test func theDeadlineIsKept() throws {
    let server = FakeHTTPServer { _ in
      FakeAnswer(text: "never whole", manner: .slow(pieceBytes: 1, pauseMilliseconds: 300))
    }
    let start = ContinuousClock.now
    _ = failure { () throws(HTTPFailure) in
      try plain.send(HTTPRequest(url: server.url(), limits: short(total: 1)))
    }
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func aBodyOfJustTheLimitPasses() throws {
    let body = [UInt8](repeating: 7, count: 20_000)
    for manner in [FakeAnswer.Manner.whole, .chunked(pieceBytes: 512)] {
      let server = FakeHTTPServer { _ in FakeAnswer(body: body, manner: manner) }
      let request = HTTPRequest(url: server.url(), limits: short(mostBytes: 20_000))
      #expect(try plain.send(request).body == body)
    }
  }

  @Test func bytesBeyondTheContentLengthAreNotOfTheAnswer() throws {
    let server = FakeHTTPServer { _ in FakeAnswer(text: "12345", manner: .lengthOff(by: -2)) }
    #expect(try plain.send(HTTPRequest(url: server.url())).body == Array("123".utf8))
  }
}

@Suite struct AddressTests {
  @Test(arguments: [
    "http://127.0.0.1/", "ftp://example.com/", "file:///etc/passwd", "HTTPS://example.com/",
    "example.com", "", "https://", "https:///path", "https://user:secret@example.com/",
    "https://example.com/a b", "https://example.com\u{0}.amazonaws.com/",
    "https://example.com#.amazonaws.com/", "https://example.com\\.amazonaws.com/",
    "https://example.com/\r\nX: y", "https://exämple.com/", "https://example.com:99999/",
    "https://[::1/", "https://example.com/" + String(repeating: "a", count: 20_000),
  ])
  func whatIsNotAWellFormedHTTPSAddressIsRefused(url: String) throws {
    let failure = try #require(
      failure { () throws(HTTPFailure) in try CurlTransport().send(HTTPRequest(url: url)) })
    #expect(failure.reason == .refusedAddress, "\(failure)")
    #expect(!failure.isWorthARetry)
    #expect(!failure.description.contains("secret"))
  }

  @Test(arguments: [
    header("", "x"), header("a b", "x"), header("a:", "x"), header("a", "x\r\nb: \(canary)"),
    header("a", "\(canary)\u{0}"), header("a\n", "x"),
  ])
  func aHeaderCannotBeginAnother(header: HTTPHeader) throws {
    let server = FakeHTTPServer { _ in FakeAnswer() }
    let request = HTTPRequest(url: server.url(), headers: [header])
    let failure = try #require(failure { () throws(HTTPFailure) in try plain.send(request) })
    #expect(failure.reason == .other)
    expectNoSecret(in: failure)
    #expect(server.connectionCount == 0)
  }
}

func expectNoSecret(in failure: HTTPFailure) {
  let text = "\(failure) \(failure.what) \(String(reflecting: failure))"
  #expect(!text.contains("CANARY") && !text.contains("/document"), "\(text)")
}
