import LedgerCore
import LedgerStore

/// Gives Amazon's fees for fulfilling a web store's order that name no goods to the categories of
/// that order, exactly.
///
/// An order's categories are weighed by what Amazon charged for their goods in the same order, else by
/// the units of the order in the web store's export. Where neither is known the fee stays without a
/// category, and the user's rule spreads it like any other.
func fulfillmentPlaced(
  _ lines: [ProfitKey: ProfitLine], _ fees: [FulfillmentFeeSum],
  units: [String: [String: Int64]], _ request: ReportRequest
) -> [ProfitKey: ProfitLine] {
  let none = Dimensions.noCategory.text
  var result = lines
  for (order, fees) in Dictionary(grouping: fees, by: \.merchantOrder) {
    let weights = weights(of: fees.filter { $0.category != none }, or: units[order] ?? [:])
    guard !weights.isEmpty else { continue }
    for fee in fees where fee.category == none && request.includes(fee.day) {
      let key = ProfitKey(
        store: ByteString(fee.store), category: Dimensions.noCategory,
        outlet: ByteString(fee.outlet), month: CalendarMonth(fee.day),
        currency: fee.amount.currency)
      guard let parts = allocate(fee.amount.minorUnits, by: weights.map(\.weight)),
        result[key] != nil
      else { continue }
      result[key]?.amounts[fee.component] -= fee.amount.minorUnits
      for (category, part) in zip(weights.map(\.category), parts) where part != 0 {
        var receiver = key
        receiver.category = ByteString(category)
        result[receiver, default: ProfitLine()].amounts[fee.component] += part
      }
    }
  }
  return result
}

/// Positive weights in the order of their categories.
private func weights(
  of fees: [FulfillmentFeeSum], or units: [String: Int64]
) -> [(category: String, weight: Int64)] {
  var charged: [String: Int64] = [:]
  for fee in fees { charged[fee.category, default: 0] -= fee.amount.minorUnits }
  let known = charged.contains { $0.value > 0 } ? charged : units
  return known.filter { $0.value > 0 }.map { ($0.key, $0.value) }
    .sorted { ByteString($0.category) < ByteString($1.category) }
}

extension ProfitReport {
  /// The allocated view of lines: first what is known of fulfilled orders, then the user's rule.
  func allocatedLines(
    _ lines: [ProfitKey: ProfitLine], _ request: ReportRequest
  ) throws(BatchError) -> [ProfitKey: ProfitLine] {
    let fees = try storing { () throws(StoreError) in try ledger.fulfillmentFeeSums() }
    guard !fees.isEmpty else { return allocated(lines, by: master.configuration.allocation) }
    let told = try storing { () throws(StoreError) in try ledger.webOrderUnits() }
    var units: [String: [String: Int64]] = [:]
    for store in master.configuration.webStores where !store.merchantOrderPrefix.isEmpty {
      for (order, categories) in told where order.store == store.id {
        units[store.merchantOrder(order.name)] = categories
      }
    }
    return allocated(
      fulfillmentPlaced(lines, fees, units: units, request), by: master.configuration.allocation)
  }
}
