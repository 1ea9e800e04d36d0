import LedgerCore
import LedgerStore
import Reporting
import TestSupport
import Testing

@testable import Batch

@Suite struct ForecastTests {
  private func forecasts(_ home: TestHome, at now: String) throws -> [PayoutForecast] {
    try home.with(now) { books in
      try books.forecasting().tonight(Instant(now)!)
    }
  }

  /// Without a stated clock the same question has the same answer until something is new.
  @Test func aForecastDoesNotChangeFromSecondToSecond() throws {
    let home = try Fortnights.home(10)
    let day = Fortnights.night(after: 9).prefix(10)
    func cashflow(_ time: String, isClockStated: Bool = false) throws -> [String] {
      let books = try Books(home.context("\(day)T\(time)Z", isClockStated: isClockStated))
      let plan = try books.cashWeeks([:], .csv)
      return [try books.reportBytes(ReportRequest(.cashflow)), plan].map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    let early = try cashflow("05:00:00")
    #expect(try cashflow("05:00:01") == early)
    #expect(try cashflow("23:59:59") == early)
    #expect(try cashflow("05:00:00", isClockStated: true) == early)
    #expect(try cashflow("23:59:59", isClockStated: true) != early, "a stated clock counts")
    #expect(try cashflow("04:59:59") != early, "the night before")
    // A fact of the day counts from when it came in; one of a later day does not yet.
    try home.importFiles(
      [home.folder.write("in/late.txt", "no settlement\n")], at: "\(day)T12:00:00Z")
    try Fortnights.add(10, to: home)
    let noon = try cashflow("12:00:00", isClockStated: true)
    #expect(noon != early)
    for time in ["12:00:00", "12:00:01", "20:00:00"] { #expect(try cashflow(time) == noon) }
  }

  /// As after nights that went on from an earlier date than what had come in.
  @Test func whatWasReceivedByAClockThatWasBehindIsNotKnownBeforeItHappened() throws {
    let home = try Fortnights.home(0)
    let first = Instant(seconds: Fortnights.end(0).seconds + 86_400).description
    for number in 0..<10 { try Fortnights.add(number, to: home, at: first) }
    let periods = try home.with { try $0.forecasting().histories.flatMap(\.periods) }
    #expect(periods.count == 10)
    for period in periods { #expect(period.knownFrom >= period.end, "\(period.end)") }
  }

  @Test func afterACloseTheForecastIsThatOfItsReports() throws {
    let home = try Fortnights.home(10)
    let day = Fortnights.night(after: 9).prefix(10)
    #expect(try home.close(at: "\(day)T05:13:27Z").state == .done)
    let books = try Books(home.context("\(day)T17:00:00Z", isClockStated: false))
    #expect(
      try books.reportBytes(ReportRequest(.cashflow)) == home.night("\(day)")["cashflow.csv"])
  }

  @Test func settlementFilesAloneForecastTheNextPayouts() throws {
    let home = try Fortnights.home(8)
    let made = try forecasts(home, at: Fortnights.night(after: 7))
    let next = try #require(made.first)
    #expect(next.close == Fortnights.end(8))
    #expect(next.status == .fromHistory)
    let paid = Fortnights.settlement(8).rowsTotalMinor
    #expect(abs(next.p50 - paid) < paid / 10, "\(next.p50) for \(paid)")
    // Thirteen weeks hold six closes.
    #expect(made.map(\.number) == Array(1...6))
  }

  @Test func theReportHasItsContractColumnsAndPartsThatAddUp() throws {
    let home = try Fortnights.home(8)
    var request = ReportRequest(.cashflow)
    request.format = .csv
    let text = try home.with(Fortnights.night(after: 7)) {
      String(decoding: try $0.reportBytes(request), as: UTF8.self)
    }
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines[0].hasPrefix(
        "store,account_type,currency,payout,expected_close,expected_deposit,deposit_p10,"
          + "deposit_p90,amount_p10,amount_p50,amount_p90,known,deferred,projected,status"))
    let names = lines[0].split(separator: ",").map(String.init)
    for line in lines.dropFirst() {
      let row = Dictionary(
        zip(names, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)),
        uniquingKeysWith: { $1 })
      guard row["status"] != "in_transit" else { continue }
      let parts = ["known", "deferred", "projected"].compactMap { cents(row[$0]) }
      #expect(parts.reduce(0, +) == cents(row["amount_p50"]))
    }
    #expect(lines.count == 1 + 1 + 6, "one on its way and six to come")
  }

  /// The last payout was due on Wednesday; three of eight have come on the Saturday after it.
  @Test(arguments: [
    ("2026-04-15", "2026-04-15", "this week"), ("2026-04-16", "2026-04-16", "this week"),
    ("2026-04-18", "2026-04-20", "the next week"),
  ])
  func aPayoutThatIsLateIsExpectedOnTheNextBusinessDay(
    today: String, expected: String, week: String
  ) throws {
    let home = try Fortnights.home(0)
    for number in 0..<8 {
      var made = Fortnights.settlement(number)
      if number % 3 == 0 { made.depositDays = 5 }
      try home.importFiles(
        [home.folder.write("in/NA1_\(made.id).txt", SettlementFile(made).bytes)],
        at: Instant(seconds: made.end.seconds + 86_400).description)
    }
    let (text, weeks) = try home.with("\(today)T05:00:00Z") {
      (try $0.reportBytes(ReportRequest(.cashflow)), try $0.cashWeeks([:], .csv))
    }
    let late = csvCells(
      String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)[1])
    #expect(late[14] == "in_transit")
    #expect(late[4] == "2026-04-13T20:00:00Z")
    #expect(late[5...7] == [expected, expected, "2026-04-20"], "\(late)")
    let rows = String(decoding: weeks, as: UTF8.self).split(separator: "\n").dropFirst()
      .map { csvCells(String($0)) }
    let monday = week == "this week" ? "2026-04-13" : "2026-04-20"
    #expect(rows.first { $0[0] == "currency" && $0[4] != "0.00" }?[2] == monday)
  }

  @Test func aFrozenForecastSurvivesARebuildAndIsScoredWhenThePayoutHasHappened() throws {
    let home = try Fortnights.home(8)
    let night = Fortnights.night(after: 7)
    let made = try home.with(night) { books in
      let made = try books.forecasting().tonight(Instant(night)!)
      try books.freeze(made)
      try books.freeze(made)
      #expect(try books.frozenScores().isEmpty)
      return made
    }
    try Fortnights.add(8, to: home)
    let later = Fortnights.night(after: 8)
    let scored = try home.with(later) { books in
      try books.rebuild()
      return try books.frozenScores()
    }
    #expect(scored.count == 1)
    let score = try #require(scored.first)
    #expect(score.forecast.p50 == made.first?.p50)
    #expect(score.forecast.quantilesMinor == made.first?.quantilesMinor)
    #expect(score.actualMinor == Fortnights.settlement(8).rowsTotalMinor)
  }

  @Test func aPayoutThatCameBackRaisesTheChanceThatTheNextOneFails() throws {
    let home = try Fortnights.home(8)
    let before = try forecasts(home, at: Fortnights.night(after: 7))
    #expect(before.first?.failurePermille == 2)
    let returned = Fortnights.settlement(7).rowsTotalMinor
    try Fortnights.add(
      8, to: home,
      row: (
        "Transfer of funds unsuccessful: Amazon has cancelled your transfer of funds.", returned
      ))
    let after = try forecasts(home, at: Fortnights.night(after: 8))
    // The transfer that pays it again is on its way: it may fail, and so may the next one.
    let next = try #require(after.first)
    #expect((50...250).contains(next.failurePermille), "\(next.failurePermille)")
    let again = Fortnights.settlement(9).rowsTotalMinor
    #expect(abs(next.p50 - again) < again / 5, "what came back is not expected again")
  }

  @Test func aCloseThatTheNextOneCarriesShowsTheMinimum() throws {
    let home = try Fortnights.home(8)
    let before = try forecasts(home, at: Fortnights.night(after: 7))
    #expect(before.first?.minimumMinor == 1)
    let carried = Fortnights.settlement(7).rowsTotalMinor
    try Fortnights.add(8, to: home, row: ("Payable to Amazon", carried))
    let after = try forecasts(home, at: Fortnights.night(after: 8))
    #expect(after.first?.minimumMinor == carried + 1)
  }

  @Test func aForecastFrozenBeforeThereWereRisksIsStillRead() throws {
    let home = try Fortnights.home(8)
    let made = try forecasts(home, at: Fortnights.night(after: 7))
    let bytes = ForecastDocument.bytes(of: made)
    let read = try #require(ForecastDocument.forecasts(in: bytes))
    #expect(read.map(\.failurePermille) == made.map(\.failurePermille))
    #expect(read.map(\.carriedMinor) == made.map(\.carriedMinor))
    var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    lines =
      ["acorn forecast 1"]
      + lines.dropFirst().map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).dropLast(4)
          .joined(separator: "\t")
      }
    let older = try #require(
      ForecastDocument.forecasts(in: Array(lines.joined(separator: "\n").utf8)))
    #expect(older.map(\.quantilesMinor) == made.map(\.quantilesMinor))
    #expect(older.allSatisfy { $0.failurePermille == 0 && $0.minimumMinor == 1 })
  }

  @Test func aSettlementThatComesTomorrowChangesNothingTonight() throws {
    let night = Fortnights.night(after: 7)
    let before = try forecasts(Fortnights.home(8), at: night)
    let home = try Fortnights.home(9)
    let past = try home.with(Fortnights.night(after: 8)) { books -> [PayoutForecast] in
      try books.forecasting().tonight(Instant(night)!)
    }
    #expect(past.map { "\($0)" } == before.map { "\($0)" })
    var request = ReportRequest(.cashflow)
    request.asKnownOn = Instant(night)
    let asKnown = try home.with(Fortnights.night(after: 8)) { try $0.reportBytes(request) }
    let then = try Fortnights.home(8).with(night) { try $0.reportBytes(request) }
    #expect(asKnown == then)
  }

  @Test func whatEarlierNightsHaveLearnedSavesWorkAndChangesNothing() throws {
    let home = try Fortnights.home(8)
    func forecasts(_ night: String, memories: Bool) throws -> [String] {
      try home.with(night) { books in
        try books.forecasting().tonight(
          Instant(night)!, memories: memories ? ForecastMemories(books.context.home) : nil
        ).map { "\($0)" }
      }
    }
    let folder = Home(path: home.path).cache
    func memories() -> [String] {
      FileSystem.names(in: folder).filter { $0.hasPrefix("forecast-") }.sorted()
    }
    let first = Fortnights.night(after: 6)
    #expect(try forecasts(first, memories: true) == forecasts(first, memories: false))
    let kept = memories()
    #expect((3...9).contains(kept.count))
    // Later, with one more settlement; the last memories are of days that nothing has changed.
    let second = Fortnights.night(after: 8)
    try Fortnights.add(8, to: home)
    #expect(try forecasts(second, memories: true) == forecasts(second, memories: false))
    #expect(!memories().contains(kept[kept.count - 1]), "what is too old goes")
    // One that was edited is not believed.
    let path = "\(folder)/\(try #require(memories().last))"
    var bytes = try #require(contents(ofFile: path))
    bytes[bytes.count - 5] ^= 1
    try replaceFile(path, with: bytes)
    #expect(try forecasts(second, memories: true) == forecasts(second, memories: false))
  }

  @Test func aMemoryIsUsedWhereItHolds() throws {
    let home = try Fortnights.home(8)
    let night = Fortnights.night(after: 7)
    try home.with(night) { books in
      let memories = try #require(ForecastMemories(books.context.home))
      let forecasting = try books.forecasting()
      let nights = Forecasting.teachingNights(before: Instant(night)!)
      func latest(_ histories: [AccountHistory]) -> Int? {
        memories.latest(of: nights, histories, horizonDays: Forecasting.horizonDays)?.place
      }
      #expect(latest(forecasting.histories) == nil)
      _ = try forecasting.tonight(Instant(night)!, memories: memories)
      #expect(latest(forecasting.histories) == nights.count - 1)
      // A bank day that is told weeks later, with its own date.
      var changed = forecasting.histories
      let last = try #require(
        changed[0].periods.indices.last { changed[0].periods[$0].knownFrom <= nights.last! })
      changed[0].periods[last].totalMinor += 1
      let place = try #require(latest(changed))
      #expect(nights[place] < changed[0].periods[last].knownFrom)
      #expect(nights.count - place < 40)
    }
  }

  @Test func aBacktestScoresEveryNightAndSaysWhatItRestsOn() throws {
    let home = try Fortnights.home(10)
    let test = try home.with(Fortnights.night(after: 9)) {
      try $0.backtest(from: Instant("2026-03-01T05:00:00Z"), to: nil)
    }
    let text = String(decoding: test.scores.bytes(.csv), as: UTF8.self)
    #expect(text.hasPrefix("store,account_type,currency,horizon_days,forecasts,payouts,wape"))
    #expect(text.contains("(mean)"))
    #expect(test.remark.contains("10 facts count from when they were received"))
    let detail = String(decoding: test.detail, as: UTF8.self).split(separator: "\n")
    #expect(detail.count > 60)
  }

  @Test func withoutSettlementsNothingIsForecast() throws {
    let home = try Fortnights.home(0)
    #expect(try forecasts(home, at: "2026-03-01T05:00:00Z").isEmpty)
  }
}
