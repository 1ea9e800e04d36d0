import LedgerCore
import LedgerStore
import Reporting

/// Profit of all channels in one table: Amazon, the outlets' tills, the web stores and vendors, by
/// month, store, outlet, category and currency.
struct CrossChannelReport {
  let ledger: Ledger
  let master: MasterData
  /// The profit lines of all months, where somebody has made them.
  var profitLines: Once<[ProfitKey: ProfitLine]>?
  /// The journal's entries of vendors.
  var vendor: () throws(BatchError) -> [AccountingEntry] = { () throws(BatchError) in [] }

  static let amazon = "amazon"
  static let till = "pos"
  static let vendorChannel = SalesChannel.vendor.rawValue
  static let keyColumns = ["month", "channel", "store", "outlet", "category", "currency"]

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let keys = Self.keyColumns.filter {
      request.by.isEmpty || request.by.contains($0) || $0 == "currency"
    }
    let header = ReportHeader(
      name: "crosschannel",
      columns: keys + [
        "gross_sales", "promotions", "refunds", "tax", "fees", "other", "net", "units", "cogs",
        "cogs_currency", "discounts", "profit", "tied",
      ],
      currencyNote: "amounts are in the row's currency, cogs in cogs_currency, exact; sales of"
        + " tills are net of tax and of discounts, with tax and discounts beside them and not in"
        + " net, and those of vendors are without tax in the same way; web stores' sales are as priced, with tax; profit is net without the tax of web"
        + " stores (which no column has), less cogs at the last rate up to the month's end; tied:"
        + " yes, no or open (nothing could be checked); vendors' rows are taken by whole months")
    var stream = ReportStream(header, request, to: sink)
    let marks = try storing { () throws(StoreError) in try ledger.tieOutMarks() }
    var rows: [Key: Row] = [:]
    for (key, line) in try lines(request) where !line.sums.isEmpty {
      let row = Row(line, profit: profit(key, line), tied: tied(key, line, marks), of: key)
      rows[key.keeping(keys), default: Row()].add(row)
    }
    for key in rows.keys.sorted() {
      guard let row = rows[key] else { continue }
      try stream.append(keys.map { key.cell($0) } + cells(key, row))
    }
    try stream.finish()
  }

  struct Key: Hashable, Comparable {
    var month, channel, store: String
    var outlet, category: ByteString
    let currency: Currency

    static func < (lhs: Key, rhs: Key) -> Bool {
      var order = lhs.month.byteOrder(to: rhs.month)
      if order == 0 { order = lhs.channel.byteOrder(to: rhs.channel) }
      if order == 0 { order = lhs.store.byteOrder(to: rhs.store) }
      if order == 0 { order = lhs.outlet.order(to: rhs.outlet) }
      if order == 0 { order = lhs.category.order(to: rhs.category) }
      return order == 0 ? lhs.currency < rhs.currency : order < 0
    }

    var withoutCategory: Key {
      var key = self
      key.category = Dimensions.noCategory
      return key
    }

    func cell(_ column: String) -> Cell {
      switch column {
      case "month": .plain(month)
      case "channel": .text(channel)
      case "store": .text(store)
      case "outlet": .text(outlet.text)
      case "category": .text(category.text)
      default: .text(currency.code)
      }
    }

    /// The key with the columns that are not named made empty.
    func keeping(_ columns: [String]) -> Key {
      var key = self
      if !columns.contains("month") { key.month = "" }
      if !columns.contains("channel") { key.channel = "" }
      if !columns.contains("store") { key.store = "" }
      if !columns.contains("outlet") { key.outlet = "" }
      if !columns.contains("category") { key.category = "" }
      return key
    }
  }

  struct Line {
    var sums = ChannelSums()
    /// The store whose catalog gives the costs.
    var costStore: String
    /// How the identities name the source.
    var source: (channel: String, name: String)
  }

  private func lines(_ request: ReportRequest) throws(BatchError) -> [Key: Line] {
    let rule = master.configuration.allocation
    var lines = try shopLines(request)
    if request.isAllocated { lines = allocated(lines, by: rule) }
    let report = ProfitReport(ledger: ledger, master: master, lines: profitLines)
    var profit = try report.profitLines(request)
    if request.isAllocated { profit = try report.allocatedLines(profit, request) }
    let months = MonthNames(profit.keys.compactMap(\.month))
    for (key, line) in profit {
      let store = key.store.text
      let place = Key(
        month: months[key.month], channel: Self.amazon, store: store, outlet: key.outlet,
        category: key.category, currency: key.currency)
      add(ChannelSums(line), place, costs: store, (Ledger.amazonChannel, store), &lines)
    }
    for entry in try vendor() { add(entry, request, to: &lines) }
    return lines
  }

  private func add(
    _ sums: ChannelSums, _ key: Key, costs: String, _ source: (String, String),
    _ lines: inout [Key: Line]
  ) {
    lines[key, default: Line(costStore: costs, source: source)].sums.add(sums)
  }

  /// Tills and web stores.
  private func shopLines(_ request: ReportRequest) throws(BatchError) -> [Key: Line] {
    var lines: [Key: Line] = [:]
    let outlets = master.outlets
    let tills = try storing { () throws(StoreError) in
      try ledger.tillRows(from: request.from, to: request.to) { outlets[$0]?.store }
    }
    for row in tills {
      add(
        row.sums, key(row, Self.till), costs: row.store, (Ledger.tillChannel, row.outlet.text),
        &lines)
    }
    let web = try storing { () throws(StoreError) in
      try ledger.webRows(from: request.from, to: request.to)
    }
    for row in web {
      guard let store = master.configuration.webStores.first(where: { $0.id == row.store }) else {
        continue
      }
      add(
        row.sums, key(row, store.platform), costs: store.catalog, (Ledger.webChannel, row.store),
        &lines)
    }
    return lines
  }

  private func key(_ row: ChannelRow, _ channel: String) -> Key {
    Key(
      month: row.month, channel: channel, store: row.store, outlet: row.outlet,
      category: row.category, currency: row.currency)
  }

  /// A vendor's invoices and what Amazon took of them, as the journal books them.
  private func add(
    _ entry: AccountingEntry, _ request: ReportRequest, to lines: inout [Key: Line]
  ) {
    let month = entry.date.monthText
    guard entry.origin.channel == Self.vendorChannel,
      request.from.map({ $0.monthText <= month }) ?? true,
      request.to.map({ month <= $0.monthText }) ?? true
    else { return }
    for line in entry.lines {
      guard let sums = ChannelSums(vendor: line.role, -line.amount.minorUnits) else { continue }
      let key = Key(
        month: month, channel: Self.vendorChannel, store: line.dimensions.store.text,
        outlet: Dimensions.unassigned, category: Dimensions.noCategory,
        currency: line.amount.currency)
      add(sums, key, costs: "", (Ledger.vendorChannel, ""), &lines)
    }
  }

  // MARK: - Rows

  /// Lines put together under the columns that were asked for.
  private struct Row {
    var sums = ChannelSums()
    var netMinor: Int64 = 0
    /// Nil where a rate is unknown.
    var profitMinor: Int64? = 0
    var verdicts: Set<TieOutMarks.Verdict> = []
    var costCurrencies: Set<Currency> = []

    init() {}

    init(
      _ line: Line, profit: (minor: Int64?, cost: Currency?), tied: TieOutMarks.Verdict, of key: Key
    ) {
      sums = line.sums
      netMinor = line.netMinor(key)
      profitMinor = profit.minor
      verdicts = [tied]
      if let cost = profit.cost { costCurrencies = [cost] }
    }

    mutating func add(_ other: Row) {
      sums.add(other.sums)
      netMinor += other.netMinor
      profitMinor = profitMinor.flatMap { sum in other.profitMinor.map { sum + $0 } }
      verdicts.formUnion(other.verdicts)
      costCurrencies.formUnion(other.costCurrencies)
    }

    var verdict: TieOutMarks.Verdict {
      verdicts.contains(.no) ? .no : verdicts.contains(.open) ? .open : .yes
    }
  }

  private func profit(_ key: Key, _ line: Line) -> (minor: Int64?, cost: Currency?) {
    let net = line.netMinor(key) - line.sums.taxInNet
    guard let currency = master.stores[line.costStore]?.costCurrency(master.marketplaces) else {
      return (line.sums.cost == 0 ? net : nil, nil)
    }
    if line.sums.cost == 0 { return (net, currency) }
    guard let day = CalendarMonth(key.month)?.last else { return (nil, currency) }
    let cost = master.rates.converted(
      Money(minorUnits: -line.sums.cost, currency), to: key.currency, on: day)
    return (cost.map { net + $0.money.minorUnits }, currency)
  }

  private func tied(_ key: Key, _ line: Line, _ marks: TieOutMarks) -> TieOutMarks.Verdict {
    marks.verdict(
      channel: line.source.channel, name: line.source.name, key.currency, month: key.month)
  }

  private func cells(_ key: Key, _ row: Row) -> [Cell] {
    let digits = key.currency.minorDigits
    let sums = row.sums
    let cost = row.costCurrencies.count == 1 ? row.costCurrencies.first : nil
    let hasMixedCosts = row.costCurrencies.count > 1
    let amounts = [
      sums.grossSales, sums.promotions, sums.refunds, sums.tax, sums.fees, sums.other, row.netMinor,
    ]
    return amounts.map { .amount($0, digits: digits) } + [
      .quantity(milli: sums.unitsMilli),
      hasMixedCosts ? .empty : .amount(-sums.cost, digits: cost?.minorDigits ?? digits),
      .text(cost?.code ?? ""), .amount(sums.discounts, digits: digits),
      row.profitMinor.map { .amount($0, digits: digits) } ?? .empty, .plain(row.verdict.rawValue),
    ]
  }
}

extension CrossChannelReport.Line {
  fileprivate func netMinor(_ key: CrossChannelReport.Key) -> Int64 {
    let isBeside = [CrossChannelReport.till, CrossChannelReport.vendorChannel].contains(key.channel)
    let tax = isBeside ? 0 : sums.tax
    return sums.grossSales + sums.promotions + sums.refunds + tax + sums.fees + sums.other
  }
}

extension Cell {
  /// A count of units: whole where it is whole, with three decimals otherwise.
  static func quantity(milli: Int64) -> Cell {
    milli % 1000 == 0 ? .integer(milli / 1000) : .amount(milli, digits: 3)
  }
}

extension ChannelSums {
  /// Components of Amazon's rows, put together as the other channels report them.
  fileprivate init(_ line: ProfitLine) {
    self.init()
    for component in Component.incomeAndCost { add(line.amounts[component], of: component) }
    unitsMilli = line.units * 1000
    cost = line.costMinor
  }

  /// An amount that the journal books for a vendor, income positive; nil of what is no income.
  fileprivate init?(vendor role: String, _ minor: Int64) {
    self.init()
    switch role {
    case JournalRole.vendorSales: grossSales = minor
    case Component.taxCollected.name: tax = minor
    case JournalRole.vendorReturns: refunds = minor
    case JournalRole.vendorCoop, JournalRole.vendorDiscounts: promotions = minor
    case JournalRole.vendorChargebacks: fees = minor
    case JournalRole.vendorShortages, JournalRole.vendorPriceDifferences,
      JournalRole.vendorOtherDeductions, JournalRole.vendorDebitMemos:
      other = minor
    default: return nil
    }
  }

  package mutating func add(_ more: ChannelSums) {
    grossSales += more.grossSales
    promotions += more.promotions
    refunds += more.refunds
    tax += more.tax
    fees += more.fees
    other += more.other
    unitsMilli += more.unitsMilli
    cost += more.cost
    discounts += more.discounts
    taxInNet += more.taxInNet
  }

  fileprivate var isEmpty: Bool {
    grossSales == 0 && promotions == 0 && refunds == 0 && tax == 0 && fees == 0 && other == 0
      && unitsMilli == 0 && taxInNet == 0
  }
}
