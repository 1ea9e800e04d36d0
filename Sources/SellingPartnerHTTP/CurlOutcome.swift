import CCurl
import SellingPartner

/// How libcurl ended a request.
struct CurlOutcome {
  let code: CURLcode
  /// libcurl's words on what went wrong. They may quote an address or an answer, so that only those
  /// on TLS, which is before either is sent, are shown.
  let text: String
  /// What a proxy answered to CONNECT; 0 without one.
  let proxyStatus: Int
  /// Whether the connection stood, TLS included.
  let wasConnected: Bool
}

/// The reason there is no whole answer from `host`; nil when there is one.
func failure(of outcome: CurlOutcome, at host: String, _ limits: HTTPLimits) -> HTTPFailure? {
  if outcome.code == CURLE_OK { return nil }
  let reason = reason(for: outcome)
  let words: String
  switch reason {
  case .connect where outcome.wasRefusedByProxy:
    words = "the proxy refuses to connect and answers \(outcome.proxyStatus)"
  case .connect: words = "no connection: \(outcome.summary)"
  case .timeout: words = "no whole answer within \(limits.totalSeconds) seconds"
  case .tooSlow:
    words =
      "less than \(limits.leastBytesPerSecond) bytes a second for \(limits.slowSeconds) seconds"
  case .cut: words = "the connection ended before the answer: \(outcome.summary)"
  case .tooLarge: words = "the answer's body has more than \(limits.mostBytes) bytes"
  case .tls:
    words = "no secure connection: \(outcome.text.isEmpty ? outcome.summary : outcome.text)"
  case .refusedAddress, .disk, .other: words = outcome.summary
  }
  return HTTPFailure(reason: reason, what: "\(host): \(words)")
}

private func reason(for outcome: CurlOutcome) -> HTTPFailure.Reason {
  switch outcome.code {
  case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY:
    .connect
  case CURLE_OPERATION_TIMEDOUT:
    // One code for three clocks. The least speed tells itself by its text alone.
    if outcome.text.hasPrefix("Operation too slow") {
      .tooSlow
    } else {
      outcome.wasConnected ? .timeout : .connect
    }
  case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
    outcome.wasRefusedByProxy ? .connect : .cut
  case CURLE_SSL_CONNECT_ERROR:
    outcome.wasHungUpOn ? .connect : .tls
  case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
    CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
    .tls
  case CURLE_FILESIZE_EXCEEDED: .tooLarge
  // libcurl gives this code to an answer that is not HTTP, too.
  case CURLE_UNSUPPORTED_PROTOCOL: outcome.wasConnected ? .other : .refusedAddress
  case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: .refusedAddress
  default: .other
  }
}

extension CurlOutcome {
  /// The code in words that hold nothing of the request.
  fileprivate var summary: String { String(cString: curl_easy_strerror(code)) }

  fileprivate var wasRefusedByProxy: Bool {
    !wasConnected && proxyStatus != 0 && proxyStatus != 200
  }

  /// A server that is overloaded or restarts ends the connection in the middle of the handshake; one
  /// that speaks no TLS answers with something else.
  fileprivate var wasHungUpOn: Bool {
    ["SSL_ERROR_SYSCALL", "unexpected eof", "reset by peer"].contains { text.contains($0) }
  }
}
