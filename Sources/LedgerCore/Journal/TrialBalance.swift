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
  struct Move { var debit: Int64 = 0, credit: Int64 = 0 }
  var moves: [CalendarMonth: [Key: Move]] = [:]
  for entry in journal {
    // Lines come account by account: each is looked up once.
    var index = 0
    while index < entry.lines.count {
      let first = entry.lines[index]
      let currency = first.amount.currency
      var move = Move()
      while index < entry.lines.count, entry.lines[index].account.order(to: first.account) == 0,
        entry.lines[index].amount.currency == currency
      {
        let minor = entry.lines[index].amount.minorUnits
        move.debit += max(minor, 0)
        move.credit += max(-minor, 0)
        index += 1
      }
      let key = Key(account: ByteString(first.account.name), currency: currency)
      moves[entry.period, default: [:]][key, default: Move()].debit += move.debit
      moves[entry.period, default: [:]][key, default: Move()].credit += move.credit
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
