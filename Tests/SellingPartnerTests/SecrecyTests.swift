import SellingPartner
import TestSupport
import Testing

@Suite struct SecrecyTests {
  private func texts(_ value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return [String(describing: value), String(reflecting: value), dumped, "\(value)"]
  }

  @Test func noTextOfCredentialsShowsASecret() {
    let identity = SellingPartnerClient.Identity(
      store: "NA1", sellerID: "A1", region: .na, credentials: credentials)
    for text in texts(credentials) + texts(identity) + texts([identity])
      + texts(Optional(identity) as Any)
    {
      for secret in plantedSecrets { #expect(!text.contains(secret), "\(text)") }
    }
  }

  @Test func noTextOfAClientShowsASecret() throws {
    let scripted = ScriptedClient { _, _ in HTTPAnswer(text: "{}") }
    _ = try scripted.call(APIRequest(.getReports))
    for text in texts(scripted.client) {
      for secret in plantedSecrets { #expect(!text.contains(secret), "\(text)") }
    }
  }

  @Test func noErrorAndNoLineOfTheLogShowsASecret() throws {
    for status in [200, 302, 400, 401, 403, 404, 413, 429, 500] {
      let scripted = ScriptedClient { request, _ in
        HTTPAnswer(
          status, headers: [header("x-amzn-requestid", "id")],
          text: request.headers.map(\.value).joined())
      }
      let error = failure { () throws(SellingPartnerError) in
        try scripted.client.call(APIRequest(.listPayouts)) { _ in "no page" }
      }
      let text = try #require(error).description + scripted.calls.map { "\($0)" }.joined()
      for secret in plantedSecrets { #expect(!text.contains(secret), "\(status): \(text)") }
    }
  }
}
