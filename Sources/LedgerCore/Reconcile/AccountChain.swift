/// The settlements of one account in the order of their ends, each in its current version.
package struct AccountChain: Sendable {
  package let store: String
  package let type: String
  package let currency: Currency
  package let settlements: [SettlementFacts]
  /// Refused documents that may stand in the account's gaps.
  package let refused: [RefusedDocument]

  package init(
    store: String, type: String, currency: Currency, settlements: [SettlementFacts],
    refused: [RefusedDocument]
  ) {
    self.store = store
    self.type = type
    self.currency = currency
    self.settlements = settlements.sorted { ($0.end, $0.settlementID) < ($1.end, $1.settlementID) }
    self.refused = refused
  }

  /// How a settlement follows the one before it.
  enum Link {
    case first
    case meets(SettlementFacts)
    /// A refused document accounts for the time between the two.
    case acrossRefused(SettlementFacts, RefusedDocument)
    case gap(SettlementFacts)
    case overlap(SettlementFacts)
  }

  /// The link of each settlement to its predecessor, in order.
  func links() -> [Link] {
    var unused = refused
    return settlements.indices.map { index in
      guard index > 0 else { return .first }
      let (before, after) = (settlements[index - 1], settlements[index])
      if before.end == after.start { return .meets(before) }
      if after.start < before.end { return .overlap(before) }
      if let place = unused.firstIndex(where: { explains($0, before, after) }) {
        return .acrossRefused(before, unused.remove(at: place))
      }
      return .gap(before)
    }
  }

  /// Whether a refused document can be (one of) the missing between two settlements: by its period,
  /// or, when it states none, by its id, since Amazon numbers settlements in order of time.
  private func explains(
    _ document: RefusedDocument, _ before: SettlementFacts, _ after: SettlementFacts
  ) -> Bool {
    guard document.store == nil || document.store == store else { return false }
    if let period = document.period {
      return document.currency ?? currency == currency && before.end <= period.start
        && period.end <= after.start
    }
    guard let id = document.settlementID.flatMap({ Int64($0) }),
      let low = Int64(before.settlementID), let high = Int64(after.settlementID)
    else { return false }
    return low < id && id < high
  }
}
