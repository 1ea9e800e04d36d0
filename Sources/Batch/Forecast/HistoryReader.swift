import LedgerCore
import LedgerStore

/// Reads what a forecast looks at, store by store, several at once.
struct HistoryReader: Sendable {
  /// Bank days follow from Amazon's word only where it was asked every night.
  private static let nightlySeconds: Int64 = 36 * 3600
  private static let returnSeconds: Int64 = 2 * 86_400
  /// A payout that comes back does so before the next one but one.
  private static let longestReturnSeconds: Int64 = 35 * 86_400

  /// The facts of one store.
  private struct StoreFacts: Sendable {
    var settlements: [ForecastAccount: [Ledger.ForecastSettlement]] = [:]
    var groups: [Ledger.ForecastGroup] = []
    /// Up to where its postings were asked for without a gap.
    var listedUntil: Instant?
  }

  let master: MasterData
  let movements: StoreMovements
  private let facts: [String: StoreFacts]
  /// When each document was received first, and published if that is known.
  private let receptions: [String: (received: Int64, published: Int64?)]
  /// When Amazon was asked, by store, in order.
  private let askedAt: [String: [Int64]]
  var known = KnownFrom()

  init(
    ledger: Ledger, master: MasterData, deliveries: [Delivery], _ asked: AskedLog,
    _ movements: StoreMovements
  ) throws(StoreError) {
    self.master = master
    self.movements = movements
    receptions = HistoryReader.receptions(deliveries)
    var askedAt: [String: [Int64]] = [:]
    for delivery in deliveries where delivery.kind == .answer {
      if askedAt[delivery.store]?.last == delivery.receivedAt { continue }
      askedAt[delivery.store, default: []].append(delivery.receivedAt)
    }
    self.askedAt = askedAt
    var facts: [String: StoreFacts] = [:]
    for settlement in try ledger.forecastSettlements() {
      let account = ForecastAccount(
        store: settlement.store, currency: settlement.currency, type: settlement.accountType,
        homeMarketplace: settlement.homeMarketplace)
      facts[account.store, default: StoreFacts()].settlements[account, default: []]
        .append(settlement)
    }
    for group in try ledger.forecastGroups() { facts[group.store]?.groups.append(group) }
    for store in facts.keys { facts[store]?.listedUntil = asked.of(store).coverage.listedUntil }
    self.facts = facts
  }

  /// The accounts' histories in the order of the accounts, and how facts were dated.
  func histories(
    _ ledger: Ledger, workers: Int
  ) throws(BatchError) -> (histories: [AccountHistory], dating: KnownFrom) {
    let stores = facts.keys.sorted()
    let read = try ledger.each(of: stores, workers: workers) {
      ledger, store throws(StoreError) -> (histories: [AccountHistory], dating: KnownFrom) in
      var reader = self
      return (try reader.histories(of: store, ledger), reader.known)
    }
    var (histories, dating) = ([AccountHistory](), KnownFrom())
    for store in stores.compactMap({ read[$0] }) {
      histories += store.histories
      dating.add(store.dating)
    }
    let experience = ReleaseExperience(histories)
    for index in histories.indices { histories[index].experience = experience }
    return (histories, dating)
  }

  private mutating func histories(
    of store: String, _ ledger: Ledger
  ) throws(StoreError) -> [AccountHistory] {
    guard let facts = facts[store] else { return [] }
    let accounts = facts.settlements.keys.sorted()
    let told = movements(of: store, accounts, until: facts.listedUntil)
    let expectations = try ledger.forecastExpectations(of: store)
    let flows = try ForecastFlowReader(ledger)
    var histories: [AccountHistory] = []
    for account in accounts {
      let members = facts.settlements[account] ?? []
      var history = AccountHistory(
        account: account, transactionsFrom: nil, periods: [], movements: [],
        calendar: master.calendar(for: account.currency))
      history.periods = try periods(
        members, facts.groups.filter { $0.currency == account.currency }, ledger)
      var labels = Names()
      var destinations = Names([account.homeMarketplace])
      history.transactionsUntil = facts.listedUntil
      try fill(&history, members, flows, told[account] ?? [], &labels, &destinations)
      history.labels = labels.names
      history.destinations = destinations.names
      history.expectations = self.expectations(expectations, account)
      histories.append(history)
    }
    return histories
  }

  // MARK: - Settlements

  private static func receptions(
    _ deliveries: [Delivery]
  ) -> [String: (received: Int64, published: Int64?)] {
    var times: [String: (received: Int64, published: Int64?)] = [:]
    for delivery in deliveries where delivery.kind == .settlement {
      let before = times[delivery.sha256]
      times[delivery.sha256] = (
        min(before?.received ?? .max, delivery.receivedAt),
        [before?.published, delivery.publishedAt].compactMap { $0 }.min()
      )
    }
    return times
  }

  private mutating func periods(
    _ settlements: [Ledger.ForecastSettlement], _ groups: [Ledger.ForecastGroup],
    _ ledger: Ledger
  ) throws(StoreError) -> [ClosedPeriod] {
    var periods: [ClosedPeriod] = []
    let groupOfPeriod = Dictionary(
      groups.map { (Interval(start: $0.start, end: $0.end), $0) },
      uniquingKeysWith: { first, _ in first })
    for settlement in settlements {
      let times = receptions[settlement.sha256]
      let event = times?.published ?? settlement.end.seconds
      var from = known.instant(event: event, receivedAt: times?.received ?? .max)
      let group = groupOfPeriod[Interval(start: settlement.start, end: settlement.end)]
      if let group { from = min(from, max(group.seenAt.seconds, settlement.end.seconds)) }
      var period = ClosedPeriod(
        settlementID: settlement.settlementID, start: settlement.start, end: settlement.end,
        totalMinor: settlement.totalMinor,
        previousReserveMinor: max(0, settlement.previousReserveMinor),
        currentReserveMinor: max(0, -settlement.currentReserveMinor),
        knownFrom: Instant(seconds: from), depositAt: settlement.depositAt,
        initiatedAt: settlement.initiatedAt ?? group?.initiatedAt)
      addBankDay(to: &period, settlement)
      addOutcome(to: &period, settlement, group)
      periods.append(period)
    }
    noteCarried(settlements, in: &periods)
    var last = periods.map(\.end).max()
    // A group that is closed tells the total before the file comes, and so do those after it.
    for group in groups.sorted(by: { $0.start < $1.start }) where group.start == last {
      last = group.end
      let reserve = try ledger.currentReserveMinor(ofGroup: group.id, store: group.store)
      periods.append(
        ClosedPeriod(
          settlementID: "", start: group.start, end: group.end, totalMinor: group.totalMinor,
          currentReserveMinor: max(0, -reserve), knownFrom: group.seenAt,
          initiatedAt: group.initiatedAt))
    }
    return periods.sorted { $0.end < $1.end }
  }

  /// The bank's own line, or the day before the night on which Amazon first called it paid.
  private func addBankDay(
    to period: inout ClosedPeriod, _ settlement: Ledger.ForecastSettlement
  ) {
    if let day = settlement.bankDay {
      period.bankDay = day
      // A statement comes the morning after.
      period.bankKnownFrom = Instant(CalendarDate(dayNumber: day.dayNumber + 1))
    } else if let seen = settlement.paidSeenAt, wasAskedNightly(settlement.store, before: seen) {
      period.bankDay = CalendarDate(dayNumber: seen.day().dayNumber - 1)
      period.bankKnownFrom = seen
    }
  }

  /// What Amazon itself says of a payout that was not made or has failed.
  private mutating func addOutcome(
    to period: inout ClosedPeriod, _ settlement: Ledger.ForecastSettlement,
    _ group: Ledger.ForecastGroup?
  ) {
    guard period.totalMinor > 0 else { return }
    if let seen = settlement.notPaidSeenAt {
      period.carriedKnownFrom = Instant(
        seconds: known.instant(event: period.end.seconds, receivedAt: seen.seconds))
    }
    let failures = [settlement.failedSeenAt, group?.failedSeenAt].compactMap { $0 }
    guard let seen = failures.min() else { return }
    // A bank returns a transfer within days of its start.
    let event = min(
      (period.initiatedAt ?? period.end).seconds + Self.returnSeconds, seen.seconds)
    period.failedKnownFrom = Instant(
      seconds: known.instant(event: event, receivedAt: seen.seconds))
  }

  /// A positive total that the next settlement's rows carry was not paid.
  private func noteCarried(
    _ settlements: [Ledger.ForecastSettlement], in periods: inout [ClosedPeriod]
  ) {
    for (index, next) in settlements.enumerated() where next.carriedInMinor > 0 {
      for before in periods.indices
      where periods[before].end == next.start && periods[before].totalMinor == next.carriedInMinor {
        let known = periods[index].knownFrom
        periods[before].carriedKnownFrom = min(periods[before].carriedKnownFrom ?? known, known)
      }
    }
  }

  /// A payout that comes back shows that its transfer failed, whatever else was told.
  func noteReturn(_ movement: Movement, in history: inout AccountHistory) {
    let failed = history.periods.lastIndex {
      $0.totalMinor == movement.amountMinor && $0.end.seconds < movement.postedAt
        && $0.end.seconds > movement.postedAt - Self.longestReturnSeconds
    }
    guard let failed else { return }
    let known = Instant(seconds: movement.knownFrom)
    let before = history.periods[failed].failedKnownFrom
    history.periods[failed].failedKnownFrom = min(before ?? known, known)
  }

  private func wasAskedNightly(_ store: String, before instant: Instant) -> Bool {
    (askedAt[store] ?? []).contains {
      $0 < instant.seconds - 3600 && $0 > instant.seconds - Self.nightlySeconds
    }
  }
}
