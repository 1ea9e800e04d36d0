import Glibc
import SellingPartner
import SellingPartnerHTTP
import TestSupport
import Testing

@Suite(.enabled(if: TLSServer.isAvailable)) struct TLSTests {
  @Test func aServerWithATrustedCertificateIsCalled() throws {
    let server = TLSServer()
    let transport = CurlTransport(certificateFile: server.certificateFile)
    let answer = try transport.send(secretRequest(server.url()))
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self).contains("TLSv1.3"))
  }

  @Test func aCertificateNobodyVouchesForIsRefused() throws {
    let server = TLSServer()
    let failure = try #require(
      failure { () throws(HTTPFailure) in try CurlTransport().send(secretRequest(server.url())) })
    #expect(failure.reason == .tls)
    #expect(!failure.isWorthARetry)
    #expect(failure.what.contains("self-signed certificate"), "\(failure)")
    expectNoSecret(in: failure)
  }

  @Test func aCertificateForAnotherHostIsRefused() throws {
    let server = TLSServer(name: "DNS:example.com")
    let transport = CurlTransport(certificateFile: server.certificateFile)
    let failure = try #require(
      failure { () throws(HTTPFailure) in try transport.send(secretRequest(server.url())) })
    #expect(failure.reason == .tls)
    expectNoSecret(in: failure)
  }

  @Test func aServerThatSpeaksTLS1_1AtMostIsRefused() throws {
    let server = TLSServer(["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
    let transport = CurlTransport(certificateFile: server.certificateFile)
    let failure = try #require(
      failure { () throws(HTTPFailure) in try transport.send(secretRequest(server.url())) })
    #expect(failure.reason == .tls)
  }

  @Test func aMissingFileOfCertificatesTrustsNobody() throws {
    let server = TLSServer()
    let transport = CurlTransport(certificateFile: "\(server.certificateFile).missing")
    let failure = try #require(
      failure { () throws(HTTPFailure) in try transport.send(secretRequest(server.url())) })
    #expect(failure.reason == .tls)
  }

  @Test func aServerThatHangsInTheHandshakeIsWorthARetry() throws {
    let server = FakeHTTPServer { _ in FakeAnswer() }
    let request = secretRequest("https://127.0.0.1:\(server.port)/", limits: short(connect: 1))
    let failure = try #require(
      failure { () throws(HTTPFailure) in try CurlTransport().send(request) })
    #expect(failure.reason == .connect)
    #expect(failure.isWorthARetry)
  }
}

@Suite struct ProxyTests {
  @Test func aProxyIsAskedForAConnectionAndGetsNoToken() async {
    // In a process of its own, since the environment is everybody's.
    await #expect(processExitsWith: .success) {
      let proxy = FakeHTTPServer { _ in FakeAnswer(403, text: "not allowed") }
      setenv("https_proxy", "http://127.0.0.1:\(proxy.port)", 1)
      unsetenv("no_proxy")
      unsetenv("NO_PROXY")
      let failure = failure { () throws(HTTPFailure) in
        try CurlTransport().send(secretRequest("https://api.example.invalid/path"))
      }
      try #require(failure?.reason == .connect)
      let what = "api.example.invalid: the proxy refuses to connect and answers 403"
      try #require(failure?.what == what)
      let request = try #require(proxy.requests.first)
      try #require(request.method == "CONNECT")
      try #require(request.target == "api.example.invalid:443")
      try #require(request["x-amz-access-token"] == nil)
    }
  }
}
