/// The tie-out rules that are checked for every settlement.
package enum Identity: String, Sendable, CaseIterable {
  case rowsTotal = "rows-total"
  case rowsComplete = "rows-complete"
  case period
  case chain
  case debtChain = "debt-chain"
  case reserveChain = "reserve-chain"
  case journal
  case group, events, summary, payout, bank
  /// Of a bank account: the other direction of `bank`.
  case bankCredits = "bank-credits"
  case receivable
  // Of tills and web stores
  case tillTenders = "till-tenders"
  case tillDeposits = "till-deposits"
  case tillBank = "till-bank"
  case webstoreOrders = "webstore-orders"
  case webstorePayout = "webstore-payout"
  case webstoreBank = "webstore-bank"
}

/// The outcome of one identity for one settlement.
package struct IdentityResult: Sendable, Equatable {
  package enum Status: String, Sendable { case holds, broken, undetermined }

  package let identity: Identity
  package let store: String
  package let accountType: String
  package let currency: String
  package let settlementID: String
  package let status: Status
  package let expected: String
  package let actual: String
  package let difference: String
  /// Why it is broken or undetermined; empty when it holds.
  package let cause: String
  /// The documents or settlements that show it.
  package let evidence: String

  package init(
    identity: Identity, store: String, accountType: String, currency: String,
    settlementID: String, status: Status, expected: String, actual: String, difference: String,
    cause: String, evidence: String
  ) {
    self.identity = identity
    self.store = store
    self.accountType = accountType
    self.currency = currency
    self.settlementID = settlementID
    self.status = status
    self.expected = expected
    self.actual = actual
    self.difference = difference
    self.cause = cause
    self.evidence = evidence
  }
}

/// Something that a person must look at.
package struct Finding: Sendable, Equatable {
  package let kind: FindingKind
  package let severity: Severity
  /// The day on which the facts behind it were complete; empty when the document tells none.
  package let opened: String
  package let store: String
  package let settlementID: String
  package let amount: Money?
  package let currency: String
  package let what: String
  package let place: String
  package let whatToDo: String
  /// False when later facts have closed it.
  package let isOpen: Bool

  package init(
    kind: FindingKind, severity: Severity? = nil, opened: String, store: String,
    settlementID: String, amount: Money? = nil, currency: String, what: String, place: String,
    whatToDo: String, isOpen: Bool = true
  ) {
    self.kind = kind
    self.severity = severity ?? kind.severity
    self.opened = opened
    self.store = store
    self.settlementID = settlementID
    self.amount = amount
    self.currency = currency
    self.what = what
    self.place = place
    self.whatToDo = whatToDo
    self.isOpen = isOpen
  }

  /// The same finding with another severity.
  package func with(severity: Severity) -> Finding {
    Finding(
      kind: kind, severity: severity, opened: opened, store: store, settlementID: settlementID,
      amount: amount, currency: currency, what: what, place: place, whatToDo: whatToDo,
      isOpen: isOpen)
  }

  /// What makes this finding the same one on another day.
  package var identityKey: String {
    // The settlement that fills a gap becomes known later than the gap.
    let settlement = kind == .chainGap ? "" : settlementID
    return [kind.rawValue, store, settlement, currency, place].joined(separator: "\u{1f}")
  }
}
