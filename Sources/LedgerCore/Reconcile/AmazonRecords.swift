/// What SP-API has told of a store, as far as the identities look at it.
package struct AmazonRecords: Sendable {
  package var groups: [FinancialEventGroup] = [] {
    didSet {
      placesByEnd = Dictionary(grouping: groups.indices) { groups[$0].end }
      placesByID = Dictionary(grouping: groups.indices) { groups[$0].id }
    }
  }
  /// Places among the groups; each settlement looks for its own.
  private var placesByEnd: [Instant?: [Int]] = [:]
  private var placesByID: [String: [Int]] = [:]
  /// By settlement id: the groups of transactions that name both.
  package var groupsOfSettlement: [String: Set<String>] = [:]
  /// By group id: the sum of the transactions that count in it, and how many they are.
  package var transactions: [String: (totalMinor: Int64, count: Int)] = [:]
  /// By group id: the sum of its v0 events.
  package var eventTotals: [String: Int64] = [:]
  package var controlTotals: [String: Money] = [:]
  package var payouts: [PayoutFacts] = []
  /// Groups that once were closed without a total, with the day on which that was seen.
  package var groupsWithoutTotal: [String: CalendarDate] = [:]
  /// By group id: transactions that appeared although an earlier listing should have shown them.
  package var lateArrivals: [String: LateArrivals] = [:]
  /// By version id: the rows of the file against the lines of the transactions.
  package var comparisons: [Int64: EventComparison] = [:]

  /// When the groups were listed last; nil where that is not known, then nothing counts as later.
  package var askedAt: Instant?

  /// The first posting whose transactions were asked for: the books are wanted from there on. Nil
  /// where none were.
  package var wantedFrom: Instant?

  package init() {}

  package var isEmpty: Bool { groups.isEmpty }

  /// Groups were listed from here on; nothing is known about periods before.
  package var knownFrom: Instant? { groups.compactMap(\.start).min() }
}

/// Transactions of a group that came late.
package struct LateArrivals: Sendable, Equatable {
  package var count: Int
  package var totalMinor: Int64
  /// The longest time from a posting to the run that first saw it, in days.
  package var mostDays: Int

  package init(count: Int, totalMinor: Int64, mostDays: Int) {
    self.count = count
    self.totalMinor = totalMinor
    self.mostDays = mostDays
  }
}

/// Which event group is a settlement's.
package enum GroupMatch: Equatable, Sendable {
  case unique(FinancialEventGroup)
  /// The same end, currency and total, but another start: the file or the group is wrong.
  case otherPeriod(FinancialEventGroup)
  /// The settlement has come before the answer that its group is closed.
  case open(FinancialEventGroup)
  case ambiguous([FinancialEventGroup])
  case none
  /// Groups are known from a later day on only.
  case notCovered
  /// Groups were listed last before the settlement's end.
  case notAsked(since: Instant)

  package var group: FinancialEventGroup? {
    switch self {
    case .unique(let group), .otherPeriod(let group), .open(let group): group
    case .ambiguous, .none, .notCovered, .notAsked: nil
    }
  }
}

extension AmazonRecords {
  /// Finds a settlement's group: by an id that transactions name, else by currency, period and total.
  ///
  /// Two that fit are two candidates; none is picked.
  ///
  /// - Source: Amazon documents no key between `settlement-id` and `FinancialEventGroupId`; group
  ///   times carry milliseconds, file times do not.
  package func match(_ facts: SettlementFacts) -> GroupMatch {
    let named = groupsOfSettlement[facts.settlementID] ?? []
    // No other group can be its own.
    var places = (placesByEnd[facts.end] ?? []) + (placesByEnd[nil] ?? [])
    for id in named { places += (placesByID[id] ?? []).filter { !places.contains($0) } }
    let inCurrency = places.sorted().filter { groups[$0].currency == facts.currency }
      .map { groups[$0] }
    let linked = inCurrency.filter { named.contains($0.id) }
    if linked.count == 1 {
      if linked[0].isOpen { return .open(linked[0]) }
      let isSamePeriod = linked[0].start == facts.start && linked[0].end == facts.end
      return isSamePeriod ? .unique(linked[0]) : .otherPeriod(linked[0])
    }
    let samePeriod = inCurrency.filter { $0.start == facts.start && $0.end == facts.end }
    if samePeriod.count == 1 { return .unique(samePeriod[0]) }
    if samePeriod.count > 1 {
      let sameTotal = samePeriod.filter {
        $0.originalTotal?.minorUnits == facts.statedTotalMinor
      }
      return sameTotal.count == 1 ? .unique(sameTotal[0]) : .ambiguous(samePeriod)
    }
    let sameEnd = inCurrency.filter {
      $0.end == facts.end && $0.originalTotal?.minorUnits == facts.statedTotalMinor
    }
    if sameEnd.count == 1 { return .otherPeriod(sameEnd[0]) }
    if sameEnd.count > 1 { return .ambiguous(sameEnd) }
    let open = inCurrency.filter { $0.isOpen && $0.start == facts.start }
    if open.count == 1 { return .open(open[0]) }
    if open.count > 1 { return .ambiguous(open) }
    if let askedAt, askedAt < facts.end { return .notAsked(since: askedAt) }
    return knownFrom.map { facts.start < $0 } ?? true ? .notCovered : .none
  }
}
