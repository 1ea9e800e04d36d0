import CCurl
import SellingPartner

/// Requests over libcurl: https only, no redirects, no cookies, no decompression.
///
/// Connections are kept and used again by later calls, since a nightly run makes hundreds to one
/// host. Proxies come from the environment (`https_proxy`, `no_proxy`), certificates from the
/// system. Which hosts may be called is the caller's part.
package struct CurlTransport: HTTPTransport {
  private let allowsPlainHTTP: Bool
  private let certificateFile: String?
  private let pool = HandlePool()

  /// - Parameters:
  ///   - allowsPlainHTTP: Lets tests call a server of their own, past any proxy.
  ///   - certificateFile: Authorities to trust in place of the system's, in PEM.
  package init(allowsPlainHTTP: Bool = false, certificateFile: String? = nil) {
    self.allowsPlainHTTP = allowsPlainHTTP
    self.certificateFile = certificateFile
  }

  package func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer {
    let exchange = Exchange(for: request)
    try perform(request, exchange)
    return exchange.answer
  }

  package func download(
    _ request: HTTPRequest, to path: String
  ) throws(HTTPFailure) -> HTTPAnswer {
    // Before the request, so that a full disk or a wrong folder costs no presigned URL.
    let file = try NewFile(path: path)
    let exchange = Exchange(for: request, file: file)
    do throws(HTTPFailure) {
      try perform(request, exchange)
      try file.close()
    } catch {
      file.remove()
      throw error
    }
    if exchange.answer.status != 200 { file.remove() }
    return exchange.answer
  }

  private func perform(_ request: HTTPRequest, _ exchange: Exchange) throws(HTTPFailure) {
    try checkAddress(request.url, allowsPlainHTTP: allowsPlainHTTP)
    try checkHeaders(request.headers)
    let handle = try pool.take()
    defer { pool.giveBack(handle) }
    configure(handle, for: request)
    let outcome = handle.perform(request, exchange)
    if let reason = exchange.failure { throw reason }
    if let failure = failure(of: outcome, at: host(of: request.url), request.limits) {
      throw failure
    }
  }

  private func configure(_ handle: EasyHandle, for request: HTTPRequest) {
    handle.setProtocols(allowsPlainHTTP: allowsPlainHTTP)
    if allowsPlainHTTP { handle.set(CURLOPT_PROXY, "") }
    if let certificateFile { handle.set(CURLOPT_CAINFO, certificateFile) }
    handle.set(CURLOPT_URL, request.url)
    // A presigned URL is signed as it is written.
    handle.set(CURLOPT_PATH_AS_IS, 1)
    handle.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    handle.set(CURLOPT_FOLLOWLOCATION, 0)
    handle.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    handle.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    // One request a connection: HTTP/2 would gain nothing here.
    handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    handle.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    handle.set(CURLOPT_SSL_VERIFYPEER, 1)
    handle.set(CURLOPT_SSL_VERIFYHOST, 2)
    // Tokens are for the server, not for a proxy on the way.
    handle.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // Signals would hit whichever thread is running.
    handle.set(CURLOPT_NOSIGNAL, 1)
    let limits = request.limits
    precondition(limits.connectSeconds > 0 && limits.totalSeconds > 0, "libcurl takes 0 for never")
    handle.set(CURLOPT_CONNECTTIMEOUT, limits.connectSeconds)
    handle.set(CURLOPT_TIMEOUT, limits.totalSeconds)
    handle.setLeavesResolver()
    handle.set(CURLOPT_LOW_SPEED_LIMIT, limits.leastBytesPerSecond)
    handle.set(CURLOPT_LOW_SPEED_TIME, limits.slowSeconds)
    handle.setSize(CURLOPT_MAXFILESIZE_LARGE, limits.mostBytes)
  }
}
