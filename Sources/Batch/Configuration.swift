import AccountingExports
import BankStatements
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

  /// A vendor account: one vendor group with all of its vendor codes.
  package struct Vendor: Sendable {
    package var id: String
    package var region: Region
    package var refreshToken: SecretReference
    package var vendorCodes: [String]
    /// Amazon's ids of the marketplaces whose invoices and remittances are asked for.
    package var marketplaceIDs: [String]

    package init(
      id: String, region: Region, refreshToken: SecretReference, vendorCodes: [String],
      marketplaceIDs: [String]
    ) {
      self.id = id
      self.region = region
      self.refreshToken = refreshToken
      self.vendorCodes = vendorCodes
      self.marketplaceIDs = marketplaceIDs
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

  /// When something is worth a person's look.
  package struct Thresholds: Sendable, Equatable {
    /// Business days from a transfer to its booking by the bank.
    package var bankDays = 5
    /// Days from the close of an event group to its settlement report.
    package var reportDays = 3
    /// Days past the expected close after which an account's silence is told.
    package var silenceDays = 2
    /// Days past a sale's release until it is told that no settlement has it.
    package var unsettledDays = 14
    /// Days from an exchange rate to the day for which it is used, until that is told.
    package var rateDays = 10
    /// From when on a settlement is unlike the ones before it.
    package var jump = Jump.Limits()

    package init() {}
  }

  package var thresholds = Thresholds()
  /// Severities that differ from the usual ones.
  package var severities: [FindingKind: Severity] = [:]
  /// What the payer of Amazon's deposits is called in bank statements; empty for the usual names.
  package var payerNames: [String] = []
  package var bankMappings: [BankCSVMapping] = []
  /// The folder of bank holidays, and the calendar of each currency's bank.
  package var calendarFolder: String?
  package var calendars: [Currency: String] = [:]

  /// What holds for vendors; the day is put in by the run.
  package var vendorTerms = VendorTerms(today: CalendarDate(dayNumber: 0))

  package var functionalCurrency: Currency?
  package var lwa: Application?
  package var endpoints = Endpoints.amazon
  package var stores: [Store] = []
  package var vendors: [Vendor] = []
  /// Marketplaces that are new or differ from the built-in ones.
  package var marketplaces: [Marketplace] = []
  /// Paths of master files, relative to the home, by role.
  package var masterFiles: [MasterRole: String] = [:]
  package var allocation = AllocationRule.sales
  package var close = CloseSettings()
  /// Exports of tills and web stores as the user describes them.
  package var channelLayouts: [ChannelLayout] = []
  package var webStores: [WebStoreProfile] = []
  /// What accounting systems are told of the company; the template of ERP files, relative to the
  /// home, where it is a file.
  package var accounting = ExportSettings()
  package var erpTemplateFile: String?
  /// The part by which documents are posted, as text; nil for all of the file.
  package var postingText: [UInt8]?

  package init() {}
}

/// An independent web store of the chain's own.
package struct WebStoreProfile: Sendable, Equatable {
  package var id: String
  /// The channel that reports show: `shopify`, `woocommerce` or what the user calls it.
  package var platform = "shopify"
  /// The store whose catalog has its goods, with their categories and costs.
  package var catalog: String
  /// What its orders are called at Amazon before their number, where Amazon fulfils them.
  package var merchantOrderPrefix = ""
  /// What its payment provider is called in bank statements.
  package var payerNames: [String] = ["SHOPIFY"]
  /// What its exports call an outlet of the outlets file, where orders were sold at tills.
  package var outletNames: [ByteString: ByteString] = [:]

  package init(id: String, catalog: String) {
    self.id = id
    self.catalog = catalog
  }
}

/// The user's own files.
package enum MasterRole: String, CaseIterable, Sendable {
  case configuration, catalog, outlets
  case outletBindings = "outlet_bindings"
  case fx, rules, chart

  /// Whether documents are posted by it; the others are used after that.
  var shapesPostings: Bool { self != .fx && self != .chart }
}

/// How amounts without a category are spread over categories in the allocated view.
package enum AllocationRule: Sendable, Equatable {
  case sales
  case units
  /// Fixed weights by category.
  case weights([String: Int64])
}
