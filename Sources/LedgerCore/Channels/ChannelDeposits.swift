/// Money of a till or a web store on its way to the bank.
package struct ChannelDeposit: Hashable, Sendable {
  package let id: ByteString
  /// Whose books expect it: the tills, or a web store. Deposits of two sources are never one line.
  package let source: ByteString
  /// The outlet or web store.
  package let place: ByteString
  /// The bank as the export calls it, and the means of payment: deposits that differ in these never
  /// come in one line.
  package let bank, kind: ByteString
  /// Negative where refunds were more than sales.
  package let amount: Money
  /// First and last day on which the bank may book it.
  package let from, to: CalendarDate
  /// Names of which a line that names no deposit must have one; none: any line.
  package let payers: [ByteString]

  package init(
    id: ByteString, source: ByteString = "", place: ByteString, bank: ByteString,
    kind: ByteString, amount: Money, from: CalendarDate, to: CalendarDate,
    payers: [ByteString] = []
  ) {
    self.id = id
    self.source = source
    self.place = place
    self.bank = bank
    self.kind = kind
    self.amount = amount
    self.from = from
    self.to = to
    self.payers = payers
  }
}

/// What was found at the bank for a deposit.
package enum ChannelDepositVerdict: Hashable, Sendable {
  /// These lines are it, alone or with other deposits.
  case paid(lines: [ByteString], evidence: String)
  /// It sums to nothing with the others of its day.
  case nothingDue
  /// Several explanations share it or its lines; none is picked.
  case ambiguous(lines: [ByteString])
  /// A line names it, with another amount: line − deposits, in minor units.
  case differs(lines: [ByteString], by: Int64)
  case none
}

/// Finds the bank lines of the deposits of all tills and web stores, to the cent. A line pays once.
///
/// First by name: a line that names a deposit is that deposit, or all of its place and day. Then by
/// sum and day, for deposits of which the payer's name is known before the others: all deposits of a
/// bank on a day (an acquirer that pays all outlets at once), those of a place, single ones; on the
/// day they are expected, then in the days after. Each step settles only what shares no member with
/// another explanation, of its own source or of another one. Last, what is left is searched for in
/// sums among lines of the payers that the steps before have shown, by `matchPayouts`.
package func matchChannelDeposits(
  _ deposits: [ChannelDeposit], with lines: [DepositLine]
) -> [ChannelDepositVerdict] {
  let order = deposits.indices.sorted {
    (deposits[$0].id, deposits[$0].place, deposits[$0].source)
      < (deposits[$1].id, deposits[$1].place, deposits[$1].source)
  }
  var matcher = ChannelDepositMatcher(order.map { deposits[$0] }, lines.sorted { $0.id < $1.id })
  matcher.matchByName()
  matcher.matchBySums()
  matcher.matchByPayers()
  var verdicts = deposits.map { _ in ChannelDepositVerdict.none }
  for (place, original) in order.enumerated() { verdicts[original] = matcher.verdict(place) }
  return verdicts
}

/// The lines that name deposits and are these to the cent: nobody else's, whatever their amounts.
package func linesNamed(
  by deposits: [ChannelDeposit], among lines: [DepositLine]
) -> Set<ByteString> {
  var matcher = ChannelDepositMatcher(
    deposits.sorted { ($0.id, $0.place, $0.source) < ($1.id, $1.place, $1.source) },
    lines.sorted { $0.id < $1.id })
  matcher.matchByName()
  return matcher.settledLines
}
