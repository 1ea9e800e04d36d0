import FlatFile
import LedgerCore
import TestSupport
import Testing

/// The amount of a file whose one row and whose total both say `text`.
private func amount(_ text: String, _ currency: String = "USD", total: String? = nil) -> Int64? {
  var file = sampleFile(currency: currency)
  file.settlements[0].rows.removeLast(3)
  var cells = file.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
  cells[1][file.columns.firstIndex(of: "total-amount")!] = Substring(total ?? text)
  cells[2][file.columns.firstIndex(of: "amount")!] = Substring(text)
  return read(cells.map { $0.joined(separator: "\t") + "\n" }.joined()).total
}

@Suite struct AmountTests {
  @Test(
    arguments: [
      ("25.00", 2500), ("-4.05", -405), ("12.5", 1250), ("7", 700), ("0.00", 0), ("12,5", 1250),
      ("-109,99", -10999), ("+3.10", 310), ("1.234,56", 123_456), ("1,234.56", 123_456),
      ("1.234.567,89", 123_456_789), ("-97,919.76", -9_791_976), ("007.10", 710), ("3.100", 310),
      ("12.50    ", 1250), ("0.01", 1), ("-0.00", 0),
      ("9223372036854.77", 922_337_203_685_477), ("1234567890123.45", 123_456_789_012_345),
    ] as [(String, Int64)])
  func readsMinorUnits(text: String, cents: Int64) {
    let shown = ["3.100"].contains(text) ? "3.10" : text
    #expect(amount(text, total: shown) == cents)
  }

  @Test(
    arguments: [
      ("10960", "JPY", 10960), ("10960.00", "JPY", 10960),
      ("-1,234,567", "JPY", -1_234_567), ("1000,00", "JPY", 1000), ("0.00", "JPY", 0),
      ("-12.5", "KWD", -12500), ("1,234.567", "KWD", 1_234_567),
    ] as [(String, String, Int64)])
  func theCurrencyDecidesTheMinorUnit(text: String, currency: String, units: Int64) {
    #expect(amount(text, currency) == units)
  }

  @Test(arguments: [
    "12,5x", "", "x", "-", "1.2.3", "1,2,3", ".50", "5.", "--1", "1-", "1 000.00",
    "1e3", "0x10", "１２", "$5.00", "(5.00)", "1.23,456.7", "92233720368547758.08",
    "99999999999999999999", "1,23.45",
  ])
  func whatIsNoExactAmountIsRefusedWithItsPlace(text: String) {
    let reading = read(sampleFile().text(line: 4, "amount", text))
    #expect(!reading.isProved)
    #expect(reading.problemKinds.first == .rowError)
    #expect(reading.problems.first?.location == SourceLocation(line: 4, column: "amount"))
  }

  @Test(arguments: ["10.50", "10,05", "1.5"])
  func yenHaveNoMinorUnits(text: String) {
    let reading = read(sampleFile(currency: "JPY").text(line: 4, "amount", text))
    #expect(reading.problems.first?.location == SourceLocation(line: 4, column: "amount"))
  }

  @Test func whatCannotBeSummedOverManySettlementsIsRefused() {
    var file = sampleFile()
    file.settlements[0].statedTotalMinor = 0
    file.settlements[0].rows[0].amountMinor = .max
    let problem = read(file.text).problems.first
    #expect(problem?.kind == .rowError)
    #expect(problem?.location.line == 3)
  }

  @Test func theFootingProvesHowALoneSeparatorIsMeant() {
    // 1.234 dollars has a spare digit unless it means thousands.
    #expect(amount("1.234", total: "1234.00") == 123_400)
    #expect(amount("1.500", total: "1.50") == 150)
    #expect(amount("1.500", total: "1500.00") == 150_000)
    #expect(amount("1.500", total: "15.00") == nil)
    #expect(amount("10,960", total: "10960.00") == 1_096_000)
    #expect(amount("10,960", "JPY", total: "10960") == 10960)
  }

  @Test(arguments: ["1.500", "10,960"])
  func anAmountThatProvesItselfEitherWayIsRefused(text: String) {
    var file = sampleFile()
    file.settlements[0].rows.removeLast(3)
    let one = file.text.replacing("12.50", with: text)
    #expect(read(one).problemKinds == [.numberFormat])
  }

  @Test func aSpareDigitIsRefused() {
    #expect(!read(sampleFile().text(line: 4, "amount", "1.005")).isProved)
  }

  @Test func mixedDecimalMarksAreReadAndFlagged() {
    let reading = read(sampleFile(.de).text(line: 4, "amount", "-1.88"))
    expectSample(reading, notes: [.numberFormat])
  }

  @Test func groupedThousandsAreReadWithoutAWord() {
    var file = sampleFile(.deGrouped)
    file.settlements[0].rows[0].amountMinor = 123_456_789
    let reading = read(file.text)
    #expect(reading.notes == [])
    #expect(reading.total == 123_457_239)
  }
}

@Suite struct UnitTests {
  private func units(_ change: (inout MadeRow) -> Void) -> Int? {
    var file = sampleFile()
    change(&file.settlements[0].rows[0])
    return read(file.text).settlements.first?.units
  }

  @Test func unitsAreCountedOnSalesOfGoodsOnAMarketplace() {
    #expect(units { $0.quantity = "3" } == 3)
    #expect(units { $0.quantity = "" } == 0)
    #expect(units { $0.marketplace = "Non-Amazon US" } == 0)
    #expect(units { ($0.type, $0.quantity) = ("Refund", "3") } == 0)
    #expect(units { ($0.description, $0.quantity) = ("Shipping", "3") } == 0)
  }

  @Test(arguments: ["1.5", "-1", "x", "1234567890"])
  func aQuantityIsAWholeNumber(text: String) {
    let problem = read(sampleFile().text(line: 3, "quantity-purchased", text)).problems.first
    #expect(problem?.location == SourceLocation(line: 3, column: "quantity-purchased"))
  }

  @Test func costsAreThoseOfTheLocalDay() throws {
    var shop = Shop()
    for (cost, from) in [(Int64(300), "2026-01-01"), (400, "2026-03-11")] {
      shop.catalog.add(
        CatalogEntry(
          category: "Cups", unitCost: GoodsCost(minorUnits: cost),
          effectiveFrom: try #require(CalendarDate(from))),
        sku: "MUG-1")
    }
    var file = sampleFile()
    file.settlements[0].rows[0].quantity = "2"
    file.settlements[0].rows[2].quantity = "5"
    file.settlements[0].rows.append(file.settlements[0].rows[0])
    file.settlements[0].rows[4].postedAt = try #require(Instant("2026-03-11T00:00:00Z"))
    let groups = try #require(shop.read(file.text).settlements.first).groups
    #expect(groups.reduce(0) { $0 + $1.costMinor } == 2 * 300 + 2 * 400)
    #expect(groups.reduce(0) { $0 + $1.unitsWithoutCost } == 5)
  }

  /// Two rows of one unit at 7.155 cost 14.32, one row of two 14.31.
  @Test func aCostOfMoreDecimalsIsRoundedOnceForEachRow() throws {
    let cost = try #require(GoodsCost(ExactDecimal(units: 7155, decimals: 3), in: Currency("USD")!))
    func costs(_ quantities: [String]) throws -> Int64 {
      var shop = Shop()
      shop.catalog.add(
        CatalogEntry(
          category: "Cups", unitCost: cost,
          effectiveFrom: try #require(CalendarDate("2026-01-01"))), sku: "MUG-1")
      var file = sampleFile()
      let row = file.settlements[0].rows[0]
      file.settlements[0].rows = quantities.map { quantity in
        var sale = row
        sale.quantity = quantity
        return sale
      }
      return try #require(shop.read(file.text).settlements.first).groups.reduce(0) {
        $0 + $1.costMinor
      }
    }
    #expect(try costs(["1", "1"]) == 1432)
    #expect(try costs(["2"]) == 1431)
  }
}
