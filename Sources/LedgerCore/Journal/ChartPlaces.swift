/// What the keys of a chart's lines can be, so that one that fits no amount is told.
package struct ChartPlaces: Sendable {
  private let stores: Set<String>
  private let marketplaces: Set<String>
  /// Nil where there is no list of outlets.
  private let outlets: Set<ByteString>?

  package init(stores: Set<String>, marketplaces: Set<String>, outlets: Set<ByteString>?) {
    self.stores = stores
    self.marketplaces = marketplaces
    self.outlets = outlets
  }

  /// What is wrong with the keys of a line.
  func problem(_ row: [String: ByteString]) -> String? {
    func cell(_ name: String) -> String? {
      row[name].flatMap { $0.isEmpty ? nil : $0.text }
    }
    if let store = cell("store"), !stores.contains(store),
      !ChartPlaces.mayBeVendor(store, cell("role") ?? "")
    {
      let known = stores.sorted().joined(separator: ", ")
      return "store '\(store)' is not one of \(known); correct it, or describe it in acorn.toml"
    }
    if let code = cell("currency"), Currency(code) == nil {
      return "currency '\(code)' is not a code such as USD"
    }
    if let code = cell("marketplace"), !marketplaces.contains(code),
      ![Dimensions.noMarketplace, Dimensions.otherMarketplace].contains(code)
    {
      return "marketplace '\(code)' is not a code such as US, nor (none) or (other)"
    }
    if let outlets, let outlet = row["outlet"], !outlet.isEmpty, outlet != Dimensions.unassigned,
      !outlets.contains(outlet)
    {
      return "outlet '\(outlet)' is not in the outlets file"
    }
    return nil
  }

  /// Vendor codes are known from documents alone: five letters and digits, several joined by `+`.
  private static func mayBeVendor(_ store: String, _ role: String) -> Bool {
    let takesVendors =
      role.hasPrefix("vendor_") || role.hasPrefix("channel_")
      || [
        JournalRole.bank, JournalRole.exchange, JournalRole.fxDifference,
        Component.taxCollected.name, Component.taxWithheld.name,
      ].contains(role)
    return takesVendors
      && (store == "VENDOR"
        || store.split(separator: "+", omittingEmptySubsequences: false).allSatisfy { code in
          code.utf8.count == 5
            && code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
        })
  }
}
