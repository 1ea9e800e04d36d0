import LedgerCore
import LedgerStore
import Reporting

/// Profit of all channels in one table: Amazon, the outlets' tills and the web stores, by month,
/// store, outlet, category and currency.
struct CrossChannelReport {
  let ledger: Ledger
  let master: MasterData

  static let amazon = "amazon"
  static let till = "pos"

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "crosschannel",
      columns: [
        "month", "channel", "store", "outlet", "category", "currency", "gross_sales",
        "promotions", "refunds", "tax", "fees", "other", "net", "units", "cogs",
        "cogs_currency", "discounts",
      ],
      currencyNote: "amounts are in the row's currency, cogs in cogs_currency, exact; sales of"
        + " tills are net of tax and of discounts, with tax and discounts beside them and not in"
        + " net; web stores' sales are as priced, with tax")
    var stream = ReportStream(header, request, to: sink)
    let lines = try lines(request)
    for (key, line) in lines.sorted(by: { $0.key < $1.key }) where !line.sums.isEmpty {
      try stream.append(cells(key, line))
    }
    try stream.finish()
  }

  private struct Key: Hashable, Comparable {
    let month, channel, store: String
    let outlet, category: ByteString
    let currency: Currency

    private var ordered: [ByteString] {
      [
        ByteString(month), ByteString(channel), ByteString(store), outlet, category,
        ByteString(currency.code),
      ]
    }

    static func < (lhs: Key, rhs: Key) -> Bool {
      lhs.ordered.lexicographicallyPrecedes(rhs.ordered)
    }
  }

  private struct Line {
    var sums = ChannelSums()
    /// The store whose catalog gives the costs.
    var costStore: String
  }

  private func lines(_ request: ReportRequest) throws(BatchError) -> [Key: Line] {
    var lines: [Key: Line] = [:]
    let profit = try ProfitReport(ledger: ledger, master: master).profitLines(request)
    for (key, line) in profit {
      let place = Key(
        month: key.month, channel: Self.amazon, store: key.store, outlet: ByteString(key.outlet),
        category: ByteString(key.category), currency: key.currency)
      lines[place, default: Line(costStore: key.store)].sums.add(ChannelSums(line))
    }
    let outlets = master.outlets
    let tills = try storing { () throws(StoreError) in
      try ledger.tillRows(from: request.from, to: request.to) { outlets[$0]?.store }
    }
    for row in tills {
      lines[key(row, Self.till), default: Line(costStore: row.store)].sums.add(row.sums)
    }
    let web = try storing { () throws(StoreError) in
      try ledger.webRows(from: request.from, to: request.to)
    }
    for row in web {
      guard let store = master.configuration.webStores.first(where: { $0.id == row.store }) else {
        continue
      }
      lines[key(row, store.platform), default: Line(costStore: store.catalog)].sums.add(row.sums)
    }
    return lines
  }

  private func key(_ row: ChannelRow, _ channel: String) -> Key {
    Key(
      month: row.month, channel: channel, store: row.store, outlet: row.outlet,
      category: row.category, currency: row.currency)
  }

  private func cells(_ key: Key, _ line: Line) -> [Cell] {
    let digits = key.currency.minorDigits
    let sums = line.sums
    let tax = key.channel == Self.till ? 0 : sums.tax
    let net = sums.grossSales + sums.promotions + sums.refunds + tax + sums.fees + sums.other
    let cost = master.stores[line.costStore]?.costCurrency(master.marketplaces)
    let amounts = [
      sums.grossSales, sums.promotions, sums.refunds, sums.tax, sums.fees, sums.other, net,
    ]
    return [
      .plain(key.month), .text(key.channel), .text(key.store), .text(key.outlet.text),
      .text(key.category.text), .text(key.currency.code),
    ] + amounts.map { .amount($0, digits: digits) } + [
      .quantity(milli: sums.unitsMilli),
      .amount(-sums.cost, digits: cost?.minorDigits ?? digits), .text(cost?.code ?? ""),
      .amount(sums.discounts, digits: digits),
    ]
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
    for (component, amount) in line.amounts { add(amount, of: component) }
    unitsMilli = line.units * 1000
    cost = line.costMinor
  }

  mutating func add(_ amount: Int64, of component: Component) {
    switch component {
    case .productSales, .shippingCredits, .giftWrapCredits: grossSales += amount
    case .productRefunds, .shippingRefunds, .giftWrapRefunds, .promotionRefunds:
      refunds += amount
    case .promotions, .points: promotions += amount
    case .taxCollected, .taxWithheld: tax += amount
    case let fee where fee.isFee: fees += amount
    default: other += amount
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
  }

  fileprivate var isEmpty: Bool {
    grossSales == 0 && promotions == 0 && refunds == 0 && tax == 0 && fees == 0 && other == 0
      && unitsMilli == 0
  }
}
