import TestSupport
import Testing

@testable import LedgerCore

@Suite struct DestinationRunOffTests {
  private let day: Int64 = 86_400
  private let published = ReleaseRunOff.published(.sale)

  /// Releases after so many days to destination 0 and 1.
  private func runOff(_ near: [Int64], _ far: [Int64]) -> DestinationRunOff {
    var runOff = DestinationRunOff(destinations: 2)
    for (destination, ages) in [near, far].enumerated() {
      for age in ages {
        runOff.add(
          destination: destination, amountMinor: 1000, age: age * day + 3600, isReleased: true,
          postedAgo: 30 * day)
      }
    }
    runOff.finish(home: published)
    return runOff
  }

  @Test func eachDestinationHasItsOwnLag() {
    let learned = runOff(
      Array(repeating: [7, 8, 9], count: 100).flatMap { $0 },
      Array(repeating: [12, 13], count: 100).flatMap { $0 })
    let (near, far) = (learned.lag(0), learned.lag(1))
    #expect(near.releases == 300)
    #expect((8 * 24...9 * 24).contains(near.p50Hours), "\(near)")
    #expect((12 * 24...13 * 24 + 6).contains(far.p50Hours), "\(far)")
    #expect(near.p90Hours < far.p10Hours)
    #expect(learned.chance(destination: 0, at: 6 * day, within: 4 * day) > 0.95)
    #expect(learned.chance(destination: 1, at: 6 * day, within: 4 * day) < 0.15)
  }

  @Test func aDestinationWithoutReleasesHasTheLagOfItsAccount() {
    let learned = runOff(Array(repeating: [8, 9, 10], count: 100).flatMap { $0 }, [])
    #expect(learned.lag(1).releases == 0)
    #expect(abs(learned.lag(1).p50Hours - learned.lag(0).p50Hours) <= 6)
  }

  @Test func aDestinationThatIsSeenOnlyLaterChangesNothing() {
    func said(_ destinations: [String]) -> [String] {
      var made = MadeAccount()
      made.heldFromDay = 20
      var history = made.history()
      history.destinations = destinations
      var run = ForecastRun([history], horizonDays: 20)
      return run.night(Instant(seconds: MadeAccount.start.seconds + 120 * day)).map { "\($0)" }
    }
    #expect(said(["US", "CA"]) == said(["US"]))
  }

  @Test func newMoneyIsHeldAsItsDestinationsAreMixed() {
    let learned = runOff(
      Array(repeating: [8], count: 300).flatMap { $0 },
      Array(repeating: [14], count: 100).flatMap { $0 })
    // Three quarters go to the near one and are released after eight days.
    #expect(abs(learned.heldShare(after: 11 * day) - 0.25) < 0.05)
  }

  private func account(knowsDestinations: Bool, seed: UInt64) -> AccountHistory {
    var made = MadeAccount()
    made.heldFromDay = 20
    made.days = 300
    made.seed = seed
    made.sellsAbroad = true
    var history = made.history()
    guard !knowsDestinations else { return history }
    history.destinations = ["US"]
    for index in history.movements.indices { history.movements[index].destination = 0 }
    return history
  }

  @Test func knowingTheDestinationMakesTheForecastBetter() throws {
    func error(_ knowsDestinations: Bool) throws -> Double {
      let histories = (0..<2).map { account(knowsDestinations: knowsDestinations, seed: 40 + $0) }
      var run = ForecastRun(histories, horizonDays: 20)
      for number in stride(from: 60, through: 260, by: 2) {
        _ = run.night(Instant(seconds: MadeAccount.start.seconds + Int64(number) * day))
      }
      let scored = run.scored.filter {
        $0.forecast.horizon == .days4to7
          && $0.forecast.madeAt.seconds > MadeAccount.start.seconds
            + 100 * day
      }
      return try #require(ForecastScores(scored)).wape
    }
    let (with, without) = (try error(true), try error(false))
    #expect(with < 0.95 * without, "\(with) against \(without)")
  }

  @Test func whatAllAccountsReleasedIsKnownFromTheDayAfterOnly() {
    var made = MadeAccount()
    made.heldFromDay = 20
    let history = made.history()
    let experience = ReleaseExperience([history])
    func chance(onDay number: Int64) -> Double {
      let now = Instant(seconds: MadeAccount.start.seconds + number * day)
      return experience.hazards(.sale, knownAt: now)[40..<44].reduce(0, +)
    }
    // The first release is on day 29; until then there is the published rule.
    #expect(chance(onDay: 28) == published[40..<44].reduce(0, +))
    #expect(chance(onDay: 70) > 1.1 * published[40..<44].reduce(0, +))
    #expect(
      ReleaseExperience([]).hazards(.sale, knownAt: MadeAccount.start) == published)
  }
}
