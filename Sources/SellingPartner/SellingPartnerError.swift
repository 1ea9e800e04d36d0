/// Why something could not be had from SP-API; without tokens, secrets and URLs.
package struct SellingPartnerError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    /// Amazon does not offer the operation to this seller or region.
    case notOffered
    /// The refresh token, the secret or a role is refused: a person must act.
    case unauthorized
    /// The request is refused: 400, and every status that no second try mends.
    case refused
    /// The page of a listing was too large even in its smallest form.
    case tooLarge
    /// All tries failed: network, 5xx, 429, or answers that are no SP-API answers.
    case unavailable
    /// A document whose bytes are not what was announced.
    case damaged
  }

  package let reason: Reason
  /// Such as `listTransactions`; `token` for the token.
  package let place: String
  package let what: String

  package init(_ reason: Reason, _ place: String, _ what: String) {
    self.reason = reason
    self.place = place
    self.what = what
  }

  package var description: String { "\(place): \(what); \(whatToDo)" }

  private var whatToDo: String {
    switch reason {
    case .notOffered: "nothing to do"
    case .unauthorized:
      "check the app's roles, the refresh token and the client secret (acorn doctor)"
    case .refused: "run the command again with --verbose, then report it"
    case .tooLarge: "report it with the size of the account"
    case .unavailable, .damaged: "run acorn sync again; it goes on where it stopped"
    }
  }
}
