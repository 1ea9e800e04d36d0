import FoundationEssentials
import LedgerCore

/// A page of listTransactions.
struct TransactionPage {
  private(set) var transactions: [Transaction] = []
  private(set) var unknown = UnknownParts()

  init?(_ bytes: [UInt8]) {
    let decoder = JSONDecoder()
    guard let page = try? decoder.decode(Wire.Page.self, from: Data(bytes)) else { return nil }
    for element in page.payload?.transactions ?? [] {
      guard let wire = element.transaction else {
        unknown.note("transaction of another shape")
        continue
      }
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
    struct Payload: Decodable { let transactions: [Element]? }
    let payload: Payload?
  }

  /// A transaction whose fields have other types than the model says must not cost its whole page.
  struct Element: Decodable {
    let transaction: Transaction?
    init(from decoder: any Decoder) throws { transaction = try? Transaction(from: decoder) }
  }

  /// An amount in either of Amazon's spellings; nil when it or its currency is missing or inexact.
  struct Amount: Decodable {
    enum CodingKeys: String, CodingKey {
      case currencyCode, currencyAmount
      case upperCode = "CurrencyCode"
      case upperAmount = "CurrencyAmount"
    }
    let money: Money?

    init(from decoder: any Decoder) throws {
      guard let container = try? decoder.container(keyedBy: CodingKeys.self) else {
        money = nil
        return
      }
      let isUpper = container.contains(.upperAmount)
      let code = try? container.decode(
        String.self, forKey: isUpper ? .upperCode : .currencyCode)
      let amount = try? container.decode(
        Decimal.self, forKey: isUpper ? .upperAmount : .currencyAmount)
      money = amount.flatMap { amount in
        code.flatMap { Currency($0) }.flatMap { Money(exactly: amount.description, $0) }
      }
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
      let total = total?.money, let lines = lines(total)
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
      lines: lines)
  }

  /// The stated status whatever its spelling; without one, what the rest of the record implies.
  private func status(isDeferrable: Bool, isSettled: Bool) -> Transaction.Status {
    if let stated = status.flatMap({ Transaction.Status(rawValue: $0.uppercased()) }) {
      return stated
    }
    guard isDeferrable else { return .released }
    guard isSettled else { return .deferred }
    return identifier("DEFERRED_TRANSACTION_ID") == nil ? .deferredReleased : .released
  }

  private func identifier(_ name: String) -> String? {
    identifiers.first { $0.relatedIdentifierName == name }?.relatedIdentifierValue
  }

  /// The leaves of the items, and what the transaction's own tree has beyond them; they sum to
  /// `total`. Nil where a sum leaves 64 bits.
  private func lines(_ total: Money) -> [TransactionLine]? {
    var rest: [(path: String, amount: Int64)] = []
    for root in breakdowns {
      collect(root.breakdowns ?? [], of: total.currency, under: "", into: &rest)
    }
    var lines: [TransactionLine] = []
    for item in items {
      let sku = item.contexts?.first { $0.contextType == "ProductContext" }?.sku ?? ""
      var leaves: [(path: String, amount: Int64)] = []
      collect(item.breakdowns ?? [], of: total.currency, under: "", into: &leaves)
      for leaf in leaves {
        lines.append(TransactionLine(sku: sku, path: leaf.path, amountMinor: leaf.amount))
        // Without a tree of the transaction there is nothing that the items are part of.
        if !breakdowns.isEmpty { rest.append((leaf.path, -leaf.amount)) }
      }
    }
    var beyond: [String: Int64] = [:]
    for (path, amount) in rest {
      guard let sum = exactSum([beyond[path] ?? 0, amount]) else { return nil }
      beyond[path] = sum
    }
    for (path, amount) in beyond.sorted(by: { $0.key < $1.key }) where amount != 0 {
      lines.append(TransactionLine(sku: "", path: path, amountMinor: amount))
    }
    guard let left = exactSum([total.minorUnits] + lines.map { -$0.amountMinor }) else {
      return nil
    }
    if left != 0 { lines.append(TransactionLine(sku: "", path: "", amountMinor: left)) }
    return lines
  }

  private func collect(
    _ breakdowns: [Wire.Breakdown], of currency: Currency, under parent: String,
    into leaves: inout [(path: String, amount: Int64)]
  ) {
    for breakdown in breakdowns {
      let name = breakdown.breakdownType ?? ""
      // `Base` says only that tax stands beside it.
      let path = name == "Base" ? parent : parent.isEmpty ? name : "\(parent)/\(name)"
      if let children = breakdown.breakdowns, !children.isEmpty {
        collect(children, of: currency, under: path, into: &leaves)
      } else if let amount = breakdown.breakdownAmount?.money, amount.currency == currency {
        leaves.append((path, amount.minorUnits))
      }
    }
  }
}
