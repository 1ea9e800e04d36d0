import LedgerCore
import Reporting

/// The report `cashflow`: the coming payouts, account by account, those on their way first.
struct CashflowReport {
  private static let columns = [
    "store", "account_type", "currency", "payout", "expected_close", "expected_deposit",
    "deposit_p10", "deposit_p90", "amount_p10", "amount_p50", "amount_p90", "known", "deferred",
    "projected", "status", "marketplace", "amount_p025", "amount_p25", "amount_p75",
    "amount_p975", "date_basis", "basis", "cycle_days", "carried", "minimum", "failure_permille",
    "amazon_status",
  ]

  private let night: NightOutlook.Night

  init(_ night: NightOutlook.Night) { self.night = night }

  func make(_ request: ReportRequest, _ sink: @escaping ReportSink) throws(BatchError) {
    let header = ReportHeader(
      name: "cashflow", columns: Self.columns,
      currencyNote: "amounts are in the row's currency, in major units; known is exact,"
        + " known + deferred + projected = amount_p50; carried goes to the next close instead, a debt is"
        + " negative; failure_permille: chance in thousandths that the transfer fails")
    var stream = ReportStream(header, request, to: sink)
    let forecasts = Dictionary(grouping: night.expected) { $0.account }
    let transit = Dictionary(grouping: night.inTransit) { $0.account }
    for account in night.accounts {
      for payout in transit[account] ?? [] where request.includes(payout.deposit.expected) {
        try stream.append(Self.cells(payout))
      }
      for forecast in forecasts[account] ?? [] where request.includes(forecast.deposit.expected) {
        try stream.append(Self.cells(forecast))
      }
    }
    try stream.finish()
  }

  private static func head(_ account: ForecastAccount) -> [Cell] {
    [.text(account.store), .text(account.type), .text(account.currency.code)]
  }

  private static func dates(_ close: Instant, _ deposit: DepositDates) -> [Cell] {
    [
      close.description, deposit.expected.description, deposit.p10.description,
      deposit.p90.description,
    ].map { .plain($0) }
  }

  private static func cells(_ payout: TransitPayout) -> [Cell] {
    let total = payout.period.totalMinor
    let digits = payout.account.currency.minorDigits
    let amount = Cell.amount(total, digits: digits)
    let zero = Cell.amount(0, digits: digits)
    return head(payout.account) + [.integer(0)] + dates(payout.period.end, payout.deposit)
      + [amount, amount, amount, amount, zero, zero, .text("in_transit")]
      + [.text(payout.account.homeMarketplace), amount, amount, amount, amount]
      + [.text(payout.deposit.basis.rawValue), .empty, .empty]
      + [zero, .empty, .empty, .empty]
  }

  private static func cells(_ forecast: PayoutForecast) -> [Cell] {
    let digits = forecast.account.currency.minorDigits
    let quantiles = forecast.quantilesMinor.map { Cell.amount($0, digits: digits) }
    let known = forecast.knownMinor
    let deferred = forecast.deferredMinor
    let parts = [known, deferred, forecast.p50 - known - deferred]
    return head(forecast.account) + [.integer(Int64(forecast.number))]
      + dates(forecast.close, forecast.deposit)
      + [QuantileLevels.p10, QuantileLevels.p50, QuantileLevels.p90].map { quantiles[$0] }
      + parts.map { .amount($0, digits: digits) } + [.text(forecast.status.rawValue)]
      + [.text(forecast.account.homeMarketplace)]
      + [QuantileLevels.p025, QuantileLevels.p25, QuantileLevels.p75, QuantileLevels.p975]
      .map { quantiles[$0] }
      + [
        .text(forecast.deposit.basis.rawValue), .text(forecast.basis.rawValue),
        .integer(Int64(forecast.cycleDays)),
        .amount(forecast.carriedMinor, digits: digits),
        .amount(forecast.minimumMinor, digits: digits),
        .integer(Int64(forecast.failurePermille)), .text(forecast.amazonStatus),
      ]
  }
}
