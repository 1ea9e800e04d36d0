/// Checks that a planned deposit has reached the bank.
package func bankIdentity(
  _ planned: PlannedDeposit, _ verdict: DepositVerdict, _ coverage: StatementCoverage,
  reference: (Money, Currency, CalendarDate) -> String?
) -> (result: IdentityResult, finding: Finding?) {
  let check = BankCheck(planned: planned)
  switch verdict {
  case .unique(let match):
    let lines = match.lines.map { "bank line \($0)" }.joined(separator: ", ")
    var evidence = "\(match.kind.rawValue) by \(match.evidence.rawValue): \(lines)"
    if match.deposits.count > 1 {
      evidence += " for \(match.deposits.map(\.text).joined(separator: " and "))"
    }
    if let rate = match.rate, let text = rate.text {
      let official = reference(rate.sent, rate.arrived.currency, planned.deposit.from)
      evidence += ", arrived as \(rate.arrived) at \(text)"
      if let official { evidence += " (reference rate gives \(official))" }
    }
    return check.holds(evidence)
  case .ambiguous(let candidates):
    let lines = Set(candidates.flatMap { $0.lines.map(\.text) }).sorted().joined(separator: ", ")
    return check.undetermined(
      candidates.count == 1
        ? "another deposit fits its bank line as well; none is picked"
        : "\(candidates.count) explanations fit; none is picked", "bank lines \(lines)",
      finding: check.finding(
        .depositAmbiguous,
        candidates.count == 1
          ? "its deposit shares a bank line with another one: \(lines)"
          : "its deposit fits several bank lines: \(lines)",
        "say which with a note in the bank's statement, or look at both accounts"))
  case .undecided:
    return check.undetermined("the search for sums has reached its bound", planned.document)
  case .differs(let lines, let difference):
    let text = lines.map { "bank line \($0)" }.joined(separator: ", ")
    return check.broken(
      .depositMismatch, difference: difference,
      "the bank has credited another amount, \(text)", evidence: text,
      "ask the bank for its fees on this transfer")
  case .none: return check.missing(coverage)
  }
}

private struct BankCheck {
  let planned: PlannedDeposit

  typealias Outcome = (result: IdentityResult, finding: Finding?)

  private var amount: Money { planned.deposit.amount }

  func holds(_ evidence: String) -> Outcome {
    (
      result(
        .holds, actual: amount.text,
        difference: Money(minorUnits: 0, amount.currency).text, cause: "", evidence), nil
    )
  }

  func undetermined(_ cause: String, _ evidence: String, finding: Finding? = nil) -> Outcome {
    (result(.undetermined, actual: "", difference: "", cause: cause, evidence), finding)
  }

  func missing(_ coverage: StatementCoverage) -> Outcome {
    if planned.isFailed {
      return undetermined("the transfer came back", planned.document)
    }
    switch coverage.reach(of: planned.deposit, due: planned.due) {
    case .unknown:
      return undetermined("no statement of its bank account is in the books", planned.document)
    case .unconverted(let account, let last):
      return undetermined(
        "Amazon has not told what it was converted to; other payouts of its account arrive in the"
          + " \(account), whose statements reach to \(last)", planned.document)
    case .short: return undetermined("in transit, due on \(planned.due)", planned.document)
    case .interrupted(let days):
      return undetermined(
        "due on \(planned.due), but no statement of its bank account is of the days \(days)",
        planned.document)
    case .whole(let last):
      return broken(
        .depositOverdue, difference: -amount.minorUnits,
        "no bank line for \(amount), due on \(planned.due); statements reach to \(last)",
        evidence: "payout \(planned.deposit.id), trace "
          + (planned.deposit.traceID.isEmpty ? "unknown" : "known to the bank"),
        "ask the bank with the trace id, then Amazon")
    }
  }

  func broken(
    _ kind: FindingKind, difference: Int64, _ what: String, evidence: String, _ whatToDo: String
  ) -> Outcome {
    let gap = Money(minorUnits: difference, amount.currency)
    return (
      result(
        .broken, actual: Money(minorUnits: amount.minorUnits + difference, amount.currency).text,
        difference: gap.text, cause: what, evidence),
      finding(kind, what, whatToDo, amount: kind == .depositOverdue ? amount : gap)
    )
  }

  func finding(
    _ kind: FindingKind, _ what: String, _ whatToDo: String, amount: Money? = nil
  ) -> Finding {
    Finding(
      kind: kind, opened: planned.due.description, store: planned.store,
      settlementID: planned.settlementID, amount: amount ?? self.amount,
      currency: planned.currency.code, what: what, place: "payout \(planned.deposit.id)",
      whatToDo: whatToDo)
  }

  private func result(
    _ status: IdentityResult.Status, actual: String, difference: String, cause: String,
    _ evidence: String
  ) -> IdentityResult {
    IdentityResult(
      identity: .bank, store: planned.store, accountType: planned.accountType,
      currency: planned.currency.code, settlementID: planned.settlementID, status: status,
      expected: amount.text, actual: actual, difference: difference, cause: cause,
      evidence: evidence)
  }
}
