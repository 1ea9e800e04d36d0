import LedgerCore
import TestSupport
import Testing

@testable import SellingPartner

/// Answers whose bytes were changed at random are read or refused; they never stop the program.
@Suite struct DamageTests {
  private static let amount = "{\"currencyCode\": \"USD\", \"currencyAmount\": 12.34}"

  private static let samples: [(SellingPartner.Operation, String)] = [
    (
      .listTransactions,
      """
      {"payload": {"nextToken": "n", "transactions": [{"transactionId": "t", "items": [{
        "contexts": [{"contextType": "ProductContext", "sku": "S"}], "breakdowns": [
          {"breakdownType": "A", "breakdownAmount": \(amount), "breakdowns": [
            {"breakdownType": "Base", "breakdownAmount": \(amount)}]}]}],
        "postedDate": "2026-03-05T10:00:00.5+01:00", "totalAmount": \(amount),
        "transactionStatus": "DEFERRED", "relatedIdentifiers": [
          {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": "1"}]}]}}
      """
    ),
    (
      .listFinancialEventsByGroupId,
      """
      {"payload": {"FinancialEvents": {"ShipmentEventList": [{"PostedDate": "2026-03-05T10:00:00Z",
        "ShipmentItemList": [{"ItemChargeList": [{"ChargeAmount": \(amount)}]}]}]}}}
      """
    ),
    (
      .listFinancialEventGroups,
      """
      {"payload": {"NextToken": null, "FinancialEventGroupList": [{"FinancialEventGroupId": "g",
        "OriginalTotal": \(amount), "FinancialEventGroupStart": "2026-03-05T10:00:00Z"}]}}
      """
    ),
    (
      .listBalances,
      """
      {"balances": [{"balanceType": "TOTAL", "amount": \(amount), "asOfDate": "2026-03-14",
        "balances": [{"balanceType": "RESERVED", "amount": \(amount)}]}], "nextToken": ""}
      """
    ),
    (.listPayouts, "{\"payouts\": [{\"id\": \"p\", \"amount\": \(amount)}]}"),
    (.listSummary, "{\"summaries\": [{\"netProceeds\": \(amount), \"relatedIdentifiers\": []}]}"),
    (.listExpectedPayouts, "{\"expectedPayouts\": [{\"scheduledDate\": \"2026-03-05\"}]}"),
    (.getReports, "{\"reports\": [{\"reportId\": \"1\", \"createdTime\": \"2026-03-05\"}]}"),
    (
      .getMarketplaceParticipations,
      "{\"payload\": [{\"marketplace\": {\"id\": \"M\"}, \"participation\": {}}]}"
    ),
  ]

  private static var transactionWording: Fingerprint? {
    TransactionSlices(Array(samples[0].1.utf8)).flatMap { page in
      page.places.first.map { page.wording(at: $0) }
    }
  }

  private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<6, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(random.pick(Array("0123456789-.eE\"{}[],:".utf8)), at: place)
      case 3: bytes.removeSubrange(place..<min(place + 9, bytes.count))
      case 4: bytes.insert(contentsOf: bytes[place..<min(place + 20, bytes.count)], at: place)
      default:
        let words = ["null", "9999999999999999.99", "-9223372036854775808", "1e308", "{}", "[]"]
        bytes.insert(contentsOf: Array(random.pick(words).utf8), at: place)
      }
    }
    return bytes
  }

  @Test func aDamagedPageNeverStopsTheProgram() throws {
    // One transaction is known to the byte, and left unread where it has not changed.
    let known = [try #require(Self.transactionWording): Instant(CalendarDate(dayNumber: 0))]
    var read = 0
    for seed in UInt64(1)...4000 {
      var random = SplitMix64(seed: seed)
      let (operation, text) = random.pick(Self.samples)
      let bytes = mutated(Array(text.utf8), &random)
      guard PageHead(bytes, of: operation, knowing: known) != nil else { continue }
      read += 1
      #expect(
        APIPage(bytes, of: operation) != nil,
        "what is archived as a page must be readable for ever, seed \(seed)")
    }
    #expect(read > 100, "the changes are small enough to be read now and then")
  }

  @Test func eachSampleIsAPage() {
    for (operation, text) in Self.samples {
      #expect(PageHead(Array(text.utf8), of: operation) != nil, "\(operation)")
      #expect(APIPage(Array(text.utf8), of: operation) != nil, "\(operation)")
    }
  }

  @Test(arguments: ["[", "{\"a\":"])
  func aPageAsDeepAsAWellIsRefused(opening: String) {
    let bytes = Array(String(repeating: opening, count: 200_000).utf8)
    #expect(JSONValue(bytes) == nil)
    #expect(PageHead(bytes, of: .listPayouts) == nil)
  }

  @Test func tokensAddressesAndErrorsOfAnyBytesAreRead() {
    for seed in UInt64(1)...500 {
      var random = SplitMix64(seed: seed)
      let bytes = mutated(
        Array(
          "{\"access_token\": \"a\", \"expires_in\": 1, \"url\": \"u\", \"errors\": [{}]}".utf8),
        &random)
      _ = TokenGrant(bytes)
      _ = TokenGrant.errorCode(bytes)
      _ = DocumentAddress(bytes)
      _ = errorText(in: bytes)
      _ = Instant(apiText: String(decoding: random.bytes(25), as: UTF8.self))
    }
  }
}
