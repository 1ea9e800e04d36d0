import BankStatements
import Batch
import LedgerCore

/// Reads what `acorn.toml` says of tills and web stores.
enum ChannelConfiguration {
  static func read(
    _ file: ConfigurationTable, into configuration: inout Configuration
  ) throws(BatchError) {
    for till in try file.tables("till") {
      let name = try till.needed("name")
      configuration.channelLayouts.append(
        try layout(till.named("[[till]] \(name)"), name, ofTill: true))
    }
    for table in try file.tables("webstore") {
      let (store, layouts) = try webStore(table)
      guard !configuration.webStores.contains(where: { $0.id == store.id }) else {
        throw BatchError("acorn.toml: [[webstore]] '\(store.id)' stands twice")
      }
      configuration.webStores.append(store)
      configuration.channelLayouts += layouts
    }
  }

  /// `[[webstore]]`: whose goods it sells, and how its exports are written where they are not
  /// Shopify's.
  private static func webStore(
    _ unnamed: ConfigurationTable
  ) throws(BatchError) -> (WebStoreProfile, [ChannelLayout]) {
    let id = try unnamed.needed("id")
    let table = unnamed.named("[[webstore]] \(id)")
    try table.expect([
      "id", "platform", "catalog", "merchant_order_prefix", "payers", "outlets", "export",
    ])
    var store = WebStoreProfile(id: id, catalog: try table.needed("catalog"))
    store.platform = try table.text("platform") ?? store.platform
    store.merchantOrderPrefix = try table.text("merchant_order_prefix") ?? ""
    store.payerNames = try table.texts("payers") ?? store.payerNames
    store.outletNames = try outletNames(table)
    var layouts: [ChannelLayout] = []
    for export in try table.tables("export") {
      var layout = try self.layout(
        export.named("\(table.place) export"), store.platform, ofTill: false)
      layout.store = id
      layouts.append(layout)
    }
    return (store, layouts)
  }

  /// `[[till]]` or `[[webstore.export]]`: which column has what.
  private static func layout(
    _ table: ConfigurationTable, _ name: String, ofTill: Bool
  ) throws(BatchError) -> ChannelLayout {
    try table.expect([
      "name", "kind", "columns", "optional", "decimal", "dates", "delimiter", "tax", "outlet",
      "outlets", "currency", "row_type", "charset", "till_source", "types",
    ])
    let kinds = ChannelKind.allCases.filter { $0.isTill == ofTill }
    let kind =
      try table.choice("kind", of: kinds.map(\.rawValue)).flatMap { ChannelKind(rawValue: $0) }
      ?? (ofTill ? .tillSales : .webOrders)
    let known = kind.fields.map(\.rawValue).joined(separator: ", ")
    var columns: [ChannelField: String] = [:]
    for (key, column) in try table.names("columns") {
      guard let field = ChannelField(rawValue: key) else {
        throw table.error("columns.\(key) is not known; use \(known)")
      }
      columns[field] = column
    }
    var layout = ChannelLayout(kind: kind, name: name, columns: columns)
    for key in try table.texts("optional") ?? [] {
      guard let field = ChannelField(rawValue: key) else {
        if table.isArchived { continue }
        throw table.error("optional: '\(key)' is not known; use \(known)")
      }
      layout.optional.insert(field)
    }
    try style(table, &layout)
    try names(table, &layout)
    let missing = layout.missingFields
    guard missing.isEmpty else {
      throw table.error("columns lacks \(missing.map(\.rawValue).joined(separator: ", "))")
    }
    return layout
  }

  /// How numbers and days are written.
  private static func style(
    _ table: ConfigurationTable, _ layout: inout ChannelLayout
  ) throws(BatchError) {
    layout.decimalComma = try table.choice("decimal", of: [".", ","]) == ","
    layout.dates = try table.choice("dates") ?? layout.dates
    let delimiter = try table.text("delimiter") ?? ","
    guard [",", ";", "\t"].contains(delimiter), let byte = delimiter.utf8.first else {
      throw table.error("delimiter is \",\", \";\" or \"\\t\"")
    }
    layout.delimiter = byte
    if let name = try table.text("charset") {
      guard let charset = Charset(named: name), !charset.isUTF16 else {
        throw table.error(
          "charset '\(name)' is not known; use utf-8, windows-1252,"
            + " iso-8859-15, windows-1250, shift_jis or gb18030")
      }
      layout.charset = charset
    }
    layout.tax = try table.choice("tax")
  }

  /// What the export does not say, or says in other words.
  private static func names(
    _ table: ConfigurationTable, _ layout: inout ChannelLayout
  ) throws(BatchError) {
    layout.outlet = ByteString(try table.text("outlet") ?? "")
    layout.outletNames = try outletNames(table)
    layout.currency = try table.currency("currency")
    layout.rowType = ByteString(try table.text("row_type") ?? "")
    layout.tillSource = ByteString(try table.text("till_source") ?? "")
    let types = TillType.allCases.map(\.rawValue)
    for (word, text) in try table.names("types") {
      guard let type = TillType(rawValue: text) else {
        throw table.error("types: '\(text)' is not known; use \(types.joined(separator: ", "))")
      }
      layout.types[word.lowercased()] = type
    }
  }

  private static func outletNames(
    _ table: ConfigurationTable
  ) throws(BatchError) -> [ByteString: ByteString] {
    var names: [ByteString: ByteString] = [:]
    for (name, outlet) in try table.names("outlets") {
      names[ByteString(name)] = ByteString(outlet)
    }
    return names
  }
}
