/// A credit of Amazon's on a bank account.
package struct AmazonCredit: Sendable {
  package let lineID: String
  /// As the statement prints it, letters and digits only.
  package let account: String
  package let day: CalendarDate
  /// Positive.
  package let amount: Money
  /// What the bank prints.
  package let text: String
  /// Whether it is a payout or a vendor's payment, alone or with others.
  package let isExplained: Bool

  package init(
    lineID: String, account: String, day: CalendarDate, amount: Money, text: String,
    isExplained: Bool
  ) {
    self.lineID = lineID
    self.account = account
    self.day = day
    self.amount = amount
    self.text = text
    self.isExplained = isExplained
  }
}

/// Checks, for each bank account, that all that Amazon has paid into it is explained.
///
/// Undetermined at worst: what a business buys from Amazon or sells by other programmes comes from
/// the same payer. What was credited before the first explained line is from before the books.
package func creditIdentities(of credits: [AmazonCredit]) -> [IdentityResult] {
  // Formats print an account with and without its bank's code: the end is what they share.
  let accounts = Dictionary(grouping: credits) { "\($0.account.suffix(8)) \($0.amount.currency)" }
  return accounts.sorted { $0.key < $1.key }.compactMap { _, credits in
    let ordered = credits.sorted { ($0.day, $0.lineID) < ($1.day, $1.lineID) }
    let first = ordered.firstIndex(where: \.isExplained) ?? 0
    return creditIdentity(of: ordered[first...])
  }
}

/// - Parameter credits: of one bank account, by day.
private func creditIdentity(of credits: ArraySlice<AmazonCredit>) -> IdentityResult? {
  guard let first = credits.first, let last = credits.last else { return nil }
  let currency = first.amount.currency
  func sum(_ some: [AmazonCredit]) -> Money? {
    var minorUnits: Int64 = 0
    for credit in some {
      let (next, overflow) = minorUnits.addingReportingOverflow(credit.amount.minorUnits)
      guard !overflow else { return nil }
      minorUnits = next
    }
    return Money(minorUnits: minorUnits, currency)
  }
  let open = credits.filter { !$0.isExplained }
  guard let all = sum(Array(credits)), let unexplained = sum(Array(open)) else { return nil }
  let account = credits.map(\.account).max { ($0.count, $1) < ($1.count, $0) } ?? ""
  return IdentityResult(
    identity: .bankCredits, store: "", accountType: "", currency: currency.code, settlementID: "",
    status: open.isEmpty ? .holds : .undetermined, expected: all.text,
    actual: Money(minorUnits: all.minorUnits - unexplained.minorUnits, currency).text,
    difference: Money(minorUnits: -unexplained.minorUnits, currency).text,
    cause: cause(of: Array(open)),
    evidence: "bank account \(account), Amazon's credits from \(first.day) to \(last.day):"
      + " \(credits.count)")
}

/// The latest ones are those that somebody still has to look at.
private func cause(of open: [AmazonCredit]) -> String {
  guard !open.isEmpty else { return "" }
  let shown = open.suffix(3).map {
    "bank line \($0.lineID) on \($0.day), \($0.amount), '\($0.text.prefix(60))'"
  }
  let more = open.count - shown.count
  return "no payout explains \(shown.joined(separator: "; "))"
    + (more > 0 ? "; nor \(more) earlier" : "")
}
