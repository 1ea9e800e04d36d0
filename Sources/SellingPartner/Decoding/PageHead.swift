import LedgerCore

extension PageHead {
  /// Reads what a page says of itself; nil when it is no whole page of the operation. Transactions in
  /// the words of `known` are left unread.
  package init?(
    _ bytes: [UInt8], of operation: Operation, knowing known: KnownWordings = [:]
  ) {
    if operation.isVendor {
      self.init(vendorPage: bytes, of: operation)
      return
    }
    let slices = operation == .listTransactions ? TransactionSlices(bytes) : nil
    guard let page = slices?.frame ?? JSONValue(bytes), page.isObject else { return nil }
    let payload = page["payload"]
    let tokens = [page["nextToken"], payload["nextToken"], payload["NextToken"]]
    // A token that cannot be read must not pass for the end of the list.
    guard tokens.allSatisfy({ !$0.isPresent || $0.isText }) else { return nil }
    self.init(nextToken: tokens.lazy.compactMap(\.text).first, records: 0)
    func list(_ value: JSONValue) -> [JSONValue]? { value.isArray ? value.elements : nil }
    switch operation {
    case .listTransactions:
      if let slices {
        guard read(slices, knowing: known) else { return nil }
      } else {
        guard let transactions = list(payload["transactions"]) else { return nil }
        for transaction in transactions { read(transaction) }
      }
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

  /// False where a record is no JSON.
  private mutating func read(_ page: TransactionSlices, knowing known: KnownWordings) -> Bool {
    for place in page.places {
      if let postedAt = known[page.wording(at: place)] {
        records += 1
        note(postedAt)
      } else {
        guard let transaction = page.record(at: place) else { return false }
        read(transaction)
      }
    }
    return true
  }

  private mutating func read(_ transaction: JSONValue) {
    records += 1
    if let seller = transaction["sellingPartnerMetadata"]["sellingPartnerId"].text {
      sellerIDs.insert(seller)
    }
    if let postedAt = transaction["postedDate"].instant { note(postedAt) }
  }

  private mutating func note(_ postedAt: Instant) {
    posted =
      posted.map { min($0.lowerBound, postedAt)...max($0.upperBound, postedAt) }
      ?? postedAt...postedAt
  }
}
