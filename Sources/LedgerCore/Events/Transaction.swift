/// One movement on a seller account, such as an order's payment, a refund or a fee.
///
/// - Source: Amazon SP-API, Finances 2024-06-19, `Transaction`.
package struct Transaction: Hashable, Sendable {
  package enum Status: String, Sendable, CaseIterable {
    /// Held back until its maturity date.
    case deferred = "DEFERRED"
    case released = "RELEASED"
    /// Was held back and is released; the same transaction, not a second one.
    case deferredReleased = "DEFERRED_RELEASED"
  }

  package var id: String
  package var status: Status
  package var type: String
  package var description: String
  package var postedAt: Instant
  package var total: Money
  package var accountType: String
  /// The account's marketplace.
  package var marketplaceID: String
  /// The marketplace that an order was placed on, by its id; empty where none is named.
  package var soldToID: String
  package var orderID: String?
  package var groupID: String?
  package var settlementID: String?
  /// Of a release: the deferred transaction; of a deferred one: its release. Only one of them counts.
  package var deferredID: String?
  package var releaseID: String?
  package var disbursementID: String?
  package var deferral: Deferral?
  /// Its parts; they sum to `total`.
  package var lines: [TransactionLine]

  package init(
    id: String, status: Status, type: String, description: String, postedAt: Instant, total: Money,
    accountType: String, marketplaceID: String, soldToID: String = "", orderID: String? = nil,
    groupID: String? = nil, settlementID: String? = nil, deferredID: String? = nil,
    releaseID: String? = nil, disbursementID: String? = nil, deferral: Deferral? = nil,
    lines: [TransactionLine] = []
  ) {
    self.id = id
    self.status = status
    self.type = type
    self.description = description
    self.postedAt = postedAt
    self.total = total
    self.accountType = accountType
    self.marketplaceID = marketplaceID
    self.soldToID = soldToID
    self.orderID = orderID
    self.groupID = groupID
    self.settlementID = settlementID
    self.deferredID = deferredID
    self.releaseID = releaseID
    self.disbursementID = disbursementID
    self.deferral = deferral
    self.lines = lines
  }

  /// Whether its amount is part of a group's total; a deferred one whose release is a transaction
  /// of its own is not.
  package var isCash: Bool { groupID != nil && status != .deferred && releaseID == nil }
}

/// A sale held back until a day after delivery.
package struct Deferral: Hashable, Sendable {
  /// `DD7` (delivery date and seven days) or `B2B` (invoiced orders).
  package var reason: String
  /// When it is expected to be released; an estimate until the parcel is delivered.
  package var maturesAt: Instant?

  package init(reason: String, maturesAt: Instant?) {
    self.reason = reason
    self.maturesAt = maturesAt
  }
}

/// A leaf of a transaction's breakdown tree.
package struct TransactionLine: Hashable, Sendable {
  /// Empty where the amount belongs to no item.
  package var sku: String
  /// The names from below the root, such as `AmazonFees/Commission`.
  package var path: String
  package var amountMinor: Int64

  package init(sku: String, path: String, amountMinor: Int64) {
    self.sku = sku
    self.path = path
    self.amountMinor = amountMinor
  }
}

/// An event of a group as v0 tells it: the day on which it counts, which for a released sale is the
/// day of its release.
///
/// - Source: Amazon SP-API, Finances v0, `FinancialEvents`; service fees, debt recoveries and loans
///   have no date there.
package struct FinancialEvent: Hashable, Sendable {
  package var list: String
  package var orderID: String
  package var postedAt: Instant?
  package var total: Money

  package init(list: String, orderID: String, postedAt: Instant?, total: Money) {
    self.list = list
    self.orderID = orderID
    self.postedAt = postedAt
    self.total = total
  }
}
