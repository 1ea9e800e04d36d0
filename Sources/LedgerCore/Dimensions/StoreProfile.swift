/// An account that the user has configured: a chain of settlements of one store.
package struct AccountProfile: Sendable, Hashable {
  package let currency: Currency
  package let type: String
  package let homeMarketplace: String

  package init(currency: Currency, type: String, homeMarketplace: String) {
    self.currency = currency
    self.type = type
    self.homeMarketplace = homeMarketplace
  }

  package static let standard = "Standard Orders"
  package static let invoiced = "Invoiced Orders"
  package static let types = [standard, invoiced]

  /// What settlements call the type of account that a transfer is of: transfers write
  /// `STANDARD_ORDERS` where settlements write `Standard Orders`.
  package static func type(ofTransfer code: String) -> String {
    switch code {
    case "STANDARD_ORDERS": standard
    case "INVOICED_ORDERS": invoiced
    default: code
    }
  }
}

/// All that is known about a store besides its settlements: who it is, what it sells, for whom.
package struct StoreProfile: Sendable {
  package let id: String
  package let homeMarketplace: String
  package let marketplaces: [String]
  package var accounts: [AccountProfile]
  package var catalog: Catalog
  package var bindings: OutletBindings

  package init(
    id: String, homeMarketplace: String, marketplaces: [String], accounts: [AccountProfile] = [],
    catalog: Catalog = Catalog(), bindings: OutletBindings = OutletBindings()
  ) {
    self.id = id
    self.homeMarketplace = homeMarketplace
    self.marketplaces = marketplaces
    self.accounts = accounts
    self.catalog = catalog
    self.bindings = bindings
  }

  /// The accounts in which a settlement of `currency` may stand; never empty.
  ///
  /// Without configured accounts it is one Standard account at the store's marketplace of that
  /// currency (its home marketplace first).
  package func accounts(in currency: Currency, _ marketplaces: Marketplaces) -> [AccountProfile] {
    let configured = accounts.filter { $0.currency == currency }
    guard configured.isEmpty else { return configured }
    let home =
      ([homeMarketplace] + self.marketplaces).first {
        marketplaces.coded($0)?.currency == currency
      } ?? homeMarketplace
    return [
      AccountProfile(currency: currency, type: AccountProfile.standard, homeMarketplace: home)
    ]
  }

  /// The currency in which cost of goods is stated.
  package func costCurrency(_ marketplaces: Marketplaces) -> Currency? {
    catalog.costCurrency ?? marketplaces.coded(homeMarketplace)?.currency
  }
}
