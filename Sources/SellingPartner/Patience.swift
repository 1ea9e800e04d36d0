/// What to do after an answer: a state machine without I/O, one for each call.
///
/// - Source: Amazon SP-API, "Usage plans and rate limits"; full jitter as in Amazon's builders'
///   library.
package struct Patience: Sendable {
  /// How a call has ended.
  package enum Outcome: Equatable, Sendable {
    case answered(status: Int)
    /// Status 200, but not what the operation answers: a maintenance page, cut JSON, a repeated page.
    case unusable(String)
    case failed(reason: String, isWorthARetry: Bool)
  }

  package enum Step: Equatable, Sendable {
    case done
    /// Seconds until the next try.
    case retry(after: Double)
    case refreshToken
    case giveUp(SellingPartnerError.Reason, String)
  }

  private static let mostTries = 6
  private static let longestPause = 300.0

  private let operation: Operation
  private let rate: Double
  private var tries = 0
  private var hasRefreshedToken = false

  /// `rate`: the operation's calls a second, from which the pauses follow.
  package init(_ operation: Operation, rate: Double) {
    self.operation = operation
    self.rate = rate
  }

  /// `jitter` is a random number from 0 up to 1.
  package mutating func step(after outcome: Outcome, jitter: Double) -> Step {
    switch outcome {
    case .answered(status: 200): return .done
    case .answered(status: 403):
      // It covers an expired token, a missing role and a wrong region: a fresh token tells.
      if !hasRefreshedToken {
        hasRefreshedToken = true
        return .refreshToken
      }
      return operation.isOptional
        ? .giveUp(.notOffered, "not offered here (403)")
        : .giveUp(.unauthorized, "access is denied (403) with a fresh token")
    case .answered(status: 404) where operation.isOptional:
      return .giveUp(.notOffered, "not offered here (404)")
    case .answered(status: 413): return .giveUp(.tooLarge, "the answer is too large (413)")
    case .answered(let status):
      guard [429, 500, 502, 503, 504].contains(status) || (300..<400).contains(status) else {
        return .giveUp(.refused, "answer \(status)")
      }
      return retry(
        status >= 300 && status < 400 ? "a redirect, not followed" : "answer \(status)", jitter)
    case .unusable(let what): return retry(what, jitter)
    case .failed(let what, let isWorthARetry):
      return isWorthARetry ? retry(what, jitter) : .giveUp(.unavailable, what)
    }
  }

  private mutating func retry(_ what: String, _ jitter: Double) -> Step {
    tries += 1
    guard tries < Self.mostTries else {
      return .giveUp(.unavailable, "\(what), \(tries) times in a row")
    }
    let longest = min(Self.longestPause, Double(1 << (tries - 1)) / rate)
    return .retry(after: jitter * longest)
  }
}
