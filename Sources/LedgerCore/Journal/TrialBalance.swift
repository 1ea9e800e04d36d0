/// What an account holds at the beginning and end of a month, and what moved it.
package struct TrialBalanceLine: Hashable, Sendable {
  package let month: CalendarMonth
  package let account: String
  package let currency: Currency
  package let openingMinor, debitMinor, creditMinor: Int64

  package var closingMinor: Int64 { openingMinor + debitMinor - creditMinor }
}

/// What moved an account in a month, in one currency; both sides are positive.
package struct AccountMove: Hashable, Sendable {
  package let account: ByteString
  package let currency: Currency
  package var debitMinor: Int64 = 0
  package var creditMinor: Int64 = 0

  package init(
    account: ByteString, currency: Currency, debitMinor: Int64 = 0, creditMinor: Int64 = 0
  ) {
    self.account = account
    self.currency = currency
    self.debitMinor = debitMinor
    self.creditMinor = creditMinor
  }
}

/// What entries move, by account and currency.
package func accountMoves(of entries: some Sequence<AccountingEntry>) -> [AccountMove] {
  var moves: [AccountCurrency: AccountMove] = [:]
  for entry in entries {
    // Lines come account by account: each is looked up once.
    var index = 0
    while index < entry.lines.count {
      let first = entry.lines[index]
      let key = AccountCurrency(
        account: ByteString(first.account.name), currency: first.amount.currency)
      var move = moves[key] ?? AccountMove(account: key.account, currency: key.currency)
      while index < entry.lines.count, entry.lines[index].account.order(to: first.account) == 0,
        entry.lines[index].amount.currency == key.currency
      {
        let minor = entry.lines[index].amount.minorUnits
        move.debitMinor += max(minor, 0)
        move.creditMinor += max(-minor, 0)
        index += 1
      }
      moves[key] = move
    }
  }
  return moves.sorted { $0.key < $1.key }.map(\.value)
}

private struct AccountCurrency: Hashable, Comparable {
  let account: ByteString
  let currency: Currency

  static func < (lhs: AccountCurrency, rhs: AccountCurrency) -> Bool {
    (lhs.account, lhs.currency) < (rhs.account, rhs.currency)
  }
}

/// The trial balance month by month, from the first entry's month to the last one's; accounts that
/// hold nothing and did not move are left out. All balances of a currency sum to zero.
package func trialBalance(of journal: [AccountingEntry]) -> [TrialBalanceLine] {
  trialBalance(of: Dictionary(grouping: journal, by: \.period).mapValues { accountMoves(of: $0) })
}

/// The same from what each month moved.
package func trialBalance(of moves: [CalendarMonth: [AccountMove]]) -> [TrialBalanceLine] {
  guard var month = moves.keys.min(), let last = moves.keys.max() else { return [] }
  var balances: [AccountCurrency: Int64] = [:]
  var lines: [TrialBalanceLine] = []
  while month <= last {
    let moved = Dictionary(
      (moves[month] ?? []).map {
        (AccountCurrency(account: $0.account, currency: $0.currency), $0)
      }, uniquingKeysWith: { $1 })
    let keys = Set(balances.filter { $0.value != 0 }.keys).union(moved.keys)
    for key in keys.sorted() {
      let line = TrialBalanceLine(
        month: month, account: key.account.text, currency: key.currency,
        openingMinor: balances[key] ?? 0, debitMinor: moved[key]?.debitMinor ?? 0,
        creditMinor: moved[key]?.creditMinor ?? 0)
      balances[key] = line.closingMinor
      lines.append(line)
    }
    month = month.next
  }
  return lines
}
