import LedgerCore
import LedgerStore
import SellingPartner

/// A call that a store was asked, as the archive's log has it.
struct AskedCall: Sendable {
  let request: APIRequest
  let at: Instant

  /// Nil of a delivery that came in another way.
  init?(_ delivery: Delivery) {
    guard let request = APIRequest(source: delivery.source) else { return nil }
    self.request = request
    at = Instant(seconds: delivery.receivedAt)
  }
}

/// What stores were asked, in order. A run looks at it again and again while it grows: each call is
/// read once.
struct AskedLog {
  private var calls: [String: [AskedCall]] = [:]
  private var count = 0

  /// Reads what was logged since.
  mutating func read(_ deliveries: [Delivery]) {
    for delivery in deliveries.dropFirst(count) {
      if let call = AskedCall(delivery) { calls[delivery.store, default: []].append(call) }
    }
    count = deliveries.count
  }

  func of(_ store: String) -> [AskedCall] { calls[store] ?? [] }
}
