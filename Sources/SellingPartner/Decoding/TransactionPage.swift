import FoundationEssentials
import LedgerCore

/// A page of listTransactions.
struct TransactionPage {
  private(set) var transactions: [Transaction] = []
  private(set) var unknown = UnknownParts()

  init?(_ bytes: [UInt8]) {
    let decoder = JSONDecoder()
    guard let page = try? decoder.decode(Wire.Page.self, from: Data(bytes)) else { return nil }
    for wire in page.payload?.transactions ?? [] {
      for name in wire.unknownFields { unknown.note("transaction field \(name)") }
      guard let transaction = wire.value else {
        unknown.note("transaction without id, date or amount")
        continue
      }
      transactions.append(transaction)
    }
  }
}

/// The shapes as they are sent; every field may be missing.
private enum Wire {
  struct Page: Decodable {
    struct Payload: Decodable { let transactions: [Transaction]? }
    let payload: Payload?
  }

  struct Amount: Decodable {
    let currencyCode: String?
    let currencyAmount: Decimal?

    var money: Money? {
      guard let currencyCode, let currencyAmount, let currency = Currency(currencyCode) else {
        return nil
      }
      return Money(exactly: currencyAmount.description, currency)
    }
  }

  struct Identifier: Decodable {
    let relatedIdentifierName: String?
    let relatedIdentifierValue: String?
  }

  struct Breakdown: Decodable {
    let breakdownType: String?
    let breakdownAmount: Amount?
    let breakdowns: [Breakdown]?
  }

  struct Context: Decodable {
    let contextType: String?
    let sku: String?
    let deferralReason: String?
    let maturityDate: String?
  }

  struct Item: Decodable {
    let breakdowns: [Breakdown]?
    let contexts: [Context]?
  }

  struct Metadata: Decodable {
    let accountType: String?
    let marketplaceId: String?
  }

  struct Transaction: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
      case sellingPartnerMetadata, transactionType, transactionId, transactionStatus, description
      case postedDate, totalAmount, items, breakdowns, contexts, relatedIdentifiers
      case marketplaceDetails
    }
    static let known = Set(CodingKeys.allCases.map(\.rawValue))

    let metadata: Metadata?
    let type, id, status, description, postedDate: String?
    let total: Amount?
    let items: [Item]
    let breakdowns: [Breakdown]
    let contexts: [Context]
    let identifiers: [Identifier]
    let unknownFields: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      metadata = try container.decodeIfPresent(Metadata.self, forKey: .sellingPartnerMetadata)
      type = try container.decodeIfPresent(String.self, forKey: .transactionType)
      id = try container.decodeIfPresent(String.self, forKey: .transactionId)
      status = try container.decodeIfPresent(String.self, forKey: .transactionStatus)
      description = try container.decodeIfPresent(String.self, forKey: .description)
      postedDate = try container.decodeIfPresent(String.self, forKey: .postedDate)
      total = try container.decodeIfPresent(Amount.self, forKey: .totalAmount)
      items = try container.decodeIfPresent([Item].self, forKey: .items) ?? []
      breakdowns = try container.decodeIfPresent([Breakdown].self, forKey: .breakdowns) ?? []
      contexts = try container.decodeIfPresent([Context].self, forKey: .contexts) ?? []
      identifiers =
        try container.decodeIfPresent([Identifier].self, forKey: .relatedIdentifiers) ?? []
      unknownFields = try decoder.container(keyedBy: JSONValue.Key.self).allKeys
        .map(\.stringValue).filter { !Self.known.contains($0) }.sorted()
    }
  }
}

extension Wire.Transaction {
  /// Nil where it has no id, no date or no amount: nothing can be booked or found again by it.
  fileprivate var value: Transaction? {
    guard let id, let postedAt = postedDate.flatMap({ Instant(apiText: $0) }),
      let total = total?.money
    else { return nil }
    let deferral = contexts.first { $0.contextType == "DeferredContext" }
    let group = identifier("FINANCIAL_EVENT_GROUP_ID")
    return Transaction(
      id: id, status: status(isDeferrable: deferral != nil, isSettled: group != nil),
      type: type ?? "", description: description ?? "", postedAt: postedAt, total: total,
      accountType: metadata?.accountType ?? "", marketplaceID: metadata?.marketplaceId ?? "",
      orderID: identifier("ORDER_ID"), groupID: group, settlementID: identifier("SETTLEMENT_ID"),
      deferredID: identifier("DEFERRED_TRANSACTION_ID"),
      releaseID: identifier("RELEASE_TRANSACTION_ID"),
      disbursementID: identifier("DISBURSEMENT_ID"),
      deferral: deferral.map {
        Deferral(
          reason: $0.deferralReason ?? "",
          maturesAt: $0.maturityDate.flatMap { Instant(apiText: $0) })
      },
      lines: lines(total))
  }

  /// The stated status whatever its spelling; without one, what the rest of the record implies.
  private func status(isDeferrable: Bool, isSettled: Bool) -> Transaction.Status {
    if let stated = status.flatMap({ Transaction.Status(rawValue: $0.uppercased()) }) {
      return stated
    }
    guard isDeferrable else { return .released }
    return isSettled ? (identifier("DEFERRED_TRANSACTION_ID") == nil ? .deferredReleased : .released)
      : .deferred
  }

  private func identifier(_ name: String) -> String? {
    identifiers.first { $0.relatedIdentifierName == name }?.relatedIdentifierValue
  }

  /// The leaves of the items, and what the transaction's own tree has beyond them.
  private func lines(_ total: Money) -> [TransactionLine] {
    var rest: [(path: String, amount: Int64)] = []
    for root in breakdowns { collect(root.breakdowns ?? [], under: "", into: &rest) }
    var lines: [TransactionLine] = []
    for item in items {
      let sku = item.contexts?.first { $0.contextType == "ProductContext" }?.sku ?? ""
      var leaves: [(path: String, amount: Int64)] = []
      collect(item.breakdowns ?? [], under: "", into: &leaves)
      for leaf in leaves {
        lines.append(TransactionLine(sku: sku, path: leaf.path, amountMinor: leaf.amount))
        rest.append((leaf.path, -leaf.amount))
      }
    }
    let beyond = Dictionary(rest.map { ($0.path, $0.amount) }, uniquingKeysWith: +)
    for (path, amount) in beyond.sorted(by: { $0.key < $1.key }) where amount != 0 {
      lines.append(TransactionLine(sku: "", path: path, amountMinor: amount))
    }
    let left = total.minorUnits - lines.reduce(0) { $0 + $1.amountMinor }
    if left != 0 { lines.append(TransactionLine(sku: "", path: "", amountMinor: left)) }
    return lines
  }

  private func collect(
    _ breakdowns: [Wire.Breakdown], under parent: String,
    into leaves: inout [(path: String, amount: Int64)]
  ) {
    for breakdown in breakdowns {
      let name = breakdown.breakdownType ?? ""
      // `Base` says only that tax stands beside it.
      let path = name == "Base" ? parent : parent.isEmpty ? name : "\(parent)/\(name)"
      if let children = breakdown.breakdowns, !children.isEmpty {
        collect(children, under: path, into: &leaves)
      } else if let amount = breakdown.breakdownAmount?.money {
        leaves.append((path, amount.minorUnits))
      }
    }
  }
}
