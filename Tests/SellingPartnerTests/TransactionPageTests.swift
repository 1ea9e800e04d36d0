import LedgerCore
import TestSupport
import Testing

@testable import SellingPartner

/// The transactions of a page with these members, and what of it was unknown.
private func read(_ members: String...) throws -> (
  transactions: [Transaction], unknown: [String: Int]
) {
  let text = "{\"payload\": {\"transactions\": [\(members.joined(separator: ", "))]}}"
  let page = try #require(APIPage(Array(text.utf8), of: .listTransactions))
  guard case .transactions(let told) = page.content else { return ([], [:]) }
  let transactions = told.map { told -> Transaction? in
    if case .read(let transaction, _) = told { transaction } else { nil }
  }
  return (transactions.compactMap { $0 }, page.unknown.counts)
}

private func member(_ fields: String = "", total: String = "10.00", status: String? = "RELEASED")
  -> String
{
  let status = status.map { "\"transactionStatus\": \($0 == "null" ? $0 : "\"\($0)\"")," } ?? ""
  return """
    {"transactionId": "t1", "postedDate": "2026-03-05T10:00:00.5Z", \(status) \(fields)
     "totalAmount": {"currencyCode": "USD", "currencyAmount": \(total)}}
    """
}

private func identifier(_ name: String, _ value: String) -> String {
  "{\"relatedIdentifierName\": \"\(name)\", \"relatedIdentifierValue\": \"\(value)\"}"
}

private func leaf(_ type: String, _ amount: String) -> String {
  """
  {"breakdownType": "\(type)",
   "breakdownAmount": {"currencyCode": "USD", "currencyAmount": \(amount)}}
  """
}

private func branch(_ type: String, _ amount: String, _ children: String...) -> String {
  """
  {"breakdownType": "\(type)", "breakdowns": [\(children.joined(separator: ", "))],
   "breakdownAmount": {"currencyCode": "USD", "currencyAmount": \(amount)}}
  """
}

private func item(_ sku: String, _ breakdowns: String...) -> String {
  """
  {"contexts": [{"contextType": "ProductContext", "sku": "\(sku)"}],
   "breakdowns": [\(breakdowns.joined(separator: ", "))]}
  """
}

private func lines(_ transaction: Transaction?) -> [String] {
  (transaction?.lines ?? []).map { "\($0.sku)|\($0.path)|\($0.amountMinor)" }
}

@Suite struct TransactionPageTests {
  @Test func aTransactionIsReadWithItsIdentifiersAndItsDeferral() throws {
    let (transactions, unknown) = try read(
      """
      {"transactionId": "t1", "transactionType": "Shipment", "transactionStatus": "DEFERRED",
       "description": "Order Payment", "postedDate": "2026-03-05T10:00:00Z",
       "sellingPartnerMetadata": {"sellingPartnerId": "A1", "accountType": "Standard Orders",
         "marketplaceId": "M"},
       "marketplaceDetails": {"marketplaceId": "N", "marketplaceName": "Amazon.com"},
       "relatedIdentifiers": [\(identifier("ORDER_ID", "111-1")),
         \(identifier("FINANCIAL_EVENT_GROUP_ID", "g")), \(identifier("SETTLEMENT_ID", "9")),
         \(identifier("RELEASE_TRANSACTION_ID", "r")), \(identifier("DISBURSEMENT_ID", "d"))],
       "contexts": [{"contextType": "DeferredContext", "deferralReason": "DD7",
         "maturityDate": "2026-03-20T00:00:00Z"}],
       "totalAmount": {"currencyCode": "USD", "currencyAmount": 12.5}}
      """)
    #expect(unknown == [:])
    #expect(
      transactions == [
        Transaction(
          id: "t1", status: .deferred, type: "Shipment", description: "Order Payment",
          postedAt: instant("2026-03-05T10:00:00Z"), total: usd(1250),
          accountType: "Standard Orders", marketplaceID: "M", soldToID: "N", orderID: "111-1",
          groupID: "g",
          settlementID: "9", releaseID: "r", disbursementID: "d",
          deferral: Deferral(reason: "DD7", maturesAt: instant("2026-03-20T00:00:00Z")),
          lines: [TransactionLine(sku: "", path: "", amountMinor: 1250)])
      ])
  }

  @Test(
    arguments: [
      ("RELEASED", .released), ("released", .released), ("Deferred", .deferred),
      ("deferred_RELEASED", .deferredReleased), ("null", .released), ("WEIRD", .released),
    ] as [(String, Transaction.Status)])
  func theStatusIsReadInAnyCase(text: String, status: Transaction.Status) throws {
    #expect(try read(member(status: text)).transactions.map(\.status) == [status])
  }

  @Test func withoutAStatusTheRestOfTheRecordTells() throws {
    let deferral = "\"contexts\": [{\"contextType\": \"DeferredContext\"}],"
    func status(_ identifiers: String...) throws -> Transaction.Status? {
      let related = "\"relatedIdentifiers\": [\(identifiers.joined(separator: ","))],"
      return try read(member(deferral + related, status: nil)).transactions.first?.status
    }
    #expect(try status() == .deferred)
    #expect(try status(identifier("FINANCIAL_EVENT_GROUP_ID", "g")) == .deferredReleased)
    #expect(
      try status(
        identifier("FINANCIAL_EVENT_GROUP_ID", "g"), identifier("DEFERRED_TRANSACTION_ID", "d"))
        == .released)
    #expect(try read(member(status: nil)).transactions.first?.status == .released)
  }

  @Test func bothSpellingsOfACurrencyAreRead() throws {
    let upper = member().replacing("currencyCode", with: "CurrencyCode")
      .replacing("currencyAmount", with: "CurrencyAmount")
    #expect(try read(upper).transactions.map(\.total) == [usd(1000)])
  }

  @Test(arguments: [
    "12.345", "null", "\"ten\"", "1e999", "100000000000000", "{}",
  ])
  func anAmountThatIsNotExactMakesTheTransactionUnknown(total: String) throws {
    let (transactions, unknown) = try read(member(total: total), member())
    #expect(transactions.count == 1, "the others are read")
    let told =
      total == "null"
      ? "transaction without id, date or amount"
      : "transaction t1 with an amount that cannot be read or is too large for exact sums"
    #expect(unknown == [told: 1])
  }

  @Test func aTransactionOfAnotherShapeDoesNotCostThePage() throws {
    let odd = member("\"description\": {\"text\": \"an object now\"},")
    let (transactions, unknown) = try read(odd, "5", "null", member())
    #expect(transactions.map(\.id) == ["t1"])
    #expect(unknown == ["transaction of another shape": 3])
  }

  @Test func unknownFieldsAreCounted() throws {
    let (transactions, unknown) = try read(
      member("\"mood\": 1, \"charm\": [2],"), member("\"mood\": null,"))
    #expect(transactions.count == 2)
    #expect(unknown == ["transaction field charm": 1, "transaction field mood": 2])
  }
}

@Suite struct BreakdownTests {
  @Test func theLeavesOfItemsAreTakenAndTheirParentsAreNot() throws {
    let sale = item(
      "MUG-1",
      branch(
        "ProductCharges", "12.00", leaf("OurPricePrincipal", "10.00"), leaf("Discount", "2.00")),
      branch(
        "AmazonFees", "-2.00",
        branch("Commission", "-2.00", leaf("Base", "-1.70"), leaf("Tax", "-0.30"))))
    let (transactions, _) = try read(member("\"items\": [\(sale)],"))
    #expect(
      lines(transactions.first) == [
        "MUG-1|ProductCharges/OurPricePrincipal|1000", "MUG-1|ProductCharges/Discount|200",
        "MUG-1|AmazonFees/Commission|-170", "MUG-1|AmazonFees/Commission/Tax|-30",
      ])
  }

  @Test func whatTheTransactionHasBeyondItsItemsIsAddedOnce() throws {
    let sale = item("MUG-1", branch("ProductCharges", "12.00", leaf("OurPricePrincipal", "12.00")))
    let tree = branch(
      "Sales", "10.00", branch("ProductCharges", "12.00", leaf("OurPricePrincipal", "12.00")),
      branch("AmazonFees", "-2.00", leaf("Commission", "-2.00")))
    let (transactions, _) = try read(member("\"items\": [\(sale)], \"breakdowns\": [\(tree)],"))
    #expect(
      lines(transactions.first) == [
        "MUG-1|ProductCharges/OurPricePrincipal|1200", "|AmazonFees/Commission|-200",
      ])
  }

  @Test func aTreeWithoutItemsGivesItsLeaves() throws {
    let tree = branch("Expenses", "10.00", leaf("Subscription", "9.00"), leaf("Tax", "1.00"))
    let (transactions, _) = try read(member("\"breakdowns\": [\(tree)],"))
    #expect(lines(transactions.first) == ["|Subscription|900", "|Tax|100"])
  }

  @Test func whatNoLeafExplainsIsALineOfItsOwn() throws {
    let (transactions, _) = try read(
      member("\"items\": [\(item("MUG-1", leaf("Principal", "9.99"), leaf("Odd", "0.001")))],"))
    #expect(lines(transactions.first) == ["MUG-1|Principal|999", "||1"])
  }

  @Test func aLeafInAnotherCurrencyIsNoPartOfTheSum() throws {
    let foreign = leaf("Principal", "10.00").replacing("USD", with: "JPY")
    let (transactions, _) = try read(member("\"items\": [\(item("MUG-1", foreign))],"))
    #expect(lines(transactions.first) == ["||1000"])
  }

  @Test func linesAlwaysSumToTheTotal() throws {
    for seed in UInt64(1)...300 {
      var random = SplitMix64(seed: seed)
      func amount() -> String {
        decimalText(Int64.random(in: -99_999...99_999, using: &random), digits: 2)
      }
      func tree(_ depth: Int) -> String {
        let type = random.pick(["A", "B", "Base", "Tax"])
        guard depth > 0, !random.once(in: 3) else { return leaf(type, amount()) }
        return branch(type, amount(), tree(depth - 1), tree(depth - 1))
      }
      let items = (0..<random.pick([0, 1, 3])).map { item("S\($0)", tree(2), tree(3)) }
      let total = amount()
      let (transactions, _) = try read(
        member(
          "\"items\": [\(items.joined(separator: ","))], \"breakdowns\": [\(tree(3))],",
          total: total))
      let transaction = try #require(transactions.first)
      let sum = transaction.lines.reduce(0) { $0 + $1.amountMinor }
      #expect(sum == transaction.total.minorUnits, "seed \(seed)")
      #expect(transaction.total.text == total, "seed \(seed)")
    }
  }

  @Test func amountsBeyondAllReasonDoNotStopTheProgram() throws {
    let huge = Array(repeating: leaf("A", "9223372036854.77"), count: 1000)
    let tree = "{\"breakdowns\": [\(huge.joined(separator: ","))]}"
    let (transactions, unknown) = try read(member("\"items\": [\(tree)],"))
    #expect(transactions == [])
    #expect(unknown == ["transaction without id, date or amount": 1])
  }
}

@Suite struct TransactionWordingTests {
  private func told(
    _ text: String, knowing known: KnownWordings = [:]
  ) throws -> [ToldTransaction] {
    let page = try #require(APIPage(Array(text.utf8), of: .listTransactions, knowing: known))
    guard case .transactions(let told) = page.content else { return [] }
    return told
  }

  private func page(_ members: String...) -> String {
    "{\"payload\": {\"nextToken\": \"n\", \"transactions\": [\(members.joined(separator: ",\n"))]}}"
  }

  private func words(of told: [ToldTransaction]) -> KnownWordings {
    var words: KnownWordings = [:]
    for case .read(let transaction, let wording?) in told { words[wording] = transaction.postedAt }
    return words
  }

  private func wording(_ told: ToldTransaction) -> Fingerprint? {
    switch told {
    case .read(_, let wording): wording
    case .repeated(let wording, _): wording
    }
  }

  @Test func aRecordInKnownWordsIsLeftUnreadAndCanBeRead() throws {
    let first = try told(page(member(), member(total: "11.00")))
    let known = words(of: Array(first.prefix(1)))
    let again = try told(
      page(member(total: "12.00"), member(), member(total: "11.00")), knowing: known)
    guard again.count == 3, case .read(let changed, _) = again[0],
      case .repeated(_, let read) = again[1], case .read = again[2],
      case .read(let before, _) = first[0]
    else {
      Issue.record("\(again)")
      return
    }
    #expect(changed.total.minorUnits == 1200)
    #expect(read() == before)
    #expect(again.dropFirst().compactMap(wording) == first.compactMap(wording))
  }

  @Test func oneChangedByteIsAnotherWording() throws {
    let texts = [member(), member("\"description\": \"a\","), member("\"description\": \"b\",")]
    let wordings = Set(try texts.flatMap { try told(page($0)) }.compactMap(wording))
    #expect(wordings.count == 3)
  }

  @Test func aRecordWithPartsThatNobodyKnowsIsReadEachTime() throws {
    #expect(try told(page(member("\"novelty\": 1,"))).map(wording) == [nil])
  }

  @Test func aPageThatIsDamagedIsNoneWhateverIsKnown() throws {
    let text = page(member(), member(total: "11.00"))
    let known = words(of: try told(text))
    for damaged in [
      String(text.dropLast()), text + "]", text.replacing("\"n\"", with: "n"),
      text.replacing("11.00", with: "11.0.0"),
    ] {
      #expect(APIPage(Array(damaged.utf8), of: .listTransactions, knowing: known) == nil)
    }
  }
}
