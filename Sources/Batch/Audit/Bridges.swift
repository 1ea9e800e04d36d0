import LedgerCore
import LedgerStore
import Reporting

/// The way from what buyers paid to what the bank credited, and to the sums that tax forms ask for.
struct Bridges {
  let books: Books
  let from, to: CalendarDate

  /// File names and contents.
  func files() throws(BatchError) -> [(name: String, bytes: [UInt8])] {
    var months: [MonthKey: MonthSums] = [:]
    var labels: [LabelKey: Int64] = [:]
    var settlements: [String: [Component: Int64]] = [:]
    try storing { () throws(StoreError) in
      try books.ledger.componentRows(by: .label, from: nil, to: nil) { row in
        settlements[row.settlementID, default: [:]][row.component, default: 0] += row.amountMinor
        guard from <= row.localDay, row.localDay <= to else { return }
        let key = MonthKey(
          store: row.store, marketplace: row.marketplace, currency: row.currency,
          month: row.localDay.monthText)
        months[key, default: MonthSums()].add(row)
        guard row.component == .taxWithheld || row.component == .taxCollected,
          let label = row.label
        else { return }
        labels[LabelKey(month: key, label: label.folded), default: 0] += row.amountMinor
      }
    }
    return [
      ("bridges/gross_net_bank.csv", try grossToBank(settlements)),
      ("bridges/sales_tax_by_month.csv", try byMonth(months)),
      ("bridges/us_1099k.csv", try form1099K()),
      ("bridges/tax_labels.csv", try byLabel(labels)),
      ("bridges/channels.csv", try ChannelBridge(books: books, from: from, to: to).bytes()),
    ]
  }

  // MARK: - Gross to net to bank

  private static let parts: [(name: String, components: [Component])] = [
    ("gross_sales", [.productSales, .shippingCredits, .giftWrapCredits]),
    ("refunds", [.productRefunds, .shippingRefunds, .giftWrapRefunds]),
    ("discounts", [.promotions, .promotionRefunds, .points]),
    ("tax_collected", [.taxCollected]), ("tax_withheld", [.taxWithheld]),
    ("fees", Component.allCases.filter(\.isFee)),
    ("other_income", [.reimbursements, .liquidations, .adjustments]),
    ("unclassified", [.unclassified]),
    ("reserve", [.reserve]), ("carried_over", [.carryOver]),
    ("card_and_loan", [.cardCharge, .transfer, .loan]),
  ]

  private func grossToBank(_ sums: [String: [Component: Int64]]) throws(BatchError) -> [UInt8] {
    let columns =
      ["settlement_id", "store", "account_type", "currency", "end"] + Bridges.parts.map(\.name)
      + ["total", "bank_lines", "bank_amount", "bank_currency", "bank_date"]
    let (heads, pairs) = try storing { () throws(StoreError) in
      (try books.ledger.settlementHeads(), try books.ledger.depositPairs())
    }
    let deposits = Bridges.deposits(pairs)
    var table = ReportTable("gross_net_bank", columns)
    for head in heads where from <= head.end.day() && head.end.day() <= to {
      let digits = head.currency.minorDigits
      let amounts = sums[head.settlementID] ?? [:]
      let lines = deposits["\(head.store) \(head.settlementID)"] ?? []
      let credited = lines.compactMap(\.credited)
      var cells: [Cell] = [
        .text(head.settlementID), .text(head.store), .text(head.accountType),
        .text(head.currency.code), .plain(head.end.description),
      ]
      for part in Bridges.parts {
        let sum = part.components.reduce(Int64(0)) { $0 + (amounts[$1] ?? 0) }
        cells.append(.amount(sum, digits: digits))
      }
      cells.append(.amount(head.totalMinor, digits: digits))
      cells.append(.text(lines.map(\.line).joined(separator: "|")))
      if let last = lines.last, let first = credited.first, credited.count == lines.count,
        credited.allSatisfy({ $0.currency == first.currency })
      {
        let sum = credited.reduce(Int64(0)) { $0 + $1.minorUnits }
        cells += [
          .amount(sum, digits: first.currency.minorDigits), .text(first.currency.code),
          .plain(last.day.description),
        ]
      } else {
        cells += [.empty, .empty, .empty]
      }
      try table.append(cells)
    }
    return try table.finished()
  }

  /// What a bank line has credited of a settlement; nil where it cannot be told from others'.
  private struct Credit {
    let line: String
    let day: CalendarDate
    let credited: Money?
  }

  /// By store and settlement. Of a line that pays several payouts each settlement has its own.
  private static func deposits(_ pairs: [Ledger.DepositPair]) -> [String: [Credit]] {
    let onLine = Dictionary(grouping: pairs, by: \.lineID)
    var deposits: [String: [Credit]] = [:]
    for pair in pairs.sorted(by: { ($0.day, $0.lineID) < ($1.day, $1.lineID) })
    where !pair.settlementID.isEmpty {
      let isShared = (onLine[pair.lineID]?.count ?? 0) > 1
      let own = pair.payout.flatMap { $0.currency == pair.credited.currency ? $0 : nil }
      deposits["\(pair.store) \(pair.settlementID)", default: []].append(
        Credit(
          line: pair.lineID, day: pair.day, credited: isShared ? own : pair.credited))
    }
    return deposits
  }

  // MARK: - By marketplace and month: VAT by country, OSS, India

  private struct MonthKey: Hashable, Comparable {
    let store, marketplace: String
    let currency: Currency
    let month: String

    static func < (lhs: MonthKey, rhs: MonthKey) -> Bool {
      (lhs.store, lhs.marketplace, lhs.currency, lhs.month)
        < (rhs.store, rhs.marketplace, rhs.currency, rhs.month)
    }
    var cells: [Cell] { [.text(store), .text(marketplace), .text(currency.code), .plain(month)] }
    static let columns = ["store", "marketplace", "currency", "month"]
  }

  private struct MonthSums {
    var amounts: [Component: Int64] = [:]
    var orders: Int64 = 0
    var units: Int64 = 0

    mutating func add(_ row: ComponentRow) {
      amounts[row.component, default: 0] += row.amountMinor
      units += row.units
      if row.component == .productSales { orders += row.orders }
    }
  }

  private static let supplies: [Component] = [
    .productSales, .shippingCredits, .giftWrapCredits, .productRefunds, .shippingRefunds,
    .giftWrapRefunds, .promotions, .promotionRefunds, .points, .taxCollected, .taxWithheld,
  ]
  /// Countries whose supplies may belong in a return of the Union's one-stop shop.
  private static let union: Set<String> = [
    "DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL",
  ]

  private func byMonth(_ months: [MonthKey: MonthSums]) throws(BatchError) -> [UInt8] {
    var table = ReportTable(
      "sales_tax_by_month",
      MonthKey.columns + ["scheme", "orders", "units"] + Bridges.supplies.map(\.name) + ["sum"])
    for (key, sums) in months.sorted(by: { $0.key < $1.key }) {
      let digits = key.currency.minorDigits
      let amounts = Bridges.supplies.map { sums.amounts[$0] ?? 0 }
      let scheme =
        Bridges.union.contains(key.marketplace)
        ? "EU VAT"
        : ["UK": "UK VAT", "US": "US sales tax", "IN": "India GST"][key.marketplace] ?? ""
      var cells = key.cells
      cells += [.plain(scheme), .integer(sums.orders), .integer(sums.units)]
      cells += amounts.map { Cell.amount($0, digits: digits) }
      cells.append(.amount(amounts.reduce(0, +), digits: digits))
      try table.append(cells)
    }
    return try table.finished()
  }

  private struct LabelKey: Hashable {
    let month: MonthKey
    let label: LabelTriple
  }

  /// What was collected and withheld by its label: TCS and TDS, VAT, GST and marketplace tax apart.
  private func byLabel(_ labels: [LabelKey: Int64]) throws(BatchError) -> [UInt8] {
    var table = ReportTable(
      "tax_labels",
      MonthKey.columns + ["transaction_type", "amount_type", "amount_description", "amount"])
    for (key, amount) in labels.sorted(by: {
      $0.key.month == $1.key.month ? $0.key.label < $1.key.label : $0.key.month < $1.key.month
    }) {
      var cells = key.month.cells
      cells += [
        .text(key.label.transactionType.text), .text(key.label.amountType.text),
        .text(key.label.amountDescription.text),
        .amount(amount, digits: key.month.currency.minorDigits),
      ]
      try table.append(cells)
    }
    return try table.finished()
  }

  // MARK: - Form 1099-K

  private struct FormKey: Hashable, Comparable {
    let store, accountType, month: String
    static func < (lhs: FormKey, rhs: FormKey) -> Bool {
      (lhs.store, lhs.accountType, lhs.month) < (rhs.store, rhs.accountType, rhs.month)
    }
  }

  /// Unadjusted gross of the US marketplace by month, Standard and Invoiced orders apart.
  private func form1099K() throws(BatchError) -> [UInt8] {
    let parts: [(String, [Component])] = [
      ("product_sales", [.productSales]), ("shipping", [.shippingCredits]),
      ("gift_wrap", [.giftWrapCredits]), ("promotional_rebates", [.promotions]),
      ("sales_tax", [.taxCollected]),
    ]
    var sums: [FormKey: MonthSums] = [:]
    try storing { () throws(StoreError) in
      let types = Dictionary(
        try books.ledger.settlementHeads().map { ($0.settlementID, $0.accountType) },
        uniquingKeysWith: { first, _ in first })
      try books.ledger.componentRows(by: .label, from: from, to: to) { row in
        // Refunds and their taxes do not lower the gross of the form.
        guard row.marketplace == "US", row.label?.folded.transactionType == "order" else { return }
        sums[
          FormKey(
            store: row.store, accountType: types[row.settlementID] ?? "",
            month: row.localDay.monthText), default: MonthSums()
        ].add(row)
      }
    }
    var table = ReportTable(
      "us_1099k",
      ["store", "account_type", "month", "currency"] + parts.map(\.0)
        + ["unadjusted_gross", "transactions"])
    for (key, sum) in sums.sorted(by: { $0.key < $1.key }) {
      let amounts = parts.map { part in part.1.reduce(Int64(0)) { $0 + (sum.amounts[$1] ?? 0) } }
      var cells: [Cell] = [
        .text(key.store), .text(key.accountType), .plain(key.month), .text("USD"),
      ]
      cells += amounts.map { Cell.amount($0, digits: 2) }
      cells += [.amount(amounts.reduce(0, +), digits: 2), .integer(sum.orders)]
      try table.append(cells)
    }
    return try table.finished()
  }
}

/// A small table as CSV bytes.
struct ReportTable {
  private var stream: ReportStream
  private let collected: Collected

  private final class Collected { var bytes: [UInt8] = [] }

  init(_ name: String, _ columns: [String]) {
    let collected = Collected()
    self.collected = collected
    stream = ReportStream(
      ReportHeader(name: name, columns: columns), ReportRequest(.components),
      to: { collected.bytes += $0 })
  }

  mutating func append(_ cells: [Cell]) throws(BatchError) { try stream.append(cells) }

  mutating func finished() throws(BatchError) -> [UInt8] {
    try stream.finish()
    return collected.bytes
  }
}
