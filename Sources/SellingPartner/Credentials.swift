/// What proves who we are. Its text never shows a secret.
package struct Credentials: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
  let clientID: String
  let clientSecret: String
  let refreshToken: String

  package init(clientID: String, clientSecret: String, refreshToken: String) {
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.refreshToken = refreshToken
  }

  package var description: String { "credentials" }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

  /// The body of the request for an access token.
  ///
  /// - Source: Login with Amazon, `POST /auth/o2/token`, grant `refresh_token`.
  var tokenForm: [UInt8] {
    let fields = [
      ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", clientID),
      ("client_secret", clientSecret),
    ]
    return Array(fields.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&").utf8)
  }
}

/// A token for an hour of calls.
struct AccessToken: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
  let text: String
  /// On the clock of `Pace`.
  let expiresAt: Double

  /// Renewed a minute early, so that none expires on its way.
  func isFresh(at now: Double) -> Bool { now < expiresAt - 60 }

  var description: String { "access token" }
  var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
