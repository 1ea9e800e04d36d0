import TestSupport
import Testing

@testable import LedgerCore

@Suite struct ForecastRunTests {
  private let day: Int64 = 86_400

  private func night(_ number: Int) -> Instant {
    Instant(seconds: MadeAccount.start.seconds + Int64(number) * day)
  }

  private func run(_ histories: [AccountHistory], nights: ClosedRange<Int>) -> ForecastRun {
    var run = ForecastRun(histories, horizonDays: 33)
    for number in nights { _ = run.night(night(number)) }
    return run
  }

  @Test func theNextPayoutIsForecastWithItsParts() throws {
    let history = MadeAccount().history()
    var run = ForecastRun([history], horizonDays: 33)
    let forecast = try #require(run.night(night(120)).first)
    #expect(forecast.number == 1)
    // Closes come every 14 days: the ninth is on day 126.
    #expect(forecast.close == night(126))
    let paid = try #require(history.periods.first { $0.end == night(126) }).totalMinor
    #expect(abs(Double(forecast.p50 - paid)) < 0.1 * Double(paid))
    #expect(forecast.knownMinor > paid / 3)
    #expect(forecast.quantilesMinor == forecast.quantilesMinor.sorted())
  }

  @Test(arguments: [nil, 100])
  func nothingFromTomorrowHasAnyInfluence(heldFromDay: Int?) {
    var made = MadeAccount()
    made.heldFromDay = heldFromDay
    made.reservePercent = 5
    let history = made.history()
    let tonight = night(131)
    var planted = history
    // Tomorrow's data: orders, a release, a close, a bank day and an expectation, all known later.
    for index in planted.movements.indices
    where planted.movements[index].knownFrom > tonight.seconds {
      planted.movements[index].amountMinor *= 1000
    }
    for index in planted.movements.indices
    where planted.movements[index].releaseKnownFrom > tonight.seconds {
      planted.movements[index].releasedAt += 5 * day
      planted.movements[index].revisedMaturity = planted.movements[index].releasedAt
      planted.movements[index].revisionKnownFrom = tonight.seconds + 1
    }
    planted.movements += (0..<500).map {
      Movement(
        postedAt: tonight.seconds - Int64($0) * 3600, knownFrom: tonight.seconds + 1,
        amountMinor: 9_999_999, kind: .sale)
    }
    planted.movements.sort { $0.postedAt < $1.postedAt }
    for index in planted.periods.indices where planted.periods[index].knownFrom > tonight {
      planted.periods[index].totalMinor *= 7
      planted.periods[index].end = Instant(seconds: planted.periods[index].end.seconds + day)
    }
    for index in planted.periods.indices {
      planted.periods[index].bankDay = CalendarDate("2031-01-01")
      planted.periods[index].bankKnownFrom = Instant(seconds: tonight.seconds + 1)
    }
    planted.expectations = [
      AmazonExpectation(
        knownFrom: Instant(seconds: tonight.seconds + 1), amountMinor: 1, scheduled: nil,
        status: "SCHEDULED")
    ]
    func said(_ history: AccountHistory) -> [String] {
      var run = ForecastRun([history], horizonDays: 33)
      var forecasts: [PayoutForecast] = []
      for number in 60...131 { forecasts = run.night(night(number)) }
      return forecasts.map { "\($0)" }
    }
    #expect(said(planted) == said(history))
    #expect(!said(history).isEmpty)
  }

  @Test func heldBackSalesAreKnownBeforeTheyArePaid() throws {
    var made = MadeAccount()
    made.heldFromDay = 100
    let history = made.history()
    var run = ForecastRun([history], horizonDays: 33)
    let forecast = try #require(run.night(night(174)).first)
    #expect(forecast.close == night(182))
    let paid = try #require(history.periods.first { $0.end == night(182) }).totalMinor
    // Eight days before the close nearly all of its sales are posted.
    #expect(forecast.deferredMinor > paid / 3)
    #expect(forecast.knownMinor + forecast.deferredMinor > paid * 8 / 10)
    #expect(abs(Double(forecast.p50 - paid)) < 0.06 * Double(paid))
  }

  @Test func theReserveIsForecastAndCarriedOn() throws {
    var made = MadeAccount()
    made.reservePercent = 10
    let history = made.history()
    var run = ForecastRun([history], horizonDays: 33)
    let forecasts = run.night(night(125))
    let paid = try #require(history.periods.first { $0.end == night(126) }).totalMinor
    #expect(abs(Double(forecasts[0].p50 - paid)) < 0.05 * Double(paid))
    let next = try #require(history.periods.first { $0.end == night(140) }).totalMinor
    #expect(abs(Double(forecasts[1].p50 - next)) < 0.15 * Double(next))
  }

  @Test func intervalsKeepTheirPromiseOnSteadyAccounts() throws {
    let histories = (1...6).map { seed in
      var made = MadeAccount()
      made.seed = UInt64(seed)
      made.store = "NA\(seed)"
      made.days = 400
      return made.history()
    }
    let scored = run(histories, nights: 60...400).scored.filter {
      $0.forecast.madeAt > night(150) && $0.forecast.horizon == .days8to14
    }
    let scores = try #require(ForecastScores(scored))
    #expect((0.72...0.88).contains(scores.coverage[1]), "\(scores.coverage)")
    #expect(scores.coverage[2] > 0.9, "\(scores.coverage)")
    let mean = try #require(scores.baselineWAPE[1])
    #expect(scores.wape < 0.8 * mean, "\(scores.wape) against \(mean)")
  }

  @Test func aSwitchToHeldSalesIsLivedThroughWithinFourCycles() throws {
    let histories = (0..<5).map { index in
      var made = MadeAccount()
      made.days = 330
      made.seed = UInt64(10 + index)
      made.store = "EU\(index)"
      made.heldFromDay = 130 + 11 * index
      return made.history()
    }
    let scored = run(histories, nights: 40...330).scored.filter { entry in
      let index = Int(entry.forecast.account.store.suffix(1)) ?? 0
      return entry.forecast.madeAt > night(130 + 11 * index + 4 * 14)
        && entry.forecast.horizon == .days8to14
    }
    let scores = try #require(ForecastScores(scored))
    #expect(scores.wape < 0.05)
    #expect((0.68...0.95).contains(scores.coverage[1]), "\(scores.coverage)")
  }

  @Test func theSameFactsGiveTheSameForecasts() {
    let history = MadeAccount().history()
    let runs = (0..<2).map { _ in
      run([history], nights: 40...120).scored.map { "\($0)" }
    }
    #expect(runs[0] == runs[1])
  }

  @Test func withoutAKnownCloseNothingIsSaid() {
    var run = ForecastRun([MadeAccount().history()], horizonDays: 33)
    #expect(run.night(night(10)).isEmpty)
  }

  @Test func aSyncThatStoppedDoesNotLookLikeAnAccountWithoutSales() throws {
    var history = MadeAccount().history()
    history.transactionsUntil = night(110)
    history.movements.removeAll { $0.postedAt >= night(110).seconds }
    var run = ForecastRun([history], horizonDays: 33)
    let forecast = try #require(run.night(night(120)).first)
    #expect(forecast.status == .fromHistory)
    let paid = try #require(history.periods.first { $0.end == night(126) }).totalMinor
    #expect(abs(Double(forecast.p50 - paid)) < 0.25 * Double(paid))
  }

  @Test func aCloseWhoseWordIsUsuallyTwoDaysLateIsNotTakenForSkipped() throws {
    var history = MadeAccount().history()
    for index in history.periods.indices {
      history.periods[index].knownFrom = Instant(
        seconds: history.periods[index].end.seconds + 2 * day)
    }
    var run = ForecastRun([history], horizonDays: 33)
    let late = Instant(seconds: night(126).seconds + 2 * day - 3600)
    let forecast = try #require(run.night(late).first)
    #expect(forecast.close == night(126))
  }

  /// An account of which settlement files alone tell.
  private var ofFiles: AccountHistory {
    var history = MadeAccount().history()
    history.transactionsFrom = nil
    let closes = history.periods
    history.movements = history.movements.compactMap { movement in
      guard let period = closes.first(where: { $0.end.seconds >= movement.postedAt }) else {
        return nil
      }
      var movement = movement
      movement.knownFrom = period.knownFrom.seconds
      movement.releaseKnownFrom = period.knownFrom.seconds
      return movement
    }
    return history
  }

  /// The last file is of day 238; what later closes have paid is not paid once more.
  @Test func filesThatAreBehindGiveThePayoutOfOnePeriod() throws {
    let history = ofFiles
    let usual = history.periods.suffix(8).map(\.totalMinor).reduce(0, +) / 8
    var run = ForecastRun([history], horizonDays: 33)
    let forecast = try #require(run.night(night(238 + 9 * 14 - 4)).first)
    #expect(forecast.close == night(238 + 9 * 14))
    #expect(forecast.missedCloses == 8)
    #expect(abs(Double(forecast.p50 - usual)) < 0.3 * Double(usual))
    #expect(forecast.knownMinor == 0)
    #expect(forecast.sentence().hasSuffix("; 8 closes before it are in no file"))
  }

  @Test func transactionsThatAreOldAreNotCalledUnknown() throws {
    var history = MadeAccount().history()
    history.transactionsUntil = night(120)
    history.movements.removeAll { $0.postedAt > night(120).seconds }
    history.periods.removeAll { $0.end > night(120) }
    var run = ForecastRun([history], horizonDays: 33)
    let forecast = try #require(run.night(night(124)).first)
    #expect(forecast.basis == .files)
    #expect(forecast.sentence().contains("Amazon was asked last more than three days ago"))
  }

  @Test func filesAloneGiveAForecastThatSaysSo() throws {
    let history = ofFiles
    let closes = history.periods
    var run = ForecastRun([history], horizonDays: 33)
    let forecast = try #require(run.night(night(120)).first)
    #expect(forecast.status == .fromHistory)
    #expect(forecast.knownMinor == 0)
    #expect(forecast.sentence().contains("from settlement files only"))
    let paid = try #require(closes.first { $0.end == night(126) }).totalMinor
    #expect(abs(Double(forecast.p50 - paid)) < 0.2 * Double(paid))
  }
}
