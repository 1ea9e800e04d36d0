import LedgerCore
import SellingPartner
import Synchronization
import TestSupport
import Testing

/// A page of transactions with these ids, all posted on one day.
private func page(
  _ ids: [String], next: String? = nil, seller: String = "A1", day: String = "2026-03-05"
) -> HTTPAnswer {
  let members = ids.map {
    """
    {"transactionId": "\($0)", "postedDate": "\(day)T10:00:00Z", "transactionStatus": "RELEASED",
     "sellingPartnerMetadata": {"sellingPartnerId": "\(seller)"},
     "totalAmount": {"currencyCode": "USD", "currencyAmount": 1.25}}
    """
  }
  let token = next.map { "\"nextToken\": \"\($0)\", " } ?? ""
  return HTTPAnswer(
    text: "{\"payload\": {\(token)\"transactions\": [\(members.joined(separator: ","))]}}")
}

/// The words of all transactions of a page.
private func words(of answer: HTTPAnswer) throws -> KnownWordings {
  let page = try #require(APIPage(answer.body, of: .listTransactions))
  guard case .transactions(let told) = page.content else { return [:] }
  var words: KnownWordings = [:]
  for case .read(let transaction, let wording?) in told { words[wording] = transaction.postedAt }
  return words
}

private func groups(_ ids: [String], next: String? = nil) -> HTTPAnswer {
  let members = ids.map { "{\"FinancialEventGroupId\": \"\($0)\"}" }.joined(separator: ",")
  let token = next.map { "\"NextToken\": \"\($0)\", " } ?? ""
  return HTTPAnswer(text: "{\"payload\": {\(token)\"FinancialEventGroupList\": [\(members)]}}")
}

@Suite struct ListingTests {
  private let window = APIRequest(
    .listTransactions,
    ["postedAfter": "2026-03-01T00:00:00Z", "postedBefore": "2026-03-08T00:00:00Z"])

  private func isNextPage(_ request: HTTPRequest) -> Bool { request.url.contains("extToken=") }

  @Test func pagesComeInOrderUntilThereIsNoToken() throws {
    let scripted = ScriptedClient(sellerID: "A1") { _, number in
      page(["t\(number)"], next: number < 2 ? "a+b/=\(number)" : nil)
    }
    #expect(try scripted.list(window).count == 3)
    #expect(scripted.targets[2].hasSuffix("&nextToken=a%2Bb%2F%3D1"))
  }

  @Test(arguments: ["", "null"]) func anEmptyTokenIsTheEnd(token: String) throws {
    let scripted = ScriptedClient { _, _ in
      HTTPAnswer(
        text:
          "{\"payload\": {\"transactions\": [], \"nextToken\": \(token.isEmpty ? "\"\"" : token)}}")
    }
    #expect(try scripted.list(window).count == 1)
  }

  @Test func anEmptyPageWithATokenIsNoEnd() throws {
    let scripted = ScriptedClient { _, number in
      number == 0 ? page([], next: "n") : page(["t1"])
    }
    #expect(try scripted.list(window).count == 2)
  }

  @Test func aTokenSeenBeforeIsNotFollowed() throws {
    let scripted = ScriptedClient { _, number in
      page(["t\(number)"], next: number == 1 ? "n0" : number < 3 ? "n\(number)" : nil)
    }
    let pages = try scripted.list(window)
    #expect(pages.count == 3, "the repeated page was asked for again")
    #expect(scripted.calls.filter { $0.note == "a page with a token seen before" }.count == 1)
  }

  @Test func aListingThatRepeatsItselfIsGivenUp() throws {
    let scripted = ScriptedClient { _, _ in page(["t"], next: "n") }
    let error = failure { () throws(SellingPartnerError) in try scripted.list(window) }
    #expect(error?.reason == .unavailable)
    #expect(scripted.targets.count == 7, "a first page, and six tries of the second")
  }

  @Test func aPageOfAnotherSellerIsNeverTaken() throws {
    let scripted = ScriptedClient(sellerID: "A1") { _, number in
      page(["t\(number)"], seller: number == 0 ? "A2" : "A1")
    }
    #expect(try scripted.list(window).map { $0.contains("A2") } == [false])
    let stubborn = ScriptedClient(sellerID: "A1") { _, _ in page(["t"], seller: "A2") }
    let error = failure { () throws(SellingPartnerError) in try stubborn.list(window) }
    #expect(error?.what == "a page of another seller, 6 times in a row")
  }

  @Test(arguments: ["2026-02-28", "2026-03-08"])
  func aPageOfAnotherWindowIsNeverTaken(day: String) throws {
    let scripted = ScriptedClient { _, number in
      page(["t\(number)"], day: number == 0 ? day : "2026-03-07")
    }
    #expect(try scripted.list(window).map { $0.contains(day) } == [false])
  }

  @Test(arguments: ["2026-02-28", "2026-03-08"])
  func aPageOfAnotherWindowIsNeverTakenHoweverWellItIsKnown(day: String) throws {
    let stale = page(["t"], day: day)
    let scripted = ScriptedClient { _, number in
      number == 0 ? stale : page(["t\(number)"], day: "2026-03-07")
    }
    let known = try words(of: stale)
    #expect(try scripted.list(window, knowing: known).map { $0.contains(day) } == [false])
    #expect(scripted.calls.filter { $0.note == "a page of another window" }.count == 1)
  }

  @Test func amongKnownTransactionsANewOneIsReadAndProved() throws {
    let known = try words(of: page(["a", "c"]))
    let scripted = ScriptedClient(sellerID: "A1") { _, number in
      number == 0 ? page(["a", "b", "c"], seller: "A2") : page(["a", "b", "c"])
    }
    #expect(try scripted.list(window, knowing: known).count == 1)
    #expect(scripted.calls.filter { $0.note == "a page of another seller" }.count == 1)
    let head = try #require(
      PageHead(page(["a", "c", "b"], next: "n").body, of: .listTransactions, knowing: known))
    #expect(head.records == 3)
    #expect(head.nextToken == "n")
    #expect(head.sellerIDs == ["A1"])
    let posted = try #require(Instant("2026-03-05T10:00:00Z"))
    #expect(head.posted == posted...posted)
  }

  @Test func whatIsDamagedBesideKnownTransactionsIsNoPage() throws {
    let whole = String(decoding: page(["a", "b", "c"], next: "n").body, as: UTF8.self)
    let known = try words(of: page(["a", "c"]))
    for damaged in [
      String(whole.dropLast()), whole + "]", whole.replacing("\"n\"", with: "n"),
      whole.replacing("\"b\"", with: "b"), whole.replacing("\"b\"", with: "\"\u{b}\\x\""),
      whole.replacing("},{", with: "},,{"), whole.replacing("},{", with: "}{"),
      whole.replacing("},{", with: "},\u{1}{"), whole.replacing("]}}", with: ",]}}"),
      whole.replacing("\"n\"", with: "1"),
    ] {
      #expect(
        PageHead(Array(damaged.utf8), of: .listTransactions, knowing: known) == nil, "\(damaged)")
    }
  }

  @Test(arguments: [
    "", "{}", "[]", "<html>sorry</html>", "{\"payload\": {\"transactions\": [{\"tra",
    "{\"payload\": {\"transactions\": {}}}", "{\"payload\": []}", "{\"payload\": null}",
    "{\"errors\": [{\"code\": \"InternalFailure\"}]}",
    "{\"payload\": {\"FinancialEventGroupList\": []}}",
  ])
  func whatIsNoPageIsAskedForAgain(text: String) throws {
    let scripted = ScriptedClient { _, number in
      number == 0 ? HTTPAnswer(text: text) : page(["t"])
    }
    #expect(try scripted.list(window).count == 1)
    #expect(scripted.calls.map(\.note).contains("no page"))
  }

  @Test func aRefusedTokenRestartsTheListing() throws {
    let refusals = Mutex(0)
    let scripted = ScriptedClient { request, _ in
      guard self.isNextPage(request) else { return page(["first"], next: "n") }
      let count = refusals.withLock { count in
        count += 1
        return count
      }
      return count <= 2 ? HTTPAnswer(400, text: "") : page(["second"])
    }
    let pages = try scripted.list(window)
    #expect(pages.count == 2, "nothing of the two cut runs is left")
    #expect(scripted.targets.count == 6)
  }

  @Test func aTokenThatIsAlwaysRefusedIsGivenUp() throws {
    let scripted = ScriptedClient { request, _ in
      self.isNextPage(request) ? HTTPAnswer(400, text: "") : page(["first"], next: "n")
    }
    let error = failure { () throws(SellingPartnerError) in try scripted.list(window) }
    #expect(error?.reason == .refused)
    #expect(error?.place == "listTransactions, next page")
    #expect(scripted.targets.count == 8)
  }

  @Test(arguments: [400, 413])
  func aPageThatIsTooLargeIsAskedForInHalves(status: Int) throws {
    let request = APIRequest(.listFinancialEventGroups, ["MaxResultsPerPage": "100"])
    let scripted = ScriptedClient { request, _ in
      request.url.contains("MaxResultsPerPage=25")
        ? groups(["g1"]) : HTTPAnswer(status, text: "")
    }
    #expect(try scripted.list(request).count == 1)
    #expect(
      scripted.targets.map { $0.split(separator: "=").last ?? "" } == ["100", "50", "25"])
  }

  @Test func aSinglePageThatIsTooLargeIsAnError() throws {
    let request = APIRequest(.listFinancialEventGroups, ["MaxResultsPerPage": "4"])
    let scripted = ScriptedClient { _, _ in HTTPAnswer(413, text: "") }
    let error = failure { () throws(SellingPartnerError) in try scripted.list(request) }
    #expect(error?.reason == .tooLarge)
    #expect(scripted.targets.count == 3)
    let whole = failure { () throws(SellingPartnerError) in try scripted.list(window) }
    #expect(whole?.reason == .tooLarge, "there is no page size to halve")
  }

  @Test func aListingWithoutAnEndIsGivenUp() throws {
    let scripted = ScriptedClient { _, number in groups([], next: "n\(number)") }
    let request = APIRequest(.listFinancialEventGroups)
    let error = failure { () throws(SellingPartnerError) in try scripted.list(request) }
    #expect(error?.reason == .unavailable)
    #expect(error?.what == "the listing has no end after 20000 pages")
    #expect(scripted.targets.count == 20_000)
  }
}
