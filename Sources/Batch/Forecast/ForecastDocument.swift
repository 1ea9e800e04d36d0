import LedgerCore

/// A night's forecasts as an archived document: one line a payout, tab-separated.
///
/// A forecast cannot be derived again once more is known, so it is a document like an input: the
/// ledger may be thrown away and made again, what was said on a night stays.
enum ForecastDocument {
  private static let firstLine = "acorn forecast 2"
  /// Before payouts had a minimum and a chance of failure.
  private static let olderFirstLine = "acorn forecast 1"

  static func bytes(of forecasts: [PayoutForecast]) -> [UInt8] {
    var text = firstLine + "\n"
    for forecast in forecasts { text += line(forecast) + "\n" }
    return Array(text.utf8)
  }

  /// Nil when it is not such a document.
  static func forecasts(in bytes: [UInt8]) -> [PayoutForecast]? {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let isOlder = lines.first == Substring(olderFirstLine)
    guard isOlder || lines.first == Substring(firstLine) else { return nil }
    var forecasts: [PayoutForecast] = []
    for line in lines.dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard var forecast = forecast(isOlder ? cells : cells.dropLast(riskCells)) else { return nil }
      guard isOlder || addRisks(Array(cells.suffix(riskCells)), to: &forecast) else { return nil }
      forecasts.append(forecast)
    }
    return forecasts
  }

  private static let riskCells = 4

  private static func addRisks(_ cells: [Substring], to forecast: inout PayoutForecast) -> Bool {
    guard cells.count == riskCells, let carried = Int64(cells[0]), let minimum = Int64(cells[1]),
      let permille = Int(cells[2])
    else { return false }
    forecast.carriedMinor = carried
    forecast.minimumMinor = minimum
    forecast.failurePermille = permille
    forecast.amazonStatus = String(cells[3])
    return true
  }

  private static func line(_ forecast: PayoutForecast) -> String {
    let account = forecast.account
    let deposit = forecast.deposit
    var cells = [
      account.store, account.currency.code, account.type, account.homeMarketplace,
      forecast.madeAt.description, String(forecast.number), forecast.close.description,
      deposit.basis.rawValue, deposit.expected.description, deposit.p10.description,
      deposit.p90.description, String(forecast.cycleDays), forecast.cycle.rawValue,
      forecast.basis.rawValue, String(forecast.knownMinor), String(forecast.deferredMinor),
    ]
    cells += forecast.quantilesMinor.map { String($0) }
    cells += forecast.baselinesMinor.map { $0.map { String($0) } ?? "" }
    cells += [
      String(forecast.carriedMinor), String(forecast.minimumMinor),
      String(forecast.failurePermille), forecast.amazonStatus,
    ]
    return cells.joined(separator: "\t")
  }

  private static func forecast(_ cells: [Substring]) -> PayoutForecast? {
    let fixed = 16
    guard cells.count == fixed + QuantileLevels.count + Baselines.Name.allCases.count,
      let currency = Currency(String(cells[1])), let madeAt = Instant(String(cells[4])),
      let number = Int(cells[5]), let close = Instant(String(cells[6])),
      let deposit = deposit(cells[7...10].map(String.init)), let cycleDays = Int(cells[11]),
      let cycle = PayoutCycle.Kind(rawValue: String(cells[12])),
      let basis = AccountHistory.Basis(rawValue: String(cells[13])),
      let known = Int64(cells[14]), let deferred = Int64(cells[15])
    else { return nil }
    let quantiles = cells[fixed..<fixed + QuantileLevels.count].compactMap { Int64($0) }
    guard quantiles.count == QuantileLevels.count else { return nil }
    return PayoutForecast(
      account: ForecastAccount(
        store: String(cells[0]), currency: currency, type: String(cells[2]),
        homeMarketplace: String(cells[3])),
      madeAt: madeAt, number: number, close: close, deposit: deposit,
      horizon: Horizon(days: Int(deposit.expected.dayNumber - madeAt.day().dayNumber)),
      quantilesMinor: quantiles, knownMinor: known, deferredMinor: deferred,
      baselinesMinor: cells.suffix(Baselines.Name.allCases.count).map { Int64($0) },
      cycleDays: cycleDays, cycle: cycle, basis: basis)
  }

  private static func deposit(_ cells: [String]) -> DepositDates? {
    guard let basis = DepositDates.Basis(rawValue: cells[0]),
      let expected = CalendarDate(cells[1]), let p10 = CalendarDate(cells[2]),
      let p90 = CalendarDate(cells[3])
    else { return nil }
    return DepositDates(basis: basis, expected: expected, p10: p10, p90: p90)
  }
}
