import LedgerCore
import LedgerStore

/// Reads what a forecast looks at, account by account.
struct HistoryReader {
  /// Bank days follow from Amazon's word only where it was asked every night.
  private static let nightlySeconds: Int64 = 36 * 3600

  private let ledger: Ledger
  private let master: MasterData
  private let deliveries: [Delivery]
  /// When Amazon was asked, by store, in order.
  private let asked: [String: [Int64]]
  private var known = KnownFrom()

  init(ledger: Ledger, master: MasterData, deliveries: [Delivery]) {
    self.ledger = ledger
    self.master = master
    self.deliveries = deliveries
    asked = Dictionary(grouping: deliveries.filter { $0.kind == .answer }, by: \.store)
      .mapValues { Set($0.map(\.receivedAt)).sorted() }
  }

  /// The accounts' histories in the order of the accounts, and how facts were dated.
  mutating func histories() throws(StoreError) -> (histories: [AccountHistory], dating: KnownFrom) {
    let settlements = try ledger.forecastSettlements()
    let groups = try ledger.forecastGroups()
    let flows = try flowsByVersion()
    var byAccount: [ForecastAccount: [Ledger.ForecastSettlement]] = [:]
    for settlement in settlements {
      byAccount[
        ForecastAccount(
          store: settlement.store, currency: settlement.currency, type: settlement.accountType,
          homeMarketplace: settlement.homeMarketplace), default: []
      ].append(settlement)
    }
    let receivedAt = receptions()
    var histories: [AccountHistory] = []
    for store in Set(byAccount.keys.map(\.store)).sorted() {
      let accounts = byAccount.keys.filter { $0.store == store }.sorted()
      let told = try transactions(of: store, accounts)
      let expectations = try ledger.forecastExpectations(of: store)
      for account in accounts {
        let members = byAccount[account] ?? []
        let own = groups.filter { $0.store == store && $0.currency == account.currency }
        var history = AccountHistory(
          account: account, transactionsFrom: nil, periods: [], movements: [],
          calendar: master.calendar(for: account.currency))
        history.periods = periods(members, own, receivedAt)
        var labels = Labels()
        fill(&history, members, flows, told[account] ?? [], &labels)
        history.labels = labels.names
        history.expectations = self.expectations(expectations, account)
        histories.append(history)
      }
    }
    return (histories, known)
  }

  // MARK: - Settlements

  private func flowsByVersion() throws(StoreError) -> [Int64: [Ledger.ForecastFlow]] {
    var flows: [Int64: [Ledger.ForecastFlow]] = [:]
    try ledger.forecastFlows { flows[$0.versionID, default: []].append($0) }
    return flows
  }

  /// When each document was received first, and published if that is known.
  private func receptions() -> [String: (received: Int64, published: Int64?)] {
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
    _ receptions: [String: (received: Int64, published: Int64?)]
  ) -> [ClosedPeriod] {
    var periods: [ClosedPeriod] = []
    for settlement in settlements {
      let times = receptions[settlement.sha256]
      let event = times?.published ?? settlement.end.seconds
      var from = known.instant(event: event, receivedAt: times?.received ?? .max)
      let group = groups.first { $0.start == settlement.start && $0.end == settlement.end }
      if let group { from = min(from, max(group.seenAt.seconds, settlement.end.seconds)) }
      var period = ClosedPeriod(
        settlementID: settlement.settlementID, start: settlement.start, end: settlement.end,
        totalMinor: settlement.totalMinor,
        previousReserveMinor: max(0, settlement.previousReserveMinor),
        currentReserveMinor: max(0, -settlement.currentReserveMinor),
        knownFrom: Instant(seconds: from), depositAt: settlement.depositAt,
        initiatedAt: settlement.initiatedAt ?? group?.initiatedAt)
      addBankDay(to: &period, settlement)
      periods.append(period)
    }
    let last = periods.map(\.end).max()
    // A group that is closed tells the total before the file comes.
    for group in groups where last.map({ group.start == $0 }) ?? false {
      periods.append(
        ClosedPeriod(
          settlementID: "", start: group.start, end: group.end, totalMinor: group.totalMinor,
          currentReserveMinor: max(0, -group.currentReserveMinor), knownFrom: group.seenAt,
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

  private func wasAskedNightly(_ store: String, before instant: Instant) -> Bool {
    (asked[store] ?? []).contains {
      $0 < instant.seconds - 3600 && $0 > instant.seconds - Self.nightlySeconds
    }
  }

  // MARK: - Movements

  private mutating func transactions(
    of store: String, _ accounts: [ForecastAccount]
  ) throws(StoreError) -> [ForecastAccount: [Ledger.ForecastTransaction]] {
    let selectors = accounts.map { account in
      AccountSelector(
        AccountProfile(
          currency: account.currency, type: account.type,
          homeMarketplace: account.homeMarketplace), store, master)
    }
    var told: [ForecastAccount: [Ledger.ForecastTransaction]] = [:]
    try ledger.forecastTransactions(of: store) { transaction in
      let place = selectors.firstIndex {
        $0.accepts(transaction.accountType, transaction.marketplaceID, transaction.currency)
      }
      if let place { told[accounts[place], default: []].append(transaction) }
    }
    return told
  }

  /// Transactions from where they begin, rows of settlement files before.
  private mutating func fill(
    _ history: inout AccountHistory, _ settlements: [Ledger.ForecastSettlement],
    _ flows: [Int64: [Ledger.ForecastFlow]], _ told: [Ledger.ForecastTransaction],
    _ labels: inout Labels
  ) {
    var movements: [Movement] = []
    let first = told.first.map { Instant(seconds: $0.postedAt).day() }
    for settlement in settlements {
      let from = history.periods.first { $0.settlementID == settlement.settlementID }?.knownFrom
      for flow in flows[settlement.versionID] ?? [] where first.map({ flow.day < $0 }) ?? true {
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
    for transaction in told { movements.append(movement(transaction, &labels)) }
    history.movements = movements.sorted { $0.postedAt < $1.postedAt }
    history.transactionsFrom = first.map { Instant($0) }
  }

  private mutating func movement(
    _ told: Ledger.ForecastTransaction, _ labels: inout Labels
  ) -> Movement {
    let kind: FlowKind =
      switch told.type {
      case "Shipment", "ShipmentSettle": .sale
      case "Refund", "GuaranteeClaim", "Chargeback": .refund
      default: .charge
      }
    var movement = Movement(
      postedAt: told.postedAt,
      knownFrom: known.instant(event: told.postedAt, receivedAt: told.seenAt),
      amountMinor: told.totalMinor, kind: kind,
      label: kind == .charge ? labels.index(of: told.label) : 0)
    guard told.isDeferred else { return movement }
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
        selector.accepts(accountTypeName(told.accountType), told.marketplaceID, amount.currency)
      else { return nil }
      return AmazonExpectation(
        knownFrom: told.knownFrom, amountMinor: amount.minorUnits, scheduled: told.scheduled,
        status: told.status)
    }
  }
}

/// Transfers write `STANDARD_ORDERS` where settlements write `Standard Orders`.
private func accountTypeName(_ code: String) -> String {
  switch code {
  case "STANDARD_ORDERS": AccountProfile.standard
  case "INVOICED_ORDERS": AccountProfile.invoiced
  default: code
  }
}

/// Names by their place of first use; 0 is the empty name.
private struct Labels {
  private(set) var names = [""]
  private var places: [String: Int] = ["": 0]

  mutating func index(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
