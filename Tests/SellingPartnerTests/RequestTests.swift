import SellingPartner
import TestSupport
import Testing

@Suite struct EncodingTests {
  @Test(arguments: [
    ("2026-03-14T08:49:04Z", "2026-03-14T08%3A49%3A04Z"), ("a+b/c=", "a%2Bb%2Fc%3D"),
    ("%2F", "%252F"), ("A-z_0.9~", "A-z_0.9~"), ("", ""),
    ("é\u{0} ,&#?", "%C3%A9%00%20%2C%26%23%3F"),
  ])
  func everyByteButTheUnreservedOnesIsEncodedOnce(text: String, encoded: String) {
    #expect(percentEncoded(text) == encoded)
  }

  @Test func aPageTokenStandsBesideAllOtherParameters() {
    let request = APIRequest(
      .listFinancialEventGroups,
      ["MaxResultsPerPage": "100", "FinancialEventGroupStartedAfter": "2026-03-01T00:00:00Z"])
    #expect(
      request.target(pageToken: "x+/=%2F")
        == "/finances/v0/financialEventGroups?MaxResultsPerPage=100"
        + "&FinancialEventGroupStartedAfter=2026-03-01T00%3A00%3A00Z"
        + "&NextToken=x%2B%2F%3D%252F")
  }

  @Test func theNextPageOfReportsIsAskedForWithItsTokenAlone() {
    let request = APIRequest(.getReports, ["reportTypes": "A,B", "pageSize": "100"])
    #expect(request.target() == "/reports/2021-06-30/reports?reportTypes=A%2CB&pageSize=100")
    #expect(request.target(pageToken: "t/1") == "/reports/2021-06-30/reports?nextToken=t%2F1")
  }

  @Test func anIDInThePathCannotLeaveIt() {
    let request = APIRequest(.listFinancialEventsByGroupId, pathValue: "../a/b?c")
    #expect(
      request.target()
        == "/finances/v0/financialEventGroups/..%2Fa%2Fb%3Fc/financialEvents")
  }

  @Test func aParameterIsReplacedAddedAndRemovedInItsPlace() {
    var request = APIRequest(.listTransactions, ["postedAfter": "a", "postedBefore": "b"])
    request["postedAfter"] = "c"
    request["marketplaceId"] = "m"
    request["postedBefore"] = nil
    #expect(request["postedAfter"] == "c")
    #expect(request.parameters.map(\.name) == ["postedAfter", "marketplaceId"])
  }
}

@Suite struct SourceTests {
  @Test func aRequestIsFoundAgainFromTheArchivesSource() {
    let request = APIRequest(
      .getReportDocument, pathValue: "amzn1.spdoc.1.4+%2F=", ["reportId": "5&6=7 ü"])
    #expect(APIRequest(source: request.source) == request)
    let bare = APIRequest(.listExpectedPayouts)
    #expect(APIRequest(source: bare.source) == bare)
  }

  @Test func anyTextsSurviveTheRoundTrip() {
    for seed in UInt64(1)...200 {
      var random = SplitMix64(seed: seed)
      func text() -> String {
        String(decoding: random.bytes(random.pick([0, 1, 5, 40])), as: UTF8.self)
      }
      var request = APIRequest(random.pick([.getReport, .listSummary]), pathValue: text())
      for name in ["a", "b", "c"] where !random.once(in: 3) { request[name] = text() }
      #expect(APIRequest(source: request.source) == request, "seed \(seed)")
    }
  }

  @Test(arguments: [
    "/home/me/NA1_1.txt", "sp-api:unheardOf?a=1", "sp-api:getReports", "sp-api:getReports?a",
    "https://getReports?a=1", "",
  ])
  func whatIsNoCallIsNoRequest(source: String) {
    #expect(APIRequest(source: source) == nil)
  }
}

@Suite struct EndpointTests {
  private let test = Endpoints(
    api: "http://127.0.0.1:8090/", token: "http://localhost:8090", rateScale: 1000)

  @Test func amazonIsCalledInTheStoresRegion() {
    #expect(Endpoints.amazon.api(.eu) == "https://sellingpartnerapi-eu.amazon.com")
    #expect(Endpoints.amazon.tokenURL == "https://api.amazon.com/auth/o2/token")
    #expect(!Endpoints.amazon.isForTests)
    #expect(test.api(.fe) == "http://127.0.0.1:8090")
    #expect(test.tokenURL == "http://localhost:8090/auth/o2/token")
    #expect(test.isForTests)
  }

  @Test(arguments: [
    "https://tortuga-prod-na.s3-external-1.amazonaws.com/a?X-Amz-Expires=300",
    "https://d1.cloudfront.net/x", "HTTPS://Bucket.S3.AMAZONAWS.COM:443/x",
    "https://b.s3.cn-north-1.amazonaws.com.cn/x",
  ])
  func documentsComeFromAmazonsStorage(url: String) {
    #expect(Endpoints.amazon.allowsDocument(at: url))
  }

  @Test(arguments: [
    "http://b.s3.amazonaws.com/x", "https://example.com/x", "https://evilamazonaws.com/x",
    "https://s3.amazonaws.com.example.com/x", "https://b.s3.amazonaws.com@example.com/x",
    "https://example.com#.amazonaws.com/x", "https://example.com?.amazonaws.com/x",
    "https://example.com/.amazonaws.com", "https://example.com\\.amazonaws.com/x",
    "https://user:secret@b.s3.amazonaws.com/x", "https://[::1].amazonaws.com/x",
    "https://example.com%2f.amazonaws.com/x", "https://example.com%00.amazonaws.com/x",
    "https://example.com\n.amazonaws.com/x", "https://example.com .amazonaws.com/x",
    "https:///x", "file:///etc/passwd", "b.s3.amazonaws.com/x", "", "://", "https://",
    "ftp://b.s3.amazonaws.com/x", "http://127.0.0.1/x", "https://127.0.0.1/x",
  ])
  func noOtherHostIsAskedForADocument(url: String) {
    #expect(!Endpoints.amazon.allowsDocument(at: url), "\(url)")
  }

  @Test func theTestMachineIsAllowedInTestsOnly() {
    #expect(test.allowsDocument(at: "http://127.0.0.1:8090/document"))
    #expect(test.allowsDocument(at: "http://[::1]:8090/document"))
    #expect(test.allowsDocument(at: "http://LOCALHOST/document"))
    #expect(!test.allowsDocument(at: "http://example.com/document"))
    #expect(!test.allowsDocument(at: "http://127.0.0.1.example.com/document"))
    #expect(!test.allowsDocument(at: "http://127.0.0.1@example.com/document"))
    #expect(!test.allowsDocument(at: "http://b.s3.amazonaws.com/document"))
  }
}
