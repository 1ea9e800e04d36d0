import LedgerCore
import LedgerStore

/// What has moved an account, from its transactions and from the rows of its settlements.
extension HistoryReader {
  func movements(
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
  mutating func fill(
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

  func expectations(
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
