import LedgerCore
import LedgerStore

/// What Amazon owes on one account, day by day, and what Amazon says about it.
struct ReceivableBooks {
  private(set) var rows: [ReceivableRow] = []
  let identity: IdentityResult
  let finding: Finding?

  init(
    _ account: AccountBooks, _ input: ReconciliationInput, _ master: MasterData,
    arrivals: [String: [Reconciliation.Arrival]]
  ) {
    let (chain, profile) = (account.chain, account.profile)
    let records = input.records[chain.store] ?? AmazonRecords()
    var movements = ReceivableMovements()
    var settled = Set<String>()
    for facts in chain.settlements {
      if let group = records.match(facts).group { settled.insert(group.id) }
      movements.add(facts, input.flows[facts.versionID] ?? [])
      movements.add(arrivals[facts.settlementID] ?? [])
    }
    let selector = AccountSelector(profile, chain.store, master)
    movements.addUnsettled(
      input.cash[chain.store] ?? [], records, settled, selector, arrivals)
    if let told = input.movements {
      let settledSince = records.askedAt.flatMap { asked in
        chain.settlements.last.map(\.end).flatMap { asked < $0 ? asked..<$0 : nil }
      }
      movements.add(told, of: chain.store, selector, settledSince: settledSince)
    }
    let last =
      input.today.map { CalendarDate(dayNumber: $0.dayNumber - 1) }
      ?? chain.settlements.last?.end.day() ?? CalendarDate(dayNumber: 0)
    let days = movements.days(until: last)
    rows = days.map {
      ReceivableRow(
        store: chain.store, accountType: profile.type, marketplace: profile.homeMarketplace,
        currency: profile.currency, day: $0)
    }
    let balances = (input.balances[chain.store] ?? []).filter {
      $0.type == "TOTAL"
        && selector.accepts($0.accountType, $0.marketplaceID, $0.amount.currency)
    }
    // Amazon's balances hold no money in transit.
    let byDay = Dictionary(days.map { ($0.day, $0) }, uniquingKeysWith: { $1 })
    let compared = balances.compactMap { balance in
      byDay[balance.day].map {
        ComparedBalance(
          day: balance.day, statedMinor: balance.amount.minorUnits,
          bookedMinor: $0.totalMinor - $0.inTransitMinor)
      }
    }
    (identity, finding) = receivableIdentity(
      of: chain, homeMarketplace: profile.homeMarketplace, compared,
      today: input.today(of: chain.store) ?? last)
  }
}

/// Whether what SP-API tells belongs to an account.
struct AccountSelector {
  private let profile: AccountProfile
  private let hasRivals: Bool
  private let master: MasterData

  init(_ profile: AccountProfile, _ store: String, _ master: MasterData) {
    self.profile = profile
    self.master = master
    let accounts = master.stores[store]?.accounts(in: profile.currency, master.marketplaces) ?? []
    hasRivals = accounts.filter { $0.type == profile.type }.count > 1
  }

  /// Several accounts of one type and currency are told apart by their home marketplace.
  func accepts(_ type: String, _ marketplaceID: String, _ currency: Currency) -> Bool {
    guard currency == profile.currency, type.isEmpty || type == profile.type else { return false }
    guard hasRivals else { return true }
    return master.marketplaces.identified(by: marketplaceID)?.code == profile.homeMarketplace
  }
}

extension ReceivableMovements {
  fileprivate mutating func add(_ facts: SettlementFacts, _ flows: [Ledger.DailyFlow]) {
    var byDay: [CalendarDate: Int64] = [:]
    for flow in flows {
      byDay[flow.day, default: 0] += flow.amountMinor
      returned[flow.day, default: 0] += flow.returnedMinor
    }
    closes.append(
      Close(
        day: facts.end.day(), period: ReceivableMovements.period(facts.start, facts.end),
        totalMinor: facts.statedTotalMinor,
        carriedInMinor: facts.amount(of: .carryOver),
        previousReserveMinor: facts.previousReserveMinor,
        currentReserveMinor: facts.currentReserveMinor, flows: byDay))
  }

  fileprivate static func period(_ start: Instant, _ end: Instant) -> Range<Instant>? {
    start < end ? start..<end : nil
  }

  fileprivate mutating func add(_ arrivals: [Reconciliation.Arrival]) {
    for arrival in arrivals { deposits[arrival.day, default: 0] += arrival.amountMinor }
  }

  /// Amazon releases a sale within a day of its maturity.
  private static let releaseSeconds: Int64 = 86_400

  /// Sales that were held back, until they were released.
  ///
  /// `settledSince` is what settlements tell beyond Amazon's last answer: a sale that matured in it, or
  /// so shortly before that its release came after it, is in their rows, whatever that answer said.
  fileprivate mutating func add(
    _ told: StoreMovements, of store: String, _ selector: AccountSelector,
    settledSince: Range<Instant>?
  ) {
    let isTaken = told.taken(by: selector)
    for sale in told.of(store) where sale.isDeferral && isTaken[sale.kind] {
      deferred[Instant(seconds: sale.postedAt).day(), default: 0] += sale.totalMinor
      if let day = sale.releasedDay ?? settledSince.flatMap({ Self.release(of: sale, in: $0) }) {
        released[day, default: 0] += sale.totalMinor
      }
    }
  }

  private static func release(
    of sale: ToldMovement, in settledSince: Range<Instant>
  ) -> CalendarDate? {
    let (asked, end) = (settledSince.lowerBound.seconds, settledSince.upperBound.seconds)
    guard sale.releasedAt == nil, let maturity = sale.lastMaturity,
      (asked - releaseSeconds..<end).contains(maturity)
    else { return nil }
    return Instant(seconds: max(maturity, asked)).day()
  }

  /// Groups that no settlement in the books accounts for: the open one, and those whose file is
  /// missing or was refused.
  fileprivate mutating func addUnsettled(
    _ cash: [Ledger.CashMovement], _ records: AmazonRecords, _ settled: Set<String>,
    _ selector: AccountSelector, _ arrivals: [String: [Reconciliation.Arrival]]
  ) {
    let groups = Dictionary(records.groups.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let byGroup = Dictionary(grouping: cash) { $0.groupID }
    for (id, members) in byGroup.sorted(by: { $0.key < $1.key }) {
      guard !settled.contains(id), let group = groups[id], let first = members.first,
        selector.accepts(first.accountType, first.marketplaceID, first.currency)
      else { continue }
      var flows: [CalendarDate: Int64] = [:]
      var reserve: (previous: Int64, current: Int64) = (0, 0)
      for member in members {
        let held = member.previousReserveMinor + member.currentReserveMinor
        flows[member.day, default: 0] += member.totalMinor - held
        reserve.previous += member.previousReserveMinor
        reserve.current += member.currentReserveMinor
        if member.type == "Transfer" { returned[member.day, default: 0] += member.totalMinor }
      }
      guard group.isClosed, let total = group.originalTotal, let end = group.end else {
        openFlows.merge(flows, uniquingKeysWith: +)
        continue
      }
      closes.append(
        Close(
          day: end.day(), period: group.start.flatMap { ReceivableMovements.period($0, end) },
          totalMinor: total.minorUnits,
          carriedInMinor: group.beginningBalance?.minorUnits ?? 0,
          previousReserveMinor: reserve.previous, currentReserveMinor: reserve.current,
          flows: flows))
      for settlement in records.groupsOfSettlement where settlement.value.contains(id) {
        add(arrivals[settlement.key] ?? [])
      }
    }
  }
}
