import LedgerCore
import Testing

private let usd = Currency("USD")!
private let invoiced = AccountProfile.invoiced

private func store(_ types: [String], homes: [String] = ["US"]) -> StoreProfile {
  StoreProfile(
    id: "NA1", homeMarketplace: "US", marketplaces: homes,
    accounts: types.enumerated().map { index, type in
      AccountProfile(currency: usd, type: type, homeMarketplace: homes[index % homes.count])
    })
}

/// The account type of each settlement, in order of their ids.
private func types(_ settlements: [SettlementFacts], of store: StoreProfile) -> [String] {
  let assigned = assignAccounts(settlements, of: store, Marketplaces())
  return settlements.sorted { $0.versionID < $1.versionID }.map {
    assigned[$0.versionID]?.type ?? "none"
  }
}

@Suite struct AccountAssignmentTests {
  private let both = store([AccountProfile.standard, invoiced])
  private let standard = AccountProfile.standard

  @Test func aChainWithAccountLevelRowsIsStandardAndOneWithoutIsInvoiced() {
    let settlements = [
      facts("1", 0, 14), facts("2", 14, 28, accountLevelRows: 0),
      facts("3", 1, 15, accountLevelRows: 0), facts("4", 15, 29, accountLevelRows: 0),
    ]
    #expect(types(settlements, of: both) == [standard, standard, invoiced, invoiced])
    #expect(types(settlements.reversed(), of: both) == [standard, standard, invoiced, invoiced])
  }

  @Test func periodsInDaysAreOneChain() {
    let settlements = [
      facts("1", 0, 14, isInDays: true, accountLevelRows: 0), facts("2", 14, 28, isInDays: true),
    ]
    #expect(types(settlements, of: both) == [standard, standard])
  }

  @Test func withoutConfiguredAccountsAChainBesideAnotherIsInvoiced() {
    let settlements = [facts("1", 0, 14), facts("2", 3, 17, accountLevelRows: 0)]
    #expect(types(settlements, of: store([])) == [standard, invoiced])
    #expect(types([facts("2", 3, 17, accountLevelRows: 0)], of: store([])) == [standard])
  }

  @Test func anAccountWithoutOrdersOfItsOwnStaysStandardWhenItIsTheOnlyOne() {
    let settlements = [
      facts("1", 0, 14, accountLevelRows: 0), facts("2", 20, 34, accountLevelRows: 0),
    ]
    #expect(types(settlements, of: store([standard])) == [standard, standard])
  }

  @Test func sitesThatSettleApartAreToldByTheirRows() throws {
    let stores = store([standard, standard], homes: ["US", "MX"])
    var (mexican, american) = (facts("1", 0, 14), facts("2", 1, 15))
    mexican.rowsByMarketplace = ["MX": 8, "US": 1]
    american.rowsByMarketplace = ["US": 9]
    let assigned = assignAccounts([american, mexican], of: stores, Marketplaces())
    #expect(assigned[1]?.homeMarketplace == "MX")
    #expect(assigned[2]?.homeMarketplace == "US")
  }

  @Test func aCurrencyWithoutAnAccountTakesTheStoresMarketplaceOfThatCurrency() throws {
    let store = StoreProfile(id: "NA1", homeMarketplace: "US", marketplaces: ["US", "CA"])
    let cad = try #require(Currency("CAD"))
    let accounts = store.accounts(in: cad, Marketplaces())
    #expect(accounts.map(\.homeMarketplace) == ["CA"])
    #expect(accounts.map(\.type) == [standard])
  }
}
