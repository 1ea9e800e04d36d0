import BankStatements
import Batch
import LedgerCore
import TOMLKit

/// Reads what `acorn.toml` says of tills and web stores.
enum ChannelConfiguration {
  static func read(
    _ table: TOMLTable, into configuration: inout Configuration
  ) throws(BatchError) {
    for till in try ConfigurationFile.tables(table, "till") {
      let name = try ConfigurationFile.text(till, "name", "[[till]]")
      configuration.channelLayouts.append(
        try layout(till, name, "[[till]] \(name)", ofTill: true))
    }
    for table in try ConfigurationFile.tables(table, "webstore") {
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
    _ table: TOMLTable
  ) throws(BatchError) -> (WebStoreProfile, [ChannelLayout]) {
    let id = try ConfigurationFile.text(table, "id", "[[webstore]]")
    let place = "[[webstore]] \(id)"
    try ConfigurationFile.expect(
      table, place,
      ["id", "platform", "catalog", "merchant_order_prefix", "payers", "outlets", "export"])
    var store = WebStoreProfile(
      id: id, catalog: try ConfigurationFile.text(table, "catalog", place))
    store.platform = table["platform"]?.string ?? store.platform
    store.merchantOrderPrefix = table["merchant_order_prefix"]?.string ?? ""
    if let payers = table["payers"]?.array { store.payerNames = payers.compactMap(\.string) }
    store.outletNames = outletNames(table)
    var layouts: [ChannelLayout] = []
    for export in try ConfigurationFile.tables(table, "export") {
      var layout = try self.layout(export, store.platform, "\(place) export", ofTill: false)
      layout.store = id
      layouts.append(layout)
    }
    return (store, layouts)
  }

  /// `[[till]]` or `[[webstore.export]]`: which column has what.
  private static func layout(
    _ table: TOMLTable, _ name: String, _ place: String, ofTill: Bool
  ) throws(BatchError) -> ChannelLayout {
    try ConfigurationFile.expect(
      table, place,
      [
        "name", "kind", "columns", "optional", "decimal", "dates", "delimiter", "tax", "outlet",
        "outlets", "currency", "row_type", "charset", "till_source",
      ])
    let usual = ofTill ? ChannelKind.tillSales.rawValue : ChannelKind.webOrders.rawValue
    let kinds = ChannelKind.allCases.filter { $0.isTill == ofTill }
    guard let kind = kinds.first(where: { $0.rawValue == table["kind"]?.string ?? usual }) else {
      throw BatchError(
        "acorn.toml: \(place): kind is one of \(kinds.map(\.rawValue).joined(separator: ", "))")
    }
    var columns: [ChannelField: String] = [:]
    let stated = table["columns"]?.table ?? TOMLTable()
    for key in stated.keys.sorted() {
      guard let field = ChannelField(rawValue: key), let column = stated[key]?.string else {
        throw BatchError(
          "acorn.toml: \(place): columns.\(key) is not known; use"
            + " \(kind.fields.map(\.rawValue).joined(separator: ", "))")
      }
      columns[field] = column
    }
    var layout = ChannelLayout(kind: kind, name: name, columns: columns)
    layout.optional = Set(
      (table["optional"]?.array ?? TOMLArray()).compactMap(\.string)
        .compactMap { ChannelField(rawValue: $0) })
    try style(table, place, &layout)
    try names(table, place, &layout)
    let missing = layout.missingFields
    guard missing.isEmpty else {
      throw BatchError(
        "acorn.toml: \(place): columns lacks"
          + " \(missing.map(\.rawValue).joined(separator: ", "))")
    }
    return layout
  }

  /// How numbers and days are written.
  private static func style(
    _ table: TOMLTable, _ place: String, _ layout: inout ChannelLayout
  ) throws(BatchError) {
    switch table["decimal"]?.string ?? "." {
    case ".": layout.decimalComma = false
    case ",": layout.decimalComma = true
    case let other:
      throw BatchError("acorn.toml: \(place): decimal '\(other)' is not \".\" or \",\"")
    }
    let dates = table["dates"]?.string ?? "ymd"
    guard let style = ChannelLayout.DateStyle(rawValue: dates) else {
      throw BatchError("acorn.toml: \(place): dates '\(dates)' is not ymd, dmy or mdy")
    }
    layout.dates = style
    let delimiter = table["delimiter"]?.string ?? ","
    guard [",", ";", "\t"].contains(delimiter), let byte = delimiter.utf8.first else {
      throw BatchError("acorn.toml: \(place): delimiter is \",\", \";\" or \"\\t\"")
    }
    layout.delimiter = byte
    if let name = table["charset"]?.string {
      guard let charset = Charset(named: name), !charset.isUTF16 else {
        throw BatchError(
          "acorn.toml: \(place): charset '\(name)' is not known; use utf-8, windows-1252,"
            + " iso-8859-15, windows-1250, shift_jis or gb18030")
      }
      layout.charset = charset
    }
    guard let tax = table["tax"]?.string else { return }
    guard let mode = ChannelLayout.TaxMode(rawValue: tax) else {
      throw BatchError("acorn.toml: \(place): tax '\(tax)' is not inclusive or exclusive")
    }
    layout.tax = mode
  }

  /// What the export does not say, or says in other words.
  private static func names(
    _ table: TOMLTable, _ place: String, _ layout: inout ChannelLayout
  ) throws(BatchError) {
    layout.outlet = ByteString(table["outlet"]?.string ?? "")
    layout.outletNames = outletNames(table)
    if let currency = table["currency"]?.string {
      layout.currency = try ConfigurationFile.currency(currency, place)
    }
    layout.rowType = ByteString(table["row_type"]?.string ?? "")
    layout.tillSource = ByteString(table["till_source"]?.string ?? "")
  }

  private static func outletNames(_ table: TOMLTable) -> [ByteString: ByteString] {
    let outlets = table["outlets"]?.table ?? TOMLTable()
    var names: [ByteString: ByteString] = [:]
    for name in outlets.keys.sorted() {
      names[ByteString(name)] = outlets[name]?.string.map { ByteString($0) }
    }
    return names
  }
}
