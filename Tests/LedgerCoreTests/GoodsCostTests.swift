import LedgerCore
import Testing

@Suite struct GoodsCostTests {
  @Test(
    arguments: [
      ("7.15", "USD", 3, 2145), ("7.155", "USD", 1, 716), ("7.155", "USD", 2, 1431),
      ("-7.155", "USD", 1, -716), ("7.154", "USD", 1, 715), ("0.0325", "USD", 10_000, 32_500),
      ("7.1500", "USD", 1, 715), ("120.5", "JPY", 1, 121), ("120.5", "JPY", 2, 241),
      ("1.2345", "KWD", 2, 2469), ("0.000000000001", "USD", 1, 0), ("7.155", "USD", 0, 0),
    ] as [(String, String, Int64, Int64)])
  func aQuantityCostsItsUnitCostRoundedOnce(
    text: String, currency: String, quantity: Int64, minor: Int64
  ) throws {
    let amount = try #require(ExactDecimal(Array(text.utf8)))
    let known = try #require(Currency(currency))
    let cost = try #require(GoodsCost(amount, in: known))
    #expect(cost.minor(of: quantity) == minor)
    #expect(cost.minor(ofMilli: quantity * 1000) == minor)
  }

  @Test func partsOfAUnitAndLimits() throws {
    let usd = try #require(Currency("USD"))
    let cost = try #require(GoodsCost(ExactDecimal(units: 7155, decimals: 3), in: usd))
    #expect(cost.minor(ofMilli: 500) == 358)
    #expect(GoodsCost(minorUnits: .max).minor(of: 2) == nil)
    #expect(GoodsCost(ExactDecimal(units: .max, decimals: 0), in: usd) == nil)
    #expect(
      GoodsCost(ExactDecimal(units: 71500, decimals: 4), in: usd) == GoodsCost(minorUnits: 715))
  }
}
