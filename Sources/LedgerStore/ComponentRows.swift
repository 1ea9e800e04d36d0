import LedgerCore

/// How finely the rows of a settlement are told apart.
package enum ComponentDetail: Sendable {
  /// By posted and local day, and by label.
  case label
  /// By posted and local day.
  case day
  /// By local month; both days of a row are its first.
  case month
}

extension Ledger {
  /// Component rows of the settlements in force, in the order of the report's columns.
  package func componentRows(
    by detail: ComponentDetail, from: CalendarDate?, to: CalendarDate?, settlementID: String? = nil,
    _ body: (ComponentRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let reader = try ComponentReader(self, settlementID: settlementID, from: from, to: to)
    for settlement in reader.settlements {
      for row in try reader.rows(of: settlement, by: detail) { try body(row) }
    }
  }
}

/// Reads component rows settlement by settlement.
///
/// Postings are read by their key and summed here, by numbers that stand for the texts and keep
/// their order. A join that groups and sorts all of them by their texts takes ten times as long.
package struct ComponentReader {
  /// The settlements in force by their ids.
  package let settlements: [SettlementInForce]
  private let texts: ComponentTexts
  private let select: Statement
  private let from, to: CalendarDate?

  /// `from` and `to` are the first and last local day, both included.
  package init(
    _ ledger: Ledger, settlementID: String? = nil, from: CalendarDate? = nil,
    to: CalendarDate? = nil
  ) throws(StoreError) {
    texts = try ComponentTexts(ledger)
    settlements = try ledger.settlementsInForce(settlementID)
    (self.from, self.to) = (from, to)
    select = try Statement(
      """
      SELECT dimension_id, account_id, label_id, posted_day, local_day, amount_minor, row_count,
        order_count, units, units_without_cost, cost_minor
      FROM posting WHERE version_id = ?1 AND local_day BETWEEN ?2 AND ?3
      """, on: ledger.database)
  }

  /// The rows of a settlement in their order; of several versions in force the sums are made together.
  package func rows(
    of settlement: SettlementInForce, by detail: ComponentDetail
  ) throws(StoreError) -> [ComponentRow] {
    var sums: [ComponentSum] = []
    for version in settlement.versions {
      try select.bind(
        .integer(version.id), .integer(Int64(from?.dayNumber ?? .min)),
        .integer(Int64(to?.dayNumber ?? .max)))
      while try select.step() {
        guard let sum = texts.sum(select, version, by: detail) else { continue }
        sums.append(sum)
      }
    }
    return ComponentReader.summed(sums).map { texts.row($0, settlement, by: detail) }
  }

  /// Adds up what has the same key, in the order of the keys.
  private static func summed(_ sums: [ComponentSum]) -> [ComponentSum] {
    var result: [ComponentSum] = []
    for sum in sums.sorted(by: { $0.key.precedes($1.key) }) {
      if let last = result.indices.last, result[last].key == sum.key {
        result[last].add(sum)
      } else {
        result.append(sum)
      }
    }
    return result
  }
}

/// A settlement of a store whose postings make reports.
package struct SettlementInForce: Sendable {
  fileprivate struct Version: Sendable {
    let id: Int64
    let currency: Currency
    let costCurrency: Currency?
  }

  package let settlementID, store: String
  /// The month in which it ended (UTC).
  package let month: CalendarMonth
  /// Says which documents make up the settlement and how they were read: as long as it stays the
  /// same under the same master data, so do the settlement's postings.
  package fileprivate(set) var key: String
  fileprivate var versions: [Version]
}

extension Ledger {
  fileprivate func settlementsInForce(
    _ settlementID: String?
  ) throws(StoreError) -> [SettlementInForce] {
    let select = try Statement(
      """
      SELECT version_id, settlement_id, v.store, currency, cost_currency, sha256,
        read_for_marketplace, end_at
      FROM settlement_version v JOIN document USING (document_id)
      WHERE is_current = 1 AND settlement_id = coalesce(?1, settlement_id)
      ORDER BY settlement_id, v.store, version_id
      """, on: database)
    try select.bind(.optional(settlementID))
    var settlements: [SettlementInForce] = []
    while try select.step() {
      let (id, store) = (select.text(1), select.text(2))
      let version = SettlementInForce.Version(
        id: select.integer(0), currency: try currency(select.text(3)),
        costCurrency: select.optionalText(4).flatMap { Currency($0) })
      let key = "\(select.text(5)) \(select.text(6))"
      if let last = settlements.indices.last, settlements[last].settlementID == id,
        settlements[last].store == store
      {
        settlements[last].versions.append(version)
        settlements[last].key += " \(key)"
      } else {
        settlements.append(
          SettlementInForce(
            settlementID: id, store: store,
            month: CalendarMonth(Instant(seconds: select.integer(7)).day()),
            key: "\(id) \(store) \(key)", versions: [version]))
      }
    }
    return settlements
  }
}

/// What a component row is summed by, as ranks of texts among their kind; in the order of the
/// report's columns, two to a number, so that a comparison looks at few.
private struct ComponentKey: Equatable {
  let marketplace: Int32
  let currency: Currency
  private let days, goods, kind: UInt64

  init(
    marketplace: Int32, _ currency: Currency, postedDay: Int32, localDay: Int32, category: Int32,
    outlet: Int32, component: Int32, label: Int32
  ) {
    /// Keeps the order of negative numbers too.
    func pair(_ high: Int32, _ low: Int32) -> UInt64 {
      func ordered(_ number: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: number) ^ 0x8000_0000)
      }
      return ordered(high) << 32 | ordered(low)
    }
    self.marketplace = marketplace
    self.currency = currency
    days = pair(postedDay, localDay)
    goods = pair(category, outlet)
    kind = pair(component, label)
  }

  private static func high(_ pair: UInt64) -> Int32 {
    Int32(bitPattern: UInt32(truncatingIfNeeded: pair >> 32) ^ 0x8000_0000)
  }

  private static func low(_ pair: UInt64) -> Int32 {
    Int32(bitPattern: UInt32(truncatingIfNeeded: pair) ^ 0x8000_0000)
  }

  var postedDay: Int32 { Self.high(days) }
  var localDay: Int32 { Self.low(days) }
  var category: Int32 { Self.high(goods) }
  var outlet: Int32 { Self.low(goods) }
  var component: Int32 { Self.high(kind) }
  var label: Int32 { Self.low(kind) }

  func precedes(_ other: ComponentKey) -> Bool {
    if marketplace != other.marketplace { return marketplace < other.marketplace }
    if currency != other.currency { return currency < other.currency }
    if days != other.days { return days < other.days }
    if goods != other.goods { return goods < other.goods }
    return kind < other.kind
  }
}

private struct ComponentSum {
  let key: ComponentKey
  var amountMinor, rows, orders, units, unitsWithoutCost, costMinor: Int64
  var costCurrency: Currency?

  mutating func add(_ other: ComponentSum) {
    amountMinor += other.amountMinor
    rows += other.rows
    orders += other.orders
    units += other.units
    unitsWithoutCost += other.unitsWithoutCost
    costMinor += other.costMinor
    if let own = costCurrency, let theirs = other.costCurrency {
      costCurrency = max(own, theirs)
    } else {
      costCurrency = costCurrency ?? other.costCurrency
    }
  }
}

/// The texts that postings point at, each with its rank among its kind.
private struct ComponentTexts {
  private struct Dimension {
    let marketplace, category, outlet: Int32
  }

  private var dimensions: [Int64: Dimension] = [:]
  private var labels: [Int64: Int32] = [:]
  private var components: [Int64: Int32] = [:]
  private var marketplaceNames: [String] = []
  private var categoryNames: [String] = []
  private var outletNames: [String] = []
  private var labelsByRank: [LabelTriple] = []
  private var componentsByRank: [Component] = []

  init(_ ledger: Ledger) throws(StoreError) {
    try readDimensions(ledger)
    try readLabels(ledger)
    try readComponents(ledger)
  }

  private mutating func readDimensions(_ ledger: Ledger) throws(StoreError) {
    let select = try Statement(
      "SELECT dimension_id, marketplace, category, outlet FROM dimension", on: ledger.database)
    var rows: [(id: Int64, texts: [ByteString])] = []
    while try select.step() {
      rows.append((select.integer(0), (1...3).map { ByteString(select.bytes($0)) }))
    }
    let ranks = (0..<3).map { place in Ranks(rows.map { $0.texts[place] }) }
    for row in rows {
      dimensions[row.id] = Dimension(
        marketplace: ranks[0][row.texts[0]], category: ranks[1][row.texts[1]],
        outlet: ranks[2][row.texts[2]])
    }
    marketplaceNames = ranks[0].texts
    categoryNames = ranks[1].texts
    outletNames = ranks[2].texts
  }

  private mutating func readLabels(_ ledger: Ledger) throws(StoreError) {
    let select = try Statement(
      """
      SELECT label_id, transaction_type, amount_type, amount_description FROM label
      ORDER BY 2, 3, 4
      """, on: ledger.database)
    while try select.step() {
      labels[select.integer(0)] = Int32(labelsByRank.count)
      labelsByRank.append(
        LabelTriple(
          ByteString(select.bytes(1)), ByteString(select.bytes(2)), ByteString(select.bytes(3))))
    }
  }

  /// Accounts of one component share its rank; accounts without one are not reported here.
  private mutating func readComponents(_ ledger: Ledger) throws(StoreError) {
    let select = try Statement(
      "SELECT account_id, component FROM account WHERE component IS NOT NULL ORDER BY 2",
      on: ledger.database)
    while try select.step() {
      guard let component = Component(name: select.text(1)) else { continue }
      if componentsByRank.last != component { componentsByRank.append(component) }
      components[select.integer(0)] = Int32(componentsByRank.count - 1)
    }
  }

  /// The posting that a statement stands at; nil for a leg that is not of the settlement's rows.
  func sum(
    _ row: Statement, _ version: SettlementInForce.Version, by detail: ComponentDetail
  ) -> ComponentSum? {
    guard !row.isNull(0), !row.isNull(2), let dimension = dimensions[row.integer(0)],
      let component = components[row.integer(1)], let label = labels[row.integer(2)]
    else { return nil }
    var postedDay = Int32(truncatingIfNeeded: row.integer(3))
    var localDay = Int32(truncatingIfNeeded: row.integer(4))
    if detail == .month {
      localDay = CalendarMonth(CalendarDate(dayNumber: localDay)).first.dayNumber
      postedDay = localDay
    }
    return ComponentSum(
      key: ComponentKey(
        marketplace: dimension.marketplace, version.currency, postedDay: postedDay,
        localDay: localDay, category: dimension.category, outlet: dimension.outlet,
        component: component, label: detail == .label ? label : 0),
      amountMinor: -row.integer(5), rows: row.integer(6), orders: row.integer(7),
      units: row.integer(8), unitsWithoutCost: row.integer(9), costMinor: row.integer(10),
      costCurrency: version.costCurrency)
  }

  func row(
    _ sum: ComponentSum, _ settlement: SettlementInForce, by detail: ComponentDetail
  ) -> ComponentRow {
    let key = sum.key
    return ComponentRow(
      settlementID: settlement.settlementID, store: settlement.store,
      marketplace: marketplaceNames[Int(key.marketplace)], currency: key.currency,
      postedDay: CalendarDate(dayNumber: key.postedDay),
      localDay: CalendarDate(dayNumber: key.localDay), category: categoryNames[Int(key.category)],
      outlet: outletNames[Int(key.outlet)], component: componentsByRank[Int(key.component)],
      label: detail == .label ? labelsByRank[Int(key.label)] : nil, amountMinor: sum.amountMinor,
      rows: sum.rows, orders: sum.orders, units: sum.units,
      unitsWithoutCost: sum.unitsWithoutCost, costMinor: sum.costMinor,
      costCurrency: sum.costCurrency)
  }
}

/// Distinct texts in the order of their bytes, which is SQLite's.
private struct Ranks {
  let texts: [String]
  private let ranks: [ByteString: Int32]

  init(_ all: [ByteString]) {
    let ordered = Set(all).sorted()
    texts = ordered.map(\.text)
    ranks = Dictionary(
      uniqueKeysWithValues: ordered.enumerated().map { ($0.element, Int32($0.offset)) })
  }

  subscript(text: ByteString) -> Int32 { ranks[text] ?? 0 }
}
