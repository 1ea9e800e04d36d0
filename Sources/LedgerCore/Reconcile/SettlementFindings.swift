/// What a person must know about a posted settlement, besides broken identities.
package func findings(
  of settlement: VersionedSettlement, in chain: AccountChain
) -> [Finding] {
  let facts = settlement.current
  return unknownLabels(facts) + deliveries(settlement) + negativeTotal(facts, in: chain)
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

/// What was delivered again: each version beside those before it.
private func deliveries(_ settlement: VersionedSettlement) -> [Finding] {
  settlement.versions.indices.dropFirst().map { index in
    let (new, earlier) = (settlement.versions[index], settlement.versions[..<index])
    if let same = earlier.first(where: { $0.says(new) }) { return sameContent(new, as: same) }
    // Of copies the first one is named, so that another copy changes nothing.
    let last = earlier[index - 1]
    let old = earlier.first { $0.says(last) } ?? last
    return isKnownLater(new, than: last)
      ? reissue(new, of: old) : undecided(new, old, settlement.current)
  }
}

private func sameContent(_ new: SettlementFacts, as old: SettlementFacts) -> Finding {
  finding(
    .sameContent, new, amount: nil,
    what: "it came in again, in other bytes: its \(new.rows) rows say the same",
    detail: ", as document \(old.sha256.prefix(12)) \(old.documentName)",
    whatToDo: "nothing has to be done")
}

/// The amount is new minus old total.
private func restatement(
  _ new: SettlementFacts, of old: SettlementFacts, what: String, whatToDo: String
) -> Finding {
  finding(
    .restatement, new, amount: new.money(new.statedTotalMinor - old.statedTotalMinor), what: what,
    detail: ", replaces document \(old.sha256.prefix(12)) \(old.documentName)",
    whatToDo: whatToDo)
}

private func reissue(_ new: SettlementFacts, of old: SettlementFacts) -> Finding {
  restatement(
    new, of: old,
    what: "it was reissued: \(old.rows) rows and \(old.money(old.statedTotalMinor)) before,"
      + " \(new.rows) rows and \(new.money(new.statedTotalMinor)) now",
    whatToDo: "check the change; earlier reports can be made again with --as-known-on")
}

/// Two versions that nothing but their digests puts in order.
private func undecided(
  _ new: SettlementFacts, _ old: SettlementFacts, _ current: SettlementFacts
) -> Finding {
  let (mine, other) = (
    new.money(new.statedTotalMinor).description, old.money(old.statedTotalMinor).description
  )
  let used =
    if new.says(current) {
      "this one is used (\(mine)) and not the other (\(other)), by the order of their SHA-256"
    } else if old.says(current) {
      "the other one is used (\(other)) and not this one (\(mine)), by the order of their SHA-256"
    } else {
      "neither is used, but document \(current.sha256.prefix(12)), which is later than both"
    }
  return restatement(
    new, of: old,
    what: "two documents of \(new.rows) rows each differ, and nothing tells which of the two is"
      + " the later one: \(used)",
    whatToDo: "run acorn sync: the document that Amazon lists is then the later one; or compare"
      + " both with Seller Central and accept this (acorn exceptions accept)")
}

extension SettlementFacts {
  /// Whether its rows are those of another version, be it in the same bytes or in others.
  fileprivate func says(_ other: SettlementFacts) -> Bool {
    sha256 == other.sha256 || (contentSHA256 != nil && contentSHA256 == other.contentSHA256)
  }
}

/// A total below zero that the account's own pattern does not explain.
///
/// Refunds in a quiet period or the monthly storage fee take small accounts below zero every now
/// and then: the debt-chain identity follows that money. It is an exception when the total would
/// not be negative without one kind of charge that this account seldom has, and that is at least a
/// quarter of what the account is paid in the middle.
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
  let unusual = decisive.filter { component in
    let amount = facts.amount(of: component)
    return -amount > usualTotal / 4 && isRare(amount, of: component, in: others)
  }.min { facts.amount(of: $0) < facts.amount(of: $1) }
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

/// Whether charges of at least half the size are in at most a seventh of an account's settlements, and
/// in no more than three: what comes each month is none, what went wrong twice still is.
private func isRare(
  _ amount: Int64, of component: Component, in settlements: [SettlementFacts]
) -> Bool {
  let similar = settlements.count { 2 * $0.amount(of: component) <= amount }
  return similar <= min(3, settlements.count / 7)
}

/// Payouts that came back from the bank, reported at the settlement whose payout it was.
private func returnedPayouts(_ facts: SettlementFacts, in chain: AccountChain) -> [Finding] {
  ReturnedPayout.credited(by: facts, of: chain.settlements).map { payout in
    let amount = facts.money(payout.amountMinor)
    return finding(
      .payoutFailed, payout.paid ?? facts, amount: amount,
      what: "its payout of \(amount) came back from the bank;"
        + " settlement \(facts.settlementID) credits it again",
      whatToDo: "check the bank account that Amazon pays to")
  }
}
