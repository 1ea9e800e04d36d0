import Batch
import LedgerCore
import TestSupport
import Testing

@Suite struct ExchangeRateTests {
  private static let rates = """
    date,base,quote,rate
    2026-03-02,EUR,USD,1.2500
    2026-03-04,EUR,USD,1.1
    2026-03-02,EUR,JPY,160.5
    2026-03-03,EUR,CAD,1.50

    """

  private func converted(
    _ minor: Int64, _ from: String, _ to: String, on day: String = "2026-03-03"
  ) throws -> (Int64, String)? {
    let rates = try MasterData.made(of: [.fx: ExchangeRateTests.rates]).rates
    let money = Money(minorUnits: minor, try #require(Currency(from)))
    let result = rates.converted(
      money, to: try #require(Currency(to)), on: try #require(CalendarDate(day)))
    return result.map { ($0.money.minorUnits, $0.rateDate.description) }
  }

  @Test(
    arguments: [
      ("direct", 1000, "EUR", "USD", 1250, "2026-03-02"),
      ("inverse", 1250, "USD", "EUR", 1000, "2026-03-02"),
      ("inverse, rounded", 1000, "USD", "EUR", 800, "2026-03-02"),
      ("below zero, half away", -2, "USD", "EUR", -2, "2026-03-02"),
      ("to yen", 1000, "EUR", "JPY", 1605, "2026-03-02"),
      ("from yen", 1605, "JPY", "EUR", 1000, "2026-03-02"),
      ("cross", 1250, "USD", "CAD", 1500, "2026-03-02"),
      ("cross to yen", 1250, "USD", "JPY", 1605, "2026-03-02"),
      ("same", 77, "USD", "USD", 77, "2026-03-03"),
    ] as [(String, Int64, String, String, Int64, String)])
  func amountsAreConvertedAtTheLastRate(
    kind: String, minor: Int64, from: String, to: String, result: Int64, date: String
  ) throws {
    let found = try #require(try converted(minor, from, to))
    #expect(found == (result, date))
  }

  @Test(arguments: ["0", "-1", "1.1e0", "1,1", "", "12345678901234567890.5"])
  func aRateThatIsNoPositiveNumberIsToldWithItsLine(text: String) {
    let rows = "date,base,quote,rate\n2026-03-02,USD,EUR,0.92\n2026-03-03,USD,EUR,\"\(text)\""
    let error = #expect(throws: BatchError.self) { try MasterData.made(of: [.fx: rows]) }
    #expect(
      error?.description == "fx.csv:3: rate '\(text)' is not a positive number such as 1.0845")
  }

  private func rate(
    _ rows: [String], _ from: String, _ to: String, on day: String, functional: String? = nil
  ) throws -> ExchangeRate? {
    var configuration = SmallWorld.configuration
    configuration.functionalCurrency = functional.flatMap { Currency($0) }
    let text = (["date,base,quote,rate"] + rows).joined(separator: "\n")
    return try MasterData.made(of: [.fx: text], configuration).rates.rate(
      from: Currency(from)!, to: Currency(to)!, on: CalendarDate(day)!)
  }

  @Test func aNewerInverseBeatsAnOlderRateOfThePair() throws {
    let rows = ["2020-01-02,USD,EUR,0.8929", "2026-03-02,EUR,USD,1.25"]
    #expect(
      try rate(rows, "USD", "EUR", on: "2026-03-02")
        == ExchangeRate(numerator: 100, denominator: 125, date: CalendarDate("2026-03-02")!))
    #expect(try rate(rows, "EUR", "USD", on: "2026-03-01")?.date == CalendarDate("2020-01-02"))
    // Of one day the quote itself counts.
    let sameDay = ["2026-03-02,USD,EUR,0.8001", "2026-03-02,EUR,USD,1.25"]
    #expect(try rate(sameDay, "USD", "EUR", on: "2026-03-05")?.units(digits: 4) == 8001)
  }

  @Test(arguments: [
    ["2026-03-02,USD,EUR,0.8", "2026-03-02,CAD,EUR,0.64"],
    ["2026-03-02,EUR,USD,1.25", "2026-03-02,CAD,EUR,0.64"],
    ["2026-03-02,USD,EUR,0.8", "2026-03-02,EUR,CAD,1.5625"],
    ["2026-03-02,EUR,USD,1.25", "2026-03-02,EUR,CAD,1.5625"],
  ])
  func twoCurrenciesAreJoinedOverAThirdHoweverItsRatesAreQuoted(rows: [String]) throws {
    let joined = try #require(try rate(rows, "USD", "CAD", on: "2026-03-04"))
    #expect(joined.units(digits: 4) == 12_500)
    #expect(joined.date == CalendarDate("2026-03-02"))
  }

  @Test func aNewerWayOverTheFunctionalCurrencyBeatsAStaleRateOnly() throws {
    let pair = "2026-03-02,USD,CAD,1.40"
    let legs = ["2026-03-11,EUR,USD,1.25", "2026-03-11,EUR,CAD,1.5625"]
    #expect(try rate([pair] + legs, "USD", "CAD", on: "2026-03-12")?.units(digits: 2) == 140)
    #expect(try rate([pair] + legs, "USD", "CAD", on: "2026-03-13")?.units(digits: 2) == 125)
    let other = ["2026-03-11,GBP,USD,1.00", "2026-03-11,GBP,CAD,2.00"]
    for functional in ["EUR", "GBP"] {
      let found = try rate(
        legs + other, "USD", "CAD", on: "2026-03-12", functional: functional)
      #expect(found?.units(digits: 2) == (functional == "EUR" ? 125 : 200))
    }
  }

  @Test func aRateHoldsFromItsDayOn() throws {
    #expect(try converted(1000, "EUR", "USD", on: "2026-03-01") == nil)
    #expect(
      try #require(try converted(1000, "EUR", "USD", on: "2026-03-04")) == (1100, "2026-03-04"))
    #expect(
      try #require(try converted(1000, "EUR", "USD", on: "2030-01-01")) == (1100, "2026-03-04"))
  }

  @Test func withoutARateOrWithinRangeThereIsNone() throws {
    #expect(try converted(1000, "GBP", "USD") == nil)
    #expect(try converted(.max, "EUR", "JPY", on: "2026-03-03") == nil)
  }
}
