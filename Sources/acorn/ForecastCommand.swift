import ArgumentParser
import Batch
import Glibc
import LedgerCore
import Reporting

struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Says on which day the next payouts come, how much, and how sure that is.",
    discussion: """
        acorn forecast                               # a sentence for each account's next payout
        acorn report cashflow                        # all payouts of thirteen weeks as a table
        acorn forecast --weeks --opening EUR=20000 --outflow EUR=15000 --floor EUR=5000
        acorn forecast --backtest --from 2026-01-01  # what it would have said, and how wrong
        acorn forecast --scores                      # how wrong it was, night by night
        acorn forecast --lags                        # days from sale to release by destination

      A debt, or a balance below the least payout the account has shown, is carried to the next close
      and said so; so is the chance that a transfer fails, from 20 in a thousand on.

      Each forecast is kept in the archive, so that it can be scored when the payout has happened;
      --dry-run keeps nothing.
      """)

  @Flag(help: "Forecast every night of the past as known then, and print the scores.")
  var backtest = false

  @Flag(help: "Print the scores of the forecasts that were kept.")
  var scores = false

  @Flag(help: "Print the cash of thirteen weeks by currency.")
  var weeks = false

  @Flag(help: "Print how long sales are held back, by account and destination.")
  var lags = false

  @Option(
    help: """
      Backtest: the first night, such as 2026-01-01 or 2026-01-01T05:00:00Z (default: 182 days \
      after the first known close).
      """)
  var from: String?

  @Option(help: "Backtest: the last night, a day's included (default: the last known close's).")
  var to: String?

  @Option(help: "Backtest: also write every single forecast with what came of it to this file.")
  var detail: String?

  @Option(help: "Weeks: cash at the beginning, such as EUR=20000.")
  var opening: [String] = []

  @Option(help: "Weeks: what goes out each week, such as EUR=15000.")
  var outflow: [String] = []

  @Option(help: "Weeks: the balance not to fall below, such as EUR=5000 (default 0).")
  var floor: [String] = []

  @Option(help: "csv or json, for scores, weeks and lags.")
  var format = ReportFormat.csv

  @Flag(help: "Keep nothing in the archive.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard [backtest, scores, weeks, lags].count(where: { $0 }) <= 1 else {
      throw ValidationError("choose one of --backtest, --scores, --weeks and --lags")
    }
    let (from, to) = (try instant(from, "--from"), try endOfDay(to, "--to"))
    if let from, let to, from > to {
      throw ValidationError("--from \(from) comes after --to \(to)")
    }
    guard backtest || (from == nil && to == nil && detail == nil) else {
      throw ValidationError("--from, --to and --detail go with --backtest")
    }
    guard weeks || (opening.isEmpty && outflow.isEmpty && floor.isEmpty) else {
      throw ValidationError("--opening, --outflow and --floor go with --weeks")
    }
    let plans = try plans()
    try running {
      let context = try common.context()
      let books = try Books(context)
      if let detail { try books.checkOutput(detail) }
      if backtest {
        let test = try books.backtest(from: from, to: to)
        if let detail { try replaceFile(detail, with: test.detail) }
        printError(test.remark)
        try writeOutput(test.scores.bytes(format))
      } else if scores {
        try writeOutput(ScoreTable(books.frozenScores()).bytes(format))
      } else if weeks {
        try writeOutput(books.cashWeeks(plans, format))
      } else if lags {
        try writeOutput(books.releaseLags(format))
      } else {
        let forecasting = try books.forecasting()
        let forecasts = try forecasting.tonight(
          context.now, workers: context.workers, memories: ForecastMemories(context.home))
        if !dryRun { try books.freeze(forecasts) }
        let next = forecasts.filter { $0.number == 1 }
        for forecast in next { try say(forecast.sentence(among: next.map(\.account))) }
        if forecasts.isEmpty { try say(forecasting.whyNothingIsForecast(on: context.now)) }
      }
      return 0
    }
  }

  private func plans() throws -> [Currency: CashPlan] {
    var plans: [Currency: CashPlan] = [:]
    for (option, texts, part) in [
      ("--opening", opening, \CashPlan.openingMinor),
      ("--outflow", outflow, \CashPlan.weeklyOutflowMinor),
      ("--floor", floor, \CashPlan.floorMinor),
    ] {
      var stated: Set<Currency> = []
      for text in texts {
        let sides = text.split(separator: "=", maxSplits: 1).map { Array($0.utf8) }
        guard sides.count == 2, let currency = Currency(sides[0]),
          let minor = ExactDecimal(sides[1])?.minorUnits(digits: currency.minorDigits),
          minor.magnitude <= CashPlan.mostMinor
        else { throw ValidationError("\(option) '\(text)' is not like EUR=20000") }
        guard stated.insert(currency).inserted else {
          throw ValidationError("\(option) states \(currency) twice; state each currency once")
        }
        plans[currency, default: CashPlan()][keyPath: part] = minor
      }
    }
    return plans
  }
}
