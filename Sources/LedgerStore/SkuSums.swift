import LedgerCore

/// Amazon's rows of one SKU in a document, by component.
package struct SkuSum: Sendable {
  package struct Key: Hashable, Sendable {
    package let settlementID: String
    package let sku: ByteString
    package let month: String
    package let component: Component
    package let outlet, category: ByteString

    package init(
      settlementID: String, sku: ByteString, month: String, component: Component,
      outlet: ByteString, category: ByteString
    ) {
      self.settlementID = settlementID
      self.sku = sku
      self.month = month
      self.component = component
      self.outlet = outlet
      self.category = category
    }
  }

  package let key: Key
  package let amountMinor, units: Int64

  package init(key: Key, amountMinor: Int64, units: Int64) {
    self.key = key
    self.amountMinor = amountMinor
    self.units = units
  }
}

/// Sales of a SKU in a channel, as summed by the ledger.
package struct SkuRow: Sendable {
  package let store: String
  package let sku, outlet, category: ByteString
  package let currency: Currency
  package let sums: ChannelSums
}

extension Ledger {
  package func documentsWithoutSkuSums() throws(StoreError) -> [PostedDocument] {
    let select = try Statement(
      """
      SELECT sha256, min(name), min(s.store), min(read_for_marketplace)
      FROM settlement_version s JOIN document USING (document_id)
      WHERE sha256 NOT IN (SELECT sha256 FROM sku_document) GROUP BY sha256 ORDER BY sha256
      """, on: database)
    return try postedDocuments(select)
  }

  package func save(skuSums sums: [SkuSum], of document: PostedDocument) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      try Statement("INSERT INTO sku_document VALUES (?)", on: database).run(
        .text(document.sha256))
      let insert = try Statement(
        "INSERT INTO sku_sum VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", on: database)
      for sum in sums {
        try insert.run(
          .text(document.sha256), .text(sum.key.settlementID), .bytes(sum.key.sku.bytes),
          .text(sum.key.month), .text(sum.key.component.name), .bytes(sum.key.outlet.bytes),
          .bytes(sum.key.category.bytes), .integer(sum.amountMinor), .integer(sum.units))
      }
    }
  }

  /// Amazon's sums by SKU of each settlement in force, one or several of the same; a sum by all of
  /// them is for the caller to make. Read settlement by settlement: a join that groups by texts takes
  /// far longer.
  package func amazonSkuRows(
    from: String, to: String, _ body: (SkuRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let settlements = try Statement(
      """
      SELECT sha256, settlement_id, v.store, currency
      FROM settlement_version v JOIN document USING (document_id)
      WHERE is_current = 1 ORDER BY v.store, settlement_id, sha256
      """, on: database)
    let select = try Statement(
      """
      SELECT sku, outlet, category, component, amount_minor, units FROM sku_sum
      WHERE sha256 = ? AND settlement_id = ? AND month BETWEEN ? AND ? AND sku <> ''
      """, on: database)
    var components = NamedComponents()
    while try settlements.step() {
      let (store, currency) = (settlements.text(2), try currencyOf(settlements.text(3)))
      try select.bind(
        .text(settlements.text(0)), .text(settlements.text(1)), .text(from), .text(to))
      // They come SKU by SKU, and components of the same outlet and category one after the other.
      var run: (sku: ByteString, outlet: ByteString, category: ByteString)?
      var sums = ChannelSums()
      func finish() throws(StoreError) {
        guard let run else { return }
        try body(
          SkuRow(
            store: store, sku: run.sku, outlet: run.outlet, category: run.category,
            currency: currency, sums: sums))
      }
      while try select.step() {
        guard let component = components.component(select, 3) else { continue }
        let isSame =
          run.map {
            select.holds($0.sku, 0) && select.holds($0.outlet, 1) && select.holds($0.category, 2)
          } ?? false
        if !isSame {
          try finish()
          run = (
            ByteString(select.bytes(0)), ByteString(select.bytes(1)), ByteString(select.bytes(2))
          )
          sums = ChannelSums()
        }
        sums.add(select.integer(4), of: component)
        sums.unitsMilli += select.integer(5) * 1000
      }
      try finish()
    }
  }

  /// Tills' and web stores' sums by SKU; `isTill` tells which.
  package func shopSkuRows(
    from: CalendarDate?, to: CalendarDate?,
    _ body: (_ isTill: Bool, SkuRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    let select = try Statement(
      """
      SELECT 1, store, sku, outlet, category, currency,
        sum(CASE is_refund WHEN 0 THEN total_minor - tax_minor ELSE 0 END), 0,
        sum(CASE is_refund WHEN 1 THEN total_minor - tax_minor ELSE 0 END),
        sum(tax_minor), sum(CASE is_refund WHEN 0 THEN quantity_milli ELSE 0 END), sum(cost_minor)
      FROM till_line WHERE is_counted = 1 AND store <> '' AND day BETWEEN ?1 AND ?2
      GROUP BY 2, 3, 4, 5, 6
      UNION ALL
      SELECT 0, store, sku, '(unassigned)', category, o.currency, sum(l.gross_minor),
        -sum(l.discount_minor), 0, 0, sum(quantity_milli), sum(cost_minor)
      FROM web_order o JOIN web_order_line l
        ON l.document_id = o.document_id AND l.order_line = o.line
      WHERE is_counted = 1 AND day BETWEEN ?1 AND ?2 GROUP BY 2, 3, 5, 6
      """, on: database)
    try select.bind(.integer(Ledger.first(from)), .integer(Ledger.last(to)))
    while try select.step() {
      var sums = ChannelSums()
      sums.grossSales = select.integer(6)
      sums.promotions = select.integer(7)
      sums.refunds = select.integer(8)
      sums.tax = select.integer(9)
      sums.unitsMilli = select.integer(10)
      sums.cost = select.integer(11)
      try body(
        select.integer(0) == 1,
        SkuRow(
          store: select.text(1), sku: ByteString(select.bytes(2)),
          outlet: ByteString(select.bytes(3)), category: ByteString(select.bytes(4)),
          currency: try currencyOf(select.text(5)), sums: sums))
    }
  }
}

/// Components by their names, found fast where rows come in the order of these.
private struct NamedComponents {
  private let known = Component.allCases.map { (name: ByteString($0.name), component: $0) }
    .sorted { $0.name < $1.name }
  /// Where the last one was found.
  private var place = 0

  mutating func component(_ row: Statement, _ column: Int32) -> Component? {
    for _ in known.indices {
      if row.holds(known[place].name, column) { return known[place].component }
      place = (place + 1) % known.count
    }
    return nil
  }
}
