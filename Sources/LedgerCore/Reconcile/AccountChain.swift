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
    case overlap(SettlementFacts)
    case gap(Gap)
  }

  /// The time between two settlements, and what is known of it.
  struct Gap {
    let before: SettlementFacts
    /// The documents in it that were refused.
    fileprivate(set) var refused: [RefusedDocument] = []
    /// The periods that none of these covers.
    fileprivate(set) var missing: [Range<Instant>] = []
    /// The refused one that reaches into the settlement after the gap.
    fileprivate(set) var overlapping: RefusedDocument?
  }

  /// The link of each settlement to its predecessor, in order.
  func links() -> [Link] {
    settlements.indices.map { index in
      guard index > 0 else { return .first }
      let (before, after) = (settlements[index - 1], settlements[index])
      if after.startsAtEnd(of: before) { return .meets(before) }
      if after.start < before.end { return .overlap(before) }
      return .gap(gap(before, after))
    }
  }

  /// Refused documents that state their periods are laid side by side. Of those that state none it is
  /// known how many settlements they are: where fewer than must be missing, nobody knows which.
  private func gap(_ before: SettlementFacts, _ after: SettlementFacts) -> Gap {
    var gap = Gap(before: before)
    var covered = before.end
    for (document, period) in stated(between: before, after) {
      guard
        period.start == covered || period.end == after.start
          || before.end <= period.start && period.end <= after.start
      else { continue }
      if isLong(covered..<max(covered, period.start)) { gap.missing.append(covered..<period.start) }
      covered = max(covered, period.end)
      gap.refused.append(document)
      if period.end > after.start { gap.overlapping = document }
    }
    if isLong(covered..<max(covered, after.start)) { gap.missing.append(covered..<after.start) }
    let unstated = refused.filter { isUnstated($0, between: before, after) }
    gap.refused += unstated
    let count = Set(unstated.map(\.settlementID)).count
    if count > 0, count >= gap.missing.reduce(0, { $0 + leastCount(in: $1) }) { gap.missing = [] }
    return gap
  }

  /// The refused documents whose periods reach into a gap, by these.
  private func stated(
    between before: SettlementFacts, _ after: SettlementFacts
  ) -> [(document: RefusedDocument, period: (start: Instant, end: Instant))] {
    refused.compactMap { document in
      guard isOfAccount(document), let period = document.period, period.start < after.start,
        before.end < period.end, period.end <= after.end
      else { return nil }
      return (document, period)
    }.sorted { ($0.period.start, $0.period.end) < ($1.period.start, $1.period.end) }
  }

  /// Whether a refused document that states no period can be (one of) the missing between two
  /// settlements: by its id, since Amazon numbers settlements in order of time.
  private func isUnstated(
    _ document: RefusedDocument, between before: SettlementFacts, _ after: SettlementFacts
  ) -> Bool {
    guard isOfAccount(document), document.period == nil,
      let id = document.settlementID.flatMap({ Int64($0) }),
      let low = Int64(before.settlementID), let high = Int64(after.settlementID)
    else { return false }
    return low < id && id < high
  }

  private func isOfAccount(_ document: RefusedDocument) -> Bool {
    (document.store ?? store) == store && (document.currency ?? currency) == currency
  }

  /// How many settlements must be missing where none is longer than the longest that is there.
  private func leastCount(in period: Range<Instant>) -> Int {
    let longest = settlements.map { $0.end.seconds - $0.start.seconds }.max() ?? 0
    let seconds = period.upperBound.seconds - period.lowerBound.seconds - AccountChain.slackSeconds
    return longest > 0 ? max(1, Int((seconds + longest - 1) / longest)) : 1
  }

  /// Periods of refused documents come from lists of reports, too, which may round them.
  private static let slackSeconds: Int64 = 3600

  private func isLong(_ period: Range<Instant>) -> Bool {
    period.upperBound.seconds - period.lowerBound.seconds > AccountChain.slackSeconds
  }
}

// MARK: - Refused documents of several accounts

extension AccountChain {
  /// A refused document is left to one of a store's accounts where it is known which: to those that it
  /// follows, or that follow it, to the second; or, where it states no period, to the one in whose gap
  /// the missing settlement would have the nearest id.
  package static func sharingRefused(_ chains: [AccountChain]) -> [AccountChain] {
    struct Fit {
      let settlementID: String
      let gap: (chain: Int, settlement: Int)
      let distance: Int64
    }
    var fits: [Fit] = []
    var room: [[Int]] = chains.map { [Int](repeating: 0, count: $0.settlements.count) }
    for (place, chain) in chains.enumerated() {
      for index in chain.settlements.indices.dropFirst() {
        let (before, after) = (chain.settlements[index - 1], chain.settlements[index])
        for document in chain.refused {
          guard let id = document.settlementID,
            let distance = chain.distance(of: document, fromGapBefore: index)
          else { continue }
          room[place][index] = chain.leastCount(in: before.end..<after.start)
          fits.append(Fit(settlementID: id, gap: (place, index), distance: distance))
        }
      }
    }
    fits.sort {
      ($0.distance, $0.settlementID, $0.gap.chain) < ($1.distance, $1.settlementID, $1.gap.chain)
    }
    var owners: [String: Int] = [:]
    for fit in fits
    where owners[fit.settlementID] == nil && room[fit.gap.chain][fit.gap.settlement] > 0 {
      owners[fit.settlementID] = fit.gap.chain
      room[fit.gap.chain][fit.gap.settlement] -= 1
    }
    return chains.enumerated().map { place, chain in
      var own = chain
      own.refused = chain.refused.filter { document in
        document.period == nil
          ? document.settlementID.flatMap { owners[$0] }.map { $0 == place } ?? true
          : chain.hasNeighbour(of: document)
            || !chains.contains { $0.hasNeighbour(of: document) }
      }
      return own
    }
  }

  /// Whether a settlement ends where a refused document starts, or starts where it ends.
  private func hasNeighbour(of document: RefusedDocument) -> Bool {
    guard isOfAccount(document), let period = document.period else { return false }
    return settlements.contains { $0.end == period.start || $0.start == period.end }
  }

  /// How far a document's id is from that of a settlement that ends where the one after a gap begins;
  /// nil where there is no gap, or the document cannot be in it.
  private func distance(of document: RefusedDocument, fromGapBefore index: Int) -> Int64? {
    let (before, after) = (settlements[index - 1], settlements[index])
    guard before.end < after.start, isUnstated(document, between: before, after),
      let id = document.settlementID.flatMap({ Int64($0) }),
      let low = Int64(before.settlementID), let high = Int64(after.settlementID),
      let share = scaled(
        high - low, by: after.start.seconds - before.end.seconds,
        over: after.end.seconds - before.end.seconds)
    else { return nil }
    return abs(id - low - share)
  }
}
