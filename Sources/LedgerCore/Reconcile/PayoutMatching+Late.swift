/// Payouts whose days are over, and which came in one line with a later payout.
///
/// A transfer that did not go through is made again with the account's next one, after the bank's
/// days for the first. The bounds are narrow, since the more payouts a line may be, the more sums it
/// is by chance: one late payout, with one that the line could be by its days or its trace, of the
/// same account, and to the cent.
extension PayoutMatcher {
  /// The lines that are a payout and an earlier one, late, of the same account.
  func mergedLate(into others: [Int], among some: [Int]) -> [Explanation] {
    var found: [Explanation] = []
    for line in others {
      for later in some where isInTime(later, line) && accepts(later, line) {
        found += mergedLate(with: [later], into: line, among: some)
      }
    }
    for part in torn where part.lines.count == 1 {
      found += mergedLate(with: part.deposits, into: part.lines[0], among: some)
    }
    return found
  }

  private func mergedLate(
    with known: [Int], into line: Int, among some: [Int]
  ) -> [Explanation] {
    guard let rest = difference(known, [line]), rest > 0 else { return [] }
    return some.filter { late in
      isLate(late, line) && units(late, at: line) == rest
        && known.contains { isLater($0, than: late) }
    }.map { late in
      Explanation(evidence: .subsetSum, deposits: (known + [late]).sorted(), lines: [line])
    }
  }

  /// Whether a line was booked after a deposit's days, and not too long after them.
  private func isLate(_ deposit: Int, _ line: Int) -> Bool {
    let last = max(deposits[deposit].from, deposits[deposit].to)
    let days = Int(lines[line].date.dayNumber) - Int(last.dayNumber)
    return days > 0 && days <= rules.mostDaysLate
  }

  /// Whether a deposit was sent after another one of the same account.
  private func isLater(_ deposit: Int, than other: Int) -> Bool {
    !deposits[other].account.bytes.isEmpty
      && deposits[deposit].account == deposits[other].account
      && deposits[deposit].from > deposits[other].from
  }
}
