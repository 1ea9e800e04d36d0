/// Finds the account of each settlement of a store, which its file does not name.
///
/// Settlements whose periods meet to the second are one chain, and a chain has one account. Where a
/// store has several accounts in a currency, the chain's rows decide: by the marketplace they name
/// (sites that settle apart), and by whether any of them belongs to no order (an Invoiced Orders
/// account holds orders only; fees of the account stand in the Standard one).
package func assignAccounts(
  _ settlements: [SettlementFacts], of store: StoreProfile, _ marketplaces: Marketplaces
) -> [Int64: AccountProfile] {
  var assigned: [Int64: AccountProfile] = [:]
  for (currency, members) in Dictionary(grouping: settlements, by: \.currency) {
    let accounts = store.accounts(in: currency, marketplaces)
    for chain in chains(of: members) {
      let homes = candidates(accounts, for: chain)
      let account = accountByType(homes, for: chain, among: members)
      for settlement in chain { assigned[settlement.versionID] = account }
    }
  }
  return assigned
}

extension SettlementFacts {
  /// Whether its period begins where an earlier one ends.
  ///
  /// A period that is written in days alone lasts to the end of its last day, and the next one begins
  /// on that day or on the one after it.
  func startsAtEnd(of earlier: SettlementFacts) -> Bool {
    earlier.nextStarts.contains(start)
  }

  /// The instants at which a settlement that follows this one may begin.
  fileprivate var nextStarts: [Instant] {
    let day: Int64 = 86_400
    guard end.seconds % day == day - 1, start.seconds % day == 0 else { return [end] }
    return [end, Instant(seconds: end.seconds + 1), Instant(seconds: end.seconds + 1 - day)]
  }
}

/// Groups settlements whose periods meet. Two that start where another ends may belong to
/// different accounts, so only pairs that are each other's only match are joined.
private func chains(of settlements: [SettlementFacts]) -> [[SettlementFacts]] {
  let ordered = settlements.sorted { ($0.end, $0.settlementID) < ($1.end, $1.settlementID) }
  let byStart = Dictionary(grouping: ordered.indices) { ordered[$0].start }
  let byEnd = Dictionary(grouping: ordered.indices) { ordered[$0].end }
  var chainOf = Array(ordered.indices)
  for index in ordered.indices {
    let next = ordered[index].nextStarts.flatMap { byStart[$0] ?? [] }.filter { $0 != index }
    guard next.count == 1, byEnd[ordered[index].end]?.count == 1 else { continue }
    chainOf[next[0]] = chainOf[index]
  }
  let groups = Dictionary(grouping: ordered.indices) { chainOf[$0] }
  return groups.keys.sorted().map { key in (groups[key] ?? []).map { ordered[$0] } }
}

/// The accounts whose home marketplace most rows of the chain name.
private func candidates(
  _ accounts: [AccountProfile], for chain: [SettlementFacts]
) -> [AccountProfile] {
  guard Set(accounts.map(\.homeMarketplace)).count > 1 else { return accounts }
  func rows(_ account: AccountProfile) -> Int {
    chain.reduce(0) { $0 + ($1.rowsByMarketplace[account.homeMarketplace] ?? 0) }
  }
  let most = accounts.map(rows).max() ?? 0
  return accounts.filter { rows($0) == most }
}

private func accountByType(
  _ accounts: [AccountProfile], for chain: [SettlementFacts], among all: [SettlementFacts]
) -> AccountProfile {
  let hasAccountLevelRows = chain.contains { $0.accountLevelRows > 0 }
  let standard = accounts.first { $0.type != AccountProfile.invoiced } ?? accounts[0]
  guard !hasAccountLevelRows else { return standard }
  if let invoiced = accounts.first(where: { $0.type == AccountProfile.invoiced }) {
    return invoiced
  }
  // Not configured: a chain of orders only that runs beside a chain with charges is the other type.
  let members = Set(chain.map(\.versionID))
  let runsBeside = all.contains { other in
    !members.contains(other.versionID) && other.accountLevelRows > 0
      && other.settlementID != chain[0].settlementID
      && chain.contains { $0.start < other.end && other.start < $0.end }
  }
  guard runsBeside, accounts.count == 1 else { return standard }
  return AccountProfile(
    currency: standard.currency, type: AccountProfile.invoiced,
    homeMarketplace: standard.homeMarketplace)
}
