import Batch
import LedgerCore
import SellingPartner

/// Reads what `acorn.toml` says of stores and of marketplaces that are new or different.
enum StoreConfiguration {
  static func read(
    _ file: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    for table in try file.tables("marketplace") {
      try table.expect(["code", "name", "currency", "time_zone"])
      configuration.marketplaces.append(
        Marketplace(
          code: try table.needed("code"), name: try table.needed("name"),
          currency: try table.currency(code: table.needed("currency")),
          timeZone: try table.needed("time_zone")))
    }
    for table in try file.tables("store") {
      let store = try self.store(table)
      guard !configuration.stores.contains(where: { $0.id == store.id }) else {
        throw BatchError("acorn.toml: store '\(store.id)' stands twice")
      }
      configuration.stores.append(store)
    }
  }

  private static func store(
    _ unnamed: ConfigurationTable
  ) throws(BatchError) -> Configuration.Store {
    try unnamed.expect([
      "id", "name", "seller_id", "region", "home_marketplace", "marketplaces", "refresh_token",
      "account",
    ])
    let id = try unnamed.needed("id")
    let table = unnamed.named("[[store]] \(id)")
    let home = try table.needed("home_marketplace")
    let stated = try table.texts("marketplaces") ?? []
    let marketplaces = stated.isEmpty ? [home] : stated
    try check("home_marketplace", home, isAmong: marketplaces, table)
    _ = try table.text("name")
    var store = Configuration.Store(
      id: id, homeMarketplace: home, marketplaces: marketplaces,
      accounts: try accounts(table, home: home, marketplaces))
    store.sellerID = try table.text("seller_id") ?? ""
    store.refreshToken = try table.secret("refresh_token")
    if let name = try table.text("region") {
      guard let region = Region(rawValue: name.lowercased()) else {
        throw table.error("region '\(name)' is not na, eu or fe")
      }
      store.region = region
    }
    return store
  }

  private static func accounts(
    _ store: ConfigurationTable, home: String, _ marketplaces: [String]
  ) throws(BatchError) -> [AccountProfile] {
    var accounts: [AccountProfile] = []
    for unnamed in try store.tables("account") {
      let table = unnamed.named("\(store.place) account")
      try table.expect(["id", "currency", "type", "home_marketplace"])
      _ = try table.text("id")
      let own = try table.text("home_marketplace") ?? home
      try check("home_marketplace", own, isAmong: marketplaces, table)
      let type = try table.text("type") ?? AccountProfile.standard
      guard AccountProfile.types.contains(type) || table.isArchived else {
        throw table.error(
          "type '\(type)' is neither '\(AccountProfile.types.joined(separator: "' nor '"))'")
      }
      accounts.append(
        AccountProfile(
          currency: try table.currency(code: table.needed("currency")), type: type,
          homeMarketplace: own))
    }
    return accounts
  }

  /// Rows without a marketplace would be of one that the store does not sell on.
  private static func check(
    _ key: String, _ code: String, isAmong marketplaces: [String], _ table: ConfigurationTable
  ) throws(BatchError) {
    guard marketplaces.contains(code) || table.isArchived else {
      throw table.error(
        "\(key) '\(code)' is none of its marketplaces (\(marketplaces.joined(separator: ", ")));"
          + " correct it, or add it to them")
    }
  }
}
