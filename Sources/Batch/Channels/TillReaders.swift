import LedgerCore
import LedgerStore

/// Takes the rows that a reader makes of an export.
typealias ChannelSink = (any ChannelRecord) throws(BatchError) -> Void

/// Goods as an outlet or a web store sells them: category and cost from a store's catalog.
struct GoodsOnSale {
  let catalog: Catalog

  init(_ store: StoreProfile?) { catalog = store?.catalog ?? Catalog() }

  /// Category, and the cost of a quantity in minor units of the catalog's currency.
  func placed(
    _ sku: ByteString, on day: CalendarDate, quantityMilli: Int64
  ) -> (category: ByteString, costMinor: Int64) {
    guard !sku.isEmpty else { return (Dimensions.noCategory, 0) }
    guard let entry = catalog.entry(of: sku, on: day) else { return (Dimensions.uncatalogued, 0) }
    let cost = entry.unitCost.flatMap { $0.minor(ofMilli: quantityMilli) }
    return (entry.category, cost ?? 0)
  }
}

/// Reads the lines of tickets.
struct TillSalesReader {
  let sheet: ChannelSheet
  let outlets: OutletMaster
  let stores: [String: StoreProfile]
  /// Lines met of each ticket: a line's number is its place in its ticket, so that equal lines of one
  /// ticket stay apart.
  private var ticketLines: [String: Int] = [:]
  private var goods: [String: GoodsOnSale] = [:]
  /// Types that are not known; each is told once.
  private var strangeTypes: Set<String> = []

  init(_ sheet: ChannelSheet, _ master: MasterData) {
    self.sheet = sheet
    outlets = master.outlets
    stores = master.stores
  }

  mutating func read(_ emit: ChannelSink) throws(BatchError) {
    try sheet.eachRow { row throws(BatchError) in
      let type = sheet.layout.rowType
      guard type.isEmpty || sheet.text(.rowType, row) == type else { return }
      let does = self.type(row)
      guard does != .ignored, let record = line(row, does) else { return }
      try emit(record)
    }
  }

  /// What a row does as it says; nil where the export does not say, or in a word that is not known.
  private mutating func type(_ row: CSVRow) -> TillType? {
    guard sheet.has(.type), !sheet.isEmpty(.type, row) else { return nil }
    let word = sheet.text(.type, row).text
    if let type = sheet.layout.tillType(word) { return type }
    if strangeTypes.insert(word).inserted {
      sheet.add(
        .type, row, "'\(word)' is no type that is known: \(TillType.vocabulary)",
        "say what it is in a [[till]] of acorn.toml that describes the export:"
          + " types = { \"\(word)\" = \"refund\" }, or sale, void, ignored")
    }
    return nil
  }

  /// The record of a row of a type; without a type the amount says whether it is a refund.
  private mutating func line(_ row: CSVRow, _ type: TillType?) -> TillLineRecord? {
    let named = sheet.layout.outlet.isEmpty ? sheet.needed(.outlet, row) : sheet.layout.outlet
    let outlet = outlets.named(sheet.layout.outletNames[named] ?? named)
    guard let currency = sheet.currency(row, or: outlet?.currency) else { return nil }
    var record = TillLineRecord(currency: currency)
    record.line = row.line
    record.outlet = outlet?.id ?? named
    record.store = outlet?.store ?? ""
    record.ticket = sheet.needed(.ticket, row)
    record.day = sheet.neededDay(.time, row)
    record.sku = sheet.text(.sku, row)
    record.tender = sheet.text(.tender, row).lowercasedASCII
    record.quantityMilli = sheet.quantityMilli(row)
    record.taxMinor = sheet.amount(.tax, row, currency)
    record.discountMinor = sheet.amount(.discount, row, currency)
    record.totalMinor = total(row, currency, record)
    record.isRefund = type.map { $0 == .refund } ?? (record.totalMinor < 0)
    if type == .refund || type == .void, record.totalMinor > 0 {
      sheet.add(
        .total, row,
        "a \(sheet.text(.type, row).lowercasedASCII) of a positive amount: it takes back, so it is"
          + " negative")
    }
    // Whatever sign an export gives discounts: they make a sale smaller.
    let discount = Int64(record.discountMinor.magnitude)
    record.discountMinor = record.quantityMilli < 0 ? discount : -discount
    check(row, record)
    if goods[record.store] == nil { goods[record.store] = GoodsOnSale(stores[record.store]) }
    let placed = goods[record.store]!.placed(
      record.sku, on: record.day, quantityMilli: record.quantityMilli)
    record.category = placed.category
    record.costMinor = record.isRefund ? 0 : placed.costMinor
    // With the day: tills begin again with their numbers, and what is given back of a ticket on
    // another day is one of its own.
    record.ticketKey = "\(record.outlet)\u{1f}\(record.ticket)\u{1f}\(record.day)"
    let number = ticketLines[record.ticketKey, default: 0]
    ticketLines[record.ticketKey] = number + 1
    record.key = "\(record.ticketKey)\u{1f}\(number)"
    return record
  }

  private func total(_ row: CSVRow, _ currency: Currency, _ record: TillLineRecord) -> Int64 {
    if sheet.has(.total) { return sheet.neededAmount(.total, row, currency) }
    let net: Int64
    if sheet.has(.net) {
      net = sheet.neededAmount(.net, row, currency)
    } else {
      let gross = sheet.extended(record.quantityMilli, row, currency)
      let discount = Int64(record.discountMinor.magnitude)
      net = gross + (record.quantityMilli < 0 ? discount : -discount)
    }
    return sheet.layout.tax == .exclusive ? net + record.taxMinor : net
  }

  /// Quantity times price, less the discount, with or without the tax, is the line's total.
  private func check(_ row: CSVRow, _ record: TillLineRecord) {
    guard sheet.has(.unitPrice), sheet.has(.total), !sheet.isEmpty(.unitPrice, row) else { return }
    let net = sheet.extended(record.quantityMilli, row, record.currency) + record.discountMinor
    let isIncluded = net == record.totalMinor && sheet.layout.tax != .exclusive
    let isAdded = net + record.taxMinor == record.totalMinor && sheet.layout.tax != .inclusive
    guard !isIncluded, !isAdded else { return }
    let expected = sheet.layout.tax == .exclusive ? net + record.taxMinor : net
    sheet.note(
      .ticketMismatch, row.line, sheet.layout.columns[.total],
      Money(minorUnits: record.totalMinor - expected, record.currency),
      "ticket \(record.ticket) of \(record.outlet): quantity, price, discount and tax do not make"
        + " its total",
      "ask for the ticket's copy; the total counts as stated")
  }
}

/// Reads the totals by means of payment of the tills' daily closings.
struct TenderReader {
  let sheet: ChannelSheet
  let outlets: OutletMaster

  func read(_ emit: ChannelSink) throws(BatchError) {
    // Two closings of one day may be equal: the second is another record.
    var met: [String: Int] = [:]
    try sheet.eachRow { row throws(BatchError) in
      let named = sheet.layout.outlet.isEmpty ? sheet.needed(.outlet, row) : sheet.layout.outlet
      let outlet = outlets.named(sheet.layout.outletNames[named] ?? named)
      guard let currency = sheet.currency(row, or: outlet?.currency) else { return }
      let day = sheet.neededDay(.time, row)
      let tender = sheet.needed(.tender, row).lowercasedASCII
      let amount = sheet.neededAmount(.amount, row, currency)
      let id = outlet?.id ?? named
      let key = "\(id)\u{1f}\(day)\u{1f}\(tender)\u{1f}\(currency)"
      let number = met[key, default: 0]
      met[key] = number + 1
      try emit(
        TenderRecord(
          line: row.line, key: "\(key)\u{1f}\(number)", outlet: id, day: day, tender: tender,
          amount: Money(minorUnits: amount, currency)))
    }
  }
}

/// Reads takings on their way to the bank.
struct TillDepositReader {
  let sheet: ChannelSheet
  let outlets: OutletMaster

  func read(_ emit: ChannelSink) throws(BatchError) {
    try sheet.eachRow { row throws(BatchError) in
      let named = sheet.layout.outlet.isEmpty ? sheet.needed(.outlet, row) : sheet.layout.outlet
      let outlet = outlets.named(sheet.layout.outletNames[named] ?? named)
      guard let currency = sheet.currency(row, or: outlet?.currency) else { return }
      let from = sheet.neededDay(.from, row)
      let to = sheet.neededDay(.to, row)
      if to < from { sheet.add(.to, row, "it is before \(from)") }
      let bankDay = sheet.day(.bankDate, row)
      try emit(
        TillDepositRecord(
          line: row.line,
          facts: TillDeposit(
            id: sheet.needed(.deposit, row), outlet: outlet?.id ?? named, from: from, to: to,
            tender: sheet.needed(.tender, row).lowercasedASCII,
            grossMinor: sheet.neededAmount(.gross, row, currency),
            feeMinor: sheet.amount(.fee, row, currency),
            overShortMinor: sheet.amount(.overShort, row, currency),
            netMinor: sheet.neededAmount(.net, row, currency), currency: currency,
            bank: sheet.text(.bank, row), bankDay: bankDay)))
    }
  }
}
