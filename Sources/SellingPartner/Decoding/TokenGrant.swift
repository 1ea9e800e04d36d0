/// The token server's answer.
struct TokenGrant {
  let accessToken: String
  let expiresIn: Int

  init?(_ bytes: [UInt8]) {
    guard let value = JSONValue(bytes), let token = value["access_token"].text,
      let expiresIn = value["expires_in"].number.flatMap({ Int($0) })
    else { return nil }
    accessToken = token
    self.expiresIn = expiresIn
  }

  /// Such as `invalid_grant`. The description is left out: it may repeat what was sent.
  static func errorCode(_ bytes: [UInt8]) -> String? {
    JSONValue(bytes)?["error"].text
  }
}

/// Code and message of an `ErrorList`, as the end of a sentence.
func errorText(in bytes: [UInt8]) -> String {
  guard let first = JSONValue(bytes)?["errors"].elements.first else { return "" }
  let parts = [first["code"].text, first["message"].text].compactMap { $0 }
  return parts.isEmpty ? "" : " (\(String(parts.joined(separator: ": ").prefix(300))))"
}

/// A report document's address: a secret for five minutes.
package struct DocumentAddress: Sendable {
  package let url: String

  /// Nil when the answer names none.
  package init?(_ bytes: [UInt8]) {
    guard let url = JSONValue(bytes)?["url"].text else { return nil }
    self.url = url
  }
}
