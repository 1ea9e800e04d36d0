import LedgerCore
import SellingPartner
import TestSupport

/// Secrets that must turn up nowhere but in the request that they are sent with.
let plantedSecrets = [
  "CANARY-CLIENT", "CANARY-SECRET", "Atzr|CANARY-REFRESH", "Atza|CANARY-ACCESS",
]

let credentials = Credentials(
  clientID: plantedSecrets[0], clientSecret: plantedSecrets[1], refreshToken: plantedSecrets[2])

func header(_ name: String, _ value: String) -> HTTPHeader { HTTPHeader(name: name, value: value) }

let tokenAnswer = HTTPAnswer(
  text: """
    {"access_token": "Atza|CANARY-ACCESS", "token_type": "bearer", "expires_in": 3600}
    """)

/// A client of a store whose API calls a closure answers; tokens are always granted.
final class ScriptedClient {
  let time = FakeTime()
  let transport: ScriptedTransport
  let client: SellingPartnerClient
  private let log = Log()

  /// Filled by the client's `record`.
  private final class Log { var calls: [APICall] = [] }

  var calls: [APICall] { log.calls }
  /// What was asked of the API, in order; not the tokens.
  var targets: [String] { transport.requests.filter { $0.method == .get }.map(\.target) }

  /// `answer` gets each API call and its number, from 0.
  convenience init(
    sellerID: String = "", _ answer: @escaping @Sendable (HTTPRequest, Int) -> HTTPAnswer
  ) {
    let script = ScriptedTransport { request, number in answer(request, number) }
    self.init(
      sellerID: sellerID,
      all: { (request, _) throws(HTTPFailure) in
        if request.method == .post { return tokenAnswer }
        return try script.send(request)
      })
  }

  /// `answer` gets every call, those for tokens too.
  init(sellerID: String = "", all answer: @escaping ScriptedTransport.Handler) {
    transport = ScriptedTransport(answer)
    let log = log
    client = SellingPartnerClient(
      SellingPartnerClient.Identity(
        store: "NA1", sellerID: sellerID, region: .na, credentials: credentials),
      endpoints: .amazon, transport: transport, pace: time.pace(), startedAt: 1_780_000_000
    ) { log.calls.append($0) }
  }

  /// The body of a call without a check of its content.
  func call(_ request: APIRequest) throws(SellingPartnerError) -> String {
    String(decoding: try client.call(request) { _ in nil }, as: UTF8.self)
  }

  /// The pages of a listing as texts.
  func list(
    _ request: APIRequest, knowing known: KnownWordings = [:]
  ) throws(SellingPartnerError) -> [String] {
    var pages: [String] = []
    try client.list(request, knowing: known) {
      pages = []
    } page: {
      pages.append(String(decoding: $0, as: UTF8.self))
    }
    return pages
  }
}

/// The error that a closure ends with; nil when it succeeds.
func failure<Result>(_ body: () throws(SellingPartnerError) -> Result) -> SellingPartnerError? {
  do throws(SellingPartnerError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

func instant(_ text: String) -> Instant { Instant(text)! }
func usd(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, Currency("USD")!) }
