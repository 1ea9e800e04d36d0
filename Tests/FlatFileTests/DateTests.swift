import FlatFile
import LedgerCore
import TestSupport
import Testing

@Suite struct DialectTests {
  @Test(arguments: [
    (Dialect.us, "USD"), (.de, "EUR"), (.deGrouped, "EUR"), (.au, "AUD"), (.iso, "CAD"),
    (.jp, "JPY"), (.jpWithZeros, "JPY"),
  ])
  func everyMarketplacesStyleGivesTheSameReading(dialect: Dialect, currency: String) throws {
    let reading = read(sampleFile(dialect, currency: currency).text)
    expectSample(reading)
    let settlement = try #require(reading.settlements.first)
    #expect(settlement.summary.start == Instant("2026-03-01T20:21:38Z"))
    #expect(settlement.summary.end == Instant("2026-03-15T20:21:38Z"))
    #expect(settlement.sumsByLabelAndDay["Order|ItemPrice|Principal|2026-03-10"] == 2000)
  }

  /// The instant at which the sample's period starts when its first date is `text`.
  private func start(_ text: String) -> Instant? {
    let reading = read(sampleFile().text(line: 2, "settlement-start-date", text))
    return reading.settlements.first?.summary.start
  }

  @Test(arguments: [
    ("2026-03-01 20:21:38 UTC", "2026-03-01T20:21:38Z"),
    ("2026/03/01 20:21:38 UTC", "2026-03-01T20:21:38Z"),
    ("01.03.2026 20:21:38 UTC", "2026-03-01T20:21:38Z"),
    ("1.3.2026 20:21:38 UTC", "2026-03-01T20:21:38Z"),
    ("2026-03-01T20:21:38+00:00", "2026-03-01T20:21:38Z"),
    ("2026-03-01T20:21:38Z", "2026-03-01T20:21:38Z"),
    ("2026-03-01T20:21:38.123Z", "2026-03-01T20:21:38Z"),
    ("2026-03-02T05:21:38+09:00", "2026-03-01T20:21:38Z"),
    ("2026-03-01T12:21:38-08:00", "2026-03-01T20:21:38Z"),
    ("2026-03-01 20:21:38", "2026-03-01T20:21:38Z"),
    ("2026-03-01 20:21 GMT", "2026-03-01T20:21:00Z"), ("2026-03-01", "2026-03-01T00:00:00Z"),
  ])
  func aDateIsReadInEachOfItsForms(text: String, instant: String) {
    #expect(start(text) == Instant(instant))
  }

  @Test(arguments: [
    "2026-02-29 00:00:00 UTC", "2026-13-01", "31.04.2026", "2026-03-01 24:00:00 UTC",
    "2026-03-01 20:60:00 UTC", "2026-03-01 20:21:38 PST", "2026-03-01 20:21:38 UTC+", "yesterday",
    "2026-03/01", "20260301", "2026-03-01T", "March 1, 2026", "", "2026-03-01 20:21:38 +25:00",
  ])
  func anyOtherTextIsNoDate(text: String) {
    let reading = read(sampleFile().text(line: 2, "settlement-start-date", text))
    let place = SourceLocation(line: 2, column: "settlement-start-date")
    #expect(reading.problems.contains { $0.kind == .dateFormat && $0.location == place })
  }

  @Test func aRowWithoutADateIsRefused() {
    var file = sampleFile()
    file.columns.removeAll { $0 == "posted-date-time" }
    #expect(read(file.text(line: 4, "posted-date", "")).problemKinds == [.dateFormat])
    #expect(read(file.text(line: 4, "posted-date", "x")).problemKinds == [.dateFormat])
  }

  @Test func anEmptyTimeFallsBackToTheDay() throws {
    expectSample(read(sampleFile().text(line: 3, "posted-date-time", "")))
  }
}

/// Dates such as 03/04/26 say nothing about the order of day and month.
@Suite struct AmbiguousDateTests {
  /// The sample with its period and all rows given as slashed dates.
  private func text(_ start: String, _ end: String, posted: String) -> String {
    var file = sampleFile()
    let settlement = file.settlements[0]
    var summary = file.summaryCells(settlement)
    (summary["settlement-start-date"], summary["settlement-end-date"]) = (start, end)
    summary["deposit-date"] = ""
    file.columns.removeAll { $0 == "posted-date-time" }
    let rows = settlement.rows.map { row in
      var cells = file.cells(row, of: settlement)
      cells["posted-date"] = posted
      return file.line(cells)
    }
    return ([file.header, file.line(summary)] + rows).map { $0 + "\n" }.joined()
  }

  @Test(arguments: [
    ("03/01/26", "03/15/26", "03/10/26", "2026-03-01"),
    ("01/03/2026", "15/03/2026", "10/03/2026", "2026-03-01"),
    ("03-01-2026", "03-15-2026", "03-10-2026", "2026-03-01"),
    ("05/02/26", "06/01/26", "05/12/26", "2026-05-02"),
  ])
  func theOrderIsProvedByDatesThatFitOneWayOnly(
    start: String, end: String, posted: String, first: String
  ) {
    let reading = read(text(start, end, posted: posted))
    #expect(reading.problems == [])
    #expect(reading.settlements.first?.summary.start.day().description == first)
  }

  @Test func datesThatFitBothWaysAreRefused() {
    let reading = read(text("03/04/26", "05/06/26", posted: "04/05/26"))
    #expect(reading.problemKinds == [.dateFormat])
    #expect(reading.settlements.isEmpty)
  }

  @Test func datesThatFitNeitherWayAreRefused() {
    let reading = read(text("03/04/26", "05/06/26", posted: "13/13/26"))
    #expect(reading.problemKinds.first == .dateFormat)
  }
}
