/// Calls SP-API for one store: token, budget, retries and the call log are its business.
///
/// It blocks; each store has a client and a thread of its own, so that one waiting for its quota
/// holds up no other.
package final class SellingPartnerClient {
  /// Who calls whom.
  package struct Identity: Sendable {
    package let store: String
    /// Answers about another seller are refused; empty when it is not known.
    package let sellerID: String
    package let region: Region
    package let credentials: Credentials

    package init(store: String, sellerID: String, region: Region, credentials: Credentials) {
      self.store = store
      self.sellerID = sellerID
      self.region = region
      self.credentials = credentials
    }
  }

  package static let userAgent = "Acorn/0.2 (Language=Swift/6; Platform=Linux)"

  package let identity: Identity
  private let endpoints: Endpoints
  private let transport: any HTTPTransport
  private let pace: Pace
  private let startedAt: Int64
  private let startedOnPace: Double
  private let record: (APICall) -> Void
  private var accessToken: AccessToken?
  private var buckets: [Operation: TokenBucket] = [:]
  /// Calls made so far by operation, `token` and `document`, and the bytes of their answers.
  package private(set) var calls: [String: Int] = [:]
  package private(set) var bytes = 0

  /// `startedAt`: the run's clock, seconds since 1970, for the call log.
  package init(
    _ identity: Identity, endpoints: Endpoints, transport: any HTTPTransport, pace: Pace,
    startedAt: Int64, record: @escaping (APICall) -> Void
  ) {
    self.identity = identity
    self.endpoints = endpoints
    self.transport = transport
    self.pace = pace
    self.startedAt = startedAt
    startedOnPace = pace.now()
    self.record = record
  }

  // MARK: - API calls

  /// The body of a good answer. `fault` says what is wrong with a body that came with status 200.
  package func call(
    _ request: APIRequest, pageToken: String? = nil, fault: ([UInt8]) -> String?
  ) throws(SellingPartnerError) -> [UInt8] {
    let operation = request.operation
    let url = endpoints.api(identity.region) + request.target(pageToken: pageToken)
    var patience = Patience(operation, rate: operation.quota.rate * endpoints.rateScale)
    while true {
      let token = try freshToken()
      waitForBudget(operation)
      let sent = HTTPRequest(
        url: url,
        headers: [
          HTTPHeader(name: "x-amz-access-token", value: token),
          HTTPHeader(name: "user-agent", value: Self.userAgent),
          HTTPHeader(name: "accept", value: "application/json"),
        ])
      var body: [UInt8] = []
      let outcome = attempt(operation.rawValue) { () throws(HTTPFailure) in
        let answer = try transport.send(sent)
        body = answer.body
        learn(from: answer, operation)
        guard answer.status == 200 else { return (answer, .answered(status: answer.status)) }
        return (answer, fault(body).map { .unusable($0) } ?? .answered(status: 200))
      }
      switch patience.step(after: outcome, jitter: pace.random()) {
      case .done: return body
      case .retry(let seconds): pace.sleep(seconds)
      case .refreshToken: accessToken = nil
      case .giveUp(let reason, let what):
        let told = outcome == .answered(status: 400) ? errorText(in: body) : ""
        throw SellingPartnerError(reason, operation.rawValue, what + told)
      }
    }
  }

  /// Streams a document to a new file. Its address is a secret for five minutes: no token goes with
  /// it, and it stands in no error.
  package func download(url: String, to path: String) throws(SellingPartnerError) -> HTTPAnswer {
    guard endpoints.allowsDocument(at: url) else {
      let host = Endpoints.schemeAndHost(of: url).map(\.host) ?? "no host"
      throw SellingPartnerError(
        .refused, "document", "its address is none of Amazon's storage (\(host)); not fetched")
    }
    let sent = HTTPRequest(
      url: url, headers: [HTTPHeader(name: "user-agent", value: Self.userAgent)],
      limits: HTTPLimits(totalSeconds: 1800, mostBytes: 4 << 30))
    var result: HTTPAnswer?
    let outcome = attempt("document") { () throws(HTTPFailure) in
      let answer = try transport.download(sent, to: path)
      result = answer
      return (answer, .answered(status: answer.status))
    }
    guard case .answered(status: 200) = outcome, let result else {
      let what =
        switch outcome {
        case .answered(let status): "answer \(status)"
        case .unusable(let what): what
        case .failed(let reason, _): reason
        }
      throw SellingPartnerError(.unavailable, "document", what)
    }
    return result
  }

  // MARK: - Token

  private func freshToken() throws(SellingPartnerError) -> String {
    if let accessToken, accessToken.isFresh(at: pace.now()) { return accessToken.text }
    let sent = HTTPRequest(
      method: .post, url: endpoints.tokenURL,
      headers: [
        HTTPHeader(
          name: "content-type", value: "application/x-www-form-urlencoded;charset=UTF-8"),
        HTTPHeader(name: "user-agent", value: Self.userAgent),
      ], body: identity.credentials.tokenForm)
    // The token server states no quota: its pauses are those of an ordinary operation.
    var patience = Patience(.listTransactions, rate: 0.5 * endpoints.rateScale)
    while true {
      var grant: TokenGrant?
      var body: [UInt8] = []
      let outcome = attempt("token") { () throws(HTTPFailure) in
        let answer = try transport.send(sent)
        body = answer.body
        guard answer.status == 200 else { return (answer, .answered(status: answer.status)) }
        grant = TokenGrant(body)
        return (answer, grant == nil ? .unusable("no token") : .answered(status: 200))
      }
      if let grant {
        let token = AccessToken(
          text: grant.accessToken, expiresAt: pace.now() + Double(grant.expiresIn))
        accessToken = token
        return token.text
      }
      switch outcome {
      case .answered(let status) where (400..<500).contains(status) && status != 429:
        throw SellingPartnerError(
          .unauthorized, "token", "refused: \(TokenGrant.errorCode(body) ?? "answer \(status)")")
      default: break
      }
      guard case .retry(let seconds) = patience.step(after: outcome, jitter: pace.random()) else {
        throw SellingPartnerError(.unavailable, "token", "the token server gives no answer")
      }
      pace.sleep(seconds)
    }
  }

  // MARK: - Budget and log

  private func waitForBudget(_ operation: Operation) {
    let now = pace.now()
    let seconds =
      buckets[
        operation, default: TokenBucket(operation.quota, scale: endpoints.rateScale, at: now)
      ].take(at: now)
    if seconds > 0 { pace.sleep(seconds) }
  }

  private func learn(from answer: HTTPAnswer, _ operation: Operation) {
    if answer.status == 429 { buckets[operation]?.drain() }
    guard let stated = answer["x-amzn-ratelimit-limit"].flatMap(Double.init) else { return }
    buckets[operation]?.correct(rate: stated * endpoints.rateScale)
  }

  private func attempt(
    _ operation: String,
    _ body: () throws(HTTPFailure) -> (HTTPAnswer, Patience.Outcome)
  ) -> Patience.Outcome {
    let sentAt = pace.now()
    var (status, requestID, size, note) = (0, "", 0, "")
    let outcome: Patience.Outcome
    do throws(HTTPFailure) {
      let answer: HTTPAnswer
      (answer, outcome) = try body()
      status = answer.status
      requestID = answer["x-amzn-requestid"] ?? ""
      size = answer.bodyByteCount
      if case .unusable(let what) = outcome { note = what }
    } catch {
      outcome = .failed(reason: error.what, isWorthARetry: error.isWorthARetry)
      note = error.what
    }
    calls[operation, default: 0] += 1
    bytes += size
    record(
      APICall(
        at: startedAt + Int64(sentAt - startedOnPace), store: identity.store,
        operation: operation, status: status, requestID: requestID,
        milliseconds: Int((pace.now() - sentAt) * 1000), bytes: size, note: note))
    return outcome
  }
}
