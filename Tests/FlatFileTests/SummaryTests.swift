import FlatFile
import LedgerCore
import TestSupport
import Testing

@Suite struct SummaryTests {
  @Test func theFirstLineStatesPeriodTotalAndCurrency() throws {
    let summary = try #require(read(sampleFile().text).settlements.first?.summary)
    #expect(summary.settlementID == "90100000017")
    #expect(summary.start == Instant("2026-03-01T20:21:38Z"))
    #expect(summary.end == Instant("2026-03-15T20:21:38Z"))
    #expect(summary.deposit == Instant("2026-03-17T20:21:38Z"))
    #expect(summary.statedTotal.description == "17.00 USD")
    #expect(summary.lineNumber == 2)
  }

  @Test(arguments: [(1701, -1), (1600, 100), (-1700, 3400)])
  func rowsThatDoNotAddUpAreRefusedWithTheSignedDifference(stated: Int64, amount: Int64) {
    var file = sampleFile()
    file.settlements[0].statedTotalMinor = stated
    let reading = read(file.text)
    #expect(reading.problemKinds == [.footingMismatch])
    #expect(reading.problems.first?.amount?.minorUnits == amount, "rows minus stated total")
    #expect(reading.settlements.isEmpty)
    #expect(reading.firstSummary?.statedTotalMinor == stated)
  }

  /// Sums over many settlements must stay exact.
  @Test func amountsThatNoSettlementHasAreRefusedWithTheirPlace() {
    var file = sampleFile()
    file.settlements[0].rows[0].amountMinor += 600_000_000_000_000
    #expect(read(file.text).problems == [])
    file.settlements[0].rows[1].amountMinor -= 600_000_000_000_000
    let problem = read(file.text).problems.first
    #expect(problem?.kind == .rowError)
    #expect(problem?.location.line == 4)
  }

  @Test func severalSettlementsMayFollowOneAnotherOrInterleave() {
    var file = SettlementFile([sampleSettlement(), sampleSettlement("90100000027")])
    file.settlements[1].rows.removeLast()
    #expect(read(file.text).settlements.map(\.rowsTotalMinor) == [1700, 1812])
    let lines = file.lines
    let mixed = [0, 1, 6, 2, 7, 3, 8, 4, 9, 5].map { lines[$0] + "\n" }.joined()
    let reading = read(mixed)
    #expect(reading.problems == [])
    #expect(reading.settlements.map(\.rowsTotalMinor) == [1700, 1812])
    #expect(reading.settlements.map(\.rows) == [4, 3])
  }

  @Test func eachSettlementHasACurrencyOfItsOwn() {
    let file = SettlementFile([sampleSettlement(), sampleSettlement("90100000027", "JPY")])
    let reading = read(file.text)
    #expect(reading.settlements.map(\.summary.currency.code) == ["USD", "JPY"])
    #expect(reading.settlements.map(\.rowsTotalMinor) == [1700, 1700])
  }

  @Test func oneOfTwoSettlementsThatDoesNotFootRefusesTheDocument() {
    var file = SettlementFile([sampleSettlement(), sampleSettlement("90100000027")])
    file.settlements[1].statedTotalMinor = 1
    let reading = read(file.text)
    #expect(reading.problems.map(\.settlementID) == ["90100000027"])
    #expect(reading.settlements.isEmpty)
  }

  /// The sample with the summary's cells repeated on each row.
  private func repeated(_ change: (inout [String: String]) -> Void) -> String {
    let file = sampleFile()
    let settlement = file.settlements[0]
    var lines = [file.header, file.line(file.summaryCells(settlement))]
    for row in settlement.rows {
      var cells = file.summaryCells(settlement).merging(file.cells(row, of: settlement)) { $1 }
      change(&cells)
      lines.append(file.line(cells))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  @Test func aSummaryThatIsRepeatedOnEachRowMustAgree() {
    expectSample(read(repeated { _ in }))
    expectSample(read(repeated { $0["settlement-end-date"] = "" }))
  }

  @Test(arguments: [
    ("total-amount", "99.99"), ("currency", "EUR"),
    ("settlement-start-date", "2026-03-02 20:21:38 UTC"),
    ("settlement-end-date", "2026-03-16 20:21:38 UTC"),
  ])
  func aConflictingSummaryIsRefused(column: String, cell: String) {
    let reading = read(repeated { $0[column] = cell })
    #expect(reading.problemKinds.first == .schemaError)
    #expect(reading.problems.first?.location.line == 3)
  }

  @Test func aRowBeforeItsSummaryIsRefused() {
    var lines = sampleFile().lines
    lines.swapAt(1, 2)
    let reading = read(lines.map { $0 + "\n" }.joined())
    #expect(reading.problemKinds == [.rowError])
    #expect(reading.problems.first?.location == SourceLocation(line: 2, column: "settlement-id"))
  }

  @Test func aRowOfAnUnknownSettlementIsRefused() {
    let reading = read(sampleFile().text(line: 5, "settlement-id", "90599999990"))
    #expect(reading.problemKinds.first == .rowError)
    #expect(reading.problems.first?.location.line == 5)
    #expect(read(sampleFile().text(line: 5, "settlement-id", "")).problemKinds.first == .rowError)
  }

  @Test(arguments: ["2026-03-01 20:21:38 UTC", "2026-02-28 00:00:00 UTC"])
  func aPeriodMustEndAfterItStarts(end: String) {
    let reading = read(sampleFile().text(line: 2, "settlement-end-date", end))
    #expect(reading.problemKinds.contains(.periodError))
  }

  /// Each day up to its end would be a line of the reports.
  @Test func aPeriodThatEndsInAnotherCenturyIsRefused() {
    let reading = read(sampleFile().text(line: 2, "settlement-end-date", "9999-03-15 20:21:38 UTC"))
    #expect(reading.problemKinds == [.periodError])
    #expect(reading.problems.first?.location.column == "settlement-end-date")
    #expect(reading.problems.first?.what.contains("ends on 9999-03-15") == true)
  }

  @Test(arguments: [
    ("2026-03-01 20:21:38 UTC", true), ("2026-03-01 20:21:37 UTC", false),
    ("2026-03-15 20:21:38 UTC", true), ("2026-03-15 20:21:39 UTC", false),
  ])
  func rowsArePostedInsideThePeriod(posted: String, isInside: Bool) {
    let reading = read(sampleFile().text(line: 3, "posted-date-time", posted))
    #expect(reading.isProved == isInside)
    #expect(isInside || reading.problemKinds == [.periodError])
    #expect(isInside || reading.problems.first?.location.line == 3)
  }

  @Test func aBareDayIsInsideWhenItsDayIs() {
    var file = sampleFile()
    file.columns.removeAll { $0 == "posted-date-time" }
    expectSample(read(file.text(line: 3, "posted-date", "2026-03-01")))
    expectSample(read(file.text(line: 3, "posted-date", "2026-03-15")))
    #expect(read(file.text(line: 3, "posted-date", "2026-03-16")).problemKinds == [.periodError])
  }

  @Test func aCurrencyThatTheStoreDoesNotSellInIsRefused() {
    var shop = Shop()
    shop.refusedCurrencies = ["USD"]
    #expect(shop.read(sampleFile().text).problemKinds.first == .unboundStore)
  }

  @Test(arguments: [
    ("currency", "US"), ("total-amount", "17,0x"), ("settlement-start-date", "soon"),
  ])
  func anUnreadableSummaryIsRefusedWithItsPlace(column: String, cell: String) {
    let problem = read(sampleFile().text(line: 2, column, cell)).problems.first
    #expect(problem?.location == SourceLocation(line: 2, column: column))
  }

  @Test func atMostFiftyProblemsAreKeptAndAllAreCounted() {
    var file = sampleFile()
    file.settlements[0].rows = Array(repeating: file.settlements[0].rows[0], count: 80)
    let reading = read(file.text.replacing("12.50", with: "12.5x"))
    #expect(reading.problems.count == 50)
    #expect(reading.problemCount == 80)
  }
}
