import TestSupport
import Testing

@testable import LedgerCore

@Suite struct ForecastMemoryTests {
  private let day: Int64 = 86_400
  private let horizonDays = 33

  private func night(_ number: Int) -> Instant {
    Instant(seconds: MadeAccount.start.seconds + Int64(number) * day)
  }

  private var histories: [AccountHistory] {
    var held = MadeAccount()
    held.heldFromDay = 100
    held.store = "NA2"
    held.seed = 2
    return [MadeAccount().history(), held.history()]
  }

  @Test(arguments: [61, 90, 129])
  func aRunThatGoesOnFromAMemorySaysWhatAnUnbrokenOneSays(brokenOff: Int) throws {
    let histories = histories
    var whole = ForecastRun(histories, horizonDays: horizonDays)
    var bytes: [UInt8] = []
    var said: [PayoutForecast] = []
    for number in 60...130 {
      said = whole.night(night(number))
      if number == brokenOff { bytes = whole.memory.bytes }
    }
    let memory = try #require(ForecastMemory(bytes: bytes))
    #expect(memory.bytes == bytes)
    var resumed = ForecastRun(histories, horizonDays: horizonDays, after: memory)
    var again: [PayoutForecast] = []
    for number in (brokenOff + 1)...130 { again = resumed.night(night(number)) }
    #expect(again.map { "\($0)" } == said.map { "\($0)" })
    #expect(said.count == 4, "two payouts of each account")
  }

  @Test func bytesThatAreNoMemoryAreRefused() {
    var run = ForecastRun(histories, horizonDays: horizonDays)
    for number in 60...80 { _ = run.night(night(number)) }
    let bytes = run.memory.bytes
    #expect(ForecastMemory(bytes: bytes) != nil)
    for length in [0, 1, 7, 8, 100, bytes.count / 2, bytes.count - 8, bytes.count - 1] {
      #expect(ForecastMemory(bytes: Array(bytes.prefix(length))) == nil, "\(length) bytes")
    }
    #expect(ForecastMemory(bytes: bytes + [0]) == nil)
    #expect(ForecastMemory(bytes: [UInt8](repeating: 255, count: 800)) == nil)
  }

  // MARK: - Knowledge

  private func knowledge(_ histories: [AccountHistory]) -> ForecastKnowledge {
    ForecastKnowledge(histories, on: night(130))
  }

  /// A change of the first movement or period that satisfies a condition.
  private func changed(_ change: (inout AccountHistory) -> Void) -> Bool {
    var histories = histories
    let before = knowledge(histories)
    change(&histories[1])
    return knowledge(histories) != before
  }

  @Test func whatBecomesKnownLaterIsNoKnowledgeOfANight() throws {
    let now = night(130).seconds
    #expect(
      !changed { history in
        for index in history.movements.indices {
          if history.movements[index].knownFrom > now { history.movements[index].amountMinor += 1 }
          if history.movements[index].releaseKnownFrom > now {
            history.movements[index].releasedAt += 1
          }
          if history.movements[index].revisionKnownFrom > now {
            history.movements[index].revisedMaturity = 1
          }
        }
        for index in history.periods.indices where history.periods[index].knownFrom.seconds > now {
          history.periods[index].totalMinor += 1
        }
        history.periods[3].bankDay = CalendarDate("2031-01-01")
        history.periods[3].bankKnownFrom = Instant(seconds: now + 1)
        history.periods[3].carriedKnownFrom = Instant(seconds: now + 1)
        history.periods[3].failedKnownFrom = Instant(seconds: now + 1)
        history.destinations.append("CA")
        history.expectations.append(
          AmazonExpectation(
            knownFrom: Instant(seconds: now + 1), amountMinor: 1, scheduled: nil, status: ""))
        history.transactionsUntil = Instant(seconds: now + 40 * day)
        history.labels.append("a later charge")
      })
  }

  @Test func everyKnownFactIsKnowledge() throws {
    let changes: [(String, (inout AccountHistory) -> Void)] = [
      ("amount", { $0.movements[5].amountMinor += 1 }),
      ("posting", { $0.movements[5].postedAt += 1 }),
      ("reception", { $0.movements[5].knownFrom += 1 }),
      ("kind", { $0.movements[5].kind = .refund }),
      ("label", { $0.movements[5].label += 1 }),
      ("destination", { $0.movements[5].destination += 1 }),
      ("carried", { $0.periods[3].carriedKnownFrom = MadeAccount.start }),
      ("failed", { $0.periods[3].failedKnownFrom = MadeAccount.start }),
      ("deferral", { $0.movements[5].isDeferred.toggle() }),
      ("release", { $0.movements[5].releasedAt += 1 }),
      ("release's reception", { $0.movements[5].releaseKnownFrom += 1 }),
      (
        "maturity",
        { history in
          history.movements[5].revisionKnownFrom = history.movements[5].knownFrom
          history.movements[5].revisedMaturity = 1
        }
      ),
      ("settlement", { $0.periods[3].settlementID += "1" }),
      ("start", { $0.periods[3].start = MadeAccount.start }),
      ("end", { $0.periods[3].end = MadeAccount.start }),
      ("total", { $0.periods[3].totalMinor += 1 }),
      ("reserve before", { $0.periods[3].previousReserveMinor += 1 }),
      ("reserve", { $0.periods[3].currentReserveMinor += 1 }),
      ("close", { $0.periods[3].knownFrom = MadeAccount.start }),
      ("deposit", { $0.periods[3].depositAt = MadeAccount.start }),
      ("initiation", { $0.periods[3].initiatedAt = MadeAccount.start }),
      ("bank day", { $0.periods[3].bankDay = CalendarDate("2025-03-01") }),
      (
        "expectation",
        { history in
          history.expectations.append(
            AmazonExpectation(
              knownFrom: MadeAccount.start, amountMinor: 1, scheduled: nil, status: ""))
        }
      ),
      ("holiday", { $0.calendar = BusinessCalendar(holidays: [CalendarDate("2025-05-01")!]) }),
      ("first transaction", { $0.transactionsFrom = Instant("2025-01-01T05:00:01Z") }),
      ("last transaction", { $0.transactionsUntil = MadeAccount.start }),
    ]
    for (name, change) in changes { #expect(changed(change), "\(name)") }
  }

  @Test func noFactIsForgottenWhenOneIsAdded() {
    // A stored property more must be a line more in ForecastKnowledge, and a case more above.
    let history = histories[0]
    #expect(Mirror(reflecting: history.movements[0]).children.count == 11)
    #expect(Mirror(reflecting: history.periods[0]).children.count == 13)
    #expect(Mirror(reflecting: history).children.count == 10)
    let expectation = AmazonExpectation(
      knownFrom: MadeAccount.start, amountMinor: 1, scheduled: nil, status: "")
    #expect(Mirror(reflecting: expectation).children.count == 4)
  }
}
