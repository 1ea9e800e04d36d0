import LedgerCore
import Reporting

/// Scores as rows: by account and horizon, and the mean over accounts.
package struct ScoreTable: Sendable {
  package static let columns =
    [
      "store", "account_type", "currency", "horizon_days", "forecasts", "payouts", "wape", "bias",
      "pinball", "coverage_50", "coverage_80", "coverage_80_low", "coverage_80_high",
      "coverage_95", "width_80", "date_same_day", "date_within_one",
    ] + Baselines.Name.allCases.map { "wape_\($0.rawValue)" } + ["gain_on_best"]

  package let rows: [[Cell]]

  package init(_ scored: [ScoredForecast]) {
    var rows: [[Cell]] = []
    let byHorizon = Dictionary(grouping: scored) { $0.forecast.horizon }
    for (horizon, members) in byHorizon.sorted(by: { $0.key < $1.key }) {
      let accounts = Dictionary(grouping: members) { $0.forecast.account }
        .sorted { $0.key < $1.key }
      var all: [ForecastScores] = []
      for (account, own) in accounts {
        guard let scores = ForecastScores(own) else { continue }
        all.append(scores)
        rows.append(
          [.text(account.store), .text(account.type), .text(account.currency.code)]
            + ScoreTable.cells(horizon, scores))
      }
      if let mean = ForecastScores(meanOf: all) {
        rows.append(
          [.text("(mean)"), .empty, .empty] + ScoreTable.cells(horizon, mean))
      }
    }
    self.rows = rows
  }

  private static func cells(_ horizon: Horizon, _ scores: ForecastScores) -> [Cell] {
    let (low, high) = scores.coverageInterval(.eighty)
    var cells: [Cell] = [
      .plain(horizon.name), .integer(Int64(scores.forecasts)), .integer(Int64(scores.payouts)),
    ]
    cells += [scores.wape, scores.bias, scores.pinball].map(ratio)
    cells += [scores.coverage[0], scores.coverage[1], low, high, scores.coverage[2]].map(ratio)
    cells.append(ratio(scores.width80))
    cells += [scores.sameDay, scores.withinOneDay].map { $0.map(ratio) ?? .empty }
    cells += scores.baselineWAPE.map { $0.map(ratio) ?? .empty }
    cells.append(scores.gainOnBest.map(ratio) ?? .empty)
    return cells
  }

  /// Four decimals: `0.1063`.
  private static func ratio(_ value: Double) -> Cell {
    .plain(decimalText(Int64((value * 10_000).rounded()), digits: 4))
  }

  package func bytes(_ format: ReportFormat) -> [UInt8] {
    var renderer = ReportRenderer(
      ReportHeader(
        name: "forecast_scores", columns: ScoreTable.columns,
        currencyNote: "shares, four decimals; errors are relative to the sum of payouts"),
      format: format, asKnownOn: nil)
    for row in rows { renderer.append(row) }
    renderer.finish()
    return renderer.take()
  }
}
