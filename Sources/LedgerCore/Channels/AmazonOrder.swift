/// What the rows of one settlement say of an order, in minor units of its currency.
package struct OrderPart: Sendable, Equatable {
  /// The settlement's place in a list that the reader keeps.
  package let settlement: Int
  /// Local days of its rows.
  package let firstDay, lastDay: CalendarDate
  /// Signed: what buyers were charged, what they got back, Amazon's fees; and all rows together.
  package let chargedMinor, refundedMinor, feeMinor, totalMinor: Int64
  /// All rows of refunds, with the fees that came back or were taken for them.
  package let refundTotalMinor: Int64
  package let units: Int64

  package init(
    settlement: Int, firstDay: CalendarDate, lastDay: CalendarDate, chargedMinor: Int64,
    refundedMinor: Int64, feeMinor: Int64, totalMinor: Int64, refundTotalMinor: Int64, units: Int64
  ) {
    self.settlement = settlement
    self.firstDay = firstDay
    self.lastDay = lastDay
    self.chargedMinor = chargedMinor
    self.refundedMinor = refundedMinor
    self.feeMinor = feeMinor
    self.totalMinor = totalMinor
    self.refundTotalMinor = refundTotalMinor
    self.units = units
  }
}

/// A transaction that SP-API tells of an order; a deferred one and its release are one.
package struct OrderClaim: Sendable, Equatable {
  package let isHeldBack, isShipment: Bool
  /// The settlement in the books that it is in, as Amazon says; nil without one.
  package let settlement: Int?
  /// Whether it names a settlement or an event group at all.
  package let isPlaced: Bool
  package let postedOn: CalendarDate
  /// Until when Amazon holds it back, as last told.
  package let maturesOn: CalendarDate?
  package let totalMinor: Int64

  package init(
    isHeldBack: Bool, isShipment: Bool, settlement: Int?, isPlaced: Bool, postedOn: CalendarDate,
    maturesOn: CalendarDate?, totalMinor: Int64
  ) {
    self.isHeldBack = isHeldBack
    self.isShipment = isShipment
    self.settlement = settlement
    self.isPlaced = isPlaced
    self.postedOn = postedOn
    self.maturesOn = maturesOn
    self.totalMinor = totalMinor
  }

  /// From when on it belongs into the next settlement.
  package var dueOn: CalendarDate { maturesOn ?? postedOn }
}

/// An order on one account: what settlements have of it, and what is still to come.
package struct AmazonOrder: Sendable, Equatable {
  package let store: String
  package let id: ByteString
  package let accountType: String
  package let currency: Currency
  package let parts: [OrderPart]
  /// The settlements in the books that have some of it, by rows or as its transactions say.
  package let settlements: [Int]
  /// Transactions of which no settlement in the books tells.
  package let open: [OrderClaim]
  /// Whether all that was told of it is in settlements of the books.
  package let isPlaced: Bool
  /// Whether goods were shipped, and when first.
  package let shippedOn: CalendarDate?
  package let firstDay, lastDay: CalendarDate

  /// Nil without parts and transactions.
  package init?(
    store: String, id: ByteString, accountType: String, currency: Currency, parts: [OrderPart],
    claims: [OrderClaim]
  ) {
    var first: CalendarDate?
    var last: CalendarDate?
    var shipped: CalendarDate?
    var settlements: [Int] = []
    for part in parts {
      let (start, end) = (min(part.firstDay, part.lastDay), max(part.firstDay, part.lastDay))
      first = min(first ?? start, start)
      last = max(last ?? end, end)
      if part.chargedMinor > 0 || part.units > 0 {
        shipped = min(shipped ?? part.firstDay, part.firstDay)
      }
      settlements.append(part.settlement)
    }
    for claim in claims {
      first = min(first ?? claim.postedOn, claim.postedOn)
      last = max(last ?? claim.postedOn, claim.postedOn)
      if claim.isShipment { shipped = min(shipped ?? claim.postedOn, claim.postedOn) }
      if let named = claim.settlement, !claim.isHeldBack { settlements.append(named) }
    }
    guard let first, let last else { return nil }
    self.store = store
    self.id = id
    self.accountType = accountType
    self.currency = currency
    self.parts = parts
    self.settlements = AmazonOrder.ascending(settlements)
    open = AmazonOrder.open(claims, parts)
    isPlaced = claims.allSatisfy { $0.settlement != nil && !$0.isHeldBack }
    shippedOn = shipped
    (firstDay, lastDay) = (first, last)
  }

  /// Each once; nearly always there is one, named several times.
  private static func ascending(_ settlements: [Int]) -> [Int] {
    guard let first = settlements.first, settlements.contains(where: { $0 != first }) else {
      return Array(settlements.prefix(1))
    }
    return Set(settlements).sorted()
  }

  package var settledMinor: Int64 { parts.reduce(0) { $0 + $1.totalMinor } }
  package var openMinor: Int64 { open.reduce(0) { $0 + $1.totalMinor } }

  /// What is held back, or in no settlement of the books.
  ///
  /// A transaction that names a settlement of the books is in its total, which other identities
  /// prove.
  private static func open(_ claims: [OrderClaim], _ parts: [OrderPart]) -> [OrderClaim] {
    let waiting = claims.filter { $0.isHeldBack || $0.settlement == nil }
    guard !waiting.isEmpty, !parts.isEmpty else { return waiting }
    let named = Set(claims.filter { !$0.isHeldBack }.compactMap(\.settlement))
    return OpenClaims(waiting, unnamed: parts.filter { !named.contains($0.settlement) }).open
  }

  /// How far it has come.
  ///
  /// - Parameter isPaid: whether a settlement's money is at the bank.
  /// - Parameter hasNothingToPay: whether its total is zero or below.
  package func state(
    isPaid: (Int) -> Bool, hasNothingToPay: (Int) -> Bool
  ) -> OrderState {
    guard open.isEmpty else { return .shipped }
    var state = OrderState.offset
    for settlement in settlements where !hasNothingToPay(settlement) {
      guard isPaid(settlement) else { return .settled }
      state = .paid
    }
    return state
  }
}
