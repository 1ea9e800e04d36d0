import LedgerCore
import LedgerStore
import Reporting

/// Makes reports from a ledger; the same ledger gives the same bytes.
package struct ReportMaker {
  let ledger: Ledger
  let master: MasterData

  /// What reports of the future take besides.
  private let outlook: NightOutlook?

  let journal: JournalMaker
  /// The accounting entries, made once for all reports of this maker.
  private let entries: Once<ReportedEntries>
  /// What a night keeps of them for the next one.
  let kept: Once<KeptJournal?>
  private let profitLines: Once<[ProfitKey: ProfitLine]>

  package init(ledger: Ledger, master: MasterData, outlook: NightOutlook? = nil) {
    self.init(ledger: ledger, master: master, outlook: outlook, night: nil)
  }

  /// `night` are the reports that it makes, where they are a night's.
  init(ledger: Ledger, master: MasterData, outlook: NightOutlook?, night: NightReports?) {
    self.ledger = ledger
    self.master = master
    self.outlook = outlook
    let journal = JournalMaker(ledger: ledger, master: master, outlook: outlook)
    self.journal = journal
    let kept = Once { () throws(BatchError) in night?.journal(master.chartDigest) }
    self.kept = kept
    entries = Once { () throws(BatchError) in try journal.reported(kept.value()) }
    profitLines = Once { () throws(BatchError) in Batch.profitLines(try journal.months.value()) }
  }

  package func make(
    _ request: ReportRequest, to sink: @escaping ReportSink
  ) throws(BatchError) {
    try request.check()
    switch request.name {
    case .settlements: try settlements(request, sink)
    case .components: try components(request, sink)
    case .fees: try labelled(request, sink) { $0.isFee }
    case .refunds: try labelled(request, sink) { $0.isRefund }
    case .promotions: try labelled(request, sink) { $0.isPromotion }
    case .profit:
      var report = ProfitReport(ledger: ledger, master: master, lines: profitLines)
      let journal = journal
      report.payouts = { () throws(BatchError) in try journal.payoutEntries() }
      try report.make(request, sink)
    case .reconciliation: try reconciliation(request, sink)
    case .exceptions: try exceptions(request, sink)
    case .receivable: try receivable(request, sink)
    case .deposits: try deposits(request, sink)
    case .restatements: try restatements(request, sink)
    case .jumps: try jumps(request, sink)
    case .crosschannel:
      var report = CrossChannelReport(ledger: ledger, master: master, profitLines: profitLines)
      let journal = journal
      report.vendor = { () throws(BatchError) in try journal.vendorEntries() }
      try report.make(request, sink)
    case .orders:
      try OrdersReport(ledger: ledger, master: master).make(request, sink)
    case .outletDays: try outletDays(request, sink)
    case .outletDeposits: try outletDeposits(request, sink)
    case .webstorePayouts: try webPayouts(request, sink)
    case .skuChannels: try SkuChannelsReport(ledger: ledger, master: master).make(request, sink)
    case .vendorMatches: try vendorMatches(request, sink)
    case .vendorLines: try vendorLines(request, sink)
    case .recovery: try recovery(request, sink)
    case .cashflow:
      guard let outlook else { throw BatchError("report cashflow: there is no clock") }
      try CashflowReport(try outlook.night()).make(request, sink)
    case .journal, .trialBalance:
      let reports = JournalReports(
        entries: try entries.value(), locked: try LockedMonths(ledger).last)
      try request.name == .journal
        ? reports.journal(request, sink) : reports.trialBalance(request, sink)
    }
  }

  // MARK: - One row a settlement

  private func settlements(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let header = ReportHeader(
      name: "settlements",
      columns: [
        "settlement_id", "store", "account_type", "currency", "start", "end", "deposit_date",
        "stated_total", "rows_total", "difference", "rows", "unclassified_rows", "version",
        "status", "home_marketplace",
      ])
    var stream = ReportStream(header, request, to: sink)
    var rows: [SettlementRow] = []
    try storing { () throws(StoreError) in try ledger.settlementRows { rows.append($0) } }
    for row in rows where request.includes(row.end.day()) {
      let digits = row.currency.minorDigits
      try stream.append([
        .text(row.settlementID), .text(row.store), .text(row.accountType),
        .text(row.currency.code), .plain(row.start.description), .plain(row.end.description),
        row.deposit.map { .plain($0.description) } ?? .empty,
        .amount(row.statedTotalMinor, digits: digits),
        .amount(row.rowsTotalMinor, digits: digits),
        .amount(row.rowsTotalMinor - row.statedTotalMinor, digits: digits),
        .integer(Int64(row.rows)), .integer(Int64(row.unclassifiedRows)),
        .integer(Int64(row.version)), .text(row.isRestated ? "restated" : "posted"),
        .text(row.homeMarketplace),
      ])
    }
    try stream.finish()
  }

  // MARK: - Component rows

  private func components(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    if !request.by.isEmpty {
      try GroupedComponents(ledger: ledger).make(request, sink)
      return
    }
    let header = ReportHeader(
      name: "components", columns: ComponentColumns.all + ["amount", "rows"])
    try eachSettlement(header, request, to: sink, by: .day) { rows, stream throws(BatchError) in
      for row in rows {
        try stream.append(
          ComponentColumns.cells(of: row) + [
            .amount(row.amountMinor, digits: row.currency.minorDigits), .integer(row.rows),
          ])
      }
    }
  }

  /// Component rows of some kinds with their labels, their orders and their share of sales.
  private func labelled(
    _ request: ReportRequest, _ sink: @escaping ReportSink,
    where isWanted: (Component) -> Bool
  ) throws(BatchError) {
    let header = ReportHeader(
      name: request.name.rawValue,
      columns: ComponentColumns.all + [
        "amount", "rows", "transaction_type", "amount_type", "amount_description", "orders",
        "share_of_sales",
      ],
      currencyNote: "amounts are in the row's currency, in major units, exact;"
        + " share_of_sales = -amount / product sales of the settlement, four decimals")
    try eachSettlement(header, request, to: sink, by: .label) { rows, stream throws(BatchError) in
      let sales = rows.reduce(0) {
        $1.component == .productSales ? $0 + $1.amountMinor : $0
      }
      for row in rows where isWanted(row.component) {
        let share = sales > 0 ? scaled(-row.amountMinor, by: 10_000, over: sales) : nil
        try stream.append(ReportMaker.cells(labelled: row, share: share))
      }
    }
  }

  private static func cells(labelled row: ComponentRow, share: Int64?) -> [Cell] {
    ComponentColumns.cells(of: row) + [
      .amount(row.amountMinor, digits: row.currency.minorDigits), .integer(row.rows),
      .text(row.label?.transactionType.text ?? ""), .text(row.label?.amountType.text ?? ""),
      .text(row.label?.amountDescription.text ?? ""), .integer(row.orders),
      share.map { .amount($0, digits: 4) } ?? .empty,
    ]
  }

  /// A section of rows for each settlement in force.
  private func eachSettlement(
    _ header: ReportHeader, _ request: ReportRequest, to sink: @escaping ReportSink,
    by detail: ComponentDetail,
    _ append: ([ComponentRow], inout ReportStream) throws(BatchError) -> Void
  ) throws(BatchError) {
    let reader = try storing { () throws(StoreError) in
      try ComponentReader(ledger, from: request.from, to: request.to)
    }
    try ReportStream.write(header, request, to: sink, reader.settlements) {
      ($0.key, $0.month)
    } _: { settlement, stream throws(BatchError) in
      let rows = try storing { () throws(StoreError) in try reader.rows(of: settlement, by: detail)
      }
      try append(rows, &stream)
    }
  }

  // MARK: - What was concluded

  private func reconciliation(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let columns = [
      "identity", "store", "account_type", "currency", "settlement_id", "status", "expected",
      "actual", "difference", "cause", "evidence",
    ]
    try copied(
      request, ReportHeader(name: "reconciliation", columns: columns), sink,
      plainText: ["expected", "actual", "difference"],
      sql: "SELECT \(columns.joined(separator: ", ")) FROM identity_result ORDER BY position")
  }

  /// The last day that the books know of: ages are counted to it, so that they follow from the
  /// input and not from the clock.
  private static let lastDay =
    "(SELECT date(max(day), 'unixepoch') FROM (SELECT max(end_at) AS day FROM settlement_version"
    + " UNION ALL SELECT max(posted_at) FROM amazon_transaction"
    + " UNION ALL SELECT max(to_day) * 86400 FROM bank_statement))"

  private func exceptions(
    _ request: ReportRequest, _ sink: @escaping ReportSink
  ) throws(BatchError) {
    let columns = [
      "id", "opened", "severity", "kind", "store", "settlement_id", "amount", "currency", "what",
      "where", "what_to_do", "status", "decided", "reason", "age_days",
    ]
    var stream = ReportStream(ReportHeader(name: "exceptions", columns: columns), request, to: sink)
    var rows: [[String]] = []
    try storing { () throws(StoreError) in
      try ledger.textRows(
        "SELECT exception_id, opened, severity, kind, store, settlement_id,"
          + " coalesce(amount_minor, ''), currency, what, place, what_to_do,"
          + " CASE WHEN status = 'open' AND decided_at IS NOT NULL THEN 'accepted' ELSE status END,"
          + " coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', decided_at, 'unixepoch'), ''),"
          + " coalesce(reason, ''),"
          + " CASE WHEN opened = '' THEN '' ELSE CAST(max(0, julianday(\(Self.lastDay))"
          + " - julianday(opened)) AS INTEGER) END"
          + " FROM exception LEFT JOIN latest_decision USING (exception_id) ORDER BY position",
        columns: Int32(columns.count)
      ) { rows.append($0) }
    }
    for row in rows {
      var cells = row.map { Cell.text($0) }
      cells[1] = .plain(row[1])
      cells[12] = .plain(row[12])
      cells[14] = Int64(row[14]).map(Cell.integer) ?? .empty
      cells[6] =
        Int64(row[6]).map { .amount($0, digits: Currency(row[7])?.minorDigits ?? 2) } ?? .empty
      try stream.append(cells)
    }
    try stream.finish()
  }

  private func copied(
    _ request: ReportRequest, _ header: ReportHeader, _ sink: @escaping ReportSink,
    plainText: Set<String>, sql: String
  ) throws(BatchError) {
    var stream = ReportStream(header, request, to: sink)
    let isPlain = header.columns.map(plainText.contains)
    let rows = try storing { () throws(StoreError) in try ledger.select(sql) }
    while try storing({ () throws(StoreError) in try rows.step() }) {
      try stream.append(
        isPlain.enumerated().map { column, isPlain -> Cell in
          let text = rows.text(Int32(column))
          return isPlain ? .plain(text) : .text(text)
        })
    }
    try stream.finish()
  }
}

extension ReportRequest {
  func includes(_ day: CalendarDate) -> Bool {
    (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
  }

  func includes(_ state: OrderState) -> Bool { states.isEmpty || states.contains(state) }
}

/// The columns that all component reports begin with.
enum ComponentColumns {
  static let all = [
    "settlement_id", "store", "marketplace", "currency", "posted_date", "local_date", "category",
    "outlet", "component",
  ]

  static func cells(of row: ComponentRow) -> [Cell] {
    [
      .text(row.settlementID), .text(row.store), .text(row.marketplace),
      .text(row.currency.code), .plain(row.postedDay.description),
      .plain(row.localDay.description), .text(row.category), .text(row.outlet),
      .text(row.component.name),
    ]
  }
}
