import LedgerCore
import LedgerStore
import SellingPartner

/// What a store was asked, as far as plans look at it.
struct AskedCalls: Sendable {
  /// Which postings were listed, and when.
  private(set) var coverage = Coverage()
  /// When the groups began that were listed.
  private(set) var groupStarts: [Interval] = []
  /// When the v0 events of each group were listed last.
  private(set) var eventListings: [String: Instant] = [:]
  /// Report documents that are in the archive.
  private(set) var heldDocuments: Set<String> = []
  /// Settlements whose control total was asked for.
  private(set) var controlledSettlements: Set<String> = []
  private var last: [SellingPartner.Operation: Instant] = [:]

  /// When an operation was called last; nil where it never was.
  func last(_ operation: SellingPartner.Operation) -> Instant? { last[operation] }

  /// Adds a call that the archive's log has; a delivery that came in another way is none.
  mutating func add(_ delivery: Delivery) {
    guard let operation = APIRequest.operation(ofSource: delivery.source) else { return }
    let at = Instant(seconds: delivery.receivedAt)
    last[operation] = max(last[operation] ?? at, at)
    switch operation {
    case .listTransactions: coverage.add(delivery)
    case .listFinancialEventGroups:
      if let starts = AskedCalls.groupStarts(of: delivery) { groupStarts.append(starts) }
    case .listFinancialEventsByGroupId:
      if let group = APIRequest(source: delivery.source)?.pathValue { eventListings[group] = at }
    case .getReportDocument:
      if let document = APIRequest(source: delivery.source)?.pathValue {
        heldDocuments.insert(document)
      }
    case .listSummary:
      if let settlement = APIRequest(source: delivery.source)?["relatedIdentifierValue"] {
        controlledSettlements.insert(settlement)
      }
    default: break
    }
  }

  private static func groupStarts(of delivery: Delivery) -> Interval? {
    guard let request = APIRequest(source: delivery.source),
      let start = request["FinancialEventGroupStartedAfter"].flatMap({ Instant($0) })
    else { return nil }
    let end = request["FinancialEventGroupStartedBefore"].flatMap { Instant($0) }
    return Interval(start: start, end: end ?? Instant(seconds: delivery.receivedAt))
  }
}

/// What stores were asked. A run looks at it again and again while it grows: each call is read once.
struct AskedLog: Sendable {
  private var calls: [String: AskedCalls] = [:]
  private var count = 0

  init(_ deliveries: [Delivery] = []) { read(deliveries) }

  /// Whether these deliveries are what it was read from, as far as one log goes.
  func isOf(_ deliveries: [Delivery]) -> Bool { count == deliveries.count }

  /// Reads what was logged since.
  mutating func read(_ deliveries: [Delivery]) {
    for delivery in deliveries.dropFirst(count) {
      calls[delivery.store, default: AskedCalls()].add(delivery)
    }
    count = deliveries.count
  }

  func of(_ store: String) -> AskedCalls { calls[store] ?? AskedCalls() }
}
