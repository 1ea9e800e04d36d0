/// Says which rows belong to a physical outlet, in a store, on a marketplace, for a time.
package struct OutletBinding: Sendable, Equatable {
  package enum Match: Sendable, Equatable {
    case merchantOrderPrefix(ByteString)
    case skuPrefix(ByteString)
    /// The first `low.count` bytes of the SKU lie in `low...high`.
    case skuRange(low: ByteString, high: ByteString)
    case fulfillment(ByteString)
  }
  package let priority: Int
  package let outlet: ByteString
  package let marketplace: String
  package let match: Match
  package let validFrom: CalendarDate?
  /// The first day on which the binding no longer holds.
  package let validUntil: CalendarDate?

  package init(
    priority: Int, outlet: ByteString, marketplace: String, match: Match,
    validFrom: CalendarDate?, validUntil: CalendarDate?
  ) {
    self.priority = priority
    self.outlet = outlet
    self.marketplace = marketplace
    self.match = match
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  func holds(on day: CalendarDate) -> Bool {
    (validFrom.map { $0 <= day } ?? true) && (validUntil.map { day < $0 } ?? true)
  }
}

/// The bindings of one store, in the order in which they are tried.
package struct OutletBindings: Sendable {
  private let ordered: [OutletBinding]
  /// The distinct merchant-order-id prefixes, which a row is compared with.
  package let orderPrefixes: [ByteString]
  /// The days on which a binding begins or ends, in order.
  package let changeDays: [CalendarDate]

  package init(_ bindings: [OutletBinding] = []) {
    ordered = bindings.sorted { ($0.priority, $0.outlet) < ($1.priority, $1.outlet) }
    var prefixes: [ByteString] = []
    for case .merchantOrderPrefix(let prefix) in ordered.map(\.match)
    where !prefixes.contains(prefix) {
      prefixes.append(prefix)
    }
    orderPrefixes = prefixes
    changeDays = Set(ordered.flatMap { [$0.validFrom, $0.validUntil] }.compactMap { $0 }).sorted()
  }

  /// The outlet of a row; `orderPrefixesMet` has bit i set when the merchant order id begins with
  /// `orderPrefixes[i]`.
  package func outlet(
    marketplace: String, sku: ByteString, fulfillment: ByteString, orderPrefixesMet: UInt64,
    on day: CalendarDate
  ) -> ByteString? {
    place(
      marketplace: marketplace, sku: sku, fulfillment: fulfillment,
      orderPrefixesMet: orderPrefixesMet, on: day
    ).map(outlet(at:))
  }

  /// The outlet that the binding at a place names.
  func outlet(at place: Int) -> ByteString { ordered[place].outlet }

  /// The place of the binding that a row falls under.
  func place(
    marketplace: String, sku: ByteString, fulfillment: ByteString, orderPrefixesMet: UInt64,
    on day: CalendarDate
  ) -> Int? {
    ordered.firstIndex { binding in
      guard binding.marketplace == marketplace, binding.holds(on: day) else { return false }
      switch binding.match {
      case .merchantOrderPrefix(let prefix):
        let bit = orderPrefixes.firstIndex(of: prefix) ?? 63
        return orderPrefixesMet & (1 << UInt64(bit)) != 0
      case .skuPrefix(let prefix): return !sku.isEmpty && sku.hasPrefix(prefix)
      case .skuRange(let low, let high):
        guard !sku.isEmpty else { return false }
        let head = ByteString(sku.bytes.prefix(low.bytes.count))
        return low <= head && head <= high
      case .fulfillment(let id): return fulfillment == id
      }
    }
  }
}
