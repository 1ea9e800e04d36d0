import LedgerCore
import LedgerStore
import Reporting

/// What a backtest has come to.
package struct BacktestOutcome: Sendable {
  package let scores: ScoreTable
  /// Every forecast with what came of it, as CSV.
  package let detail: [UInt8]
  /// What it rests on, for a person.
  package let remark: String
}

extension Books {
  /// So many days of a history only teach, unless a first night is stated.
  private static let untestedDays: Int64 = 182

  /// Forecasts every night of the past as known then.
  ///
  /// Without bounds: from half a year (`untestedDays`) after the first known close to the last one.
  package func backtest(from: Instant?, to: Instant?) throws(BatchError) -> BacktestOutcome {
    let forecasting = try forecasting()
    guard let first = forecasting.firstNight, let last = forecasting.lastNight else {
      throw BatchError("there is no settlement to test on; import or sync some")
    }
    let secondOfDay = try viewpoint().seconds % 86_400
    let begin =
      from ?? Instant(seconds: (first.seconds / 86_400 + Self.untestedDays) * 86_400)
    let night =
      begin.seconds % 86_400 == 0 ? Instant(seconds: begin.seconds + secondOfDay) : begin
    let end = min(to ?? last, context.now)
    guard night <= end else {
      let isHistoryShort = from == nil
      throw BatchError(
        "there is no night to test from \(night) to \(end); the last known close is of \(last)"
          + (isHistoryShort
            ? ", and nights are tested from \(Self.untestedDays) days after the first known close;"
              + " state an earlier --from, such as \(first.day())"
            : ""),
        kind: .usage)
    }
    let lastNight = Instant(seconds: end.seconds - (end.seconds - night.seconds) % 86_400)
    let scored = forecasting.backtest(from: night, to: lastNight)
    let (received, assumed) = forecasting.dating
    let remark =
      "nights \(night) to \(lastNight); \(received) facts count from when they were received,"
      + " \(assumed) came later and count from two days after they happened"
    return BacktestOutcome(
      scores: ScoreTable(scored), detail: detail(scored), remark: remark)
  }

  private func detail(_ scored: [ScoredForecast]) -> [UInt8] {
    let columns =
      [
        "store", "account_type", "currency", "marketplace", "night", "payout", "horizon_days",
        "expected_close", "expected_deposit", "settlement_id", "actual_close", "actual_deposit",
        "date_basis", "days_late", "actual",
      ] + QuantileLevels.all.map { "q\(Int(($0 * 1000).rounded()))" }
      + Baselines.Name.allCases.map(\.rawValue)
    var renderer = ReportRenderer(
      ReportHeader(name: "forecast_detail", columns: columns), format: .csv, asKnownOn: nil)
    for entry in scored {
      let forecast = entry.forecast
      let account = forecast.account
      let digits = account.currency.minorDigits
      var cells: [Cell] = [
        .text(account.store), .text(account.type), .text(account.currency.code),
        .text(account.homeMarketplace), .plain(forecast.madeAt.description),
        .integer(Int64(forecast.number)), .plain(forecast.horizon.name),
        .plain(forecast.close.description), .plain(forecast.deposit.expected.description),
        .text(entry.settlementID), .plain(entry.actualClose.description),
        entry.actualDeposit.map { .plain($0.description) } ?? .empty,
        .text(forecast.deposit.basis.rawValue),
        entry.daysLate.map { .integer(Int64($0)) } ?? .empty,
        .amount(entry.actualMinor, digits: digits),
      ]
      cells += forecast.quantilesMinor.map { .amount($0, digits: digits) }
      cells += forecast.baselinesMinor.map { $0.map { .amount($0, digits: digits) } ?? .empty }
      renderer.append(cells)
    }
    renderer.finish()
    return renderer.take()
  }
}
