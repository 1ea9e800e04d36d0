/// What Amazon says of an account at the end of a day, and what the books say, money in transit
/// left out; minor units.
package struct ComparedBalance: Sendable, Equatable {
  package let day: CalendarDate
  package let statedMinor: Int64
  package let bookedMinor: Int64

  package init(day: CalendarDate, statedMinor: Int64, bookedMinor: Int64) {
    self.day = day
    self.statedMinor = statedMinor
    self.bookedMinor = bookedMinor
  }
}

/// Transactions show up two days late as a rule, and up to a month late now and then: a difference
/// is a mismatch only when the day is older than that.
private let usualLateDays: Int32 = 3
private let longestLateDays: Int32 = 30

/// Checks an account's receivable against Amazon's balances.
package func receivableIdentity(
  of chain: AccountChain, homeMarketplace: String, _ balances: [ComparedBalance],
  today: CalendarDate
) -> (result: IdentityResult, finding: Finding?) {
  let check = BalanceCheck(chain: chain, homeMarketplace: homeMarketplace)
  func last(_ days: Int32) -> ComparedBalance? {
    balances.filter { $0.day.dayNumber <= today.dayNumber - days }.max { $0.day < $1.day }
  }
  guard let recent = last(usualLateDays) else {
    return (check.result(.undetermined, nil, "Amazon has told no balance of complete days"), nil)
  }
  guard recent.statedMinor != recent.bookedMinor else {
    return (check.result(.holds, nil, ""), nil)
  }
  guard let old = last(longestLateDays), old.statedMinor != old.bookedMinor else {
    return (
      check.result(
        .undetermined, recent, "\(check.text(recent)); transactions may come a month late"), nil
    )
  }
  guard chain.refused.isEmpty else {
    return (
      check.result(
        .undetermined, old, "\(check.text(old)); documents of this account were refused"), nil
    )
  }
  return (check.result(.broken, old, check.text(old)), check.finding(old))
}

private struct BalanceCheck {
  let chain: AccountChain
  let homeMarketplace: String

  private func amount(_ minor: Int64) -> String {
    Money(minorUnits: minor, chain.currency).text
  }

  func text(_ balance: ComparedBalance) -> String {
    "on \(balance.day) Amazon says \(amount(balance.statedMinor)),"
      + " the books say \(amount(balance.bookedMinor))"
  }

  /// Without the day where it holds: a run that asks on fewer days finds the same.
  func result(
    _ status: IdentityResult.Status, _ balance: ComparedBalance?, _ cause: String
  ) -> IdentityResult {
    let difference = balance.map { $0.bookedMinor - $0.statedMinor }
    return IdentityResult(
      identity: .receivable, store: chain.store, accountType: chain.type,
      currency: chain.currency.code, settlementID: "", status: status,
      expected: balance.map { amount($0.statedMinor) } ?? "",
      actual: balance.map { amount($0.bookedMinor) } ?? "",
      difference: difference.map(amount) ?? (status == .holds ? amount(0) : ""), cause: cause,
      evidence: "listBalances, marketplace \(homeMarketplace)")
  }

  func finding(_ balance: ComparedBalance) -> Finding {
    Finding(
      kind: .balanceMismatch, opened: balance.day.description, store: chain.store,
      settlementID: "",
      amount: Money(
        minorUnits: balance.bookedMinor - balance.statedMinor, chain.currency),
      currency: chain.currency.code, what: text(balance),
      place: "\(chain.type) \(chain.currency) \(homeMarketplace)",
      whatToDo: "run acorn sync; then look at the broken identities of this account")
  }
}
