import LedgerCore

extension PageHead {
  /// Reads what a page says of itself; nil when it is no whole page of the operation.
  package init?(_ bytes: [UInt8], of operation: Operation) {
    if operation.isVendor {
      self.init(vendorPage: bytes, of: operation)
      return
    }
    guard let page = JSONValue(bytes), page.isObject else { return nil }
    let payload = page["payload"]
    let tokens = [page["nextToken"], payload["nextToken"], payload["NextToken"]]
    // A token that cannot be read must not pass for the end of the list.
    guard tokens.allSatisfy({ !$0.isPresent || $0.isText }) else { return nil }
    self.init(nextToken: tokens.lazy.compactMap(\.text).first, records: 0)
    func list(_ value: JSONValue) -> [JSONValue]? { value.isArray ? value.elements : nil }
    switch operation {
    case .listTransactions:
      guard let transactions = list(payload["transactions"]) else { return nil }
      records = transactions.count
      sellerIDs = Set(
        transactions.compactMap { $0["sellingPartnerMetadata"]["sellingPartnerId"].text })
      let days = transactions.compactMap { $0["postedDate"].instant }
      if let first = days.min(), let last = days.max() { posted = first...last }
    case .listFinancialEventGroups:
      guard let groups = list(payload["FinancialEventGroupList"]) else { return nil }
      records = groups.count
    case .listFinancialEventsByGroupId:
      guard payload["FinancialEvents"].isPresent else { return nil }
    case .getReports:
      guard let reports = list(page["reports"]) else { return nil }
      records = reports.count
    case .listPayouts: guard page["payouts"].isArray else { return nil }
    case .listExpectedPayouts: guard page["expectedPayouts"].isArray else { return nil }
    case .listBalances: guard page["balances"].isArray else { return nil }
    case .listSummary: guard page["summaries"].isArray else { return nil }
    default: break
    }
  }
}
