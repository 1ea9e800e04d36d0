import LedgerCore

/// The accounts that rows name, each made once.
struct KnownAccounts {
  private var known: [(type: ByteString, currency: ByteString, account: OrderAccount)] = []

  subscript(place: Int32) -> OrderAccount { known[Int(place)].account }

  /// The place of a row's account; where it names no type, it has that of its settlement. Nil where
  /// the currency is none.
  mutating func place(
    _ row: Statement, type: Int32, currency: Int32, typeOf settlement: OrderSettlement?
  ) -> Int32? {
    let fallback = row.isEmpty(type) ? ByteString(settlement?.accountType ?? "") : nil
    let place = known.firstIndex { known in
      row.holds(known.currency, currency)
        && (fallback.map { $0 == known.type } ?? row.holds(known.type, type))
    }
    if let place { return Int32(place) }
    let code = ByteString(row.bytes(currency))
    guard let named = Currency(code.bytes) else { return nil }
    let type = fallback ?? ByteString(row.bytes(type))
    known.append((type, code, OrderAccount(accountType: type.text, currency: named)))
    return Int32(known.count - 1)
  }
}

/// The zone of a marketplace (Amazon's id) of a store; nil stands for UTC.
package typealias ZoneFinder = (_ store: String, _ marketplaceID: String) -> ZoneRules?

/// The zones of the marketplaces that rows name, each looked up once.
struct KnownZones {
  private var zones: [ZoneRules?] = []
  /// By the store's place.
  private var known: [[(marketplace: ByteString, zone: Int32)]] = []

  /// The place of the zone of a row's marketplace.
  mutating func place(
    _ row: Statement, marketplace: Int32, ofStore store: Int,
    _ find: (_ marketplaceID: String) -> ZoneRules?
  ) -> Int32 {
    while known.count <= store { known.append([]) }
    if let found = known[store].first(where: { row.holds($0.marketplace, marketplace) }) {
      return found.zone
    }
    zones.append(find(row.text(marketplace)))
    let place = Int32(zones.count - 1)
    known[store].append((ByteString(row.bytes(marketplace)), place))
    return place
  }

  /// The local day; that of UTC where the zone is not known.
  func day(_ place: Int32, _ seconds: Int64) -> CalendarDate {
    let instant = Instant(seconds: seconds)
    return zones[Int(place)]?.day(of: instant) ?? instant.day()
  }
}
