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
  /// Posted documents whose rows are not summed by SKU as they are posted.
  package func documentsWithoutSkuSums() throws(StoreError) -> [PostedDocument] {
    try documents(notReadIn: "sku_document")
  }

  /// Replaces a document's sums by SKU.
  package func save(skuSums sums: [SkuSum], of document: PostedDocument) throws(StoreError) {
    try database.transaction { () throws(StoreError) in
      if try note(document, readIn: "sku_document") {
        try countOut(try settlementsCounted().filter { $0.sha256 == document.sha256 })
        try Statement("DELETE FROM sku_sum WHERE sha256 = ?", on: database).run(
          .text(document.sha256))
      }
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

  /// Amazon's sums by SKU of the settlements in force, of some months or of all; one or several of
  /// the same: a sum by all of its columns is for the caller to make.
  package func amazonSkuRows(
    from: CalendarDate?, to: CalendarDate?, _ body: (SkuRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard from != nil || to != nil else { return try allSkuRows(body) }
    let settlements = try Statement(
      """
      SELECT sha256, settlement_id, v.store, currency
      FROM settlement_version v JOIN document USING (document_id)
      WHERE is_current = 1 ORDER BY v.store, settlement_id, sha256
      """, on: database)
    // Settlement by settlement: a join that groups by texts takes far longer.
    let select = try Statement(
      """
      SELECT ?5, sku, outlet, category, ?6, component, amount_minor, units FROM sku_sum
      WHERE sha256 = ?1 AND settlement_id = ?2 AND month BETWEEN ?3 AND ?4 AND sku <> ''
      """, on: database)
    while try settlements.step() {
      try select.bind(
        .text(settlements.text(0)), .text(settlements.text(1)), .text(from?.monthText ?? ""),
        .text(to?.monthText ?? "9999"), .text(settlements.text(2)), .text(settlements.text(3)))
      try skuRows(select, body)
    }
  }

  private func allSkuRows(
    _ body: (SkuRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    try refreshSkuTotals()
    try skuRows(
      Statement(
        """
        SELECT store, sku, outlet, category, currency, component, amount_minor, units FROM sku_total
        ORDER BY store, sku, outlet, category, currency
        """, on: database), body)
  }

  /// They come SKU by SKU, and components of the same outlet and category one after the other.
  private func skuRows(
    _ select: Statement, _ body: (SkuRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    var components = NamedComponents()
    var key: [ByteString] = []
    var sums = ChannelSums()
    func finish() throws(StoreError) {
      guard !key.isEmpty else { return }
      try body(
        SkuRow(
          store: key[0].text, sku: key[1], outlet: key[2], category: key[3],
          currency: try currencyOf(key[4].text), sums: sums))
    }
    while try select.step() {
      guard let component = components.component(select, 5) else { continue }
      let isSame = !key.isEmpty && (0..<5).allSatisfy { select.holds(key[$0], Int32($0)) }
      if !isSame {
        try finish()
        key = (0..<5).map { ByteString(select.bytes($0)) }
        sums = ChannelSums()
      }
      sums.add(select.integer(6), of: component)
      sums.unitsMilli += select.integer(7) * 1000
    }
    try finish()
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
      WHERE is_counted = 1 AND is_sale = 1 AND day BETWEEN ?1 AND ?2 GROUP BY 2, 3, 5, 6
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
