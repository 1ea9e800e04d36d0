import LedgerCore
import LedgerStore

/// One account with its settlements: all versions, and the chain of those in force.
struct AccountBooks {
  let profile: AccountProfile
  let settlements: [VersionedSettlement]
  let chain: AccountChain
}

/// Where the versions of all settlements stand: which account each is of, and which one is in force.
struct Standings {
  private(set) var versions: [VersionStanding] = []
  /// By store, currency, type and home marketplace.
  private(set) var accounts: [AccountBooks] = []
  /// Settlements that were read for another home marketplace than their account's: by document, the
  /// marketplace by settlement id.
  private(set) var toReadAgain: [String: [String: String]] = [:]
  /// The settlements in force that came later, for each refused document that was about the same ones.
  let answers: [String: [SettlementFacts]]

  /// `refused` are the documents that post nothing: they explain gaps. `receptions` say by SHA-256
  /// when each document came in.
  init(
    facts: [SettlementFacts], refused: [RefusedDocument], receptions: [String: Reception],
    master: MasterData
  ) {
    let settlements = versioned(facts)
    answers = LedgerCore.answers(
      to: refused, in: settlements.map(\.current), receptions: receptions)
    let posted = Set(settlements.map(\.current.settlementID))
    let missing = refused.filter { !($0.settlementID.map(posted.contains) ?? false) }
    for (storeID, members) in Dictionary(grouping: settlements, by: \.current.store)
      .sorted(by: { $0.key < $1.key })
    {
      guard let store = master.stores[storeID] else { continue }
      let profiles = assignAccounts(members.map(\.current), of: store, master.marketplaces)
      for settlement in members {
        guard let profile = profiles[settlement.current.versionID] else { continue }
        stand(settlement, profile)
      }
      let byAccount = Dictionary(grouping: members) { profiles[$0.current.versionID] }
        .compactMap { profile, settlements in profile.map { ($0, settlements) } }
        .sorted { Standings.precedes($0.0, $1.0) }
      let chains = AccountChain.sharingRefused(
        byAccount.map { profile, settlements in
          AccountChain(
            store: storeID, type: profile.type, currency: profile.currency,
            settlements: settlements.map(\.current),
            refused: missing.filter { $0.store == nil || $0.store == storeID })
        })
      for ((profile, settlements), chain) in zip(byAccount, chains) {
        accounts.append(AccountBooks(profile: profile, settlements: settlements, chain: chain))
      }
    }
  }

  private mutating func stand(_ settlement: VersionedSettlement, _ account: AccountProfile) {
    for (index, facts) in settlement.versions.enumerated() {
      let isCurrent = index == settlement.versions.count - 1
      versions.append(
        VersionStanding(
          versionID: facts.versionID, accountType: account.type,
          homeMarketplace: account.homeMarketplace, version: index + 1, isCurrent: isCurrent))
      if facts.readForMarketplace != account.homeMarketplace {
        toReadAgain[facts.sha256, default: [:]][facts.settlementID] = account.homeMarketplace
      }
    }
  }

  private static func precedes(_ lhs: AccountProfile, _ rhs: AccountProfile) -> Bool {
    (lhs.currency.code, lhs.type, lhs.homeMarketplace)
      < (rhs.currency.code, rhs.type, rhs.homeMarketplace)
  }
}
