import LedgerCore

/// A page of listTransactions.
struct TransactionPage {
  private(set) var transactions: [ToldTransaction] = []
  private(set) var unknown = UnknownParts()

  /// Records in the words of `known` are left unread. Nil when the bytes are no page.
  init?(_ bytes: [UInt8], knowing known: KnownWordings) {
    if let page = TransactionSlices(bytes), read(page, knowing: known) { return }
    // Of a page that is built in another way no record has a wording.
    (transactions, unknown) = ([], UnknownParts())
    guard let page = JSONValue(bytes), page.isObject else { return nil }
    for element in page["payload"]["transactions"].elements { append(element, wording: nil) }
  }

  /// Reads the records one by one; false where one of them is no JSON.
  private mutating func read(_ page: TransactionSlices, knowing known: KnownWordings) -> Bool {
    for place in page.places {
      let (wording, bytes) = (page.wording(at: place), page.bytes)
      if known[wording] != nil {
        transactions.append(
          .repeated(wording: wording) {
            JSONValue(bytes[place]).flatMap(TransactionWire.init)?.transaction
          })
      } else {
        guard let element = page.record(at: place) else { return false }
        append(element, wording: wording)
      }
    }
    return true
  }

  private mutating func append(_ element: JSONValue, wording: Fingerprint?) {
    guard let wire = TransactionWire(element) else {
      unknown.note("transaction of another shape")
      return
    }
    let others = element.fields.filter { !TransactionWire.known.contains($0.name) }
    for (name, _) in others { unknown.note("transaction field \(name)") }
    guard let transaction = wire.transaction else {
      let total = element["totalAmount"]
      let isTooLarge = total.money != nil && total.smallMoney == nil || total.hasUnusableAmount
      unknown.note(
        isTooLarge
          ? "transaction \(element["transactionId"].text ?? "") with \(UnknownParts.unusableAmount)"
          : "transaction without id, date or amount")
      return
    }
    transactions.append(.read(transaction, wording: others.isEmpty ? wording : nil))
  }
}

/// A transaction as it is sent; every field may be missing.
private struct TransactionWire {
  static let known: Set = [
    "sellingPartnerMetadata", "transactionType", "transactionId", "transactionStatus",
    "description", "postedDate", "totalAmount", "items", "breakdowns", "contexts",
    "relatedIdentifiers", "marketplaceDetails",
  ]

  let value: JSONValue

  /// Nil where a field is of another type than the model says: what it means is unknown then.
  init?(_ value: JSONValue) {
    self.value = value
    guard TransactionWire.hasShape(value) else { return nil }
  }

  private static func hasShape(_ value: JSONValue) -> Bool {
    hasTexts(
      value, "transactionType", "transactionId", "transactionStatus", "description", "postedDate")
      && (!value["sellingPartnerMetadata"].isPresent
        || hasTexts(value["sellingPartnerMetadata"], "accountType", "marketplaceId"))
      && each(value["items"]) {
        each($0["breakdowns"], isBreakdown) && each($0["contexts"], isContext)
      }
      && each(value["breakdowns"], isBreakdown) && each(value["contexts"], isContext)
      && each(value["relatedIdentifiers"]) {
        hasTexts($0, "relatedIdentifierName", "relatedIdentifierValue")
      }
  }

  private static func isBreakdown(_ value: JSONValue) -> Bool {
    hasTexts(value, "breakdownType") && each(value["breakdowns"], isBreakdown)
  }

  private static func isContext(_ value: JSONValue) -> Bool {
    hasTexts(value, "contextType", "sku", "deferralReason", "maturityDate")
  }

  private static func hasTexts(_ value: JSONValue, _ names: String...) -> Bool {
    value.isObject && names.allSatisfy { !value[$0].isPresent || value[$0].isText }
  }

  /// Whether a list is missing or has only such elements.
  private static func each(_ list: JSONValue, _ holds: (JSONValue) -> Bool) -> Bool {
    guard list.isPresent else { return true }
    return list.isArray && list.elements.allSatisfy { $0.isObject && holds($0) }
  }
}

extension TransactionWire {
  /// Nil where it has no id, no date or no amount: nothing can be booked or found again by it.
  fileprivate var transaction: Transaction? {
    guard let id = value["transactionId"].text, let postedAt = value["postedDate"].instant,
      let total = value["totalAmount"].smallMoney, let lines = lines(total)
    else { return nil }
    let deferral = value["contexts"].elements.first {
      $0["contextType"].text == "DeferredContext"
    }
    let identifiers = identifiers
    let group = identifiers["FINANCIAL_EVENT_GROUP_ID"]
    let partner = value["sellingPartnerMetadata"]
    return Transaction(
      id: id,
      status: status(
        isDeferrable: deferral != nil, isSettled: group != nil,
        isRelease: identifiers["DEFERRED_TRANSACTION_ID"] != nil),
      type: value["transactionType"].text ?? "", description: value["description"].text ?? "",
      postedAt: postedAt, total: total, accountType: partner["accountType"].text ?? "",
      marketplaceID: partner["marketplaceId"].text ?? "",
      soldToID: value["marketplaceDetails"]["marketplaceId"].text ?? "",
      orderID: identifiers["ORDER_ID"], groupID: group, settlementID: identifiers["SETTLEMENT_ID"],
      deferredID: identifiers["DEFERRED_TRANSACTION_ID"],
      releaseID: identifiers["RELEASE_TRANSACTION_ID"],
      disbursementID: identifiers["DISBURSEMENT_ID"],
      deferral: deferral.map {
        Deferral(reason: $0["deferralReason"].text ?? "", maturesAt: $0["maturityDate"].instant)
      },
      lines: lines)
  }

  /// The stated status whatever its spelling; without one, what the rest of the record implies.
  private func status(
    isDeferrable: Bool, isSettled: Bool, isRelease: Bool
  ) -> Transaction.Status {
    if let stated = value["transactionStatus"].text
      .flatMap({ Transaction.Status(rawValue: $0.uppercased()) })
    {
      return stated
    }
    guard isDeferrable else { return .released }
    guard isSettled else { return .deferred }
    return isRelease ? .released : .deferredReleased
  }

  /// The related identifiers by name; of several of a name the first.
  private var identifiers: [String: String] {
    var identifiers: [String: String] = [:]
    for identifier in value["relatedIdentifiers"].elements {
      guard let name = identifier["relatedIdentifierName"].text, identifiers[name] == nil else {
        continue
      }
      identifiers[name] = identifier["relatedIdentifierValue"].text
    }
    return identifiers
  }

  /// The leaves of the items, and what the transaction's own tree has beyond them; they sum to
  /// `total`. Nil where one of them is too large for exact sums.
  private func lines(_ total: Money) -> [TransactionLine]? {
    var rest: [(path: String, amount: Int64)] = []
    let trees = value["breakdowns"].elements
    for root in trees { collect(root["breakdowns"], of: total.currency, under: "", into: &rest) }
    var lines: [TransactionLine] = []
    for item in value["items"].elements {
      let product = item["contexts"].elements.first {
        $0["contextType"].text == "ProductContext"
      }
      let sku = product?["sku"].text ?? ""
      var leaves: [(path: String, amount: Int64)] = []
      collect(item["breakdowns"], of: total.currency, under: "", into: &leaves)
      for leaf in leaves {
        lines.append(TransactionLine(sku: sku, path: leaf.path, amountMinor: leaf.amount))
        // Without a tree of the transaction there is nothing that the items are part of.
        if !trees.isEmpty { rest.append((leaf.path, -leaf.amount)) }
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
    let isSmall = lines.allSatisfy { $0.amountMinor.magnitude <= AmountLimits.mostMinor }
    return isSmall ? lines : nil
  }

  private func collect(
    _ breakdowns: JSONValue, of currency: Currency, under parent: String,
    into leaves: inout [(path: String, amount: Int64)]
  ) {
    for breakdown in breakdowns.elements {
      let name = breakdown["breakdownType"].text ?? ""
      // `Base` says only that tax stands beside it.
      let path = name == "Base" ? parent : parent.isEmpty ? name : "\(parent)/\(name)"
      if !breakdown["breakdowns"].elements.isEmpty {
        collect(breakdown["breakdowns"], of: currency, under: path, into: &leaves)
      } else if let amount = breakdown["breakdownAmount"].money, amount.currency == currency {
        leaves.append((path, amount.minorUnits))
      }
    }
  }
}
