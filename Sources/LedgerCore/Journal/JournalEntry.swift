/// One leg of an entry: an account and a signed amount.
package struct Posting: Sendable, Equatable {
  package let account: String
  package let component: Component?
  /// Place of the group in its settlement, or nil for the clearing leg.
  package let group: Int?
  package let amountMinor: Int64
}

/// The entry of one settlement: each group against its component's account, the total against
/// clearing. Its legs sum to zero.
package struct JournalEntry: Sendable, Equatable {
  package let postings: [Posting]

  package var balanceMinor: Int64 { postings.reduce(0) { $0 + $1.amountMinor } }
}

/// Balances a settlement: clearing takes its total, the mapped accounts the opposites.
///
/// A label that no rule knows goes to `Suspense:Amazon:Unclassified`: totals stay exact, reports
/// show it. Groups without rows and amount, which hold units only, keep their leg of zero.
package func decompose(
  _ settlement: SettlementReading, using rules: ComponentRules
) -> JournalEntry {
  var decided: [Int32: Component] = [:]
  var postings = [
    Posting(
      account: ChartOfAccounts.clearing, component: nil, group: nil,
      amountMinor: settlement.rowsTotalMinor)
  ]
  postings.reserveCapacity(settlement.groups.count + 1)
  let isUndated = rules.changeDays.isEmpty
  for (place, group) in settlement.groups.enumerated() {
    let day = settlement.dimensions[Int(group.dimensions)].postedDay
    let component =
      (isUndated ? decided[group.label] : nil)
      ?? rules.component(of: settlement.labels[Int(group.label)], on: day)
    decided[group.label] = component
    postings.append(
      Posting(
        account: ChartOfAccounts.account(for: component), component: component, group: place,
        amountMinor: -group.amountMinor))
  }
  return JournalEntry(postings: postings)
}
