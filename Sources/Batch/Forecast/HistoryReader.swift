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

  private let master: MasterData
  private let movements: StoreMovements
  private let facts: [String: StoreFacts]
  /// When each document was received first, and published if that is known.
  private let receptions: [String: (received: Int64, published: Int64?)]
  /// When Amazon was asked, by store, in order.
  private let askedAt: [String: [Int64]]
  private var known = KnownFrom()

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
  private func noteReturn(_ movement: Movement, in history: inout AccountHistory) {
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

  // MARK: - Movements

  private func movements(
    of store: String, _ accounts: [ForecastAccount], until: Instant?
  ) -> [ForecastAccount: [ToldMovement]] {
    var places = [Int?](repeating: nil, count: movements.kinds.count)
    for (place, account) in accounts.enumerated().reversed() {
      let profile = AccountProfile(
        currency: account.currency, type: account.type, homeMarketplace: account.homeMarketplace)
      let taken = movements.taken(by: AccountSelector(profile, store, master))
      for kind in taken.indices where taken[kind] { places[kind] = place }
    }
    let end = until?.seconds ?? .max
    var told = [[ToldMovement]](repeating: [], count: accounts.count)
    for movement in movements.of(store) where movement.isCounted && movement.postedAt < end {
      if let place = places[movement.kind] { told[place].append(movement) }
    }
    return Dictionary(uniqueKeysWithValues: zip(accounts, told))
  }

  /// Transactions as far as they were asked for without a gap, rows of settlement files elsewhere.
  private mutating func fill(
    _ history: inout AccountHistory, _ settlements: [Ledger.ForecastSettlement],
    _ flows: ForecastFlowReader, _ told: [ToldMovement],
    _ labels: inout Names, _ destinations: inout Names
  ) throws(StoreError) {
    var movements: [Movement] = []
    let first = told.first.map { Instant(seconds: $0.postedAt).day() }
    let last = history.transactionsUntil?.day() ?? CalendarDate(dayNumber: .max)
    let toldDays = first.map { $0..<max($0, last) }
    let knownFrom = Dictionary(
      history.periods.map { ($0.settlementID, $0.knownFrom) },
      uniquingKeysWith: { first, _ in first })
    for settlement in settlements {
      let from = knownFrom[settlement.settlementID]
      try flows.rows(of: settlement.versionID, except: toldDays) { flow in
        // Rows are kept by day: noon, or the period's own bound where it cuts the day.
        let noon = Instant(flow.day, secondOfDay: 43_200).seconds
        let at = max(settlement.start.seconds + 1, min(settlement.end.seconds, noon))
        movements.append(
          Movement(
            postedAt: at, knownFrom: (from ?? settlement.end).seconds,
            amountMinor: flow.amountMinor, kind: kind(of: flow),
            label: labels.index(of: flow.label)))
      }
    }
    for movement in movements where movement.kind == .returned {
      noteReturn(movement, in: &history)
    }
    var kinds = [FlowNames?](repeating: nil, count: self.movements.kinds.count)
    for transaction in told {
      let kind = self.movements.kinds[transaction.kind]
      let names = kinds[transaction.kind] ?? self.names(of: kind, &labels, &destinations)
      kinds[transaction.kind] = names
      var movement = movement(transaction, of: kind, names)
      if transaction.releasedAt == nil, let maturity = transaction.lastMaturity,
        let until = history.transactionsUntil?.seconds, maturity >= until,
        let period = history.periods.first(where: { $0.end.seconds > maturity })
      {
        // Amazon was asked last before it matured, and a settlement goes beyond: it is in that one.
        movement.releasedAt = maturity
        movement.releaseKnownFrom = max(maturity, period.knownFrom.seconds)
      }
      if movement.kind == .returned { noteReturn(movement, in: &history) }
      movements.append(movement)
    }
    let isOrdered = zip(movements, movements.dropFirst()).allSatisfy { $0.postedAt <= $1.postedAt }
    history.movements = isOrdered ? movements : movements.sorted { $0.postedAt < $1.postedAt }
    history.transactionsFrom = first.map { Instant($0) }
  }

  /// Places among a history's labels and destinations.
  private struct FlowNames {
    let label, destination: Int
  }

  private func names(
    of kind: MovementKind, _ labels: inout Names, _ destinations: inout Names
  ) -> FlowNames {
    let isCharge = FlowKind(ofType: kind.type) == nil
    let destination =
      kind.soldToID.isEmpty
      ? 0
      : destinations.index(
        of: master.marketplaces.identified(by: kind.soldToID)?.code ?? kind.soldToID)
    return FlowNames(label: isCharge ? labels.index(of: kind.label) : 0, destination: destination)
  }

  private mutating func movement(
    _ told: ToldMovement, of kind: MovementKind, _ names: FlowNames
  ) -> Movement {
    let flow =
      FlowKind(ofType: kind.type)
      ?? (kind.type == "Transfer" && told.totalMinor > 0 ? .returned : .charge)
    var movement = Movement(
      postedAt: told.postedAt,
      knownFrom: known.instant(event: told.postedAt, receivedAt: told.seenAt),
      amountMinor: told.totalMinor, kind: flow, label: flow == .charge ? names.label : 0,
      destination: names.destination)
    guard told.isDeferral else { return movement }
    movement.isDeferred = true
    movement.releasedAt = told.releasedAt ?? .max
    movement.releaseKnownFrom = .max
    if let released = told.releasedAt, let seen = told.releaseSeenAt {
      movement.releaseKnownFrom = max(released, known.instant(event: released, receivedAt: seen))
    }
    if let first = told.firstMaturity, let last = told.lastMaturity, first != last,
      let seen = told.lastMaturitySeenAt
    {
      movement.revisedMaturity = last
      movement.revisionKnownFrom = seen
    }
    return movement
  }

  private func kind(of flow: Ledger.ForecastFlow) -> FlowKind {
    if flow.component == .transfer, flow.amountMinor > 0 { return .returned }
    let type = flow.transactionType.lowercased()
    if type == "order" { return .sale }
    if type.contains("refund") { return .refund }
    return .charge
  }

  private func expectations(
    _ all: [Ledger.ForecastExpectation], _ account: ForecastAccount
  ) -> [AmazonExpectation] {
    let selector = AccountSelector(
      AccountProfile(
        currency: account.currency, type: account.type, homeMarketplace: account.homeMarketplace),
      account.store, master)
    return all.compactMap { told in
      guard let amount = told.amount,
        selector.accepts(
          AccountProfile.type(ofTransfer: told.accountType), told.marketplaceID, amount.currency)
      else { return nil }
      return AmazonExpectation(
        knownFrom: told.knownFrom, amountMinor: amount.minorUnits, scheduled: told.scheduled,
        status: told.status)
    }
  }
}

extension FlowKind {
  /// Of sales and refunds, by the type of a transaction.
  fileprivate init?(ofType type: String) {
    switch type {
    case "Shipment", "ShipmentSettle": self = .sale
    case "Refund", "GuaranteeClaim", "Chargeback": self = .refund
    default: return nil
    }
  }
}
