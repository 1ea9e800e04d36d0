import LedgerCore
import Reporting

/// Thirteen weeks of cash: each currency by itself, then all of them in the functional currency.
struct CashWeeksReport {
  private static let columns = [
    "scope", "currency", "week", "inflow_p10", "inflow_p50", "inflow_p90", "balance_p10",
    "balance_p50", "balance_p90", "shortfall_chance", "rate_date",
  ]
  private static let weeks = 13

  let forecasts: [PayoutForecast]
  let forecasting: Forecasting
  let master: MasterData
  let plans: [Currency: CashPlan]
  let now: Instant

  /// Those of accounts, and those for which something is stated.
  private var currencies: Set<Currency> {
    Set(forecasting.histories.map(\.account.currency)).union(plans.keys)
  }

  func bytes(_ format: ReportFormat) throws(BatchError) -> [UInt8] {
    var renderer = ReportRenderer(
      ReportHeader(
        name: "cash_weeks", columns: Self.columns,
        currencyNote: "amounts in the row's currency; shortfall_chance: that the balance was below"
          + " the stated floor at the end of this or an earlier week; scope group: all accounts at"
          + " the rate of rate_date"),
      format: format, asKnownOn: nil)
    let arriving = forecasting.inTransit(now).map {
      (
        day: $0.deposit.expected,
        amount: Money(minorUnits: $0.period.totalMinor, $0.account.currency)
      )
    }
    for currency in currencies.sorted() {
      let own = arriving.filter { $0.amount.currency == currency }
      append(
        "currency", currency, forecasts.filter { $0.account.currency == currency },
        own.map { ($0.day, $0.amount.minorUnits) }, plans[currency] ?? CashPlan(), rateDate: nil,
        to: &renderer)
    }
    guard let functional = master.configuration.functionalCurrency, withoutRate.isEmpty else {
      return finished(&renderer)
    }
    let converted = arriving.compactMap { entry in
      rate(entry.amount, functional).map { (day: entry.day, amountMinor: $0.minorUnits) }
    }
    append(
      "group", functional, forecasts.compactMap { self.converted($0, to: functional) }, converted,
      plan(in: functional), rateDate: rateDate(functional), to: &renderer)
    return finished(&renderer)
  }

  private func finished(_ renderer: inout ReportRenderer) -> [UInt8] {
    renderer.finish()
    return renderer.take()
  }

  private func append(
    _ scope: String, _ currency: Currency, _ forecasts: [PayoutForecast],
    _ arriving: [(day: CalendarDate, amountMinor: Int64)], _ plan: CashPlan,
    rateDate: CalendarDate?, to renderer: inout ReportRenderer
  ) {
    let weeks = CashOutlook(now: now, weeks: Self.weeks).weeks(
      of: currency, forecasts, arriving: arriving, plan: plan, seed: 1)
    for week in weeks {
      let amounts = (week.inflowMinor + week.balanceMinor).map {
        Cell.amount($0, digits: currency.minorDigits)
      }
      let chance = Cell.plain(decimalText(Int64(week.shortfallPermille), digits: 3))
      renderer.append(
        [.text(scope), .text(currency.code), .plain(week.monday.description)] + amounts
          + [chance, rateDate.map { .plain($0.description) } ?? .empty])
    }
  }

  // MARK: - At a stated rate

  /// The currencies without a rate to the functional one, in order: a sum without them would be a part
  /// only, so that there is none.
  var withoutRate: [Currency] {
    guard let functional = master.configuration.functionalCurrency else { return [] }
    return currencies.filter { rate(Money(minorUnits: 100, $0), functional) == nil }.sorted()
  }

  private func rate(_ money: Money, _ currency: Currency) -> Money? {
    master.rates.converted(money, to: currency, on: now.day())?.money
  }

  /// The oldest of the rates that are used.
  private func rateDate(_ currency: Currency) -> CalendarDate? {
    currencies.compactMap {
      master.rates.converted(Money(minorUnits: 100, $0), to: currency, on: now.day())?.rateDate
    }.min()
  }

  /// What is stated for all currencies together.
  private func plan(in currency: Currency) -> CashPlan {
    var sum = CashPlan()
    for (own, plan) in plans {
      for part in [\CashPlan.openingMinor, \.weeklyOutflowMinor, \.floorMinor] {
        sum[keyPath: part] +=
          rate(Money(minorUnits: plan[keyPath: part], own), currency)?.minorUnits ?? 0
      }
    }
    return sum
  }

  private func converted(_ forecast: PayoutForecast, to currency: Currency) -> PayoutForecast? {
    let own = forecast.account
    var result = forecast
    result.account = ForecastAccount(
      store: own.store, currency: currency, type: "\(own.type) \(own.currency)",
      homeMarketplace: own.homeMarketplace)
    result.quantilesMinor = forecast.quantilesMinor.compactMap {
      rate(Money(minorUnits: $0, own.currency), currency)?.minorUnits
    }
    return result.quantilesMinor.count == QuantileLevels.count ? result : nil
  }
}

extension Books {
  /// Thirteen weeks of cash from tonight's forecasts and what the user states.
  package func cashWeeks(
    _ plans: [Currency: CashPlan], _ format: ReportFormat
  ) throws(BatchError) -> [UInt8] {
    let forecasting = try forecasting()
    let now = try viewpoint()
    let forecasts = try forecasting.tonight(
      now, workers: context.workers, memories: ForecastMemories(context.home))
    let report = CashWeeksReport(
      forecasts: forecasting.expected(forecasts, now), forecasting: forecasting, master: master,
      plans: plans, now: now)
    if !report.withoutRate.isEmpty {
      let codes = report.withoutRate.map(\.code).joined(separator: ", ")
      context.logger.warning(
        "fx.csv has no rate of \(codes) by \(now.day()): all currencies together are left out")
    }
    return try report.bytes(format)
  }
}
