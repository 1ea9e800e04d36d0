/// A settlement that is unlike the ones before it on its account.
package struct Jump: Sendable, Equatable {
  /// What is compared, each in parts per mille of product sales or in minor units a day.
  package enum Measure: String, Sendable, CaseIterable {
    /// Money of the period before reserve and carried debt, a day.
    case amount
    /// Referral fees of sales and refunds, by product sales.
    case referralFees = "referral_fees"
    case fulfillmentFees = "fulfillment_fees"
    case refunds
    case advertising
    /// All other costs: storage, inbound, removal, subscription, others.
    case otherCosts = "other_costs"
  }

  /// From when on a difference is a jump; see `[thresholds]` in `acorn.toml`.
  package struct Limits: Sendable, Equatable {
    /// Times the usual spread of the account's own history.
    package var spreads = 6
    /// Percent of the usual value.
    package var percent = 30

    package init() {}
  }

  package let measure: Measure
  package let settlementID: String
  package let end: Instant
  /// Minor units a day, or per mille of product sales.
  package let value: Int64
  /// The median of the settlements before, and the median of their distances to it.
  package let usual: Int64
  package let spread: Int64
  /// How many settlements the usual value rests on.
  package let settlements: Int
}

/// A settlement as far as it is compared with others of its account.
package struct ComparedSettlement: Sendable {
  package let settlementID: String
  package let start, end: Instant
  /// Minor units, what is good for the seller is positive.
  package let amounts: [Component: Int64]

  package init(settlementID: String, start: Instant, end: Instant, amounts: [Component: Int64]) {
    self.settlementID = settlementID
    self.start = start
    self.end = end
    self.amounts = amounts
  }

  func amount(of component: Component) -> Int64 { amounts[component] ?? 0 }
}

/// How many settlements before one say what is usual, and how many are needed for that.
private let looksBack = 8
private let fewest = 5

/// The settlements of an account that are unlike the ones before them, all in order of time.
///
/// Medians are used, so that one jump does not hide the next, and a change of level is told until
/// most of the latest settlements are at the new level. A spread counts as at least two percent of
/// the usual value: fees that never change may move by cents.
package func jumps(of settlements: [ComparedSettlement], limits: Jump.Limits) -> [Jump] {
  Jump.Measure.allCases.flatMap { measure -> [Jump] in
    var before: [Int64] = []
    var found: [Jump] = []
    for settlement in settlements {
      guard let value = measure.value(of: settlement) else { continue }
      if before.count >= fewest {
        let usual = median(of: before)
        let spread = max(1, abs(usual) / 50, median(of: before.map { abs($0 - usual) }))
        let distance = abs(value - usual)
        if distance > Int64(limits.spreads) * spread,
          distance > abs(usual) * Int64(limits.percent) / 100
        {
          found.append(
            Jump(
              measure: measure, settlementID: settlement.settlementID, end: settlement.end,
              value: value, usual: usual, spread: spread, settlements: before.count))
        }
      }
      before.append(value)
      if before.count > looksBack { before.removeFirst() }
    }
    return found
  }.sorted { ($0.end, $0.settlementID) < ($1.end, $1.settlementID) }
}

/// The same of the settlements of a chain.
package func jumps(of chain: AccountChain, limits: Jump.Limits) -> [Jump] {
  jumps(
    of: chain.settlements.map {
      ComparedSettlement(
        settlementID: $0.settlementID, start: $0.start, end: $0.end, amounts: $0.amounts)
    }, limits: limits)
}

extension Jump {
  /// The value and the numbers behind it, as a person reads them.
  package func text(in currency: Currency) -> String {
    func shown(_ amount: Int64) -> String {
      measure == .amount
        ? "\(Money(minorUnits: amount, currency).text) \(currency) a day"
        : "\(decimalText(amount, digits: 1)) % of sales"
    }
    return "\(measure.rawValue): \(shown(value)), usually \(shown(usual)) with a spread of"
      + " \(shown(spread)) over \(settlements) settlements"
  }

  /// Told as an exception where `[severity]` names the kind.
  package func finding(store: String, currency: Currency) -> Finding {
    Finding(
      kind: .jump, opened: end.day().description, store: store, settlementID: settlementID,
      currency: currency.code, what: text(in: currency), place: measure.rawValue,
      whatToDo: "see what it is made of: acorn explain --settlement \(settlementID)")
  }
}

extension Jump.Measure {
  /// Nil where there is nothing to compare: a ratio without sales.
  func value(of settlement: ComparedSettlement) -> Int64? {
    if self == .amount {
      let total = settlement.amounts.filter { !$0.key.isCashOnly }.values.reduce(0, +)
      let seconds = max(1, settlement.end.seconds - settlement.start.seconds)
      return scaled(total, by: 86_400, over: seconds)
    }
    let sales = settlement.amount(of: .productSales)
    guard sales > 0 else { return nil }
    return scaled(-components.reduce(0) { $0 + settlement.amount(of: $1) }, by: 1000, over: sales)
  }

  private var components: [Component] {
    switch self {
    case .amount: []
    case .referralFees: [.referralFees, .referralFeeRefunds]
    case .fulfillmentFees: [.fulfillmentFees]
    case .refunds: [.productRefunds]
    case .advertising: [.advertising]
    case .otherCosts:
      [.storageFees, .inboundFees, .removalFees, .couponDealFees, .subscription, .otherFees]
    }
  }
}

private func median(of values: [Int64]) -> Int64 {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
