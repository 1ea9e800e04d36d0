import LedgerCore
import SellingPartner

/// What `acorn.toml` says, as values.
package struct Configuration: Sendable {
  package struct Store: Sendable {
    package var id: String
    package var homeMarketplace: String
    package var marketplaces: [String]
    package var accounts: [AccountProfile]
    /// Empty when it is not told.
    package var sellerID = ""
    package var region: Region?
    package var refreshToken: SecretReference?

    package init(
      id: String, homeMarketplace: String, marketplaces: [String], accounts: [AccountProfile]
    ) {
      self.id = id
      self.homeMarketplace = homeMarketplace
      self.marketplaces = marketplaces
      self.accounts = accounts
    }
  }

  /// The application that calls SP-API.
  package struct Application: Sendable {
    package var clientID: SecretReference
    package var clientSecret: SecretReference

    package init(clientID: SecretReference, clientSecret: SecretReference) {
      self.clientID = clientID
      self.clientSecret = clientSecret
    }
  }

  package var functionalCurrency: Currency?
  package var lwa: Application?
  package var endpoints = Endpoints.amazon
  package var stores: [Store] = []
  /// Marketplaces that are new or differ from the built-in ones.
  package var marketplaces: [Marketplace] = []
  /// Paths of master files, relative to the home, by role.
  package var masterFiles: [MasterRole: String] = [:]
  package var allocation = AllocationRule.sales

  package init() {}
}

/// The user's own files.
package enum MasterRole: String, CaseIterable, Sendable {
  case configuration, catalog, outlets
  case outletBindings = "outlet_bindings"
  case fx, rules
}

/// How amounts without a category are spread over categories in the allocated view.
package enum AllocationRule: Sendable, Equatable {
  case sales
  case units
  /// Fixed weights by category.
  case weights([String: Int64])
}
