/// Carries one request to a server and its answer back; retries, quotas and host checks are above it.
///
/// Calls block, and several threads may call at once. A redirect is an answer like any other: it is
/// never followed, since a token must reach no host but the one it is meant for.
package protocol HTTPTransport: Sendable {
  /// The answer with its whole body in memory, whatever its status.
  ///
  /// Throws when there is no whole answer, among others when the body exceeds `limits.mostBytes`.
  func send(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPAnswer

  /// Streams the body to a new file and returns when it is whole; the caller syncs and renames it.
  ///
  /// The file is removed on failure and on a status other than 200. A file that is there already is
  /// left alone, and fails with `.disk`.
  func download(_ request: HTTPRequest, to path: String) throws(HTTPFailure) -> HTTPAnswer
}

/// One request, complete: the URL is absolute and already percent-encoded.
package struct HTTPRequest: Equatable, Sendable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package var method: Method
  package var url: String
  /// Sent as they are, in this order. The transport adds `Host` and `Content-Length` only.
  package var headers: [HTTPHeader]
  /// Sent with a POST only.
  package var body: [UInt8]
  package var limits: HTTPLimits

  package init(
    method: Method = .get, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// A header line: name and value without the colon and without blanks around them.
package struct HTTPHeader: Equatable, Sendable {
  package let name: String
  package let value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// How long a request may take and how much may come back.
package struct HTTPLimits: Equatable, Sendable {
  /// Until the connection stands, TLS included; at least 1.
  package var connectSeconds: Int
  /// The deadline of the whole request, connection and body included; at least 1.
  package var totalSeconds: Int
  /// A server that sends less, averaged over `slowSeconds`, is given up; 0 waits for the deadline.
  /// A gateway answers within 29 seconds or gives up itself, so only a dead one is silent for longer.
  package var leastBytesPerSecond: Int
  package var slowSeconds: Int
  /// Of the answer's body, as sent; more fails with `.tooLarge`.
  package var mostBytes: Int

  package init(
    connectSeconds: Int = 15, totalSeconds: Int = 120, leastBytesPerSecond: Int = 512,
    slowSeconds: Int = 35, mostBytes: Int = 32 << 20
  ) {
    self.connectSeconds = connectSeconds
    self.totalSeconds = totalSeconds
    self.leastBytesPerSecond = leastBytesPerSecond
    self.slowSeconds = slowSeconds
    self.mostBytes = mostBytes
  }
}

/// A whole answer, whatever its status.
package struct HTTPAnswer: Equatable, Sendable {
  package var status: Int
  /// Of the final answer, in the order sent; names in lower case.
  package var headers: [HTTPHeader]
  /// The bytes as sent, never decompressed. Of a download: empty when `status` is 200, else the
  /// first 4 KiB.
  package var body: [UInt8]
  /// The length of the body as sent, wherever it went.
  package var bodyByteCount: Int

  package init(
    status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], bodyByteCount: Int? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.bodyByteCount = bodyByteCount ?? body.count
  }

  /// The value of the first header of that name, which is given in lower case.
  package subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why there is no whole answer.
package struct HTTPFailure: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    /// No connection: the name is unknown, nobody listens, or the proxy refuses.
    case connect
    /// The deadline of the whole request is over.
    case timeout
    /// Less than `leastBytesPerSecond` came.
    case tooSlow
    /// The connection ended before the answer did.
    case cut
    /// The body, or the headers, exceed their limit.
    case tooLarge
    /// The server did not prove who it is, or speaks no TLS of version 1.2 or later.
    case tls
    /// The URL cannot be called: not https, or not well formed.
    case refusedAddress
    /// The file cannot be made or written.
    case disk
    case other
  }

  package let reason: Reason
  /// Names the host or the file; never holds a URL's path or query, a header or a body.
  package let what: String

  package init(reason: Reason, what: String) {
    self.reason = reason
    self.what = what
  }

  /// Whether the same request may get an answer later; false for what a second try can't mend.
  package var isWorthARetry: Bool {
    switch reason {
    case .connect, .timeout, .tooSlow, .cut: true
    case .tooLarge, .tls, .refusedAddress, .disk, .other: false
    }
  }

  package var description: String { "\(what); \(whatToDo)" }

  private var whatToDo: String {
    switch reason {
    case .connect: "check the network and the proxy, then run the command again"
    case .timeout, .tooSlow, .cut: "run the command again, later if it happens again"
    case .tooLarge: "check that the address is Amazon's, then report this as a bug"
    case .tls: "check this machine's clock, its certificates and its proxy"
    case .refusedAddress: "check the address in the configuration"
    case .disk: "check the folder, its permissions and the free space"
    case .other: "run the command again; if it happens again, report this as a bug"
    }
  }
}
