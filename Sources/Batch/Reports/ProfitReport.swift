import LedgerCore
import LedgerStore
import Reporting

/// Profit by store, category, outlet and month: in the currency of the settlements, or in one.
struct ProfitReport {
  let ledger: Ledger
  let master: MasterData
  /// The rows of all months, where somebody has read them.
  var months: Once<[Int64: [ComponentRow]]>?
  /// The journal's payouts, for the realised exchange difference of the consolidated view.
  var payouts: () throws(BatchError) -> [AccountingEntry] = { () throws(BatchError) in [] }

  static let keyColumns = ["store", "category", "outlet", "month", "currency"]

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    var lines = try profitLines(request)
    if request.isAllocated { lines = try allocatedLines(lines, request) }
    if request.isConsolidated { lines = try consolidated(lines, request) }
    if !request.by.isEmpty { lines = regrouped(lines, by: request.by) }
    let components = Component.incomeAndCost.map(\.name)
    let keys = ProfitReport.keyColumns.filter { column in
      request.by.isEmpty || request.by.contains(column) || column == "currency"
    }
    let header = ReportHeader(
      name: "profit",
      columns: keys + ["units", "units_without_cost"] + components + [
        "net_before_cogs", "cogs", "cogs_currency", "profit", "margin", "rate_date",
      ] + (request.isConsolidated ? ["realised_fx_difference"] : []),
      currencyNote: request.isConsolidated
        ? "amounts are in the row's currency, each month at the last rate up to its end"
          + " (rate_date: the oldest one used); realised_fx_difference is no part of profit"
        : "amounts are in the row's currency, cogs in cogs_currency; profit converts cogs"
          + " at the last rate up to the month's end (rate_date)")
    var stream = ReportStream(header, request, to: sink)
    for (key, line) in lines.sorted(by: { $0.key < $1.key }) where !line.isEmpty {
      var cells = cells(key, line)
      if request.isConsolidated {
        cells[cells.count - 1] = line.rateDate.map { .plain($0.description) } ?? .empty
        cells.append(.amount(line.fxMinor, digits: key.currency.minorDigits))
      }
      try stream.append(keys.map { key.cell($0) } + cells)
    }
    try stream.finish()
  }

  private func consolidated(
    _ lines: [ProfitKey: ProfitLine], _ request: ReportRequest
  ) throws(BatchError) -> [ProfitKey: ProfitLine] {
    guard let currency = master.configuration.functionalCurrency else {
      throw BatchError("--view consolidated: set functional_currency in acorn.toml")
    }
    let view = ConsolidatedProfit(currency: currency, rates: master.rates)
    var result = try view.lines(lines)
    try view.add(try payouts(), from: request.from, to: request.to, to: &result)
    return result
  }

  private func cells(_ key: ProfitKey, _ line: ProfitLine) -> [Cell] {
    let digits = key.currency.minorDigits
    let net = line.netMinor
    var cells: [Cell] = [.integer(line.units), .integer(line.unitsWithoutCost)]
    cells += Component.incomeAndCost.map { .amount(line.amounts[$0] ?? 0, digits: digits) }
    cells.append(.amount(net, digits: digits))
    guard let costCurrency = line.costCurrency else {
      return cells + [.empty, .empty, .empty, .empty, .empty]
    }
    let cost = Money(minorUnits: -line.costMinor, costCurrency)
    cells += [.money(cost), .text(costCurrency.code)]
    let isSame = costCurrency == key.currency
    let day = CalendarDate("\(key.month)-01")?.endOfMonth ?? CalendarDate(dayNumber: 0)
    guard let converted = master.rates.converted(cost, to: key.currency, on: day) else {
      return cells + [.empty, .empty, .empty]
    }
    let profit = net + converted.money.minorUnits
    let sales = line.amounts[.productSales] ?? 0
    let margin = sales > 0 ? scaled(profit, by: 10_000, over: sales) : nil
    return cells + [
      .amount(profit, digits: digits), margin.map { .amount($0, digits: 4) } ?? .empty,
      isSame || line.costMinor == 0 ? .empty : .plain(converted.rateDate.description),
    ]
  }

  func profitLines(
    _ request: ReportRequest
  ) throws(BatchError) -> [ProfitKey: ProfitLine] {
    var lines: [ProfitKey: ProfitLine] = [:]
    var names: [CalendarDate: String] = [:]
    func add(_ row: ComponentRow) {
      guard !row.component.isCashOnly else { return }
      let month = names[row.localDay] ?? row.localDay.monthText
      names[row.localDay] = month
      let key = ProfitKey(
        store: row.store, category: row.category, outlet: row.outlet, month: month,
        currency: row.currency)
      lines[key, default: ProfitLine()].add(row)
    }
    if let months, request.from == nil, request.to == nil {
      for rows in try months.value().values { for row in rows { add(row) } }
    } else {
      try storing { () throws(StoreError) in
        try ledger.componentRows(by: .month, from: request.from, to: request.to) { add($0) }
      }
    }
    return lines
  }

  /// Sums over the columns that were not asked for; amounts of two currencies are never added.
  private func regrouped(
    _ lines: [ProfitKey: ProfitLine], by columns: [String]
  ) -> [ProfitKey: ProfitLine] {
    var grouped: [ProfitKey: ProfitLine] = [:]
    for (key, line) in lines {
      grouped[key.keeping(columns), default: ProfitLine()].add(line)
    }
    return grouped
  }
}

/// What a line of profit stands for.
struct ProfitKey: Hashable, Comparable {
  var store: String
  var category: String
  var outlet: String
  var month: String
  let currency: Currency

  private var ordered: [ByteString] {
    [store, category, outlet, month, currency.code].map { ByteString($0) }
  }

  static func < (lhs: ProfitKey, rhs: ProfitKey) -> Bool {
    lhs.ordered.lexicographicallyPrecedes(rhs.ordered)
  }

  func cell(_ column: String) -> Cell {
    switch column {
    case "store": .text(store)
    case "category": .text(category)
    case "outlet": .text(outlet)
    case "month": .plain(month)
    default: .text(currency.code)
    }
  }

  /// The key with the columns that are not named made empty.
  func keeping(_ columns: [String]) -> ProfitKey {
    func kept(_ column: String, _ value: String) -> String { columns.contains(column) ? value : "" }
    return ProfitKey(
      store: kept("store", store), category: kept("category", category),
      outlet: kept("outlet", outlet), month: kept("month", month), currency: currency)
  }
}

/// The sums of a line of profit, in minor units.
struct ProfitLine {
  init(units: Int64 = 0, unitsWithoutCost: Int64 = 0) {
    self.units = units
    self.unitsWithoutCost = unitsWithoutCost
  }

  var amounts: [Component: Int64] = [:]
  var units: Int64 = 0
  var unitsWithoutCost: Int64 = 0
  var costMinor: Int64 = 0
  var costCurrency: Currency?
  /// The oldest rate in it, and what payouts in another currency have gained; consolidated only.
  var rateDate: CalendarDate?
  var fxMinor: Int64 = 0
  /// Lines whose costs are in several currencies have no sum of them.
  private var hasMixedCosts = false

  var netMinor: Int64 { amounts.values.reduce(0, +) }
  var isEmpty: Bool { units == 0 && fxMinor == 0 && amounts.values.allSatisfy { $0 == 0 } }

  mutating func add(_ row: ComponentRow) {
    amounts[row.component, default: 0] += row.amountMinor
    units += row.units
    unitsWithoutCost += row.unitsWithoutCost
    addCost(row.costMinor, row.costCurrency)
  }

  mutating func add(_ other: ProfitLine) {
    for (component, amount) in other.amounts { amounts[component, default: 0] += amount }
    units += other.units
    unitsWithoutCost += other.unitsWithoutCost
    fxMinor += other.fxMinor
    note(rate: other.rateDate)
    addCost(other.costMinor, other.costCurrency)
    if other.hasMixedCosts { forgetCosts() }
  }

  mutating func note(rate date: CalendarDate?) {
    rateDate = [rateDate, date].compactMap { $0 }.min()
  }

  mutating func setCost(_ cost: Int64, _ currency: Currency) {
    (costMinor, costCurrency) = (cost, currency)
  }

  private mutating func addCost(_ cost: Int64, _ currency: Currency?) {
    guard !hasMixedCosts else { return }
    if let currency, let known = costCurrency, currency != known {
      forgetCosts()
      return
    }
    costCurrency = costCurrency ?? currency
    costMinor += cost
  }

  private mutating func forgetCosts() {
    hasMixedCosts = true
    costCurrency = nil
    costMinor = 0
  }
}
