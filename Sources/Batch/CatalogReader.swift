import LedgerCore

/// Reads the catalog, the one master file of many rows: most cells repeat those of the row before.
struct CatalogReader {
  /// No piece costs so much in any currency; what is below it can be summed over all that is sold.
  private static let mostCost: Int64 = 100_000_000

  private let table: CSVTable
  /// Whether lines that are refused by now are read as they were read once.
  private let isArchived: Bool
  private var name: String { table.name }
  private let sku, store, category, unitCost, currency, effectiveFrom: Int
  private var catalogs: [String: Catalog] = [:]
  /// The catalog of the store that rows are of just now, kept apart: inside `catalogs` a change
  /// would copy all of it.
  private var catalog: Catalog
  private var currentStore: ByteString = ""
  private var currentCurrency: (text: ByteString, value: Currency)?
  private var currentDay: (text: ByteString, value: CalendarDate?) = ("", nil)

  /// The catalog of each store; a fault names its file and line.
  ///
  /// Of lines of an archived file that contradict one another the last is in force.
  static func catalogs(
    _ bytes: [UInt8], name: String, isArchived: Bool
  ) throws(BatchError) -> [String: Catalog] {
    let table = try CSVTable(
      bytes, name: name, required: ["sku", "store", "category"],
      optional: ["unit_cost", "currency", "effective_from"],
      shape: isArchived ? .any : .ofHeader)
    var reader = CatalogReader(
      table, isArchived: isArchived, rows: bytes.count / usualRowBytes)
    try table.eachRow { row throws(BatchError) in try reader.read(row) }
    reader.catalogs[reader.currentStore.text] = reader.catalog
    return reader.catalogs
  }

  private static let usualRowBytes = 64

  private init(_ table: CSVTable, isArchived: Bool, rows: Int) {
    catalog = Catalog(expecting: rows)
    self.table = table
    self.isArchived = isArchived
    sku = table.place("sku")
    store = table.place("store")
    category = table.place("category")
    unitCost = table.place("unit_cost")
    currency = table.place("currency")
    effectiveFrom = table.place("effective_from")
  }

  private mutating func read(_ row: CSVRow) throws(BatchError) {
    let skuRange = row.range(sku)
    guard !skuRange.isEmpty, !row.range(store).isEmpty else {
      throw BatchError("\(name):\(row.line): sku and store must be filled")
    }
    if !row.holds(store, currentStore) { enterStore(row.text(store)) }
    let cost = try cost(row)
    let day = try day(row)
    let agrees = catalog.add(
      sku: row.bytes.span.extracting(skuRange),
      category: row.bytes.span.extracting(row.range(category)), unitCost: cost,
      effectiveFrom: day ?? CalendarDate(dayNumber: .min))
    guard agrees || isArchived else { throw try contradiction(row, day) }
  }

  /// A row that says otherwise than an earlier one of the same SKU, store and day.
  private func contradiction(
    _ row: CSVRow, _ day: CalendarDate?
  ) throws(BatchError) -> BatchError {
    // Looked for again: that a catalog of many rows keeps the line of each would cost memory.
    var first = row.line
    try table.eachRow { other throws(BatchError) in
      guard first == row.line, other.holds(sku, row.text(sku)),
        other.holds(store, currentStore),
        try MasterReader.date(other.text(effectiveFrom), "effective_from", name, other.line) == day
      else { return }
      first = other.line
    }
    let since = day.map { "from \($0)" } ?? "without effective_from"
    return BatchError(
      "\(name):\(row.line): sku '\(row.text(sku))' of store \(currentStore) \(since) has another"
        + " category or unit_cost in line \(first); keep one of the lines, or give the later one"
        + " its effective_from")
  }

  private mutating func enterStore(_ next: ByteString) {
    if !currentStore.isEmpty {
      catalogs[currentStore.text] = catalog
      catalog = catalogs.removeValue(forKey: next.text) ?? Catalog()
    }
    currentStore = next
  }

  /// The unit cost; nil when the row states none.
  private mutating func cost(_ row: CSVRow) throws(BatchError) -> GoodsCost? {
    let range = row.range(unitCost)
    guard !range.isEmpty else { return nil }
    if currentCurrency.map({ !row.holds(currency, $0.text) }) ?? true {
      let text = row.text(currency)
      guard let value = Currency(text.bytes) else {
        throw BatchError("\(name):\(row.line): '\(text)' is no currency code")
      }
      currentCurrency = (text, value)
    }
    guard let currency = currentCurrency else { preconditionFailure("set above") }
    if let known = catalog.costCurrency, known != currency.value {
      throw BatchError(
        "\(name):\(row.line): costs of store \(currentStore) are in \(known.code) and"
          + " in \(currency.text); state them in one currency")
    }
    guard let amount = ExactDecimal(row.bytes.span.extracting(range)),
      let cost = GoodsCost(amount, in: currency.value)
    else {
      throw BatchError(
        "\(name):\(row.line): unit_cost '\(row.text(unitCost))' is no amount such as 7.15 or 7.155;"
          + " correct it")
    }
    guard amount.units >= 0 || isArchived else {
      throw BatchError(
        "\(name):\(row.line): unit_cost '\(row.text(unitCost))' is negative; correct it, or leave it"
          + " empty where it is not known")
    }
    let whole = (0..<amount.decimals).reduce(amount.units) { whole, _ in whole / 10 }
    guard whole < CatalogReader.mostCost || isArchived else {
      throw BatchError(
        "\(name):\(row.line): unit_cost '\(row.text(unitCost))' is more than a piece can cost;"
          + " correct it (an EAN may stand in its column)")
    }
    catalog.costCurrency = currency.value
    return cost
  }

  private mutating func day(_ row: CSVRow) throws(BatchError) -> CalendarDate? {
    if !row.holds(effectiveFrom, currentDay.text) {
      let text = row.text(effectiveFrom)
      currentDay = (text, try MasterReader.date(text, "effective_from", name, row.line))
    }
    return currentDay.value
  }
}
