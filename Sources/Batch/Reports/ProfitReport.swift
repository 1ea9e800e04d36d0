import LedgerCore
import LedgerStore
import Reporting

/// Profit by store, category, outlet and month: in the currency of the settlements, or in one.
struct ProfitReport {
  let ledger: Ledger
  let master: MasterData
  /// The lines of all months, where somebody has made them.
  var lines: Once<[ProfitKey: ProfitLine]>?
  /// The journal's payouts, for the realised exchange difference of the consolidated view.
  var payouts: () throws(BatchError) -> [AccountingEntry] = { () throws(BatchError) in [] }

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    var lines = try profitLines(request)
    if request.isAllocated { lines = try allocatedLines(lines, request) }
    if request.isConsolidated { lines = try consolidated(lines, request) }
    for key in lines.keys { lines[key]?.value(key, master.rates) }
    if !request.by.isEmpty { lines = regrouped(lines, by: request.by) }
    let components = Component.incomeAndCost.map(\.name)
    let keys = ProfitKey.columns.filter { column in
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
          + " at the last rate up to each month's end (rate_date: the oldest one used)")
    var stream = ReportStream(header, request, to: sink)
    let months = MonthNames(lines.keys.compactMap(\.month))
    for (key, line) in lines.sorted(by: { $0.key < $1.key }) where !line.isEmpty {
      var cells = cells(key, line)
      if request.isConsolidated {
        cells.append(.amount(line.fxMinor, digits: key.currency.minorDigits))
      }
      try stream.append(keys.map { key.cell($0, months) } + cells)
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
    var cells: [Cell] = [.integer(line.units), .integer(line.unitsWithoutCost)]
    cells += Component.incomeAndCost.map { .amount(line.amounts[$0], digits: digits) }
    cells.append(.amount(line.netMinor, digits: digits))
    if let currency = line.costCurrency {
      cells += [.money(Money(minorUnits: -line.costMinor, currency)), .text(currency.code)]
    } else {
      cells += [.empty, .empty]
    }
    let sales = line.amounts[.productSales]
    let margin = line.profitMinor.flatMap { sales > 0 ? scaled($0, by: 10_000, over: sales) : nil }
    return cells + [
      line.profitMinor.map { .amount($0, digits: digits) } ?? .empty,
      margin.map { .amount($0, digits: 4) } ?? .empty, line.rateDate.map(Cell.day) ?? .empty,
    ]
  }

  func profitLines(
    _ request: ReportRequest
  ) throws(BatchError) -> [ProfitKey: ProfitLine] {
    guard request.from != nil || request.to != nil else {
      if let lines { return try lines.value() }
      return Batch.profitLines(
        try storing { () throws(StoreError) in try ledger.monthlySums() })
    }
    var lines: [ProfitKey: ProfitLine] = [:]
    try storing { () throws(StoreError) in
      try ledger.componentRows(by: .month, from: request.from, to: request.to) { row in
        guard !row.component.isCashOnly else { return }
        let key = ProfitKey(
          store: ByteString(row.store), category: ByteString(row.category),
          outlet: ByteString(row.outlet), month: CalendarMonth(row.localDay),
          currency: row.currency)
        lines[key, default: ProfitLine()].add(row)
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

/// The texts of months, each made once.
struct MonthNames {
  private let texts: [CalendarMonth: String]

  init(_ months: [CalendarMonth]) {
    texts = Dictionary(
      uniqueKeysWithValues: Set(months).map { ($0, $0.description) })
  }

  subscript(month: CalendarMonth?) -> String { month.flatMap { texts[$0] } ?? "" }
}

extension ProfitKey {
  fileprivate func cell(_ column: String, _ months: MonthNames) -> Cell {
    switch column {
    case "store": .text(store.text)
    case "category": .text(category.text)
    case "outlet": .text(outlet.text)
    case "month": .plain(months[month])
    default: .text(currency.code)
    }
  }
}
