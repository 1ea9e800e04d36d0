import LedgerCore

/// Reads the user's CSV files row by row; each fault names its file and line.
enum MasterReader {
  static func outlets(
    _ bytes: [UInt8], name: String, shape: CSVTable.Shape
  ) throws(BatchError) -> OutletMaster {
    let table = try CSVTable(
      bytes, name: name, required: ["outlet_id", "store"],
      optional: ["name", "currency", "opened", "closed"], shape: shape)
    var outlets: [Outlet] = []
    try table.eachRow { row throws(BatchError) in
      let currency = table.value("currency", row)
      guard currency.isEmpty || Currency(currency.bytes) != nil else {
        throw BatchError("\(name):\(row.line): '\(currency)' is no currency code such as EUR")
      }
      outlets.append(
        Outlet(
          id: table.value("outlet_id", row), name: table.value("name", row),
          store: table.value("store", row).text, currency: Currency(currency.bytes),
          opened: try date(table.value("opened", row), "opened", name, row.line),
          closed: try date(table.value("closed", row), "closed", name, row.line)))
    }
    return OutletMaster(outlets)
  }

  static func bindings(
    _ bytes: [UInt8], name: String, outlets: Set<ByteString>?, shape: CSVTable.Shape
  ) throws(BatchError) -> [String: [OutletBinding]] {
    let table = try CSVTable(
      bytes, name: name,
      required: [
        "priority", "outlet_id", "store", "marketplace", "binding_type", "binding_value",
      ], optional: ["valid_from", "valid_until"], shape: shape)
    var bindings: [String: [OutletBinding]] = [:]
    try table.eachRow { row throws(BatchError) in
      let outlet = table.value("outlet_id", row)
      if let outlets, !outlets.contains(outlet) {
        throw BatchError("\(name):\(row.line): outlet '\(outlet)' is not in the outlets file")
      }
      guard let priority = Int(table.value("priority", row).text) else {
        throw BatchError("\(name):\(row.line): priority is no whole number")
      }
      let kind = table.value("binding_type", row).text
      let value = table.value("binding_value", row)
      guard !value.isEmpty, let match = match(kind, value) else {
        throw BatchError(
          "\(name):\(row.line): binding '\(kind) \(value)' is not understood; use"
            + " merchant_order_prefix, sku_prefix, sku_range (LOW..HIGH) or fulfillment_id")
      }
      bindings[table.value("store", row).text, default: []].append(
        OutletBinding(
          priority: priority, outlet: outlet, marketplace: table.value("marketplace", row).text,
          match: match,
          validFrom: try date(table.value("valid_from", row), "valid_from", name, row.line),
          validUntil: try date(table.value("valid_until", row), "valid_until", name, row.line)))
    }
    for (store, list) in bindings where OutletBindings(list).orderPrefixes.count > 64 {
      throw BatchError("\(name): store \(store) has more than 64 merchant order prefixes")
    }
    return bindings
  }

  private static func match(_ kind: String, _ value: ByteString) -> OutletBinding.Match? {
    switch kind {
    case "merchant_order_prefix": return .merchantOrderPrefix(value)
    case "sku_prefix": return .skuPrefix(value)
    case "fulfillment_id": return .fulfillment(value)
    case "sku_range":
      guard let dots = value.bytes.firstRange(of: [46, 46]) else { return nil }
      let low = ByteString(value.bytes[..<dots.lowerBound])
      let high = ByteString(value.bytes[dots.upperBound...])
      return low.isEmpty || high.isEmpty ? nil : .skuRange(low: low, high: high)
    default: return nil
    }
  }

  /// A list of bank holidays: the column `date`, and what one likes beside it, commas too.
  static func calendar(
    _ bytes: [UInt8], name: String
  ) throws(BatchError) -> BusinessCalendar {
    let table = try CSVTable(bytes, name: name, required: ["date"], shape: .any)
    var holidays: [CalendarDate] = []
    try table.eachRow { row throws(BatchError) in
      if let day = try date(table.value("date", row), "date", name, row.line) {
        holidays.append(day)
      }
    }
    return BusinessCalendar(holidays: holidays)
  }

  static func date(
    _ text: ByteString, _ column: String, _ name: String, _ line: Int
  ) throws(BatchError) -> CalendarDate? {
    guard !text.isEmpty else { return nil }
    guard let date = CalendarDate(text.bytes) else {
      throw BatchError("\(name):\(line): \(column) '\(text)' is not a date such as 2026-03-14")
    }
    return date
  }
}

extension [UInt8] {
  func firstRange(of part: [UInt8]) -> Range<Int>? {
    indices.first { starts(with: part, at: $0) }.map { $0..<$0 + part.count }
  }

  private func starts(with part: [UInt8], at place: Int) -> Bool {
    place + part.count <= count && self[place..<place + part.count].elementsEqual(part)
  }
}
