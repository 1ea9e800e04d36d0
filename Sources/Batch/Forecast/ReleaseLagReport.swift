import LedgerCore
import Reporting

extension Books {
  /// How long sales are held back from posting to release, by account and destination: the curves
  /// that tonight's forecasts rest on. Accounts without held-back sales have no row.
  package func releaseLags(_ format: ReportFormat) throws(BatchError) -> [UInt8] {
    var renderer = ReportRenderer(
      ReportHeader(
        name: "release_lags",
        columns: [
          "store", "account_type", "currency", "marketplace", "destination", "releases",
          "days_p10", "days_p50", "days_p90",
        ],
        currencyNote: "days from posting to release; releases: those of the destination itself in"
          + " the last 70 days, with few of them its days are mostly the account's"),
      format: format, asKnownOn: nil)
    let now = try viewpoint()
    for history in try forecasting().histories {
      let account = history.account
      for (destination, lag) in PayoutForecaster().releaseLags(history, now: now) {
        var cells: [Cell] = [
          .text(account.store), .text(account.type), .text(account.currency.code),
          .text(account.homeMarketplace), .text(destination), .integer(Int64(lag.releases)),
        ]
        cells += [lag.p10Hours, lag.p50Hours, lag.p90Hours].map {
          .plain(decimalText(Int64($0) * 100 / 24, digits: 2))
        }
        renderer.append(cells)
      }
    }
    renderer.finish()
    return renderer.take()
  }
}
