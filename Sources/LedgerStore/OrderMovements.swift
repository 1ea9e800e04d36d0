import LedgerCore

/// What the transactions of orders claim, order by order; of a sale that was held back and its
/// release, the release.
struct OrderMovements {
  /// What a row's kind says, for one store.
  private struct Kind {
    let account: OrderAccount
    let isShipment: Bool
    let zone: ZoneRules?
  }

  /// Where a row counts.
  private struct Place {
    let settlement: Int?
    let isPlaced: Bool
  }

  private let select: Statement
  private let settlements: OrderSettlements
  private let zone: ZoneFinder
  private let kinds: MovementKinds
  private let places: [Int64: (settlementID: String, groupID: String)]
  /// Of the store at hand.
  private var kindsOfStore: [Kind?] = []
  private var placesOfStore: [Int64: Place] = [:]
  private var isAtRow = false

  /// The next order, which can be one without claims, and what is claimed of it.
  private(set) var place: OrderPlace?
  private(set) var claims: [(account: OrderAccount, claim: OrderClaim)] = []

  init(
    _ ledger: Ledger, _ settlements: OrderSettlements, _ scope: OrderScope,
    zone: @escaping ZoneFinder
  ) throws(StoreError) {
    self.settlements = settlements
    self.zone = zone
    kinds = try ledger.movementKinds()
    places = try ledger.movementPlaces()
    select = try Statement(
      """
      SELECT store, order_id, is_claim, kind_id, place_id, is_held,
        coalesce(sale_posted_at, posted_at), coalesce(sale_matures_at, matures_at), total_minor
      FROM \(scope.rows(of: "movement")) WHERE order_id <> '' ORDER BY store, order_id
      """, on: ledger.database)
    isAtRow = try select.step()
    try next()
  }

  /// Goes to the next order.
  mutating func next() throws(StoreError) {
    claims.removeAll(keepingCapacity: true)
    guard isAtRow else {
      place = nil
      return
    }
    let store = place.flatMap { select.holds($0.store, 0) ? $0.store : nil } ?? enterStore()
    let order = ByteString(select.bytes(1))
    place = OrderPlace(store: store, order: order)
    repeat {
      if select.integer(2) == 1, let claim = claim() { claims.append(claim) }
      isAtRow = try select.step()
    } while isAtRow && select.holds(order, 1) && select.holds(store, 0)
    if claims.count > 1 { claims.sort { $0.claim.precedes($1.claim) } }
  }

  /// The claim of the row at hand; nil where its currency is none.
  private mutating func claim() -> (account: OrderAccount, claim: OrderClaim)? {
    guard let number = kinds.place(select.integer(3)), let kind = kindsOfStore[number] else {
      return nil
    }
    let place = whereabouts(select.integer(4))
    var account = kind.account
    // Where it names no type of account, it has that of its settlement.
    if account.accountType.isEmpty, let settlement = place.settlement {
      account = OrderAccount(
        accountType: settlements.all[settlement].accountType, currency: account.currency)
    }
    func day(_ seconds: Int64) -> CalendarDate {
      let instant = Instant(seconds: seconds)
      return kind.zone?.day(of: instant) ?? instant.day()
    }
    let claim = OrderClaim(
      isHeldBack: select.integer(5) == 1, isShipment: kind.isShipment,
      settlement: place.settlement, isPlaced: place.isPlaced, postedOn: day(select.integer(6)),
      maturesOn: select.optionalInteger(7).map(day), totalMinor: select.integer(8))
    return (account, claim)
  }

  private mutating func whereabouts(_ id: Int64) -> Place {
    if let known = placesOfStore[id] { return known }
    let (store, named) = (place?.store ?? "", places[id] ?? ("", ""))
    let settlement =
      named.settlementID.isEmpty
      ? settlements.byGroup[store]?[named.groupID] : settlements.byID[store]?[named.settlementID]
    let found = Place(
      settlement: settlement, isPlaced: !named.settlementID.isEmpty || !named.groupID.isEmpty)
    placesOfStore[id] = found
    return found
  }

  /// Begins with the store of the row at hand; returns its name.
  private mutating func enterStore() -> String {
    let store = select.text(0)
    placesOfStore = [:]
    var zones: [String: ZoneRules?] = [:]
    kindsOfStore = kinds.all.map { kind in
      let known = zones[kind.marketplaceID] ?? zone(store, kind.marketplaceID)
      zones[kind.marketplaceID] = known
      return Kind(
        account: OrderAccount(accountType: kind.accountType, currency: kind.currency),
        isShipment: kind.type.lowercased() == "shipment", zone: known)
    }
    return store
  }
}

extension OrderClaim {
  /// By day. What decides between those of the same day is what they say, never the order in which
  /// they were told.
  fileprivate func precedes(_ other: OrderClaim) -> Bool {
    func rank(_ claim: OrderClaim) -> [Int64] {
      [
        Int64(claim.postedOn.dayNumber), Int64(claim.maturesOn?.dayNumber ?? .max),
        claim.totalMinor, Int64(claim.settlement ?? .max), claim.isHeldBack ? 1 : 0,
        claim.isShipment ? 1 : 0, claim.isPlaced ? 1 : 0,
      ]
    }
    return rank(self).lexicographicallyPrecedes(rank(other))
  }
}
