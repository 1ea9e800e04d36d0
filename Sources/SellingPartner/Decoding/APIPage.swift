import LedgerCore

/// Parts of answers that this version does not know, and how often each was seen.
package struct UnknownParts: Equatable, Sendable {
  /// An amount that no sum can have.
  static let unusableAmount = "an amount that cannot be read or is too large for exact sums"

  package private(set) var counts: [String: Int] = [:]

  package init() {}

  mutating func note(_ part: String) { counts[part, default: 0] += 1 }

  /// Notes records of which one of these amounts is stated and cannot be used.
  fileprivate mutating func noteUnusable(
    _ amounts: [String], of records: [JSONValue], _ name: (JSONValue) -> String
  ) {
    for record in records where amounts.contains(where: { record[$0].hasUnusableAmount }) {
      note("\(name(record)) with \(UnknownParts.unusableAmount)")
    }
  }

  package mutating func add(_ other: UnknownParts) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }
}

/// A page of an answer, read.
package struct APIPage: Sendable {
  package enum Content: Sendable {
    case groups([FinancialEventGroup])
    case events([FinancialEvent])
    case transactions([ToldTransaction])
    case balances([BalanceFacts])
    case summaries([SummaryFacts])
    case payouts([PayoutFacts])
    case expectedPayouts([ExpectedPayoutFacts])
    case reports([ReportFacts])
    case participations([ParticipationFacts])
  }

  package let content: Content
  package private(set) var unknown = UnknownParts()

  /// Transactions in the words of `known` are left unread. Nil when the bytes are no page of the
  /// operation.
  package init?(
    _ bytes: [UInt8], of operation: Operation, knowing known: KnownWordings = [:]
  ) {
    if operation == .listTransactions {
      guard let page = TransactionPage(bytes, knowing: known) else { return nil }
      content = .transactions(page.transactions)
      unknown = page.unknown
      return
    }
    guard let value = JSONValue(bytes) else { return nil }
    switch operation {
    case .listFinancialEventGroups:
      let groups = value["payload"]["FinancialEventGroupList"].elements
      for group in groups { unknown.note(group, beyond: FinancialEventGroup.known, "group") }
      for group in groups where group["FinancialEventGroupId"].text == nil {
        unknown.note("group without id")
      }
      unknown.noteUnusable(["OriginalTotal", "ConvertedTotal", "BeginningBalance"], of: groups) {
        "group \($0["FinancialEventGroupId"].text ?? "")"
      }
      content = .groups(groups.compactMap(FinancialEventGroup.init(wire:)))
    case .listFinancialEventsByGroupId:
      content = .events(events(in: value["payload"]["FinancialEvents"], &unknown))
    case .listBalances:
      let balances = value["balances"].elements.flatMap(BalanceFacts.parts(of:))
      unknown.noteUnusable(["amount"], of: balances) { "balance \($0["balanceType"].text ?? "")" }
      content = .balances(value["balances"].elements.flatMap(BalanceFacts.all(in:)))
    case .listSummary:
      let summaries = value["summaries"].elements
      unknown.noteUnusable(["netProceeds"], of: summaries) {
        "summary of settlement \($0.settlementID ?? "")"
      }
      content = .summaries(summaries.compactMap(SummaryFacts.init(wire:)))
    case .listPayouts:
      let payouts = value["payouts"].elements
      unknown.noteUnusable(["amount"], of: payouts) { "payout \($0["id"].text ?? "")" }
      content = .payouts(payouts.compactMap(PayoutFacts.init(wire:)))
    case .listExpectedPayouts:
      let payouts = value["expectedPayouts"].elements
      unknown.noteUnusable(["amount"], of: payouts) {
        "expected payout of \($0["scheduledDate"].day?.description ?? "")"
      }
      content = .expectedPayouts(payouts.map(ExpectedPayoutFacts.init(wire:)))
    case .getReports:
      content = .reports(value["reports"].elements.compactMap(ReportFacts.init(wire:)))
    case .getMarketplaceParticipations:
      content = .participations(
        value["payload"].elements.compactMap(ParticipationFacts.init(wire:)))
    default: return nil
    }
  }
}

extension UnknownParts {
  fileprivate mutating func note(_ value: JSONValue, beyond known: Set<String>, _ kind: String) {
    for (name, _) in value.fields where !known.contains(name) {
      note("\(kind) field \(name)")
    }
  }
}

extension FinancialEventGroup {
  fileprivate static let known: Set = [
    "FinancialEventGroupId", "ProcessingStatus", "FundTransferStatus", "OriginalTotal",
    "ConvertedTotal", "FundTransferDate", "TraceId", "AccountTail", "BeginningBalance",
    "FinancialEventGroupStart", "FinancialEventGroupEnd",
  ]

  fileprivate init?(wire: JSONValue) {
    guard let id = wire["FinancialEventGroupId"].text else { return nil }
    self.init(
      id: id, processingStatus: wire["ProcessingStatus"].text ?? "",
      originalTotal: wire["OriginalTotal"].money, convertedTotal: wire["ConvertedTotal"].money,
      beginningBalance: wire["BeginningBalance"].money,
      start: wire["FinancialEventGroupStart"].instant, end: wire["FinancialEventGroupEnd"].instant,
      transferStatus: wire["FundTransferStatus"].text, transferAt: wire["FundTransferDate"].instant,
      traceID: wire["TraceId"].text, accountTail: wire["AccountTail"].text)
  }
}

extension BalanceFacts {
  /// The balance and those inside it, each once.
  fileprivate static func all(in wire: JSONValue) -> [BalanceFacts] {
    let partner = wire["partnerMetadata"]
    // The end of a day may be stated as the first second of the next one, in local time.
    guard let at = wire["asOfDate"].instant ?? wire["lastUpdatedTime"].instant else { return [] }
    let day = Instant(seconds: at.seconds - (wire["asOfDate"].text == nil ? 1 : 0)).day()
    var facts: [BalanceFacts] = []
    for value in parts(of: wire) {
      guard let type = value["balanceType"].text, let amount = value["amount"].money,
        !facts.contains(where: { $0.type == type })
      else { continue }
      facts.append(
        BalanceFacts(
          accountType: partner["accountType"].text ?? "",
          marketplaceID: partner["marketplaceId"].text ?? "", day: day, type: type,
          amount: amount))
    }
    return facts
  }

  /// The balance itself, then those inside it.
  fileprivate static func parts(of wire: JSONValue) -> [JSONValue] {
    [wire] + wire["balances"].elements.flatMap(parts(of:))
  }
}

extension JSONValue {
  /// The settlement to which the record is related.
  fileprivate var settlementID: String? {
    self["relatedIdentifiers"].elements.first {
      $0["relatedIdentifierName"].text == "SETTLEMENT_ID"
    }?["relatedIdentifierValue"].text
  }
}

extension SummaryFacts {
  fileprivate init?(wire: JSONValue) {
    guard let id = wire.settlementID, let netProceeds = wire["netProceeds"].money
    else { return nil }
    self.init(settlementID: id, netProceeds: netProceeds)
  }
}

extension PayoutFacts {
  fileprivate init?(wire: JSONValue) {
    guard let id = wire["id"].text else { return nil }
    let partner = wire["partnerMetadata"]
    self.init(
      id: id, status: wire["currentStatus"].text ?? "", type: wire["type"].text ?? "",
      amount: wire["amount"].money, accountType: partner["accountType"].text ?? "",
      marketplaceID: partner["marketplaceId"].text ?? "", createdAt: wire["creationDate"].instant,
      traceID: wire["traceId"].text, accountTail: wire["accountTail"].text,
      settlementID: wire.settlementID)
  }
}

extension ExpectedPayoutFacts {
  fileprivate init(wire: JSONValue) {
    let partner = wire["partnerMetadata"]
    self.init(
      accountType: partner["accountType"].text ?? "",
      marketplaceID: partner["marketplaceId"].text ?? "", status: wire["status"].text ?? "",
      amount: wire["amount"].money, scheduled: wire["scheduledDate"].day)
  }
}

extension ReportFacts {
  fileprivate init?(wire: JSONValue) {
    guard let id = wire["reportId"].text, let createdAt = wire["createdTime"].instant else {
      return nil
    }
    self.init(
      id: id, documentID: wire["reportDocumentId"].text, createdAt: createdAt,
      status: wire["processingStatus"].text ?? "", start: wire["dataStartTime"].instant,
      end: wire["dataEndTime"].instant)
  }
}

extension ParticipationFacts {
  fileprivate init?(wire: JSONValue) {
    let marketplace = wire["marketplace"]
    guard let id = marketplace["id"].text else { return nil }
    self.init(
      marketplaceID: id, name: marketplace["name"].text ?? "",
      countryCode: marketplace["countryCode"].text ?? "",
      currencyCode: marketplace["defaultCurrencyCode"].text ?? "",
      isParticipating: wire["participation"]["isParticipating"].flag ?? false)
  }
}
