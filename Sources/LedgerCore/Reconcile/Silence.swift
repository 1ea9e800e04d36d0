/// An account of which Amazon tells nothing any more: its usual period, and some days, have passed
/// since its last settlement, and no event group goes on where that one ended.
///
/// An idle account is not silent: its group stays open. Nil where Amazon was not asked, or not since.
package func silence(
  of chain: AccountChain, homeMarketplace: String, _ records: AmazonRecords, graceDays: Int,
  today: CalendarDate
) -> Finding? {
  guard !records.isEmpty, let last = chain.settlements.last else { return nil }
  let lengths = chain.settlements.map { $0.end.seconds - $0.start.seconds }.sorted()
  let usual = lengths[lengths.count / 2]
  let due = Instant(seconds: last.end.seconds + usual + Int64(graceDays) * 86_400).day()
  let goesOn = records.groups.contains { $0.currency == chain.currency && $0.start == last.end }
  let asked = records.askedAt.map { min($0.day(), today) } ?? today
  guard due < asked, !goesOn else { return nil }
  return Finding(
    kind: .silence, opened: due.description, store: chain.store, settlementID: "",
    currency: chain.currency.code,
    what: "nothing is told of \(chain.type) since \(last.settlementID) ended at \(last.end)",
    place: "\(chain.type) \(chain.currency) \(homeMarketplace)",
    whatToDo: "look in Seller Central whether the account was closed or moved")
}
