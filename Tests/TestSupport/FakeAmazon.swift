import LedgerCore
import SellingPartner
import Synchronization

/// A small SP-API in memory: what it tells of each store is given record by record, each with the
/// time from when on it is told.
package final class FakeAmazon: Sendable {
  /// A record of an answer.
  package struct Record: Sendable {
    /// When it was posted, started or created; listings filter by it.
    package var at: Instant
    package var knownFrom: Instant
    /// When a later form takes its place.
    package var knownUntil: Instant?
    /// The group or settlement that it is found by.
    package var key: String
    /// Found by its key alone, and in no listing of a stretch of time.
    package var isLate = false
    package var json: String

    package init(
      at: String, knownFrom: String? = nil, until: String? = nil, key: String = "",
      isLate: Bool = false, _ json: String
    ) {
      self.at = Instant(at)!
      self.knownFrom = knownFrom.flatMap { Instant($0) } ?? self.at
      knownUntil = until.flatMap { Instant($0) }
      self.key = key
      self.isLate = isLate
      self.json = json
    }
  }

  package struct Store: Sendable {
    package var id: String
    package var refreshToken: String
    package var records: [SellingPartner.Operation: [Record]] = [:]
    /// Bytes by document id.
    package var documents: [String: [UInt8]] = [:]

    package init(_ id: String, refreshToken: String) {
      self.id = id
      self.refreshToken = refreshToken
    }
  }

  package struct Call: Equatable, Sendable {
    package var store: String
    /// An operation, `token` or `document`.
    package var operation: String
    package var request: FakeRequest
  }

  private struct State {
    var now: Instant
    var stores: [Store]
    var calls: [Call] = []
    var violations: [String] = []
  }

  private static let pageRecords = 2
  private let state: Mutex<State>
  /// Scheme and host of the documents' addresses.
  private let storage: String
  private let tamper: @Sendable (Call, Int) -> FakeAnswer?

  /// `tamper` may answer a call, which it gets with its number from 0, in its own way.
  package init(
    _ stores: [Store], now: String, storage: String = "https://bucket.s3.amazonaws.com",
    tamper: @escaping @Sendable (Call, Int) -> FakeAnswer? = { _, _ in nil }
  ) {
    state = Mutex(State(now: Instant(now)!, stores: stores))
    self.storage = storage
    self.tamper = tamper
  }

  package var calls: [Call] { state.withLock { $0.calls } }
  /// What a well-behaved client does not do.
  package var violations: [String] { state.withLock { $0.violations } }

  package func setNow(_ now: String) { state.withLock { $0.now = Instant(now)! } }

  package func change(_ body: (inout [Store]) -> Void) { state.withLock { body(&$0.stores) } }

  /// How often each operation was called for a store, from the given call on.
  package func counts(of store: String, from first: Int = 0) -> [String: Int] {
    let own = calls.dropFirst(first).filter { $0.store == store }
    return Dictionary(own.map { ($0.operation, 1) }, uniquingKeysWith: +)
  }

  // MARK: - Answers

  package func answer(_ request: FakeRequest) -> FakeAnswer {
    let (call, number, store, now) = state.withLock { state in
      let store = state.stores.first { request.names($0) }
      let call = Call(
        store: store?.id ?? "", operation: FakeAmazon.operation(of: request), request: request)
      state.calls.append(call)
      if call.operation == "document", request["x-amz-access-token"] != nil {
        state.violations.append("a token was sent to the storage")
      }
      return (call, state.calls.count - 1, store, state.now)
    }
    if let tampered = tamper(call, number) { return tampered }
    guard let store else {
      return call.operation == "token"
        ? .json("{\"error\": \"invalid_grant\"}", status: 400) : .json("{}", status: 403)
    }
    switch call.operation {
    case "token":
      return .json("{\"access_token\": \"Atza|CANARY-\(store.id)\", \"expires_in\": 3600}")
    case "document": return FakeAnswer(body: store.documents[request.lastPart] ?? [])
    case SellingPartner.Operation.getReportDocument.rawValue:
      return .json(
        """
        {"reportDocumentId": "\(request.lastPart)", "compressionAlgorithm": "GZIP",
         "url": "\(storage)/storage/\(store.id)/\(request.lastPart)?X-Amz-Signature=CANARY-SIGNED"}
        """)
    default: return listing(call, store, now)
    }
  }

  private static func operation(of request: FakeRequest) -> String {
    if request.method == "POST" { return "token" }
    if request.path.hasPrefix("/storage/") { return "document" }
    let found = SellingPartner.Operation.allCases.filter { operation in
      let sides = operation.path.split(separator: "{}", omittingEmptySubsequences: false)
      return sides.count == 1
        ? request.path == operation.path
        : request.path.hasPrefix(sides[0]) && request.path.hasSuffix(sides[1])
          && request.path.utf8.count > operation.path.utf8.count - 2
    }
    return found.max { $0.path.utf8.count < $1.path.utf8.count }?.rawValue ?? "unheard of"
  }

  private func listing(_ call: Call, _ store: Store, _ now: Instant) -> FakeAnswer {
    guard let operation = SellingPartner.Operation(rawValue: call.operation) else {
      return .json("{}", status: 404)
    }
    let query = call.request.query
    let key =
      query["relatedIdentifierValue"]
      ?? (operation == .listFinancialEventsByGroupId
        ? call.request.path.split(separator: "/").dropLast().last.map(String.init) : nil)
    func limit(_ names: String...) -> Instant? {
      names.compactMap { query[$0] }.first.flatMap { Instant($0) }
    }
    let first = limit(
      "postedAfter", "FinancialEventGroupStartedAfter", "createdSince", "PostedAfter")
    let end = limit("postedBefore", "FinancialEventGroupStartedBefore")
    let told = (store.records[operation] ?? []).filter { record in
      record.knownFrom <= now && record.knownUntil.map { now < $0 } ?? true
        && key.map { $0 == record.key } ?? !record.isLate
        && first.map { $0 <= record.at } ?? true && end.map { record.at < $0 } ?? true
    }
    let start = query[operation.pageTokenName].flatMap { Int($0.dropFirst(4)) } ?? 0
    let page = told.dropFirst(start).prefix(Self.pageRecords).map(\.json)
    let next = start + Self.pageRecords < told.count ? "t+/=\(start + Self.pageRecords)" : nil
    return .json(operation.answer(page, next: next))
  }

  // MARK: - Transports

  /// A transport to this SP-API; `failing` says which calls, by their number, get no answer.
  package func transport(
    failing: @escaping @Sendable (Int) -> Bool = { _ in false }
  ) -> ScriptedTransport {
    ScriptedTransport { (request, number) throws(HTTPFailure) in
      guard !failing(number) else { throw HTTPFailure(reason: .tls, what: "amazon.com: no trust") }
      let answer = self.answer(
        FakeRequest(
          method: request.method.rawValue, target: request.target, headers: request.headers,
          body: request.body, connection: 0))
      return HTTPAnswer(
        status: answer.status,
        headers: answer.headers.map { HTTPHeader(name: $0.name.lowercased(), value: $0.value) },
        body: answer.body)
    }
  }
}

extension FakeRequest {
  fileprivate var lastPart: String { path.split(separator: "/").last.map(String.init) ?? "" }

  /// Whether it speaks for that store, or fetches a document of it.
  fileprivate func names(_ store: FakeAmazon.Store) -> Bool {
    self["x-amz-access-token"] == "Atza|CANARY-\(store.id)"
      || path.hasPrefix("/storage/\(store.id)/")
      || bodyText.contains("refresh_token=\(percentEncoded(store.refreshToken))&")
  }
}

extension SellingPartner.Operation {
  /// A page as Amazon writes it.
  fileprivate func answer(_ members: [String], next: String?) -> String {
    let token = next.map { "\"\(pageTokenName)\": \"\($0)\", " } ?? ""
    let list = "[\(members.joined(separator: ", "))]"
    switch self {
    case .listFinancialEventGroups:
      return "{\"payload\": {\(token)\"FinancialEventGroupList\": \(list)}}"
    case .listFinancialEventsByGroupId:
      return "{\"payload\": {\(token)\"FinancialEvents\": {\"AdjustmentEventList\": \(list)}}}"
    case .listTransactions: return "{\"payload\": {\(token)\"transactions\": \(list)}}"
    case .getMarketplaceParticipations: return "{\"payload\": \(list)}"
    case .listPayouts: return "{\(token)\"payouts\": \(list)}"
    case .listExpectedPayouts: return "{\(token)\"expectedPayouts\": \(list)}"
    case .listBalances: return "{\(token)\"balances\": \(list)}"
    case .listSummary: return "{\(token)\"summaries\": \(list)}"
    case .getReports, .getReport, .getReportDocument: return "{\(token)\"reports\": \(list)}"
    case .getPurchaseOrders: return "{\"payload\": {\"orders\": \(list)}}"
    case .getPurchaseOrdersStatus: return "{\"payload\": {\"ordersStatus\": \(list)}}"
    case .getInvoiceHeaders: return "{\(token)\"invoices\": \(list)}"
    case .getRemittanceHeaders: return "{\(token)\"remittances\": \(list)}"
    case .getInvoice, .getRemittance: return members.first ?? "{}"
    }
  }
}
