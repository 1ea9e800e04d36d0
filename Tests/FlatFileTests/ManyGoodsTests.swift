import FlatFile
import LedgerCore
import TestSupport
import Testing

@Suite struct ManyGoodsTests {
  /// SKUs of 1 to 60 bytes, of which many begin and end alike.
  private func sku(_ number: Int) -> String {
    switch number % 4 {
    case 0: "\(number)"
    case 1: "SAME-HEAD-\(number)-SAME-TAIL"
    case 2: "SAME-HEAD-OF-A-LONG-NAME-\(number)-AND-THE-SAME-TAIL-OF-IT"
    default: String(repeating: "x", count: number % 60) + "\(number)"
    }
  }

  /// More than 65,536 do not fit into the table that a document begins with.
  @Test(arguments: [6_000, 66_000])
  func eachOfManyGoodsKeepsItsOwnCategoryAndCost(count: Int) throws {
    var random = SplitMix64(seed: 7)
    let day = Instant(try #require(CalendarDate("2026-03-05")))
    var shop = Shop()
    for number in 0..<count where number % 5 != 0 {
      shop.catalog.add(
        CatalogEntry(
          category: ByteString("C\(number % 97)"), unitCost: GoodsCost(minorUnits: Int64(number)),
          effectiveFrom: CalendarDate(dayNumber: 0)),
        sku: ByteString(sku(number)))
    }
    var made = MadeSettlement("90100000017", "USD", "2026-03-01", "2026-03-15")
    var expected: [ByteString: Int64] = [:]
    var cost: Int64 = 0
    for turn in 0..<count + 12_000 {
      let number = turn < count ? turn : Int.random(in: 0..<count, using: &random)
      var row = MadeRow(Int64(number + 1), day)
      row.sku = sku(number)
      row.quantity = "1"
      made.rows.append(row)
      let isKnown = number % 5 != 0
      expected[isKnown ? ByteString("C\(number % 97)") : "(uncatalogued)", default: 0] +=
        Int64(number + 1)
      cost += isKnown ? Int64(number) : 0
    }
    let reading = shop.read(SettlementFile(made).text)
    #expect(reading.problems == [])
    let settlement = try #require(reading.settlements.first)
    var found: [ByteString: Int64] = [:]
    for group in settlement.groups {
      found[settlement.dimensions[Int(group.dimensions)].category, default: 0] += group.amountMinor
    }
    #expect(found == expected)
    #expect(settlement.groups.reduce(0) { $0 + $1.costMinor } == cost)
  }
}
