/// Where Amazon listens.
///
/// - Source: Amazon SP-API, "SP-API endpoints".
package enum Region: String, Sendable, CaseIterable {
  case na, eu, fe

  var host: String { "https://sellingpartnerapi-\(rawValue).amazon.com" }
}

/// The servers that a run may talk to: Amazon's, or a test server that the user has named.
package struct Endpoints: Equatable, Sendable {
  private let api: String?
  private let token: String?
  /// How many times faster than Amazon's the test server's quotas are.
  package let rateScale: Double

  /// Amazon's own.
  package static let amazon = Endpoints(api: nil, token: nil, rateScale: 1)

  /// For tests: other servers, which may speak plain HTTP.
  package init(api: String?, token: String?, rateScale: Double) {
    func trimmed(_ url: String?) -> String? {
      url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }
    self.api = trimmed(api)
    self.token = trimmed(token)
    self.rateScale = rateScale
  }

  package var isForTests: Bool { api != nil || token != nil }

  package func api(_ region: Region) -> String { api ?? region.host }

  package var tokenURL: String { (token ?? "https://api.amazon.com") + "/auth/o2/token" }

  /// Whether a document may be fetched there: Amazon's storage over https, or the test machine.
  ///
  /// A presigned URL is data from outside; nothing else stops it from naming any host.
  package func allowsDocument(at url: String) -> Bool {
    guard let (scheme, host) = Endpoints.schemeAndHost(of: url) else { return false }
    if isForTests, ["127.0.0.1", "localhost", "[::1]"].contains(host) {
      return scheme == "http" || scheme == "https"
    }
    return scheme == "https"
      && [".amazonaws.com", ".cloudfront.net", ".amazonaws.com.cn", ".amazon.com"].contains {
        host.hasSuffix($0)
      }
  }

  /// Both in lower case and the host without user and port; nil when the text is no such URL.
  static func schemeAndHost(of url: String) -> (scheme: String, host: String)? {
    let parts = url.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let authority = parts[1].prefix { !"/?#\\".contains($0) }
    guard !authority.contains("@"), !authority.isEmpty else { return nil }
    let host =
      authority.hasPrefix("[")
      ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
    // Whatever else stands in a host, the next reader of the URL may read it otherwise.
    let isPlain = host.utf8.allSatisfy {
      (48...58).contains($0) || (65...93).contains($0) || (97...122).contains($0)
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
    }
    return isPlain ? (parts[0].lowercased(), host.lowercased()) : nil
  }
}
