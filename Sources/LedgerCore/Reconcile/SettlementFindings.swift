/// What a person must know about a posted settlement, besides broken identities.
package func findings(
  of settlement: VersionedSettlement, in chain: AccountChain
) -> [Finding] {
  let facts = settlement.current
  let versions = zip(settlement.versions, settlement.versions.dropFirst())
  return unknownLabels(facts) + versions.map(delivered) + negativeTotal(facts, in: chain)
    + returnedPayouts(facts, in: chain)
}

private func finding(
  _ kind: FindingKind, _ facts: SettlementFacts, amount: Money?, what: String,
  detail: String = "", whatToDo: String
) -> Finding {
  Finding(
    kind: kind, opened: facts.end.day().description, store: facts.store,
    settlementID: facts.settlementID, amount: amount, currency: facts.currency.code, what: what,
    place: "document \(facts.sha256.prefix(12)) \(facts.documentName)\(detail)",
    whatToDo: whatToDo)
}

private func unknownLabels(_ facts: SettlementFacts) -> [Finding] {
  facts.unknownLabels.sorted { $0.label < $1.label }.map { total in
    finding(
      .unknownLabel, facts, amount: facts.money(total.amountMinor),
      what: "no rule knows '\(total.label)': \(total.rows) row\(total.rows == 1 ? "" : "s"),"
        + " \(facts.money(total.amountMinor)), posted as unclassified",
      detail: ", label \(total.label)",
      whatToDo: "add a rule for it to the file named rules in acorn.toml (see acorn components)")
  }
}

/// A settlement that was delivered again; the amount of a restatement is new minus old total.
private func delivered(_ old: SettlementFacts, again new: SettlementFacts) -> Finding {
  let replaced = ", replaces document \(old.sha256.prefix(12)) \(old.documentName)"
  if let content = new.contentSHA256, content == old.contentSHA256 {
    return finding(
      .sameContent, new, amount: nil,
      what: "it came in twice, in other bytes: its \(new.rows) rows say the same, nothing changes",
      detail: replaced, whatToDo: "nothing has to be done")
  }
  let change = new.money(new.statedTotalMinor - old.statedTotalMinor)
  guard isKnownLater(new, than: old) else {
    return finding(
      .restatement, new, amount: change,
      what: "two documents of \(new.rows) rows each differ, and nothing tells which of the two is"
        + " the later one: this one is used (\(new.money(new.statedTotalMinor))) and not the other"
        + " (\(old.money(old.statedTotalMinor))), by the order of their SHA-256",
      detail: replaced,
      whatToDo: "run acorn sync: the document that Amazon lists is then the later one; or compare"
        + " both with Seller Central and accept this (acorn exceptions accept)")
  }
  return finding(
    .restatement, new, amount: change,
    what: "it was reissued: \(old.rows) rows and \(old.money(old.statedTotalMinor)) before,"
      + " \(new.rows) rows and \(new.money(new.statedTotalMinor)) now",
    detail: replaced,
    whatToDo: "check the change; earlier reports can be made again with --as-known-on")
}

/// How far a charge must exceed its largest other one to be out of line with the account.
private let unusualChargeFactor: Int64 = 3

/// A total below zero that the account's own pattern does not explain.
///
/// Refunds in a quiet period or the monthly storage fee take small accounts below zero every now
/// and then: the debt-chain identity follows that money. It is an exception when the total would
/// not be negative without one kind of charge that is several times larger than ever before or
/// after in this account, and at least half of what the account is paid in the middle.
private func negativeTotal(_ facts: SettlementFacts, in chain: AccountChain) -> [Finding] {
  guard facts.statedTotalMinor < 0 else { return [] }
  let decisive = Component.allCases.filter { component in
    let amount = facts.amount(of: component)
    return (component.isFee || component == .adjustments || component == .unclassified)
      && amount < 0 && facts.statedTotalMinor - amount >= 0
  }
  // Few totals hang on one charge: the account is looked at for these alone.
  guard !decisive.isEmpty else { return [] }
  let others = chain.settlements.filter { $0.settlementID != facts.settlementID }
  let totals = others.map { abs($0.statedTotalMinor) }.sorted()
  let usualTotal = totals.isEmpty ? 0 : totals[totals.count / 2]
  let unusual = decisive.first { component in
    let amount = facts.amount(of: component)
    let largest = others.map { max(0, -$0.amount(of: component)) }.max() ?? 0
    return -amount / unusualChargeFactor > largest && -amount > usualTotal / 2
  }
  guard let unusual else { return [] }
  let total = facts.money(facts.statedTotalMinor)
  return [
    finding(
      .negativeSettlement, facts, amount: total,
      what: "the total is \(total): no payout. \(unusual.name) of"
        + " \(facts.money(facts.amount(of: unusual))) is out of line with this account",
      whatToDo: "check that charge; the debt is carried into the next settlement or charged")
  ]
}

/// Payouts that came back from the bank, reported at the settlement whose payout it was.
private func returnedPayouts(_ facts: SettlementFacts, in chain: AccountChain) -> [Finding] {
  facts.returnedTransfersMinor.map { amount in
    let paid = chain.settlements.last { $0.end < facts.end && $0.statedTotalMinor == amount }
    return finding(
      .payoutFailed, paid ?? facts, amount: facts.money(amount),
      what: "its payout of \(facts.money(amount)) came back from the bank;"
        + " settlement \(facts.settlementID) credits it again",
      whatToDo: "check the bank account that Amazon pays to")
  }
}
