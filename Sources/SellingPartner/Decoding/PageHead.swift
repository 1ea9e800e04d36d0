import FoundationEssentials
import LedgerCore

extension PageHead {
  /// Reads what a page says of itself; nil when it is no whole page of the operation.
  package init?(_ bytes: [UInt8], of operation: Operation) {
    if operation.isVendor {
      self.init(vendorPage: bytes, of: operation)
      return
    }
    guard let page = try? JSONDecoder().decode(Wire.self, from: Data(bytes)) else { return nil }
    self.init(nextToken: page.nextToken ?? page.payload?.nextToken, records: 0)
    switch operation {
    case .listTransactions:
      guard let transactions = page.payload?.transactions else { return nil }
      records = transactions.count
      sellerIDs = Set(transactions.compactMap { $0.sellingPartnerMetadata?.sellingPartnerId })
      let days = transactions.compactMap { $0.postedDate.flatMap { Instant(apiText: $0) } }
      if let first = days.min(), let last = days.max() { posted = first...last }
    case .listFinancialEventGroups:
      guard let groups = page.payload?.groups else { return nil }
      records = groups.count
    case .listFinancialEventsByGroupId:
      guard page.payload?.events != nil else { return nil }
    case .getReports:
      guard let reports = page.reports else { return nil }
      records = reports.count
    case .listPayouts: guard page.payouts != nil else { return nil }
    case .listExpectedPayouts: guard page.expectedPayouts != nil else { return nil }
    case .listBalances: guard page.balances != nil else { return nil }
    case .listSummary: guard page.summaries != nil else { return nil }
    default: break
    }
  }

  private struct Wire: Decodable {
    struct Anything: Decodable {}
    struct Payload: Decodable {
      enum CodingKeys: String, CodingKey {
        case nextToken, transactions
        case upperNextToken = "NextToken"
        case groups = "FinancialEventGroupList"
        case events = "FinancialEvents"
      }
      let nextToken: String?
      let transactions: [Transaction]?
      let groups: [Anything]?
      let events: Anything?

      init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: CodingKeys.self) else {
          (nextToken, transactions, groups, events) = (nil, nil, nil, nil)
          return
        }
        nextToken =
          try container.decodeIfPresent(String.self, forKey: .nextToken)
          ?? container.decodeIfPresent(String.self, forKey: .upperNextToken)
        transactions = try container.decodeIfPresent([Transaction].self, forKey: .transactions)
        groups = try container.decodeIfPresent([Anything].self, forKey: .groups)
        events = try container.decodeIfPresent(Anything.self, forKey: .events)
      }
    }
    struct Transaction: Decodable {
      struct Metadata: Decodable { let sellingPartnerId: String? }
      let sellingPartnerMetadata: Metadata?
      let postedDate: String?
    }
    let payload: Payload?
    let nextToken: String?
    let reports: [Anything]?
    let payouts: [Anything]?
    let expectedPayouts: [Anything]?
    let balances: [Anything]?
    let summaries: [Anything]?
  }
}
