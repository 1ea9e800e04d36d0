import SellingPartner
import TestSupport
import Testing

@Suite struct TokenTests {
  private let request = APIRequest(.getReports, ["pageSize": "100"])

  private func tokenRequests(_ scripted: ScriptedClient) -> [HTTPRequest] {
    scripted.transport.requests.filter { $0.method == .post }
  }

  @Test func oneTokenServesAnHourOfCalls() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "{}") }
    for _ in 0..<3 {
      _ = try scripted.call(request)
      scripted.time.advance(1000)
    }
    let asked = tokenRequests(scripted)
    #expect(asked.count == 1)
    #expect(asked.first?.url == "https://api.amazon.com/auth/o2/token")
    #expect(
      asked.first?["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8")
    #expect(
      asked.first.map { String(decoding: $0.body, as: UTF8.self) }
        == "grant_type=refresh_token&refresh_token=Atzr%7CCANARY-REFRESH"
        + "&client_id=CANARY-CLIENT&client_secret=CANARY-SECRET")
  }

  @Test func aTokenIsRenewedAMinuteBeforeItExpires() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "{}") }
    _ = try scripted.call(request)
    scripted.time.advance(3539)
    _ = try scripted.call(request)
    #expect(tokenRequests(scripted).count == 1)
    scripted.time.advance(1)
    _ = try scripted.call(request)
    #expect(tokenRequests(scripted).count == 2)
  }

  @Test func anAccessThatIsDeniedGetsOneFreshToken() throws {
    let scripted = ScriptedClient { _, number in
      number == 0 ? HTTPAnswer(403, text: "") : HTTPAnswer(text: "good")
    }
    #expect(try scripted.call(request) == "good")
    #expect(tokenRequests(scripted).count == 2)
    #expect(scripted.time.sleeps == [])
  }

  @Test(arguments: [(400, "invalid_grant"), (401, "invalid_client"), (400, "unauthorized_client")])
  func aRefusedTokenNeedsAPersonAndNoSecondTry(status: Int, code: String) throws {
    let scripted = ScriptedClient(all: { (_, _) throws(HTTPFailure) in
      HTTPAnswer(
        status,
        text: """
          {"error": "\(code)", "error_description": "for Atzr|CANARY-REFRESH"}
          """)
    })
    let error = try #require(
      failure { () throws(SellingPartnerError) in try scripted.call(request) })
    #expect(error == SellingPartnerError(.unauthorized, "token", "refused: \(code)"))
    #expect(scripted.transport.requests.count == 1)
    #expect(scripted.calls.map(\.operation) == ["token"])
  }

  @Test func aTokenServerInTroubleIsAskedAgain() throws {
    let scripted = ScriptedClient(all: { (request, number) throws(HTTPFailure) in
      switch number {
      case 0: throw HTTPFailure(reason: .timeout, what: "api.amazon.com: no answer")
      case 1: return HTTPAnswer(503, text: "")
      case 2: return HTTPAnswer(text: "<html>maintenance</html>")
      case 3: return HTTPAnswer(429, text: "")
      default: return request.method == .post ? tokenAnswer : HTTPAnswer(text: "good")
      }
    })
    #expect(try scripted.call(request) == "good")
    #expect(scripted.calls.map(\.status) == [0, 503, 200, 429, 200, 200])
  }

  @Test func aTokenServerThatStaysSilentIsGivenUp() throws {
    let scripted = ScriptedClient(all: { (_, _) throws(HTTPFailure) in
      throw HTTPFailure(reason: .connect, what: "api.amazon.com: nobody listens")
    })
    let error = failure { () throws(SellingPartnerError) in try scripted.call(request) }
    #expect(error?.reason == .unavailable)
    #expect(error?.place == "token")
    #expect(scripted.transport.requests.count == 6)
  }
}

@Suite struct CallTests {
  private let request = APIRequest(.listTransactions, ["postedAfter": "2026-03-01T00:00:00Z"])

  @Test func aCallCarriesItsTokenAndNothingElseThatIsSecret() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "{}") }
    _ = try scripted.call(request)
    let sent = try #require(scripted.transport.requests.last)
    #expect(
      sent.url
        == "https://sellingpartnerapi-na.amazon.com/finances/2024-06-19/transactions"
        + "?postedAfter=2026-03-01T00%3A00%3A00Z")
    #expect(
      sent.headers.map(\.name) == ["x-amz-access-token", "user-agent", "accept"])
    #expect(sent["x-amz-access-token"] == "Atza|CANARY-ACCESS")
    #expect(sent.body == [])
  }

  @Test func callsBeyondTheBurstWaitForTheRate() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "{}") }
    for _ in 0..<12 { _ = try scripted.call(request) }
    #expect(scripted.time.sleeps == [2, 2], "ten at once, then one every two seconds")
  }

  @Test func theRateOfTheLastAnswerCounts() throws {
    let scripted = ScriptedClient { _, _ in
      HTTPAnswer(200, headers: [header("x-amzn-ratelimit-limit", "0.1")], text: "{}")
    }
    for _ in 0..<11 { _ = try scripted.call(request) }
    #expect(scripted.time.sleeps == [10])
  }

  @Test func tooManyCallsEmptyTheBudgetUntilItHasFilledAgain() throws {
    let scripted = ScriptedClient { _, number in HTTPAnswer(number == 0 ? 429 : 200, text: "{}") }
    _ = try scripted.call(request)
    _ = try scripted.call(request)
    // Half of two seconds by chance, the other half for the budget, then its rate.
    #expect(scripted.time.sleeps == [1, 1, 2])
  }

  @Test func whatAmazonSaysOfABadRequestIsTold() throws {
    let scripted = ScriptedClient { _, _ in
      HTTPAnswer(
        400,
        text: """
          {"errors": [{"code": "InvalidInput", "message": "Date range is invalid."}]}
          """)
    }
    let error = failure { () throws(SellingPartnerError) in try scripted.call(request) }
    #expect(
      error
        == SellingPartnerError(
          .refused, "listTransactions", "answer 400 (InvalidInput: Date range is invalid.)"))
    #expect(scripted.targets.count == 1)
  }

  @Test func anAnswerWithAFaultIsAskedForAgainAndItsFaultLogged() throws {
    let scripted = ScriptedClient { _, number in
      HTTPAnswer(
        200, headers: [header("x-amzn-requestid", "id-\(number)")],
        text: number == 0 ? "<html>" : "{}")
    }
    let body = try scripted.client.call(request) { $0.first == 60 ? "no page" : nil }
    #expect(body == Array("{}".utf8))
    #expect(
      scripted.calls.suffix(2) == [
        APICall(
          at: 1_780_000_000, store: "NA1", operation: "listTransactions", status: 200,
          requestID: "id-0", milliseconds: 0, bytes: 6, note: "no page"),
        APICall(
          at: 1_780_000_001, store: "NA1", operation: "listTransactions", status: 200,
          requestID: "id-1", milliseconds: 0, bytes: 2, note: ""),
      ])
    #expect(scripted.client.calls == ["token": 1, "listTransactions": 2])
  }

  @Test func aRedirectIsNeverFollowed() throws {
    let scripted = ScriptedClient { _, _ in
      HTTPAnswer(302, headers: [header("location", "https://example.com/steal")], text: "")
    }
    let error = failure { () throws(SellingPartnerError) in try scripted.call(request) }
    #expect(error?.reason == .unavailable)
    #expect(error?.what == "a redirect, not followed, 6 times in a row")
    #expect(scripted.transport.requests.allSatisfy { !$0.url.contains("example.com") })
  }
}

@Suite struct DocumentTests {
  private let folder = TemporaryFolder()
  private let signed = "https://b.s3.amazonaws.com/1?X-Amz-Signature=CANARY-SIGNATURE"

  @Test func aDocumentIsFetchedWithoutAToken() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "settlement-id") }
    let answer = try scripted.client.download(url: signed, to: "\(folder.path)/a")
    #expect(answer.bodyByteCount == 13)
    #expect(fileBytes("\(folder.path)/a") == Array("settlement-id".utf8))
    let sent = try #require(scripted.transport.requests.first)
    #expect(sent.url == signed)
    #expect(sent.headers.map(\.name) == ["user-agent"])
    #expect(scripted.calls.map(\.operation) == ["document"])
  }

  @Test func aDocumentElsewhereIsNotFetched() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "settlement-id") }
    let url = "https://example.com/1?X-Amz-Signature=CANARY-SIGNATURE"
    let error = try #require(
      failure { () throws(SellingPartnerError) in
        try scripted.client.download(url: url, to: "\(folder.path)/a")
      })
    #expect(error.reason == .refused)
    #expect(error.description.contains("(example.com)"))
    #expect(!error.description.contains("CANARY"))
    #expect(scripted.transport.requests == [])
  }

  @Test(arguments: [302, 403, 404, 500])
  func anAnswerWithoutADocumentLeavesNoFile(status: Int) throws {
    let scripted = ScriptedClient { _, _ in
      HTTPAnswer(status, headers: [header("location", "https://example.com/")], text: "<Error/>")
    }
    let error = try #require(
      failure { () throws(SellingPartnerError) in
        try scripted.client.download(url: signed, to: "\(folder.path)/a")
      })
    #expect(error == SellingPartnerError(.unavailable, "document", "answer \(status)"))
    #expect(names(in: folder.path) == [])
    #expect(scripted.transport.requests.count == 1)
  }
}
