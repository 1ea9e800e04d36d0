/// Checks a settlement against what SP-API says: group, events, summary and payout.
package func amazonIdentities(
  of facts: SettlementFacts, accountType: String, in records: AmazonRecords
) -> (results: [IdentityResult], findings: [Finding]) {
  let check = AmazonCheck(facts: facts, accountType: accountType, records: records)
  let outcomes = [check.group(), check.events(), check.summary(), check.payout()]
  return (outcomes.map(\.result), outcomes.compactMap(\.finding) + check.history())
}

private struct AmazonCheck {
  let facts: SettlementFacts
  let accountType: String
  let records: AmazonRecords
  let match: GroupMatch

  typealias Outcome = (result: IdentityResult, finding: Finding?)

  init(facts: SettlementFacts, accountType: String, records: AmazonRecords) {
    self.facts = facts
    self.accountType = accountType
    self.records = records
    match = records.match(facts)
  }

  // MARK: - Group

  func group() -> Outcome {
    let expected = facts.statedTotalMinor
    switch match {
    case .notCovered:
      return undetermined(.group, "Amazon has told of event groups from a later day on only")
    case .notAsked(let since):
      return undetermined(
        .group, "Amazon was asked for event groups on \(since) last, before the settlement's end")
    case .open(let group):
      return undetermined(
        .group, "its event group was open when Amazon was asked last",
        evidence: "group \(group.id)")
    case .ambiguous(let groups):
      return undetermined(
        .group, "\(groups.count) event groups fit; none is picked",
        evidence: groups.map { "group \($0.id)" }.sorted().joined(separator: ", "))
    case .none:
      return broken(
        .group, .groupMismatch, expected: expected, actual: nil,
        what: "no event group has its currency and period", evidence: place,
        whatToDo: "run acorn sync; if it stays, ask Amazon which group it belongs to")
    case .otherPeriod(let group):
      // The chain identities say which of the two is wrong; the money is the same.
      let period =
        "\(group.start.map(\.description) ?? "?")..\(group.end.map(\.description) ?? "?")"
      return (
        result(
          .group, .broken, expected: facts.period, actual: period,
          cause: "the group's period is \(period)", evidence: "group \(group.id)"), nil
      )
    case .unique(let group):
      guard let total = group.originalTotal else {
        return undetermined(
          .group, "the group is closed without a total: unknown, not zero",
          evidence: "group \(group.id)")
      }
      return compared(
        .group, .groupMismatch, expected: expected, actual: total.minorUnits,
        what: "the event group's total", evidence: "group \(group.id)",
        whatToDo: "compare both in Seller Central; a reissued report may be on its way")
    }
  }

  // MARK: - Events

  func events() -> Outcome {
    guard let group = match.group else {
      return undetermined(.events, "its event group is not known")
    }
    guard !group.isOpen else {
      return undetermined(
        .events, "its event group was open when Amazon was asked last",
        evidence: "group \(group.id)")
    }
    guard let total = group.eventsTotal?.minorUnits else {
      return undetermined(.events, "the group's total is not known", evidence: "group \(group.id)")
    }
    let told = records.transactions[group.id]
    let events = records.eventTotals[group.id]
    guard told != nil || events != nil else {
      return total == 0
        ? (result(.events, .holds, expected: text(0), actual: text(0)), nil)
        : undetermined(.events, "no transactions of the group were downloaded")
    }
    let actual = told?.totalMinor == total ? total : events ?? told?.totalMinor ?? 0
    let source = told?.totalMinor == actual ? "transactions" : "v0 events"
    guard actual == total else {
      return undetermined(
        .events, expected: total, actual: actual,
        "its \(source) do not make up the group's total yet; they may come late",
        evidence: "group \(group.id)")
    }
    if let comparison = records.comparisons[facts.versionID], !comparison.differences.isEmpty {
      return differing(comparison, group)
    }
    return (
      result(
        .events, .holds, expected: text(total), actual: text(actual), difference: text(0),
        evidence: "group \(group.id)"), nil
    )
  }

  private func differing(_ comparison: EventComparison, _ group: FinancialEventGroup) -> Outcome {
    let shown = comparison.differences.prefix(5).map { difference in
      let order = difference.order.isEmpty ? "rows without order" : "order \(difference.order)"
      let path = difference.path.isEmpty ? "" : " \(difference.path)"
      return
        "\(order)\(path) \(difference.amountMinor > 0 ? "+" : "")\(text(difference.amountMinor))"
    }
    let more = comparison.differences.count - shown.count
    let evidence = shown.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
    let shifted = facts.money(comparison.shiftedMinor)
    return (
      result(
        .events, .broken, expected: text(0), actual: shifted.text, difference: shifted.text,
        cause: cause(of: comparison), evidence: evidence),
      finding(
        .eventMismatch, amount: shifted,
        what: "the file foots, but its rows differ from Amazon's transactions: \(evidence)",
        place: place,
        whatToDo: "download the report again; if it stays, ask Amazon which of the two is right")
    )
  }

  private func cause(of comparison: EventComparison) -> String {
    let more = comparison.totalMinor
    guard more != 0 else { return "file and transactions have the same total and other amounts" }
    return "the file's rows come to \(text(abs(more))) \(more > 0 ? "more" : "less")"
      + " than the transactions"
  }

  // MARK: - Summary

  func summary() -> Outcome {
    guard let told = records.controlTotals[facts.settlementID] else {
      return undetermined(.summary, "Amazon's control total was not asked for")
    }
    guard told.currency == facts.currency else {
      return undetermined(.summary, "Amazon states its control total in \(told.currency)")
    }
    if told.minorUnits != facts.statedTotalMinor, let group = match.group,
      records.lateArrivals[group.id] != nil
        || records.transactions[group.id]?.totalMinor != group.eventsTotal?.minorUnits
    {
      return undetermined(
        .summary, expected: facts.statedTotalMinor, actual: told.minorUnits,
        "transactions of this settlement came late; it is asked for again")
    }
    return compared(
      .summary, .summaryMismatch, expected: facts.statedTotalMinor, actual: told.minorUnits,
      what: "Amazon's control total", evidence: "listSummary \(facts.settlementID)",
      whatToDo: "ask Amazon; the file's rows add up to its own total")
  }

  // MARK: - Payout

  func payout() -> Outcome {
    let expected = max(0, facts.statedTotalMinor)
    let payouts = records.payouts.filter {
      $0.settlementID == facts.settlementID && $0.amount?.currency == facts.currency
    }
    guard !payouts.isEmpty else { return payoutOfGroup(expected) }
    let evidence = payouts.map { "payout \($0.id) \($0.status)" }.joined(separator: ", ")
    let amount = payouts.reduce(0) { $0 + ($1.amount?.minorUnits ?? 0) }
    if let failed = payouts.first(where: { $0.status == "FAILED" || $0.status == "CANCELLED" }) {
      return (
        result(
          .payout, .broken, expected: text(expected), actual: text(0), difference: text(-expected),
          cause: "the transfer came back; it is credited in a later settlement",
          evidence: evidence),
        finding(
          .payoutFailed, amount: failed.amount,
          what: "its payout of \(failed.amount.map(\.description) ?? "?") came back from the bank",
          place: place, whatToDo: "check the bank account that Amazon pays to")
      )
    }
    return compared(
      .payout, .payoutMismatch, expected: expected, actual: amount, what: "the payout",
      evidence: evidence, whatToDo: "ask Amazon why the payout differs from the settlement")
  }

  /// Where Amazon offers no payouts, the group tells of the transfer.
  private func payoutOfGroup(_ expected: Int64) -> Outcome {
    if expected == 0 {
      return (
        result(.payout, .holds, expected: text(0), actual: text(0), difference: text(0)), nil
      )
    }
    guard let group = match.group, let status = group.transferStatus, group.transferAt != nil
    else { return undetermined(.payout, "no payout was told") }
    let isUnderWay = ["succeeded", "initiated", "processing"].contains(status.lowercased())
    guard isUnderWay, let total = group.originalTotal else {
      return undetermined(
        .payout, "the group's transfer is \(status)", evidence: "group \(group.id)")
    }
    return compared(
      .payout, .payoutMismatch, expected: expected, actual: total.minorUnits,
      what: "the group's transfer", evidence: "group \(group.id) transfer \(status)",
      whatToDo: "ask Amazon why the transfer differs from the settlement")
  }

  // MARK: - What was seen on the way

  /// Findings that the nights have seen and that later nights may have closed.
  func history() -> [Finding] {
    guard let group = match.group else { return [] }
    var findings: [Finding] = []
    if let day = records.groupsWithoutTotal[group.id] {
      let isOpen = group.originalTotal == nil
      findings.append(
        finding(
          .incompleteGroup, amount: nil,
          what: "its event group was closed without totals on \(day)"
            + (isOpen ? " and has none yet" : "; they have come since"),
          place: "group \(group.id)",
          whatToDo: isOpen
            ? "wait: acorn sync reads it again every night" : "nothing; it is complete",
          isOpen: isOpen))
    }
    if let late = records.lateArrivals[group.id] {
      findings.append(
        finding(
          .lateArrival, amount: facts.money(late.totalMinor),
          what: "\(late.count) transactions of its group were first seen up to"
            + " \(late.mostDays) days after they were posted",
          place: "group \(group.id)",
          whatToDo: "nothing: they are taken in; reports made before them lacked them",
          isOpen: records.transactions[group.id]?.totalMinor != group.eventsTotal?.minorUnits))
    }
    return findings
  }

  // MARK: - Parts

  private var place: String { "document \(facts.sha256.prefix(12)) \(facts.documentName)" }
  private func text(_ minorUnits: Int64) -> String { facts.money(minorUnits).text }

  private func result(
    _ identity: Identity, _ status: IdentityResult.Status, expected: String = "",
    actual: String = "", difference: String = "", cause: String = "", evidence: String = ""
  ) -> IdentityResult {
    IdentityResult(
      identity: identity, store: facts.store, accountType: accountType,
      currency: facts.currency.code, settlementID: facts.settlementID, status: status,
      expected: expected, actual: actual, difference: difference, cause: cause,
      evidence: evidence.isEmpty ? place : evidence)
  }

  private func undetermined(
    _ identity: Identity, expected: Int64? = nil, actual: Int64? = nil, _ reason: String,
    evidence: String = ""
  ) -> Outcome {
    let difference = expected.flatMap { expected in actual.map { text($0 - expected) } }
    return (
      result(
        identity, .undetermined, expected: expected.map(text) ?? "",
        actual: actual.map(text) ?? "", difference: difference ?? "", cause: reason,
        evidence: evidence), nil
    )
  }

  private func compared(
    _ identity: Identity, _ kind: FindingKind, expected: Int64, actual: Int64, what: String,
    evidence: String, whatToDo: String
  ) -> Outcome {
    guard expected != actual else {
      return (
        result(
          identity, .holds, expected: text(expected), actual: text(actual), difference: text(0),
          evidence: evidence), nil
      )
    }
    return broken(
      identity, kind, expected: expected, actual: actual,
      what: "\(what) is \(text(actual)), the settlement's is \(text(expected))",
      evidence: evidence, whatToDo: whatToDo)
  }

  private func broken(
    _ identity: Identity, _ kind: FindingKind, expected: Int64, actual: Int64?, what: String,
    evidence: String, whatToDo: String
  ) -> Outcome {
    let difference = actual.map { $0 - expected }
    return (
      result(
        identity, .broken, expected: text(expected), actual: actual.map(text) ?? "",
        difference: difference.map(text) ?? "", cause: what, evidence: evidence),
      finding(
        kind, amount: difference.map(facts.money), what: what, place: "\(place), \(evidence)",
        whatToDo: whatToDo)
    )
  }

  private func finding(
    _ kind: FindingKind, amount: Money?, what: String, place: String, whatToDo: String,
    isOpen: Bool = true
  ) -> Finding {
    Finding(
      kind: kind, opened: facts.end.day().description, store: facts.store,
      settlementID: facts.settlementID, amount: amount, currency: facts.currency.code, what: what,
      place: place, whatToDo: whatToDo, isOpen: isOpen)
  }
}
