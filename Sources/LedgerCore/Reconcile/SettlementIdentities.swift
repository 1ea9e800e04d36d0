/// Checks the identities that a settlement must keep by itself.
package func fileIdentities(
  of facts: SettlementFacts, accountType: String
) -> [IdentityResult] {
  func result(
    _ identity: Identity, expected: String, actual: String, difference: String, holds: Bool,
    cause: String
  ) -> IdentityResult {
    IdentityResult(
      identity: identity, store: facts.store, accountType: accountType,
      currency: facts.currency.code, settlementID: facts.settlementID,
      status: holds ? .holds : .broken, expected: expected, actual: actual,
      difference: difference, cause: holds ? "" : cause,
      evidence: "document \(facts.sha256.prefix(12)) \(facts.documentName)")
  }
  let difference = facts.rowsTotalMinor - facts.statedTotalMinor
  return [
    result(
      .rowsTotal, expected: facts.money(facts.statedTotalMinor).text,
      actual: facts.money(facts.rowsTotalMinor).text, difference: facts.money(difference).text,
      holds: difference == 0, cause: "the rows do not add up to the stated total"),
    result(
      .rowsComplete, expected: String(facts.rows), actual: String(facts.postedRows),
      difference: String(facts.postedRows - facts.rows), holds: facts.rows == facts.postedRows,
      cause: "rows were read that are not posted"),
    result(
      .period, expected: "start < end, rows inside", actual: facts.period, difference: "",
      holds: facts.start < facts.end, cause: "the period ends before it starts"),
    result(
      .journal, expected: facts.money(0).text, actual: facts.money(facts.entryBalanceMinor).text,
      difference: facts.money(facts.entryBalanceMinor).text, holds: facts.entryBalanceMinor == 0,
      cause: "the legs of the settlement's entry do not sum to zero"),
  ]
}

/// Checks the identities between each settlement of an account and the one before it.
package func chainIdentities(of chain: AccountChain) -> (
  results: [IdentityResult], findings: [Finding]
) {
  var results: [IdentityResult] = []
  var findings: [Finding] = []
  for (settlement, link) in zip(chain.settlements, chain.links()) {
    let check = LinkCheck(chain: chain, settlement: settlement, link: link)
    for outcome in [check.periods(), check.debt(), check.reserve()] {
      results.append(outcome.result)
      findings += outcome.findings
    }
  }
  return (results, findings)
}

/// The three checks on one link of a chain.
private struct LinkCheck {
  let chain: AccountChain
  let settlement: SettlementFacts
  let link: AccountChain.Link

  typealias Outcome = (result: IdentityResult, findings: [Finding])

  func periods() -> Outcome {
    switch link {
    case .first:
      return undetermined(.chain, "it is the first settlement of this account in the archive")
    case .meets(let before):
      return (
        result(.chain, .holds, expected: "\(before.end)", actual: "\(settlement.start)"), []
      )
    case .gap(let gap):
      return across(gap)
    case .overlap(let before):
      return overlapping(before.settlementID, before.end)
    }
  }

  /// What is told of a gap: each period that nothing covers, and a refused document that reaches into
  /// the settlement after it.
  private func across(_ gap: AccountChain.Gap) -> Outcome {
    var outcomes = gap.missing.map { missing(of: gap, $0) }
    if let document = gap.overlapping, let period = document.period {
      outcomes.append(overlapping("the refused document \(document.name)", period.end))
    }
    guard let first = outcomes.first else {
      let documents = gap.refused.map { "document \($0.sha256.prefix(12)) \($0.name)" }
      let subject =
        documents.count == 1 ? "the document" : "all \(documents.count) documents"
      return undetermined(
        .chain,
        "\(subject) between \(gap.before.end) and \(settlement.start)"
          + " \(documents.count == 1 ? "was" : "were") refused",
        evidence: documents.joined(separator: ", "))
    }
    return (first.result, outcomes.flatMap(\.findings))
  }

  private func missing(of gap: AccountChain.Gap, _ missing: Range<Instant>) -> Outcome {
    let period = "\(missing.lowerBound)..\(missing.upperBound)"
    let refused = gap.refused.filter { $0.period == nil }.map(\.name)
    return broken(
      .chain, .chainGap, expected: "\(gap.before.end)", actual: "\(settlement.start)",
      settlementID: "",
      what: "no settlement of \(chain.type) covers \(period),"
        + " between \(gap.before.settlementID) and \(settlement.settlementID)"
        + (refused.isEmpty ? "" : "; a part of it was refused: \(refused.joined(separator: ", "))"),
      place: "period \(period)",
      whatToDo: "sync within 90 days of its end; later download the report of this period in Seller"
        + " Central, and import it")
  }

  private func overlapping(_ before: String, _ end: Instant) -> Outcome {
    broken(
      .chain, .chainOverlap, expected: "\(end)", actual: "\(settlement.start)",
      settlementID: settlement.settlementID,
      what: "it starts at \(settlement.start), before \(before) ends at \(end)", place: place,
      whatToDo: "download both reports again; rows may be counted twice in the overlap")
  }

  func debt() -> Outcome {
    carried(
      .debtChain, .debtDiscontinuity, actual: settlement.amount(of: .carryOver),
      expected: { min($0.statedTotalMinor, 0) },
      whatToDo: { "ask Amazon how the balance of \($0.settlementID) was settled" },
      what: { before, actual in
        "Payable to Amazon is \(actual), but \(before.settlementID) closed at"
          + " \(text(before.statedTotalMinor))"
      })
  }

  func reserve() -> Outcome {
    carried(
      .reserveChain, .reserveDiscontinuity, actual: settlement.previousReserveMinor,
      expected: { -$0.currentReserveMinor },
      whatToDo: { _ in "ask Amazon for the reserve: it is still owed" },
      what: { before, actual in
        "\(before.settlementID) held back \(text(-before.currentReserveMinor)), but Previous Reserve"
          + " Amount Balance here is \(actual)"
      })
  }

  /// Compares what this settlement takes over with what the one before it left.
  private func carried(
    _ identity: Identity, _ kind: FindingKind, actual: Int64,
    expected: (SettlementFacts) -> Int64, whatToDo: (SettlementFacts) -> String,
    what: (_ before: SettlementFacts, _ actual: String) -> String
  ) -> Outcome {
    guard let before = predecessor else {
      return actual == 0 && isFirst
        ? (result(identity, .holds, expected: zero, actual: zero), [])
        : undetermined(identity, missingPredecessor)
    }
    let expected = expected(before)
    guard actual != expected else {
      return (result(identity, .holds, expected: text(expected), actual: text(actual)), [])
    }
    let difference = settlement.money(actual - expected)
    return broken(
      identity, kind, expected: text(expected), actual: text(actual), amount: difference,
      settlementID: settlement.settlementID,
      what: "\(what(before, text(actual))): difference \(difference)", place: place,
      whatToDo: whatToDo(before))
  }

  // MARK: - Parts

  /// The settlement before, when nothing is missing between the two.
  private var predecessor: SettlementFacts? {
    switch link {
    case .meets(let before), .overlap(let before): before
    case .first, .gap: nil
    }
  }

  private var isFirst: Bool { if case .first = link { true } else { false } }
  private var missingPredecessor: String {
    isFirst
      ? "the settlement before it is not in the archive"
      : "the settlement before it is missing or was refused"
  }
  private var zero: String { text(0) }
  private var place: String {
    "document \(settlement.sha256.prefix(12)) \(settlement.documentName)"
  }
  private func text(_ minorUnits: Int64) -> String { settlement.money(minorUnits).text }

  private func result(
    _ identity: Identity, _ status: IdentityResult.Status, expected: String = "",
    actual: String = "", difference: String = "", cause: String = "", evidence: String = ""
  ) -> IdentityResult {
    IdentityResult(
      identity: identity, store: chain.store, accountType: chain.type,
      currency: chain.currency.code, settlementID: settlement.settlementID, status: status,
      expected: expected, actual: actual, difference: difference, cause: cause,
      evidence: evidence.isEmpty ? place : evidence)
  }

  private func undetermined(
    _ identity: Identity, _ reason: String, evidence: String = ""
  ) -> Outcome {
    (result(identity, .undetermined, cause: reason, evidence: evidence), [])
  }

  private func broken(
    _ identity: Identity, _ kind: FindingKind, expected: String, actual: String,
    amount: Money? = nil, settlementID: String, what: String, place: String, whatToDo: String
  ) -> Outcome {
    let finding = Finding(
      kind: kind, opened: settlement.end.day().description, store: chain.store,
      settlementID: settlementID, amount: amount, currency: chain.currency.code, what: what,
      place: place, whatToDo: whatToDo)
    let result = result(
      identity, .broken, expected: expected, actual: actual, difference: amount?.text ?? "",
      cause: what, evidence: place)
    return (result, [finding])
  }
}
