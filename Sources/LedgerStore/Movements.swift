import LedgerCore

/// What transactions on an account have in common, as Amazon's API tells it.
package struct MovementKind: Hashable, Comparable, Sendable {
  package let accountType, marketplaceID: String
  /// The marketplace of the order, by its id; empty where none is named.
  package let soldToID: String
  package let type: String
  /// The name of a charge; empty for sales and refunds.
  package let label: String
  package let currency: Currency

  private var ordered: [ByteString] {
    [accountType, marketplaceID, soldToID, type, label, currency.code].map { ByteString($0) }
  }

  package static func < (lhs: MovementKind, rhs: MovementKind) -> Bool {
    lhs.ordered.lexicographicallyPrecedes(rhs.ordered)
  }
}

/// The kinds that a ledger knows; a movement names its own by the place in their order.
package struct MovementKinds: Sendable {
  package let all: [MovementKind]
  private let places: [Int64: Int]

  fileprivate init(_ known: [(id: Int64, kind: MovementKind)]) {
    let ordered = known.sorted { $0.kind < $1.kind }
    all = ordered.map(\.kind)
    places = Dictionary(uniqueKeysWithValues: zip(ordered.map(\.id), ordered.indices))
  }

  /// Nil for a currency that is none.
  func place(_ id: Int64) -> Int? { places[id] }
}

/// A transaction as it moves its account, with what was known of it when. Amounts are minor units,
/// times seconds of UTC.
package struct ToldMovement: Sendable, Equatable {
  /// The place of its kind.
  package let kind: Int
  package let postedAt: Int64
  package let totalMinor: Int64
  /// Whether it is a sale that was held back, and not the release of one.
  package let isDeferral: Bool
  /// Whether it moves the account by itself: a release does not where its sale is known.
  package let isCounted: Bool
  /// When it came to be available; nil while it is held back. A release came so with its posting,
  /// whatever it says of its sale's maturity.
  package let releasedAt: Int64?
  /// The day on which a held-back sale came to be part of the balance.
  package let releasedDay: CalendarDate?
  /// When it was first seen at all, and when it was first seen released.
  package let seenAt: Int64
  package let releaseSeenAt: Int64?
  /// Maturity at first sight, and now; when that was first seen.
  package let firstMaturity, lastMaturity, lastMaturitySeenAt: Int64?

  /// Between movements of the same second: what decides is what they say, never the order in which
  /// they were told.
  fileprivate func precedes(inSecond other: ToldMovement) -> Bool {
    func rank(_ movement: ToldMovement) -> [Int64] {
      [
        Int64(movement.kind), movement.totalMinor, movement.isDeferral ? 1 : 0,
        movement.releasedAt ?? .max, movement.seenAt, movement.releaseSeenAt ?? .max,
        movement.firstMaturity ?? .max, movement.lastMaturity ?? .max,
        movement.lastMaturitySeenAt ?? .max,
      ]
    }
    return rank(self).lexicographicallyPrecedes(rank(other))
  }
}

/// Where movements count, by the number that they name it by.
package typealias MovementPlaces = [Int64: (settlementID: String, groupID: String)]

extension Ledger {
  package func movementKinds() throws(StoreError) -> MovementKinds {
    try refreshMovements()
    let select = try Statement(
      """
      SELECT kind_id, account_type, marketplace_id, sold_to_id, type, label, currency
      FROM movement_kind
      """, on: database)
    var known: [(id: Int64, kind: MovementKind)] = []
    while try select.step() {
      guard let currency = Currency(select.text(6)) else { continue }
      known.append(
        (
          select.integer(0),
          MovementKind(
            accountType: select.text(1), marketplaceID: select.text(2), soldToID: select.text(3),
            type: select.text(4), label: select.text(5), currency: currency)
        ))
    }
    return MovementKinds(known)
  }

  /// Where movements count, as they say; an empty text where they do not say it.
  package func movementPlaces() throws(StoreError) -> MovementPlaces {
    try refreshMovements()
    let select = try Statement(
      "SELECT place_id, settlement_id, group_id FROM movement_place", on: database)
    var places: MovementPlaces = [:]
    while try select.step() { places[select.integer(0)] = (select.text(1), select.text(2)) }
    return places
  }

  /// The movements of a store by the time they were posted.
  package func movements(
    of store: String, _ kinds: MovementKinds
  ) throws(StoreError) -> [ToldMovement] {
    let select = try Statement(
      "SELECT records FROM movement_block WHERE store = ? ORDER BY place", on: database)
    try select.bind(.text(store))
    var movements: [ToldMovement] = []
    while try select.step() {
      for record in try MovementRecord.all(select, 0) {
        if let kind = kinds.place(record.kindID) { movements.append(record.told(of: kind)) }
      }
    }
    // Their places are sorted: movements are large.
    var order = movements.indices.map { (postedAt: movements[$0].postedAt, place: $0) }
    order.sort {
      $0.postedAt == $1.postedAt
        ? movements[$0.place].precedes(inSecond: movements[$1.place]) : $0.postedAt < $1.postedAt
    }
    return order.map { movements[$0.place] }
  }
}
