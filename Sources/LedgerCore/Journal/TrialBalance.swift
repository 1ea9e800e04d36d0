/// What an account holds at the beginning and end of a month, and what moved it.
package struct TrialBalanceLine: Hashable, Sendable {
  package let month: CalendarMonth
  package let account: String
  package let currency: Currency
  package let openingMinor, debitMinor, creditMinor: Int64

  package var closingMinor: Int64 { openingMinor + debitMinor - creditMinor }
}

/// The trial balance month by month, from the first entry's month to the last one's; accounts that
/// hold nothing and did not move are left out. All balances of a currency sum to zero.
package func trialBalance(of journal: [AccountingEntry]) -> [TrialBalanceLine] {
  struct Key: Hashable { let account: ByteString, currency: Currency }
  var moves: [CalendarMonth: [Key: (debit: Int64, credit: Int64)]] = [:]
  for entry in journal {
    for line in entry.lines {
      let key = Key(account: ByteString(line.account.name), currency: line.amount.currency)
      let minor = line.amount.minorUnits
      moves[entry.period, default: [:]][key, default: (0, 0)].debit += max(minor, 0)
      moves[entry.period, default: [:]][key, default: (0, 0)].credit += max(-minor, 0)
    }
  }
  guard var month = moves.keys.min(), let last = moves.keys.max() else { return [] }
  var balances: [Key: Int64] = [:]
  var lines: [TrialBalanceLine] = []
  while month <= last {
    let moved = moves[month] ?? [:]
    let keys = Set(balances.filter { $0.value != 0 }.keys).union(moved.keys)
    for key in keys.sorted(by: { ($0.account, $0.currency) < ($1.account, $1.currency) }) {
      let line = TrialBalanceLine(
        month: month, account: key.account.text, currency: key.currency,
        openingMinor: balances[key] ?? 0, debitMinor: moved[key]?.debit ?? 0,
        creditMinor: moved[key]?.credit ?? 0)
      balances[key] = line.closingMinor
      lines.append(line)
    }
    month = month.next
  }
  return lines
}
