/// The settlements of one account in the order of their ends, each in its current version.
package struct AccountChain: Sendable {
  package let store: String
  package let type: String
  package let currency: Currency
  package let settlements: [SettlementFacts]
  /// Refused documents that may stand in the account's gaps.
  package fileprivate(set) var refused: [RefusedDocument]

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

// MARK: - Refused documents of several accounts

extension AccountChain {
  /// A refused document that states no period may fill one gap of one of a store's accounts: the
  /// one whose missing settlement would have the nearest id. It is left to that account alone.
  package static func sharingRefused(_ chains: [AccountChain]) -> [AccountChain] {
    struct Fit {
      let subject: RefusedDocument.Subject
      let gap: (chain: Int, settlement: Int)
      let distance: Int64
    }
    var fits: [Fit] = []
    for (place, chain) in chains.enumerated() {
      for index in chain.settlements.indices.dropFirst() {
        for document in chain.refused where document.period == nil {
          if let distance = chain.distance(of: document, fromGapBefore: index) {
            fits.append(
              Fit(subject: document.subject, gap: (place, index), distance: distance))
          }
        }
      }
    }
    fits.sort { ($0.distance, $0.subject, $0.gap.chain) < ($1.distance, $1.subject, $1.gap.chain) }
    var owners: [RefusedDocument.Subject: Int] = [:]
    var filled: [(chain: Int, settlement: Int)] = []
    for fit in fits where owners[fit.subject] == nil && !filled.contains(where: { $0 == fit.gap }) {
      owners[fit.subject] = fit.gap.chain
      filled.append(fit.gap)
    }
    return chains.enumerated().map { place, chain in
      var chain = chain
      chain.refused.removeAll { owners[$0.subject].map { $0 != place } ?? false }
      return chain
    }
  }

  /// How far a document's id is from that of a settlement that ends where the one after a gap begins;
  /// nil where there is no gap, or the document cannot be in it.
  private func distance(of document: RefusedDocument, fromGapBefore index: Int) -> Int64? {
    let (before, after) = (settlements[index - 1], settlements[index])
    guard before.end < after.start, explains(document, before, after),
      let id = document.settlementID.flatMap({ Int64($0) }),
      let low = Int64(before.settlementID), let high = Int64(after.settlementID),
      let share = scaled(
        high - low, by: after.start.seconds - before.end.seconds,
        over: after.end.seconds - before.end.seconds)
    else { return nil }
    return abs(id - low - share)
  }
}
