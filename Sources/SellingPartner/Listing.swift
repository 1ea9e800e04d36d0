import LedgerCore

/// What a page says about itself: enough to go to the next one.
package struct PageHead: Equatable, Sendable {
  package var nextToken: String?
  package var records: Int
  /// The sellers named in it.
  package var sellerIDs: Set<String>
  /// The first and last posting named in it.
  package var posted: ClosedRange<Instant>?

  package init(
    nextToken: String?, records: Int, sellerIDs: Set<String> = [],
    posted: ClosedRange<Instant>? = nil
  ) {
    self.nextToken = nextToken
    self.records = records
    self.sellerIDs = sellerIDs
    self.posted = posted
  }
}

extension SellingPartnerClient {
  private static var mostPages: Int { 20_000 }
  private static var mostRestarts: Int { 3 }
  private static var nextPage: String { ", next page" }

  /// Calls `page` with each page of a listing, in order, as it came.
  ///
  /// A token that is refused restarts the listing, since tokens live for minutes only; a page that
  /// is too large is asked for with half the page size. Each run begins with `begin`. An empty page
  /// with a token is no end. Transactions in the words of `known` were proved to be JSON of this
  /// seller's when they were told first.
  package func list(
    _ request: APIRequest, knowing known: KnownWordings = [:], begin: () -> Void,
    page: ([UInt8]) -> Void
  ) throws(SellingPartnerError) {
    var request = request
    var restarts = 0
    while true {
      begin()
      do throws(SellingPartnerError) {
        return try listOnce(request, knowing: known, page: page)
      } catch {
        let isTokenTrouble = error.reason == .refused && error.place.hasSuffix(Self.nextPage)
        if isTokenTrouble, restarts < Self.mostRestarts {
          restarts += 1
        } else if error.reason == .tooLarge || error.reason == .refused,
          let size = request["MaxResultsPerPage"].flatMap({ Int($0) }), size > 1
        {
          request["MaxResultsPerPage"] = String(size / 2)
        } else {
          throw error
        }
      }
    }
  }

  private func listOnce(
    _ request: APIRequest, knowing known: KnownWordings, page: ([UInt8]) -> Void
  ) throws(SellingPartnerError) {
    var token: String?
    var used = Set<String>()
    for _ in 0..<Self.mostPages {
      var head = PageHead(nextToken: nil, records: 0)
      let body: [UInt8]
      do throws(SellingPartnerError) {
        body = try call(request, pageToken: token) { bytes in
          guard let found = PageHead(bytes, of: request.operation, knowing: known) else {
            return "no page"
          }
          head = found
          return fault(in: found, of: request, used: used)
        }
      } catch  where token != nil && error.reason == .refused {
        throw SellingPartnerError(.refused, error.place + Self.nextPage, error.what)
      }
      page(body)
      guard let next = head.nextToken, !next.isEmpty else { return }
      used.insert(next)
      token = next
    }
    throw SellingPartnerError(
      .unavailable, request.operation.rawValue,
      "the listing has no end after \(Self.mostPages) pages")
  }

  /// What shows that a page is not the answer to the request.
  private func fault(in head: PageHead, of request: APIRequest, used: Set<String>) -> String? {
    if let next = head.nextToken, used.contains(next) { return "a page with a token seen before" }
    if !identity.sellerID.isEmpty, !head.sellerIDs.isSubset(of: [identity.sellerID]) {
      return "a page of another seller"
    }
    guard let posted = head.posted else { return nil }
    if let after = request["postedAfter"].flatMap({ Instant(apiText: $0) }),
      posted.lowerBound < after
    {
      return "a page of another window"
    }
    if let before = request["postedBefore"].flatMap({ Instant(apiText: $0) }),
      posted.upperBound >= before
    {
      return "a page of another window"
    }
    return nil
  }
}
