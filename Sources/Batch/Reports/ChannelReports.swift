import LedgerCore
import LedgerStore
import Reporting

/// Reports of tills and web stores.
extension ReportMaker {
  /// What each outlet sold each day, by category.
  func outletDays(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "outlet_days",
      columns: [
        "date", "outlet", "store", "category", "currency", "sales", "refunds", "tax", "takings",
        "units", "tickets", "discounts",
      ],
      currencyNote: "amounts are in the row's currency, exact; sales and refunds are net of tax"
        + " and discounts; takings = sales + refunds + tax")
    var stream = ReportStream(header, request, to: sink)
    var rows: [OutletDayRow] = []
    try storing { () throws(StoreError) in
      try ledger.outletDays(from: request.from, to: request.to) { rows.append($0) }
    }
    for row in rows {
      let digits = row.currency.minorDigits
      try stream.append([
        .plain(row.day.description), .text(row.outlet.text), .text(row.store),
        .text(row.category.text), .text(row.currency.code), .amount(row.sales, digits: digits),
        .amount(row.refunds, digits: digits), .amount(row.tax, digits: digits),
        .amount(row.takings, digits: digits), .quantity(milli: row.unitsMilli),
        .integer(row.tickets), .amount(row.discounts, digits: digits),
      ])
    }
    try stream.finish()
  }

  /// Takings on their way to the bank: closings, deposits, bank lines.
  func outletDeposits(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "outlet_deposits",
      columns: [
        "deposit_id", "outlet", "store", "from", "to", "tender", "currency", "gross", "fee",
        "over_short", "net", "bank", "bank_date", "bank_status", "line_ids", "booked_on",
        "evidence",
      ])
    var stream = ReportStream(header, request, to: sink)
    let (deposits, sides) = try storing { () throws(StoreError) in
      (try ledger.tillDeposits(), try ledger.bankSides(isTill: true))
    }
    for deposit in deposits where request.includes(deposit.to) {
      let digits = deposit.currency.minorDigits
      try stream.append(
        [
          .text(deposit.id.text), .text(deposit.outlet.text),
          .text(master.outlets[deposit.outlet]?.store ?? ""), .plain(deposit.from.description),
          .plain(deposit.to.description), .text(deposit.tender.text),
          .text(deposit.currency.code), .amount(deposit.grossMinor, digits: digits),
          .amount(deposit.feeMinor, digits: digits),
          .amount(deposit.overShortMinor, digits: digits),
          .amount(deposit.netMinor, digits: digits), .text(deposit.bank.text),
          deposit.bankDay.map { .plain($0.description) } ?? .empty,
        ] + cells(sides[deposit.outlet.text]?[deposit.id]))
    }
    try stream.finish()
  }

  /// A web store's payouts: control totals, transactions, bank lines.
  func webPayouts(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "webstore_payouts",
      columns: [
        "payout_id", "store", "date", "status", "currency", "charges", "refunds", "adjustments",
        "reserved", "fees", "retried", "total", "transactions", "transactions_total",
        "difference", "bank_status", "line_ids", "booked_on", "evidence",
      ])
    var stream = ReportStream(header, request, to: sink)
    let (payouts, transactions, sides) = try storing { () throws(StoreError) in
      (
        try ledger.webPayouts(), try ledger.webTransactions(),
        try ledger.bankSides(isTill: false)
      )
    }
    var sums: [OrderKey: (count: Int64, net: Int64)] = [:]
    for transaction in transactions {
      let key = OrderKey(store: transaction.store, name: transaction.payoutID)
      let known = sums[key] ?? (0, 0)
      sums[key] = (known.count + 1, known.net + transaction.netMinor)
    }
    for payout in payouts where request.includes(payout.day) {
      let digits = payout.currency.minorDigits
      let sum = sums[OrderKey(store: payout.store, name: payout.id)] ?? (0, 0)
      let amounts = [
        payout.chargesMinor, payout.refundsMinor, payout.adjustmentsMinor, payout.reservedMinor,
        payout.feesMinor, payout.retriedMinor, payout.totalMinor,
      ]
      try stream.append(
        [
          .text(payout.id.text), .text(payout.store), .plain(payout.day.description),
          .text(payout.status.text), .text(payout.currency.code),
        ] + amounts.map { .amount($0, digits: digits) } + [
          .integer(sum.count), .amount(sum.net, digits: digits),
          .amount(payout.totalMinor - sum.net, digits: digits),
        ] + cells(sides[payout.store]?[payout.id]))
    }
    try stream.finish()
  }

  private func cells(_ side: BankSide?) -> [Cell] {
    [
      .text(side?.status ?? ""), .text(side?.lineIDs.joined(separator: "|") ?? ""),
      side?.bookedOn.map { .plain($0.description) } ?? .empty, .text(side?.evidence ?? ""),
    ]
  }
}
