import SellingPartner
import SellingPartnerHTTP
import Synchronization
import TestSupport
import Testing

@Suite struct SendTests {
  @Test func aGetBringsStatusHeadersAndBody() throws {
    let server = FakeHTTPServer { _ in
      FakeAnswer(
        404,
        headers: [header("X-Amzn-RequestId", "r-1"), header("X-AMZN-RateLimit-Limit", " 0.5 ")],
        text: "{}")
    }
    let answer = try plain.send(HTTPRequest(url: server.url("/reports?a=1%2C2&b=x+y")))
    #expect(answer.status == 404)
    #expect(answer["x-amzn-requestid"] == "r-1")
    #expect(answer["x-amzn-ratelimit-limit"] == "0.5")
    #expect(answer["retry-after"] == nil)
    #expect(answer.body == Array("{}".utf8))
    #expect(answer.bodyByteCount == 2)
    let request = try #require(server.requests.first)
    #expect(request.method == "GET")
    #expect(request.target == "/reports?a=1%2C2&b=x+y")
    #expect(request.path == "/reports")
    #expect(request.query == ["a": "1,2", "b": "x y"])
  }

  @Test func aPostSendsItsBytesAsTheyAre() throws {
    let server = FakeHTTPServer { FakeAnswer(body: $0.body) }
    for bytes in [[], [0], Array(0...255), [UInt8](repeating: 0xC3, count: 300_000)] {
      let request = HTTPRequest(method: .post, url: server.url(), body: bytes)
      #expect(try plain.send(request).body == bytes, "\(bytes.count) bytes")
    }
    #expect(server.requests.map(\.method) == ["POST", "POST", "POST", "POST"])
    #expect(server.requests[3]["content-length"] == "300000")
  }

  @Test func onlyTheGivenHeadersAreSent() throws {
    let server = FakeHTTPServer { _ in FakeAnswer() }
    let headers = [
      header("user-agent", "Acorn/1 (Language=Swift/6.3)"), header("x-amz-access-token", canary),
      header("x-empty", ""),
    ]
    _ = try plain.send(HTTPRequest(url: server.url(), headers: headers))
    let body = [UInt8](repeating: 7, count: 2 << 20)
    _ = try plain.send(HTTPRequest(method: .post, url: server.url(), headers: headers, body: body))
    let host = header("Host", "127.0.0.1:\(server.port)")
    #expect(server.requests[0].headers == [host] + headers)
    #expect(server.requests[1].headers == [host] + headers + [header("Content-Length", "2097152")])
  }

  @Test(arguments: [1, 7, 4096]) func aChunkedBodyIsPutTogether(pieceBytes: Int) throws {
    var random = SplitMix64(seed: 1)
    let bytes = random.bytes(10_000)
    let server = FakeHTTPServer { _ in
      FakeAnswer(body: bytes, manner: .chunked(pieceBytes: pieceBytes))
    }
    #expect(try plain.send(HTTPRequest(url: server.url())).body == bytes)
  }

  @Test func gzipStaysGzip() throws {
    let file = gzipped(Array("settlement-id\n".utf8))
    let server = FakeHTTPServer { _ in
      FakeAnswer(headers: [header("Content-Encoding", "gzip")], body: file)
    }
    #expect(try plain.send(HTTPRequest(url: server.url())).body == file)
    #expect(server.requests[0]["accept-encoding"] == nil)
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func aRedirectIsAnAnswerAndTheTokenGoesNowhere(status: Int) throws {
    let stranger = FakeHTTPServer { _ in FakeAnswer() }
    let server = FakeHTTPServer { _ in .redirect(to: stranger.url("/catch"), status: status) }
    for method in [HTTPRequest.Method.get, .post] {
      let answer = try plain.send(secretRequest(server.url(), method: method))
      #expect(answer.status == status)
      #expect(answer["location"] == stranger.url("/catch"))
    }
    #expect(server.requests.count == 2)
    #expect(stranger.connectionCount == 0)
  }

  @Test func interimAnswersAndTrailersAreLeftOut() throws {
    let text = """
      HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX-Early: 1\r\n\r\n\
      HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Final: 1\r\n\r\n\
      2\r\nok\r\n0\r\nX-Late: 1\r\n\r\n
      """
    let server = FakeHTTPServer { _ in FakeAnswer(text: text, manner: .raw) }
    let answer = try plain.send(HTTPRequest(url: server.url()))
    #expect(answer.status == 200)
    #expect(answer.headers.map(\.name) == ["transfer-encoding", "x-final"])
    #expect(answer.body == Array("ok".utf8))
  }

  @Test func aPathIsSentAsItWasSigned() throws {
    let server = FakeHTTPServer { _ in FakeAnswer() }
    let target = "/a/../b/./c//d%2Fe?X-Amz-Signature=ab%2B+~"
    _ = try plain.send(HTTPRequest(url: server.url(target)))
    #expect(server.requests[0].target == target)
  }
}

@Suite struct ConnectionTests {
  @Test func callsOneAfterAnotherShareAConnection() throws {
    let server = FakeHTTPServer { FakeAnswer(body: $0.body) }
    let transport = CurlTransport(allowsPlainHTTP: true)
    for number in 0..<20 {
      let request = HTTPRequest(method: .post, url: server.url("/\(number)"), body: [UInt8(number)])
      #expect(try transport.send(request).body == [UInt8(number)])
    }
    #expect(server.connectionCount == 1)
  }

  @Test func nothingOfACallIsLeftForTheNext() throws {
    let server = FakeHTTPServer { _ in FakeAnswer() }
    let transport = CurlTransport(allowsPlainHTTP: true)
    _ = try transport.send(secretRequest(server.url(), method: .post))
    _ = try transport.send(HTTPRequest(url: server.url("/next")))
    let next = try #require(server.requests.last)
    #expect(next.method == "GET" && next.target == "/next")
    #expect(next.headers == [header("Host", "127.0.0.1:\(server.port)")])
    #expect(next.body == [])
    #expect(next.connection == 1)
  }

  @Test func aConnectionTheServerEndedIsMadeAnew() throws {
    let server = FakeHTTPServer { _ in FakeAnswer(text: "ok", closesAfterwards: true) }
    let transport = CurlTransport(allowsPlainHTTP: true)
    for method in [HTTPRequest.Method.get, .post, .post, .get] {
      let request = HTTPRequest(method: method, url: server.url(), body: [1, 2])
      #expect(try transport.send(request).body == Array("ok".utf8))
    }
    #expect(server.connectionCount == 4)
    #expect(server.requests.count == 4)
  }

  @Test func aFailedCallSpoilsNoLaterOne() throws {
    let server = FakeHTTPServer { request in
      request.path == "/bad"
        ? FakeAnswer(text: "half", manner: .lengthOff(by: 9)) : FakeAnswer(text: "ok")
    }
    let transport = CurlTransport(allowsPlainHTTP: true)
    for _ in 0..<3 {
      #expect(
        failure { () throws(HTTPFailure) in
          try transport.send(HTTPRequest(url: server.url("/bad")))
        }?.reason == .cut)
      #expect(try transport.send(HTTPRequest(url: server.url())).body == Array("ok".utf8))
    }
  }

  @Test func eightThreadsCallAtOnce() {
    let server = FakeHTTPServer { request in
      FakeAnswer(body: request.body, manner: .chunked(pieceBytes: 100))
    }
    let transport = CurlTransport(allowsPlainHTTP: true)
    let wrong = Mutex<[String]>([])
    inParallel(8) { thread in
      for call in 0..<25 {
        let body = [UInt8](repeating: UInt8(thread * 25 + call), count: 500 + call)
        let request = HTTPRequest(method: .post, url: server.url(), body: body)
        let answer = try? transport.send(request)
        if answer?.body != body { wrong.withLock { $0.append("thread \(thread) call \(call)") } }
      }
    }
    #expect(wrong.withLock { $0 } == [])
    #expect(server.requests.count == 200)
    #expect(server.connectionCount <= 8)
  }
}
